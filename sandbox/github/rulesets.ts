import { matchesBranch, newestRun, reasonOfCheck, reasonOfReviews } from './protection.js';
import { Refusal } from './refusal.js';
import type { Ruleset } from './ruleset.js';
import type { Actor, Pull, Repository, World } from './state.js';

/** What a change does to a branch that a rule may forbid; `merges` and `unsigned` are about the commits that it brings. */
export type Deed = 'create' | 'update' | 'force' | 'delete' | 'merges' | 'unsigned';

/** What is done to a branch. `sha` is its new head, where that is known beforehand. */
export interface BranchChange {
  readonly deeds: readonly Deed[];
  readonly sha?: string;
}

/** Which deeds each rule forbids, and GitHub's words for it. */
const RULES: readonly (readonly [keyof Ruleset, readonly Deed[], string])[] = [
  ['restrictCreations', ['create'], 'Cannot create ref due to creations being restricted.'],
  ['restrictUpdates', ['update', 'force'], 'Cannot update this protected ref.'],
  ['restrictDeletions', ['delete'], 'Cannot delete this branch'],
  ['blockForcePushes', ['force'], 'Cannot force-push to this branch'],
  ['requirePullRequest', ['create', 'update', 'force'], 'Changes must be made through a pull request.'],
  ['requireLinearHistory', ['merges'], 'This branch must not contain merge commits.'],
  ['requireSignatures', ['unsigned'], 'Commits must have verified signatures.'],
];

/** What the commits are that a branch gets when it moves `from` (null: it is new) `to`. */
export async function deedsOfCommits(
  world: World,
  repository: Repository,
  to: string,
  from: string | null,
): Promise<Deed[]> {
  const { gitDirectory, signed } = repository;
  const shas = await world.store.commitsOf(gitDirectory, from === null ? [to] : [to, `^${from}`]);
  const commits = await Promise.all(shas.map((sha) => world.store.commit(gitDirectory, sha)));
  return [
    ...(commits.some((commit) => commit !== null && commit.parents.length > 1) ? (['merges'] as const) : []),
    ...(shas.some((sha) => !signed.has(sha)) ? (['unsigned'] as const) : []),
  ];
}

/** The active rulesets of a branch. */
export function rulesetsOf(repository: Repository, branch: string): Ruleset[] {
  return activeOf(repository).filter(({ branches }) => branches.some((pattern) => matchesBranch(pattern, branch)));
}

function activeOf(repository: Repository): Ruleset[] {
  return repository.rulesets.filter(({ enforcement = 'active' }) => enforcement === 'active');
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
    for (const words of brokenBy(ruleset, change.deeds)) violations.add(words);
    if (change.deeds.includes('delete')) continue;
    for (const reason of missingChecks(repository, ruleset, change.sha ?? '')) violations.add(reason);
  }
  return [...violations];
}

function brokenBy(ruleset: Ruleset, deeds: readonly Deed[]): string[] {
  return RULES.filter(
    ([rule, forbidden]) => ruleset[rule] === true && deeds.some((deed) => forbidden.includes(deed)),
  ).map(([, , words]) => words);
}

/**
 * What the hook of a push by git has to hold this actor to, a rule a line: the deed, the full name or pattern of the
 * branches, and GitHub's words. Checks are not among it: what is pushed with git needs none here.
 */
export function linesForPushes(repository: Repository, actor: Actor): string[] {
  return activeOf(repository)
    .filter((ruleset) => !bypasses(actor, ruleset, false))
    .flatMap((ruleset) =>
      RULES.filter(([rule]) => ruleset[rule] === true).flatMap(([, deeds, words]) =>
        ruleset.branches.flatMap((branch) => deeds.map((deed) => `${deed} refs/heads/${branch} ${words}`)),
      ),
    );
}

/** What merging the pull request breaks. */
export async function violationsOfMerge(
  world: World,
  repository: Repository,
  actor: Actor,
  pull: Pull,
  method: 'merge' | 'squash' | 'rebase',
): Promise<string[]> {
  const violations = new Set<string>();
  for (const ruleset of rulesetsOf(repository, pull.baseRef)) {
    if (bypasses(actor, ruleset, true)) continue;
    const deeds = await deedsOfMerge(world, repository, pull, method);
    // A pull request is one, whatever it does to the branch.
    for (const words of brokenBy({ ...ruleset, requirePullRequest: false }, deeds)) violations.add(words);
    for (const reason of missingChecks(repository, ruleset, pull.headSha)) violations.add(reason);
    const reason = await reasonOfReviews(world, repository, pull, ruleset);
    if (reason) violations.add(reason);
  }
  return [...violations];
}

/** GitHub signs what it merges and squashes, and not what it rebases; a merge brings the commits of the head as they are. */
async function deedsOfMerge(
  world: World,
  repository: Repository,
  pull: Pull,
  method: 'merge' | 'squash' | 'rebase',
): Promise<Deed[]> {
  if (method === 'squash') return ['update'];
  if (method === 'rebase') return ['update', 'unsigned'];
  const brought = await deedsOfCommits(world, repository, pull.headSha, pull.baseSha);
  return ['update', 'merges', ...brought];
}

function missingChecks(repository: Repository, { requiredChecks = [] }: Ruleset, sha: string): string[] {
  return requiredChecks
    .map(({ name, appSlug }) => reasonOfCheck(newestRun(repository, sha, name, appSlug), name))
    .filter((reason) => reason !== null);
}
