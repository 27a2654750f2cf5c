import type { Grant } from '../access/grant.js';
import type { Instant } from '../access/instant.js';
import { revertBranch } from '../access/own-branch.js';
import { type GitHub, GitHubError, type RepositoryTip, type RevertReading } from '../github/github.js';
import type { RevertOutcome } from '../plan/run-report.js';
import { type RenderedRevert, renderRevert } from '../render/render-revert.js';
import { type BranchLine, deletesExactly } from './branch-line.js';
import { findPullRequests } from './find-pull-requests.js';
import type { RevertContext } from './revert-context.js';

/** A revert that people closed is not opened again for this long (design §7). */
const REST_AFTER_CLOSING = 24 * 3_600_000;

/** One pull request to be, and the ended requests that it takes off the branch. */
export interface RevertOf {
  readonly branch: string;
  readonly grants: readonly Grant[];
  render(originals: ReadonlyMap<string, number>): RenderedRevert;
}

export type RevertResult = Pick<RevertOutcome, 'pullRequest' | 'result' | 'message'>;

/** The pull request that takes one ended request off the branch. */
export function revertOf(grant: Grant, goneAt: Instant): RevertOf {
  return {
    branch: revertBranch(grant.name),
    grants: [grant],
    render: (originals) => renderRevert(grant, originals.get(grant.name) ?? null, goneAt),
  };
}

/**
 * Opens the pull request that takes ended requests off the branch, or finds the one that is open. A second run changes
 * nothing; a branch that is not our own deletion of these very requests is reset first (design §7).
 */
export async function openRevert(revert: RevertOf, context: RevertContext): Promise<RevertResult> {
  const { tip, line, turns, ports } = context;
  const { branch, grants } = revert;
  const listed = context.open.get(branch);
  if (listed !== undefined && deletesExactly(listed.head, grants, line)) {
    return { pullRequest: listed.number, result: 'reused', message: null };
  }
  if (turns.left() === 0) return { pullRequest: null, result: 'waiting', message: turns.why() };
  const reading = await ports.github.readRevert(branch, tip.branch);
  const { pullRequest, head } = reading;
  const isOpen = pullRequest?.state === 'open' && pullRequest.headSha === head?.sha;
  if (isOpen && deletesExactly(head, grants, line)) {
    return { pullRequest: pullRequest.number, result: 'reused', message: null };
  }
  if (isResting(reading, line, ports.now())) {
    const message = 'it was closed by people less than a day ago';
    return { pullRequest: pullRequest?.number ?? null, result: 'waiting', message };
  }
  await turns.take();
  const brought = grants.map(({ name, addedIn }) => ({ name, commit: addedIn }));
  const rendered = revert.render(await findPullRequests(brought, tip.branch, ports.github));
  const paths = grants.map(({ path }) => path);
  const number = await writeRevert({ branch, paths, tip, rendered, reading }, ports.github);
  return { pullRequest: number, result: 'opened', message: null };
}

/** Resets the branch to the tip, deletes the files there, and opens the pull request, or finds it open. */
export async function writeRevert(
  revert: {
    readonly branch: string;
    readonly paths: readonly string[];
    readonly tip: RepositoryTip;
    readonly rendered: RenderedRevert;
    readonly reading: RevertReading;
  },
  github: GitHub,
): Promise<number> {
  const { branch, paths, tip, reading } = revert;
  const { title, body, message } = revert.rendered;
  await github.setBranch(branch, tip.sha);
  await github.commitDeletion({ branch, expectedHead: tip.sha, paths, headline: title, body: message });
  const existing = reading.pullRequest?.state === 'open' ? reading.pullRequest.number : null;
  return openOrFind({ branch, base: tip.branch, title, body }, existing, github);
}

/** What was closed with a commit of the branch for its head was closed by GitHub, when we reset it; people rest it. */
function isResting({ pullRequest }: RevertReading, line: BranchLine, now: Instant): boolean {
  if (pullRequest?.state !== 'closed' || pullRequest.closedAt === null) return false;
  return !line.has(pullRequest.headSha) && now - pullRequest.closedAt < REST_AFTER_CLOSING;
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
    if (existing === null || !(error instanceof GitHubError) || error.kind !== 'refused') throw error;
    // It says what its branch did before.
    await github.updatePullRequest(existing, { title: request.title, body: request.body });
    return existing;
  }
}
