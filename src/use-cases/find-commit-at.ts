import type { HistoryCommit } from '../access/history.js';
import type { Instant } from '../access/instant.js';
import { formatInstant } from '../access/instant-text.js';
import type { Repository } from '../git/repository.js';
import { PATHS_OF_OURS } from './paths-of-ours.js';
import { refuseShallowClone } from './refuse-shallow-clone.js';
import { UsageError } from './usage-error.js';

/**
 * The commit by which a time is judged: the newest of the first-parent line that is dated at or before it, of those that
 * touch anything of ours.
 *
 * @throws {ShallowCloneError} where the history is not all there.
 * @throws {UsageError} for a time before the history of `access/`, which says when that begins.
 */
export async function findCommitAt(repository: Repository, head: string, at: Instant): Promise<string> {
  await refuseShallowClone(repository);
  const history = await repository.readHistory(head, PATHS_OF_OURS, null);
  const first = history.findLastIndex(({ changes }) => changes.some(({ path }) => path.startsWith('access/')));
  const beginning = history[first];
  if (beginning === undefined) {
    throw new UsageError('HEAD has never had a folder access/', 'run it in a clone that has one');
  }
  // What lies before the first on the line had nothing to give.
  const commit = findNewest(history.slice(0, first + 1), at);
  if (commit !== null) return commit.sha;
  const begin = formatInstant(beginning.committedAt);
  const message = `nothing stood at ${formatInstant(at)}: the history of access/ begins at ${begin}`;
  throw new UsageError(message, 'ask about a later time');
}

/**
 * A committer writes the date (ADR 0001), and merge queues date their commits early, so dates need not be in the order of
 * the line. The line is parted where the fewest of them contradict: one forged date among others then changes nothing.
 * Where two places are as good, the newer one counts. null: all of the line is later.
 *
 * @param line newest first.
 */
function findNewest(line: readonly HistoryCommit[], at: Instant): HistoryCommit | null {
  let contradictions = line.filter(({ committedAt }) => committedAt > at).length;
  let fewest = Number.POSITIVE_INFINITY;
  let newest: HistoryCommit | null = null;
  for (const commit of line) {
    if (contradictions < fewest) {
      fewest = contradictions;
      newest = commit;
    }
    // From here on the commit counts as later than the time.
    contradictions += commit.committedAt > at ? -1 : 1;
  }
  return contradictions < fewest ? null : newest;
}
