import { type DriftFate, type DriftRecords, findDrift } from '../evidence/find-drift.js';
import { type Change, grantsOf } from '../plan/change.js';
import { type Drift, type DriftPart, partOf } from '../plan/drift.js';
import type { ChangeOutcome } from '../plan/run-report.js';
import type { Reconciled } from './reconcile.js';

export type DriftOfRunInput = Pick<Reconciled, 'differing' | 'plans' | 'observedAt' | 'outcomes' | 'refusals'>;

const NONE: DriftRecords = { standing: new Map(), removed: new Map() };

export interface DriftOfRun {
  readonly found: readonly Drift[];
  /** What the run can tell of. */
  readonly parts: readonly DriftPart[];
}

/**
 * The drift that a run found, and what it made of it.
 *
 * @param records null: they could not be read, and then only what needs none is told.
 * @param looksAfter `expire` looks after removals only.
 */
export function driftOfRun(
  run: DriftOfRunInput,
  records: DriftRecords | null,
  looksAfter: readonly DriftPart[],
): DriftOfRun {
  const outcomes = new Map(run.outcomes.map((outcome) => [outcome.change, outcome]));
  const fateOf = (change: Change): DriftFate => {
    const outcome = outcomes.get(change);
    return outcome === undefined ? fateOfRefused(change, run) : fateOfDone(outcome);
  };
  const parts = looksAfter.filter((part) => records !== null || part === 'unexplained');
  const all = run.differing.flatMap(({ target, changes }) =>
    findDrift({ target, changes, records: records ?? NONE, at: run.observedAt, buried: run.plans.buried, fateOf }),
  );
  return { found: all.filter((drift) => parts.includes(partOf(drift))), parts };
}

function fateOfDone({ result, message }: ChangeOutcome): DriftFate {
  return result === 'done' ? { outcome: 'mended', message: null } : { outcome: result, message };
}

/** What did not go ahead has no outcome: its grant is refused, or the run only removes. */
function fateOfRefused(change: Change, { refusals }: Pick<Reconciled, 'refusals'>): DriftFate {
  const grants = grantsOf(change);
  const refusal = refusals.find(({ grant }) => grant !== null && grants.includes(grant));
  return refusal === undefined
    ? { outcome: 'planned', message: null }
    : { outcome: 'refused', message: refusal.message };
}
