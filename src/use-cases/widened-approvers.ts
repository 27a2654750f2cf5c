import { readAccessPath } from '../access/access-path.js';
import type { Instant } from '../access/instant.js';
import type { Policy } from '../access/policy.js';
import { readPolicy } from '../access/read-policy.js';
import type { SourceFile } from '../access/source-file.js';
import type { PullRequestFacts } from '../approval/facts.js';
import type { Beneficiary } from '../approval/judge-reviewer.js';
import { findWidened } from '../plan/find-widened.js';
import type { ProviderRules } from '../plan/provider-rules.js';

/**
 * The reviewers whose standing grants a pull request widens or redirects by what it does to roles, people or config: law 5
 * makes them beneficiaries of it. What runs (`.github/**`, `action/**`) and who owns what (CODEOWNERS) changes no grant.
 *
 * A file that is broken at the head leaves its part of the policy out and so ends grants: an approval is for these bytes, and
 * these bytes give nothing, by the same parser that provisioning uses (laws 3 and 4). One that was not read may do anything.
 */
export function findWidenedApprovers(
  facts: PullRequestFacts,
  before: Policy,
  providers: ReadonlyMap<string, ProviderRules>,
  now: Instant,
): readonly Beneficiary[] {
  if (!facts.files.some(({ path, previousPath }) => isTerms(path) || isTerms(previousPath))) return [];
  const files = listFilesAtHead(facts);
  const after = files === null ? null : readPolicy(files, providers);
  const authors = new Map(facts.reviews.flatMap(({ author }) => (author === null ? [] : [[author.id, author]])));
  return findWidened([...authors.values()], { before, after, standing: facts.standing, rules: providers, now });
}

/** What says what a grant gives, as opposed to who approves it. */
function isTerms(path: string | null): boolean {
  return path !== null && ['roles', 'people', 'config'].includes(readAccessPath(path).kind);
}

/**
 * The policy files as the merge would leave them; null where that cannot be told: one was not read, or the base has changed
 * it since, and a branch from before can show a change where it does nothing.
 */
function listFilesAtHead(facts: PullRequestFacts): readonly SourceFile[] | null {
  const files = new Map(facts.policyFiles.map((file) => [file.path, file]));
  for (const { path, previousPath, status } of facts.files) {
    if (previousPath !== null && status !== 'copied') files.delete(previousPath);
    if (status === 'removed') files.delete(path);
  }
  for (const { path, status, after, buildsOnBase } of facts.files) {
    if (status === 'removed' || !isTerms(path)) continue;
    if (after === null || !buildsOnBase) return null;
    files.set(path, after);
  }
  return [...files.values()];
}
