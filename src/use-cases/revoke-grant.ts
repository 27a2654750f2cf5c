import type { Instant } from '../access/instant.js';
import { revertBranch } from '../access/own-branch.js';
import type { GitHub, RepositoryTip } from '../github/github.js';
import { type CommandedGrant, renderRevocation } from '../render/render-commanded.js';
import { findDeletionParent } from './branch-line.js';
import { writeRevert } from './open-revert.js';

/**
 * Opens the revert of a standing grant at once, or finds it open: the same branch as that of `expire`, which takes it for
 * its own (design §7). A day's rest after closing does not hold up somebody's explicit word.
 */
export async function revokeGrant(grant: CommandedGrant, tip: RepositoryTip, github: GitHub): Promise<number> {
  const branch = revertBranch(grant.name);
  const path = `access/${grant.name}.yaml`;
  const reading = await github.readRevert(branch, tip.branch);
  const { head, pullRequest } = reading;
  // There is no clone to look further back in: what does not stand on the present tip is made anew, which harms nobody.
  if (pullRequest?.state === 'open' && pullRequest.headSha === head?.sha) {
    if (findDeletionParent(head, [path]) === tip.sha) return pullRequest.number;
  }
  return writeRevert({ branch, paths: [path], tip, rendered: renderRevocation(grant), reading }, github);
}

/** The revert of a grant that was merged since; null where there is none. So a doubled webhook finds what it did. */
export async function findMergedRevert(
  grant: string,
  since: Instant,
  tip: RepositoryTip,
  github: GitHub,
): Promise<number | null> {
  const { pullRequest } = await github.readRevert(revertBranch(grant), tip.branch);
  if (pullRequest?.state !== 'merged' || pullRequest.closedAt === null || pullRequest.closedAt < since) return null;
  return pullRequest.number;
}
