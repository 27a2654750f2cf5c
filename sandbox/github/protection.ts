import { isOwner, ownersOf, readCodeOwners } from './code-owners.js';
import { levelOf, reaches } from './find.js';
import { filesOfPull } from './pull-contents.js';
import type { Ruleset } from './ruleset.js';
import type { Actor, CheckRun, ProtectionRules, Pull, Repository, Review, World } from './state.js';

/** The rules of a branch: https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches */
export function rulesOf(repository: Repository, branch: string): ProtectionRules[] {
  return repository.rules.filter((rules) => matchesBranch(rules.branch, branch));
}

/**
 * Whether a pattern holds the branch: fnmatch with File::FNM_PATHNAME, where stars stay within a segment, and a segment of
 * two stars before others stands for any number of segments (https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/creating-rulesets-for-a-repository#using-fnmatch-syntax).
 */
export function matchesBranch(pattern: string, branch: string): boolean {
  const source = pattern
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/(?<![^/])\*\*\/|\*+/g, (stars) => (stars === '**/' ? '(?:[^/]+/)*' : '[^/]*'));
  return new RegExp(`^${source}$`).test(branch);
}

/** Whether the actor may write to the branch past pull requests. */
export function mayPush(repository: Repository, actor: Actor, branch: string): boolean {
  const name = actor.kind === 'user' ? actor.account.login : actor.app.slug;
  return rulesOf(repository, branch).every(
    (rules) => !rules.requirePullRequest || (rules.pushAllowances ?? []).some((allowed) => allowed === name),
  );
}

/** Why the rules of the base forbid this merge, in GitHub's words; null where they do not. */
export async function reasonAgainstMerge(
  world: World,
  repository: Repository,
  actor: Actor,
  pull: Pull,
): Promise<string | null> {
  for (const rules of rulesOf(repository, pull.baseRef)) {
    for (const check of rules.requiredChecks ?? []) {
      const reason = reasonOfCheck(newestRun(repository, pull.headSha, check.name, check.appSlug), check.name);
      if (reason) return reason;
    }
    if (actor.kind !== 'user' && rules.bypassReviews?.includes(actor.app.slug)) continue;
    const reason = await reasonOfReviews(world, repository, pull, rules);
    if (reason) return reason;
  }
  return null;
}

/** The run that counts: the newest of its name on the commit, of the App that the rule is bound to. */
export function newestRun(
  repository: Repository,
  sha: string,
  name: string,
  app: string | undefined,
): CheckRun | undefined {
  return [...repository.checkRuns.values()].findLast(
    (run) => run.headSha === sha && run.name === name && (app === undefined || run.suite.app.slug === app),
  );
}

/** Why the run does not satisfy a required check; null where it does. */
export function reasonOfCheck(run: CheckRun | undefined, name: string): string | null {
  if (!run) return `Required status check "${name}" is expected.`;
  if (run.status !== 'completed') return `Required status check "${name}" is in progress.`;
  // Neutral and skipped runs satisfy a required check, as the page above says.
  const passed = ['success', 'neutral', 'skipped'].includes(run.conclusion ?? '');
  return passed ? null : `Required status check "${name}" is failing.`;
}

/** Why the reviews do not satisfy the rules; null where they do. */
export async function reasonOfReviews(
  world: World,
  repository: Repository,
  pull: Pull,
  rules: Pick<Ruleset, 'requiredApprovals' | 'requireCodeOwnerReview' | 'requireLastPushApproval'>,
): Promise<string | null> {
  const needed = rules.requiredApprovals ?? 0;
  if (needed === 0 && !rules.requireCodeOwnerReview && !rules.requireLastPushApproval) return null;
  const latest = latestReviews(pull).filter(
    (review) => review.author !== pull.author && reaches(levelOf(world, repository, review.author), 'write'),
  );
  if (latest.some((review) => review.state === 'CHANGES_REQUESTED'))
    return 'Changes have been requested by reviewers with write access.';
  const approvers = latest.filter((review) => review.state === 'APPROVED').map((review) => review.author.login);
  if (approvers.length < needed) {
    const noun = needed === 1 ? 'review is' : 'reviews are';
    return `At least ${needed} approving ${noun} required by reviewers with write access.`;
  }
  if (rules.requireLastPushApproval && approvers.every((login) => login === pull.lastPusher.login))
    return 'New changes require approval from someone other than the last pusher.';
  if (!rules.requireCodeOwnerReview) return null;
  const owners = await readCodeOwners(world, repository, pull.baseSha);
  for (const file of await filesOfPull(world, repository, pull)) {
    for (const path of [file.path, file.previousPath ?? file.path]) {
      const needing = ownersOf(owners, path);
      if (needing.length > 0 && !approvers.some((login) => isOwner(world, needing, login)))
        return 'Waiting on code owner review.';
    }
  }
  return null;
}

/** The review that stands for each person: comments do not replace an approval. */
function latestReviews(pull: Pull): Review[] {
  const latest = new Map<string, Review>();
  for (const review of pull.reviews) if (review.state !== 'COMMENTED') latest.set(review.author.login, review);
  return [...latest.values()];
}
