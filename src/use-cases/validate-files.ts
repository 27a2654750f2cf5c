import { readAccessPath } from '../access/access-path.js';
import { checkChange } from '../access/change-of-request.js';
import type { Instant } from '../access/instant.js';
import { hasErrors, type Problem } from '../access/problem.js';
import { readRequest } from '../access/read-request.js';
import type { SourceFile } from '../access/source-file.js';
import { type ValidatedFile, validateTree } from '../access/validate-tree.js';
import { findOwnerRule, isCountable } from '../approval/find-owners.js';
import { type CodeOwners, chooseCodeOwners, parseCodeOwners } from '../approval/parse-codeowners.js';
import { GitError, type Repository } from '../git/repository.js';
import type { ProviderRules } from '../plan/provider-rules.js';
import { checkTreeQuotas } from './check-tree-quotas.js';
import { findSeparationProblems } from './find-separation-problems.js';
import { PATHS_OF_OURS } from './paths-of-ours.js';
import { UsageError } from './usage-error.js';

export interface ValidationPorts {
  readonly repository: Repository;
  readonly providers: ReadonlyMap<string, ProviderRules>;
}

export interface ValidationOptions {
  /** The revision whose policy files requests are held to (law 4); null: those of the working tree. */
  readonly base: string | null;
  /** Only files at or below these paths are reported; null: all. */
  readonly only: readonly string[] | null;
  readonly now: Instant;
}

export interface Validation {
  /** No file has an error; warnings are no errors. */
  readonly valid: boolean;
  readonly files: readonly ValidatedFile[];
}

/**
 * Checks the files of the working tree as the App checks a pull request: requests by the policy, policy files by
 * themselves, and each request's path by CODEOWNERS.
 * @throws {UsageError} where a path to report on holds nothing that Lapse reads.
 * @throws {GitError} where the base names no commit.
 */
export async function validateFiles(ports: ValidationPorts, options: ValidationOptions): Promise<Validation> {
  const { repository, providers } = ports;
  const files = await repository.readWorkingTree(PATHS_OF_OURS);
  const policyFiles =
    options.base === null ? files : await repository.readTree(await repository.resolve(options.base), PATHS_OF_OURS);
  const before = await readRequestsAt(repository, options.base ?? 'HEAD');
  const standing = new Set(files.filter((file) => before.get(file.path)?.oid === file.oid).map((file) => file.path));
  const tree = validateTree(files, {
    providers,
    now: options.now,
    standing,
    ...(options.base === null ? {} : { policyFiles }),
  });
  const separation = findSeparationProblems(files, before, tree.policy, options.now);
  const deciding = readCodeOwners(policyFiles);
  const written = new Map(files.map((file) => [file.path, file]));
  const quotas = checkTreeQuotas({ files, tree, rules: providers, standing, now: options.now });
  const checked = tree.files
    .map((file) => ({ ...file, problems: [...file.problems, ...(quotas.get(file.path) ?? [])] }))
    .map((file) => addChangeProblems(file, before.get(file.path), written.get(file.path), options.now))
    .map((file) => ({ ...file, problems: [...file.problems, ...(separation.get(file.path) ?? [])] }))
    .map((file) => addOwnersProblem(file, deciding));
  const codeOwners = readCodeOwners(files);
  const all: ValidatedFile[] = codeOwners === null ? [] : [describeCodeOwners(codeOwners)];
  const reported = pick([...checked, ...all], options.only);
  return { valid: !reported.some((file) => hasErrors(file.problems)), files: reported };
}

/** What stood at a revision: unchanged, it was judged when it was merged. A repository may have no commit yet. */
async function readRequestsAt(repository: Repository, revision: string): Promise<ReadonlyMap<string, SourceFile>> {
  try {
    const files = await repository.readTree(await repository.resolve(revision), ['access']);
    return new Map(files.map((file) => [file.path, file]));
  } catch (error) {
    if (error instanceof GitError) return new Map();
    throw error;
  }
}

/** What an edit of a standing request may not do (design §3): merged, it would end the access that stands. */
function addChangeProblems(
  file: ValidatedFile,
  before: SourceFile | undefined,
  after: SourceFile | undefined,
  now: Instant,
): ValidatedFile {
  const path = readAccessPath(file.path);
  if (path.kind !== 'request' || before === undefined || after === undefined || before.oid === after.oid) return file;
  const old = readRequest(before).value;
  const { value, positions } = readRequest(after);
  if (old === null || value === null) return file;
  const problems = checkChange({ path, before: old, after: value, positions, mergedAt: null, now });
  return { ...file, problems: [...file.problems, ...problems] };
}

function readCodeOwners(files: readonly SourceFile[]): CodeOwners | null {
  const file = chooseCodeOwners(files);
  return file === null ? null : parseCodeOwners(file);
}

/** GitHub skips an invalid line, so who owns a path may not be who its author meant. */
function describeCodeOwners(codeOwners: CodeOwners): ValidatedFile {
  return { path: codeOwners.path, kind: 'codeowners', problems: codeOwners.problems };
}

function addOwnersProblem(file: ValidatedFile, codeOwners: CodeOwners | null): ValidatedFile {
  if (file.kind !== 'request') return file;
  const rule = codeOwners === null ? null : findOwnerRule(codeOwners, file.path);
  if (rule?.owners.some(isCountable)) return file;
  const place = codeOwners?.path ?? '.github/CODEOWNERS';
  const why =
    codeOwners === null
      ? 'There is no CODEOWNERS'
      : rule === null
        ? `No line of ${place} matches this path`
        : `Line ${rule.line} of ${place} names no user and no team for this path`;
  return { ...file, problems: [...file.problems, unowned(file.path, place, why)] };
}

/** Nobody could approve it (design §5). */
function unowned(path: string, place: string, why: string): Problem {
  const folder = path.split('/').slice(0, 2).join('/');
  return {
    rule: 'unowned',
    severity: 'error',
    path,
    line: 1,
    column: 1,
    message: `${why}, so nobody can approve it.`,
    cure: `Write a line into ${place} with the owners in place of the example: /${folder}/*/  @acme/owners`,
  };
}

function pick(files: readonly ValidatedFile[], only: readonly string[] | null): readonly ValidatedFile[] {
  if (only === null) return files;
  const picked = new Set<ValidatedFile>();
  for (const path of only) {
    const matching = files.filter((file) => path === '' || file.path === path || file.path.startsWith(`${path}/`));
    if (matching.length === 0) {
      throw new UsageError(
        `${JSON.stringify(path)} holds nothing that Lapse reads`,
        'name a file or folder below access/, or CODEOWNERS, that is there and that git does not ignore',
      );
    }
    for (const file of matching) picked.add(file);
  }
  return files.filter((file) => picked.has(file));
}
