import { isPolicyPath, readAccessPath } from '../access/access-path.js';
import { SHARED_POLICY_PATHS } from '../access/policy-paths.js';
import type { ListedFile } from './list-files.js';

/** Paths whose contents are to be read. */
export interface WantedPaths {
  readonly atBase: readonly string[];
  readonly atHead: readonly string[];
  readonly folders: readonly string[];
}

/** More request files in one pull request are refused (design §5), so their contents need not be read. */
const MAXIMUM_REQUEST_FILES = 100;

/**
 * The paths whose contents a decision needs: at the base the policy of all systems and, in each, the folders of the
 * people concerned; at the head the changed requests and policy files. As many as the systems times the people.
 * @param systems names of folders below `access/` at the base.
 * @param reviewers logins; whether a change of policy widens what they have is to be seen too (law 5).
 */
export function listWantedPaths(
  files: readonly ListedFile[],
  systems: readonly string[],
  reviewers: readonly string[],
): WantedPaths {
  const atBase = new Set(SHARED_POLICY_PATHS);
  const atHead = new Set<string>();
  const inSystems = new Set(systems.filter(isSystem));
  const people = new Set<string>();
  const requests = new Set<string>();
  let isOfPolicy = false;
  for (const file of files) {
    for (const path of [file.path, file.previousPath]) {
      if (path === null) continue;
      const access = readAccessPath(path);
      if (access.kind === 'request') {
        requests.add(path);
        inSystems.add(access.system);
        people.add(access.login);
      } else if (isPolicyPath(path)) {
        isOfPolicy = true;
        if (access.kind === 'automation') continue;
        atBase.add(path);
      } else continue;
      if (path === file.path && file.status !== 'removed') atHead.add(path);
    }
  }
  if (requests.size > MAXIMUM_REQUEST_FILES) return { atBase: SHARED_POLICY_PATHS, atHead: [], folders: [] };
  if (isOfPolicy) for (const login of reviewers) people.add(login.toLowerCase());
  const known = [...people].filter(isLogin);
  const folders: string[] = [];
  if (requests.size > 0 || isOfPolicy) {
    for (const system of inSystems) {
      atBase.add(`access/${system}/roles.yaml`);
      for (const login of known) folders.push(`access/${system}/${login}`);
    }
  }
  return { atBase: [...atBase], atHead: [...atHead], folders };
}

/** In parts of at most so many paths each, none where nothing is wanted. */
export function splitWanted(wanted: WantedPaths, size: number): readonly WantedPaths[] {
  const all = [
    ...wanted.atBase.map((path) => ({ list: 'atBase' as const, path })),
    ...wanted.atHead.map((path) => ({ list: 'atHead' as const, path })),
    ...wanted.folders.map((path) => ({ list: 'folders' as const, path })),
  ];
  const parts: WantedPaths[] = [];
  for (let start = 0; start < all.length; start += size) {
    const part = { atBase: [] as string[], atHead: [] as string[], folders: [] as string[] };
    for (const { list, path } of all.slice(start, start + size)) part[list].push(path);
    parts.push(part);
  }
  return parts;
}

/** What of the one the other does not hold. */
export function subtractWanted(wanted: WantedPaths, asked: WantedPaths): WantedPaths {
  const left = (list: keyof WantedPaths) => {
    const known = new Set(asked[list]);
    return wanted[list].filter((path) => !known.has(path));
  };
  return { atBase: left('atBase'), atHead: left('atHead'), folders: left('folders') };
}

function isSystem(name: string): boolean {
  return readAccessPath(`access/${name}/roles.yaml`).kind === 'roles';
}

/** Whoever has no such folder name has no requests. */
function isLogin(login: string): boolean {
  return readAccessPath(`access/system/${login}/request.yaml`).kind === 'request';
}
