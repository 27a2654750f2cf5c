import { GitHubError } from '../github/github.js';
import { renderEnd } from '../render/render-notice.js';
import { findPullRequests } from './find-pull-requests.js';
import type { MeasuredEnds } from './measure-ends.js';
import type { RunPorts } from './run-ports.js';

/** As many comments as a run tells: more at once meet GitHub's limits (revert-turns.ts), and the summary has them all. */
const MOST_TOLD = 20;

/**
 * Tells on the request that a merged revert took away that the access is gone, as the provider showed it. What ended by
 * itself is told in its revert, which is opened after that. That it cannot be told fails nothing: the summary says it too.
 */
export async function tellEnds(
  takenAway: MeasuredEnds['takenAway'],
  branch: string,
  ports: Pick<RunPorts, 'github' | 'progress'>,
): Promise<void> {
  if (takenAway.length === 0) return;
  const told = takenAway.slice(0, MOST_TOLD);
  try {
    const brought = told.map(({ life }) => ({
      name: life.grant,
      commit: life.versions.at(-1)?.commit ?? life.addedIn,
    }));
    const originals = await findPullRequests(brought, branch, ports.github);
    for (const { lag } of told) {
      const number = originals.get(lag.grant);
      if (number !== undefined) await ports.github.writeNotices(number, [{ grant: lag.grant, body: renderEnd(lag) }]);
    }
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    ports.progress(`What has ended could not be told on its pull requests: ${error.message}`);
  }
}
