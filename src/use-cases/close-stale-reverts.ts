import type { Grant } from '../access/grant.js';
import { readRevertBatchBranch, readRevertBranch } from '../access/own-branch.js';
import { GitHubError, type OpenRevert } from '../github/github.js';
import type { RevertOutcome } from '../plan/run-report.js';
import { renderStale, saysEnded } from '../render/render-revert.js';
import { findDeletionParent } from './branch-line.js';
import type { RunPorts } from './run-ports.js';

/** As many as are opened in a run (revert-turns.ts): each is a comment and a change of the pull request. */
const MOST_CLOSED = 20;

/** What stands on the branch, and what of it has ended. */
export interface Standing {
  readonly grants: readonly Grant[];
  readonly ended: readonly Grant[];
  readonly inBatches: boolean;
}

/**
 * Closes open reverts that have nothing to revert any more, with one line that says why: the file is gone, or its grant
 * goes on because somebody extended it, or because the clock of the run that opened it was wrong.
 */
export async function closeStaleReverts(
  open: readonly OpenRevert[],
  standing: Standing,
  ports: Pick<RunPorts, 'github'>,
): Promise<RevertOutcome[]> {
  const outcomes: RevertOutcome[] = [];
  const grants = new Map(standing.grants.map((grant) => [grant.name, grant]));
  const ended = new Set(standing.ended.map(({ name }) => name));
  let closed = 0;
  for (const revert of open) {
    const { branch, number: pullRequest } = revert;
    const grant = readRevertBranch(branch);
    const system = readRevertBatchBranch(branch);
    const why = grant !== null ? whyStale(grants.get(grant), revert, ended) : whyBatchStale(system, standing);
    if (why === null) continue;
    const name = grant ?? system ?? branch;
    if (closed === MOST_CLOSED) {
      outcomes.push({ grant: name, branch, pullRequest, result: 'waiting', message: `${why}; the next run closes it` });
      continue;
    }
    closed += 1;
    try {
      await ports.github.writeNotices(pullRequest, [{ grant: name, body: renderStale(why) }]);
      await ports.github.updatePullRequest(pullRequest, { state: 'closed' });
      outcomes.push({ grant: name, branch, pullRequest, result: 'closed', message: why });
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      outcomes.push({ grant: name, branch, pullRequest, result: 'failed', message: error.message });
    }
  }
  return outcomes;
}

function whyStale(grant: Grant | undefined, { head }: OpenRevert, ended: ReadonlySet<string>): string | null {
  if (grant === undefined) return 'the request is not on the branch any more';
  if (ended.has(grant.name)) return null;
  // What somebody commanded, or pushed there, is theirs to close.
  const isOfTheEnd = findDeletionParent(head, [grant.path]) !== null && saysEnded(head.headline);
  return isOfTheEnd ? 'the grant has not ended any more' : null;
}

/** A batch for other requests than it should be is reset where it is opened. */
function whyBatchStale(system: string | null, { ended, inBatches }: Standing): string | null {
  if (!ended.some((grant) => grant.system === system)) return 'none of its requests is there to revert any more';
  return inBatches ? null : 'reverts come one by one now';
}
