import type { Instant, Milliseconds } from '../access/instant.js';
import type { ChangeOutcome, LateRemoval, RemovalLag } from './run-report.js';

/** Three runs of `expire` at its usual quarter of an hour: one that is late or dropped is GitHub's ordinary way. */
export const LATE_AFTER: Milliseconds = 45 * 60_000;

/** The lag of each removal that was done, the greatest first; a grant counts by its last one. */
export function removalLags(
  outcomes: readonly ChangeOutcome[],
  endsOf: ReadonlyMap<string, Instant>,
): readonly RemovalLag[] {
  const lags = new Map<string, RemovalLag>();
  for (const { change, result, readBackAt } of outcomes) {
    if (change.action !== 'remove' || change.grant === null || result !== 'done' || readBackAt === null) continue;
    const endedAt = endsOf.get(change.grant);
    if (endedAt === undefined) continue;
    const known = lags.get(change.grant);
    if (known !== undefined && known.goneAt >= readBackAt) continue;
    // A commit's date is its author's to write: what ended after it was gone was not late.
    const lag = Math.max(0, readBackAt - endedAt);
    lags.set(change.grant, { grant: change.grant, endedAt, goneAt: readBackAt, lag });
  }
  return [...lags.values()].sort((a, b) => b.lag - a.lag || (a.grant < b.grant ? -1 : 1));
}

/** Of what the run found standing, the grants that show the schedule to be late, the longest ended first. */
export function lateRemovals(
  outcomes: readonly ChangeOutcome[],
  endsOf: ReadonlyMap<string, Instant>,
  startedAt: Instant,
  floorOf: (grant: string) => Instant | null,
): readonly LateRemoval[] {
  const names = outcomes.flatMap(({ change }) => (change.action === 'remove' ? (change.grant ?? []) : []));
  const late = [...new Set(names)].flatMap((grant): LateRemoval[] => {
    const endedAt = endsOf.get(grant);
    if (endedAt === undefined || startedAt - endedAt <= LATE_AFTER) return [];
    return [{ grant, endedAt, floor: floorOf(grant) }];
  });
  return late.sort((a, b) => a.endedAt - b.endedAt || (a.grant < b.grant ? -1 : 1));
}
