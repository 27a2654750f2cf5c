import { emitReview } from './emit.js';
import { rulesOf } from './protection.js';
import { filesOfPull } from './pull-contents.js';
import { rulesetsOf } from './rulesets.js';
import type { Actor, Pull, Repository, World } from './state.js';

/** Where a pull request stood before its head moved. */
export type Before = Pick<Pull, 'headSha' | 'baseSha'>;

/**
 * Takes away the approvals of a pull request whose difference has changed, where the rules of its base ask for that
 * (https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets#require-a-pull-request-before-merging).
 * Requests for changes stay.
 */
export async function dismissStaleReviews(
  world: World,
  repository: Repository,
  actor: Actor,
  pull: Pull,
  before: Before,
): Promise<void> {
  const rules = [...rulesOf(repository, pull.baseRef), ...rulesetsOf(repository, pull.baseRef)];
  if (!rules.some((one) => one.dismissStaleReviews)) return;
  const approvals = pull.reviews.filter((review) => review.state === 'APPROVED');
  if (approvals.length === 0) return;
  const then = await fingerprint(world, repository, { ...pull, ...before });
  if (then === (await fingerprint(world, repository, pull))) return;
  for (const review of approvals) {
    review.state = 'DISMISSED';
    emitReview(world, repository, actor, 'dismissed', pull, review);
  }
}

async function fingerprint(world: World, repository: Repository, pull: Pull): Promise<string> {
  const files = await filesOfPull(world, repository, pull);
  return JSON.stringify(files.map(({ path, previousPath, status, sha }) => [path, previousPath, status, sha]));
}
