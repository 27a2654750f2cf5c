import { type AccessPath, readAccessPath } from './access-path.js';
import { checkRequest } from './check-request.js';
import { checkFileMode } from './check-source-file.js';
import { fileProblem } from './fault.js';
import type { Instant } from './instant.js';
import type { Policy } from './policy.js';
import type { Problem } from './problem.js';
import type { ProviderTerms } from './provider-terms.js';
import { readPolicy } from './read-policy.js';
import { readRequest } from './read-request.js';
import type { SourceFile } from './source-file.js';

export interface ValidateOptions {
  /** Where the policy that requests are held to is read (law 4); without it, the files themselves. */
  readonly policyFiles?: readonly SourceFile[];
  readonly providers: ReadonlyMap<string, ProviderTerms>;
  readonly now: Instant;
  /** Only these paths are reported; all files still say what the policy is. */
  readonly only?: ReadonlySet<string>;
  /** Requests that were merged before: that one of them is over by now is no error of its file. */
  readonly standing?: ReadonlySet<string>;
}

export interface ValidatedFile {
  readonly path: string;
  readonly kind: AccessPath['kind'];
  readonly problems: readonly Problem[];
}

export interface ValidatedTree {
  readonly policy: Policy;
  /** In order of path. */
  readonly files: readonly ValidatedFile[];
}

/** Checks everything below `access/`; files elsewhere are passed over, and so is what is none of ours. */
export function validateTree(files: readonly SourceFile[], options: ValidateOptions): ValidatedTree {
  const policy = readPolicy(options.policyFiles ?? files, options.providers);
  const written =
    options.policyFiles === undefined ? policy : readPolicy(overlay(options.policyFiles, files), options.providers);
  const inPolicyFiles = groupByPath(written.problems);

  const validated: ValidatedFile[] = [];
  const paths = new Set<string>();
  for (const file of files) {
    if (options.only !== undefined && !options.only.has(file.path)) continue;
    const path = readAccessPath(file.path);
    if (path.kind === 'codeowners' || path.kind === 'automation') continue;
    const problems = checkFile(file, path, inPolicyFiles, policy, options);
    if (path.kind === 'other' && problems.length === 0) continue;
    validated.push({ path: file.path, kind: path.kind, problems });
    paths.add(file.path);
  }
  // Of policy files that are not there.
  for (const [path, problems] of inPolicyFiles) {
    if (paths.has(path) || (options.only !== undefined && !options.only.has(path))) continue;
    if (options.policyFiles === undefined) validated.push({ path, kind: readAccessPath(path).kind, problems });
  }
  return { policy, files: validated.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

function checkFile(
  file: SourceFile,
  path: AccessPath,
  inPolicyFiles: ReadonlyMap<string, readonly Problem[]>,
  policy: Policy,
  options: ValidateOptions,
): readonly Problem[] {
  switch (path.kind) {
    case 'request': {
      const { value: request, problems, positions } = readRequest(file);
      if (request === null) return problems;
      const found = checkRequest({ path, request, positions, policy, now: options.now });
      return options.standing?.has(file.path) ? found.map(soften) : found;
    }
    case 'roles':
    case 'people':
    case 'config':
      return inPolicyFiles.get(file.path) ?? [];
    case 'unknown':
      return [...checkFileMode(file), fileProblem(file.path, path.rule, path.reason, path.cure)];
    default:
      return file.path.startsWith('access/') ? checkFileMode(file) : [];
  }
}

function groupByPath(problems: readonly Problem[]): Map<string, Problem[]> {
  const groups = new Map<string, Problem[]>();
  for (const problem of problems) groups.set(problem.path, [...(groups.get(problem.path) ?? []), problem]);
  return groups;
}

function soften(problem: Problem): Problem {
  return problem.rule === 'already-over' ? { ...problem, severity: 'warning' } : problem;
}

/** The policy as it would be with the files in place of those of the same path. */
function overlay(base: readonly SourceFile[], files: readonly SourceFile[]): SourceFile[] {
  return [...new Map([...base, ...files].map((file) => [file.path, file])).values()];
}
