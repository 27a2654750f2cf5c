import type { Instant, Milliseconds } from '../access/instant.js';
import { type BuriedContents, isBuried } from '../plan/buried.js';
import { type Change, grantsOf } from '../plan/change.js';
import type { Drift } from '../plan/drift.js';
import type { Target } from '../plan/targets.js';
import { explainGiven } from './explain-given.js';
import { keyOf } from './index-run.js';
import { lastGiven } from './last-given.js';
import type { EvidenceRecord } from './record.js';
import type { RemovedPlaces } from './removed-places.js';

export interface DriftInput {
  readonly target: Pick<Target, 'name' | 'rules'>;
  /** All that differs at the target, whether or not a run may write it. */
  readonly changes: readonly Change[];
  readonly records: DriftRecords;
  /** When the target was read. */
  readonly at: Instant;
  readonly buried: BuriedContents;
  /** What became of a change. */
  fateOf(change: Change): DriftFate;
}

/** What is recorded, as it was before anything was mended. */
export interface DriftRecords {
  /** Of the grants that stand, by name, the record of the life that stands. */
  readonly standing: ReadonlyMap<string, EvidenceRecord>;
  /** Of all lives. */
  readonly removed: RemovedPlaces;
}

export type DriftFate = Pick<Drift, 'outcome' | 'message'>;

/** A provider may go on showing for a while what was taken away. */
const SETTLED: Milliseconds = 10 * 60_000;

type Found = Pick<Drift, 'kind' | 'isCertain'>;

/**
 * What one target holds and the default branch does not say, or the other way round, in the order of the changes. What is
 * new, over, or given otherwise since a commit is none: the branch says so.
 *
 * Without a record nobody knows what was put: then nothing is missing, and what nobody can explain is altered, uncertainly.
 */
export function findDrift(input: DriftInput): Drift[] {
  return input.changes.flatMap((change) => {
    const found = judge(change, input);
    if (found === null) return [];
    const isRemoval = change.action === 'remove';
    return {
      ...found,
      target: input.target.name,
      system: isRemoval ? change.system : change.entitlement.system,
      grant: grantsOf(change)[0] ?? null,
      entitlement: isRemoval ? change.observed.id : change.entitlement.id,
      ...input.fateOf(change),
    };
  });
}

function judge(change: Change, { target, records, buried, at }: DriftInput): Found | null {
  if (change.action === 'remove') {
    // What was seen to be gone, and stands there again, was put there by others, whatever grant it once was for.
    const goneAt = records.removed.get(keyOf({ target: target.name, entitlement: change.observed.id }));
    const isRestored = goneAt !== undefined && goneAt + SETTLED <= at;
    return change.reason === 'unknown' || isRestored ? { kind: 'unexplained', isCertain: true } : null;
  }
  if (change.reason === 'cut') {
    // What a cut says follows the time and its grants; only what is no cut any more was certainly written by others.
    const isOurs = change.action === 'create' || target.rules.readCut(change.observed.content) !== null;
    return isOurs ? null : { kind: 'altered', isCertain: true };
  }
  const { entitlement } = change;
  const own = entitlement.grants.map((grant) => records.standing.get(grant) ?? null);
  const reasons = own.map((record) => explainGiven(change, record, target.name));
  if (reasons.includes('missing')) return { kind: 'missing', isCertain: true };
  // What several grants need alike is as it should be where one record explains it.
  if (reasons.length === 0 || reasons.some((reason) => reason !== 'altered')) return null;
  const isCertain = own.some((record) => lastGiven(record, target.name, entitlement.id) !== null);
  // A request that was removed, and stands again, finds what its earlier life had.
  const isLeftBehind = change.action === 'update' && isBuried(buried, entitlement, change.observed.content);
  return isLeftBehind && !isCertain ? null : { kind: 'altered', isCertain };
}
