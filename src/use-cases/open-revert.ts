import type { Grant } from '../access/grant.js';
import type { Instant } from '../access/instant.js';
import { revertBranch } from '../access/own-branch.js';
import { type GitHub, GitHubError, type RepositoryTip, type RevertReading } from '../github/github.js';
import type { RevertOutcome } from '../plan/run-report.js';
import { type RenderedRevert, renderRevert } from '../render/render-revert.js';
import { pullRequestOf } from './pull-request-of.js';
import type { RunPorts } from './run-ports.js';

/** A revert that people closed is not opened again for this long (design §7). */
const REST_AFTER_CLOSING = 24 * 3_600_000;

/**
 * Opens the pull request that takes an ended request off the branch, or finds the one that is open. A second run changes
 * nothing; a branch that is not our own single deletion is reset first (design §7).
 */
export async function openRevert(grant: Grant, tip: RepositoryTip, ports: RunPorts): Promise<RevertOutcome> {
  const branch = revertBranch(grant.name);
  const reading = await ports.github.readRevert(branch, tip.branch);
  const open = reading.pullRequest?.state === 'open' ? reading.pullRequest : null;
  if (open !== null && open.headSha === reading.head?.sha && (await isOurDeletion(reading, grant, tip, ports))) {
    return { grant: grant.name, branch, pullRequest: open.number, result: 'reused', message: null };
  }
  if (isResting(reading, ports.now())) {
    const message = 'it was closed by people less than a day ago';
    return { grant: grant.name, branch, pullRequest: reading.pullRequest?.number ?? null, result: 'waiting', message };
  }
  const rendered = renderRevert(grant, await findOriginal(grant, tip, ports));
  const number = await writeRevert({ branch, path: grant.path, tip, rendered, reading }, ports.github);
  return { grant: grant.name, branch, pullRequest: number, result: 'opened', message: null };
}

/** Resets the branch to the tip, deletes the one file there, and opens the pull request, or finds it open. */
export async function writeRevert(
  revert: {
    readonly branch: string;
    readonly path: string;
    readonly tip: RepositoryTip;
    readonly rendered: RenderedRevert;
    readonly reading: RevertReading;
  },
  github: GitHub,
): Promise<number> {
  const { branch, path, tip, reading } = revert;
  const { title, body, message } = revert.rendered;
  await github.setBranch(branch, tip.sha);
  await github.commitDeletion({ branch, expectedHead: tip.sha, path, headline: title, body: message });
  const existing = reading.pullRequest?.state === 'open' ? reading.pullRequest.number : null;
  return openOrFind({ branch, base: tip.branch, title, body }, existing, github);
}

/** Older reverts than this many merges are made anew, which harms nobody. */
const REACH = 1_000;

/** On top of one commit of the branch, and nothing but the deletion of this file. */
async function isOurDeletion(
  reading: RevertReading,
  grant: Grant,
  tip: RepositoryTip,
  ports: RunPorts,
): Promise<boolean> {
  const parent = findDeletionParent(reading, grant.path);
  return parent !== null && (await ports.repository.firstParents(tip.sha, REACH)).includes(parent);
}

/** What the branch's head stands on, where GitHub signed it and it does nothing but delete this file; else null. */
export function findDeletionParent({ head }: RevertReading, path: string): string | null {
  if (head === null || !head.signedByGitHub || head.changes.length !== 1) return null;
  const [change] = head.changes;
  return change?.path === path && change.status === 'removed' ? head.parent : null;
}

function isResting(reading: RevertReading, now: Instant): boolean {
  const { pullRequest } = reading;
  return (
    pullRequest?.state === 'closed' && pullRequest.closedAt !== null && now - pullRequest.closedAt < REST_AFTER_CLOSING
  );
}

async function findOriginal(grant: Grant, tip: RepositoryTip, ports: RunPorts): Promise<number | null> {
  if (grant.addedIn === null) return null;
  const merged = await ports.github.findMergedPullRequests([grant.addedIn], tip.branch);
  return pullRequestOf(grant.addedIn, merged)?.number ?? null;
}

/** GitHub closes a pull request whose branch is reset to its base, or keeps it: either way there is one in the end. */
async function openOrFind(
  request: { branch: string; base: string; title: string; body: string },
  existing: number | null,
  github: GitHub,
): Promise<number> {
  try {
    return await github.openPullRequest(request);
  } catch (error) {
    if (existing !== null && error instanceof GitHubError && error.kind === 'refused') return existing;
    throw error;
  }
}
