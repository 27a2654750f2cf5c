import { isPolicyPath, type RequestPath, readAccessPath } from '../access/access-path.js';
import { checkChange } from '../access/change-of-request.js';
import { checkRequest } from '../access/check-request.js';
import { checkSeparation, type WrittenRequest } from '../access/check-separation.js';
import { separatesDuties } from '../access/collisions.js';
import { fileProblem } from '../access/fault.js';
import type { Instant } from '../access/instant.js';
import type { Policy } from '../access/policy.js';
import type { Problem } from '../access/problem.js';
import type { ProviderTerms } from '../access/provider-terms.js';
import { readRequest } from '../access/read-request.js';
import { readStandingRequest } from '../access/read-standing-request.js';
import type { Request } from '../access/request.js';
import { validateTree } from '../access/validate-tree.js';
import type { ChangedFile, PullRequestFacts } from '../approval/facts.js';

/** One request file of a pull request, read, and what is wrong with it. */
export interface CheckedRequest {
  readonly path: RequestPath;
  readonly change: 'added' | 'changed' | 'removed';
  /** At the head; null where it is removed or cannot be read. */
  readonly request: Request | null;
  readonly problems: readonly Problem[];
}

export interface CheckedFiles {
  readonly requests: readonly CheckedRequest[];
  /** Of all files, and of the policy that they are held to. */
  readonly problems: readonly Problem[];
}

/** Reads every request file that a pull request changes, through the same parser as everything else (law 3). */
export function checkChangedFiles(
  facts: PullRequestFacts,
  policy: Policy,
  providers: ReadonlyMap<string, ProviderTerms>,
  now: Instant,
): CheckedFiles {
  const found: CheckedRequest[] = [];
  const problems: Problem[] = checkPolicyFiles(facts, providers, now);
  for (const file of facts.files) {
    const path = readAccessPath(file.path);
    if (path.kind === 'unknown' && file.status !== 'removed') {
      problems.push(fileProblem(file.path, path.rule, path.reason, path.cure));
    }
    if (path.kind === 'request') found.push(checkFile(file, path, policy, now));
    // What a copy was made from stays where it is.
    const before = file.previousPath === null || file.status === 'copied' ? null : readAccessPath(file.previousPath);
    if (before?.kind === 'request') found.push({ path: before, change: 'removed', request: null, problems: [] });
  }
  const requests = separatesDuties(policy) ? addSeparationProblems(found, facts, policy, now) : found;
  problems.push(...requests.flatMap((request) => request.problems));
  if (requests.some((request) => request.change !== 'removed')) problems.push(...policyProblems(policy));
  return { requests, problems };
}

/** Policy files as the pull request would leave them: what is broken there would give no access after the merge. */
function checkPolicyFiles(
  facts: PullRequestFacts,
  providers: ReadonlyMap<string, ProviderTerms>,
  now: Instant,
): Problem[] {
  const written = facts.files.flatMap((file) => (isPolicyPath(file.path) && file.after !== null ? file.after : []));
  const { files } = validateTree(written, { policyFiles: facts.policyFiles, providers, now });
  return files.flatMap((file) => file.problems);
}

function checkFile(file: ChangedFile, path: RequestPath, policy: Policy, now: Instant): CheckedRequest {
  if (file.status === 'removed') return { path, change: 'removed', request: null, problems: [] };
  const isNew = file.before === null || file.previousPath !== null;
  const change = isNew ? 'added' : 'changed';
  if (file.after === null) {
    const unread = fileProblem(
      file.path,
      'not-read',
      'This file was not read.',
      'Ask for fewer things in one pull request.',
    );
    return { path, change, request: null, problems: [unread] };
  }
  const { value: request, problems, positions } = readRequest(file.after);
  if (request === null) return { path, change, request, problems };
  const found = [...problems, ...checkRequest({ path, request, positions, policy, now })];
  const before = file.before === null || isNew ? null : readRequest(file.before).value;
  if (before !== null) found.push(...checkChange({ path, before, after: request, positions, mergedAt: null, now }));
  return { path, change, request, problems: found };
}

/** What one person may not have at the same time, by their files on the base as this pull request would leave them. */
function addSeparationProblems(
  requests: readonly CheckedRequest[],
  facts: PullRequestFacts,
  policy: Policy,
  now: Instant,
): CheckedRequest[] {
  const touched = new Set(requests.map((request) => request.path.grant));
  const standing = facts.standing
    .flatMap((file) => readStandingRequest(file) ?? [])
    .filter(({ path }) => !touched.has(path.grant));
  const files = new Map(facts.files.map((file) => [file.path, file]));
  const written = requests.flatMap(({ path, change, request }): WrittenRequest[] => {
    const file = files.get(`access/${path.grant}.yaml`);
    if (request === null || file?.after == null) return [];
    const before = change === 'changed' && file.before !== null ? readRequest(file.before).value : null;
    return [{ path, request, before, positions: readRequest(file.after).positions }];
  });
  const problems = checkSeparation({ written, standing, policy, now });
  return requests.map((request) => ({
    ...request,
    problems: [...request.problems, ...(request.change === 'removed' ? [] : (problems.get(request.path.grant) ?? []))],
  }));
}

/**
 * Faults of the policy on the base are nobody's of this pull request: shown, but only what depends on them fails. What is
 * merely warned of there was so where it was written.
 */
function policyProblems(policy: Policy): Problem[] {
  const errors = policy.problems.filter((problem) => problem.severity === 'error');
  return errors.map((problem) => ({ ...problem, severity: 'warning' }));
}
