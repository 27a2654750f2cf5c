import { matchesBranch, newestRun, reasonOfCheck, reasonOfReviews } from './protection.js';
import { Refusal } from './refusal.js';
import type { Ruleset } from './ruleset.js';
import type { Actor, Pull, Repository, World } from './state.js';

/** What is done to a branch. `sha` is its new head, where that is known beforehand. */
export interface BranchChange {
  readonly kind: 'create' | 'update' | 'delete';
  readonly sha?: string;
  readonly forced?: boolean;
}

/** The active rulesets of a branch. */
export function rulesetsOf(repository: Repository, branch: string): Ruleset[] {
  return repository.rulesets.filter(
    ({ enforcement = 'active', branches }) =>
      enforcement === 'active' && branches.some((pattern) => matchesBranch(pattern, branch)),
  );
}

function bypasses(actor: Actor, ruleset: Ruleset, merging: boolean): boolean {
  if (actor.kind === 'user') return false;
  const found = ruleset.bypassActors?.find(({ appSlug }) => appSlug === actor.app.slug);
  return found !== undefined && (merging || found.mode === 'always');
}

/** Throws 422 with every rule that the change breaks, in GitHub's words. */
export function refuseByRulesets(repository: Repository, actor: Actor, branch: string, change: BranchChange): void {
  const violations = violationsOf(repository, actor, branch, change);
  if (violations.length > 0) throw new Refusal(422, violationText(violations));
}

export function violationText(violations: readonly string[]): string {
  return `Repository rule violations found\n\n${violations.join('\n')}\n\n`;
}

/** What a change past pull requests breaks. */
export function violationsOf(repository: Repository, actor: Actor, branch: string, change: BranchChange): string[] {
  const violations = new Set<string>();
  for (const ruleset of rulesetsOf(repository, branch)) {
    if (bypasses(actor, ruleset, false)) continue;
    const { kind, sha, forced } = change;
    if (kind === 'create' && ruleset.restrictCreations)
      violations.add('Cannot create ref due to creations being restricted.');
    if (kind === 'delete' && ruleset.restrictDeletions) violations.add('Cannot delete this branch');
    if (kind === 'delete') continue;
    if (kind === 'update' && ruleset.restrictUpdates) violations.add('Cannot update this protected ref.');
    if (forced && ruleset.blockForcePushes) violations.add('Cannot force-push to this branch');
    if (ruleset.requirePullRequest) violations.add('Changes must be made through a pull request.');
    for (const reason of missingChecks(repository, ruleset, sha ?? '')) violations.add(reason);
  }
  return [...violations];
}

/** What merging the pull request breaks. */
export async function violationsOfMerge(
  world: World,
  repository: Repository,
  actor: Actor,
  pull: Pull,
): Promise<string[]> {
  const violations = new Set<string>();
  for (const ruleset of rulesetsOf(repository, pull.baseRef)) {
    if (bypasses(actor, ruleset, true)) continue;
    if (ruleset.restrictUpdates) violations.add('Cannot update this protected ref.');
    for (const reason of missingChecks(repository, ruleset, pull.headSha)) violations.add(reason);
    const reason = await reasonOfReviews(world, repository, pull, ruleset);
    if (reason) violations.add(reason);
  }
  return [...violations];
}

function missingChecks(repository: Repository, { requiredChecks = [] }: Ruleset, sha: string): string[] {
  return requiredChecks
    .map(({ name, appSlug }) => reasonOfCheck(newestRun(repository, sha, name, appSlug), name))
    .filter((reason) => reason !== null);
}
