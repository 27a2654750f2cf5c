import { readAccessPath } from '../access/access-path.js';
import type { ListedFile } from './list-files.js';

export interface WantedPaths {
  readonly atBase: readonly string[];
  readonly atHead: readonly string[];
  readonly folders: readonly string[];
}

/** Where GitHub looks for CODEOWNERS: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#codeowners-file-location */
const ALWAYS = ['access/config.yaml', 'access/people.yaml', '.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** More request files in one pull request are refused (design §5), so their contents need not be read. */
const MAXIMUM_REQUEST_FILES = 100;

/**
 * The paths whose contents a decision needs: at the base the policy and the folders of the people concerned, at the
 * head the changed requests and policy files. Bounded, however many files the pull request changes.
 */
export function listWantedPaths(files: readonly ListedFile[]): WantedPaths {
  const atBase = new Set(ALWAYS);
  const atHead = new Set<string>();
  const folders = new Set<string>();
  for (const file of files) {
    for (const path of [file.path, file.previousPath]) {
      if (path === null) continue;
      const access = readAccessPath(path);
      switch (access.kind) {
        case 'request':
          atBase.add(`access/${access.system}/roles.yaml`);
          folders.add(`access/${access.system}/${access.login}`);
          break;
        case 'roles':
        case 'people':
        case 'config':
        case 'codeowners':
          atBase.add(path);
          break;
        default:
          continue;
      }
      if (path === file.path && file.status !== 'removed') atHead.add(path);
    }
  }
  const isBounded =
    atBase.size <= MAXIMUM_REQUEST_FILES + ALWAYS.length &&
    atHead.size <= MAXIMUM_REQUEST_FILES &&
    folders.size <= MAXIMUM_REQUEST_FILES;
  return isBounded
    ? { atBase: [...atBase], atHead: [...atHead], folders: [...folders] }
    : { atBase: ALWAYS, atHead: [], folders: [] };
}
