import type { Change } from '../plan/change.js';
import { lastGiven } from './last-given.js';
import type { EvidenceRecord, Given } from './record.js';

/**
 * Why something is put, by what its grant's record says was there: `missing` and `altered` are drift, which the branch
 * explains no more than the record does.
 *
 * @param change none that removes.
 * @param record as it was before the run; null: the grant has none.
 * @param target `aws-iam:111122223333`.
 */
export function explainGiven(change: Change, record: EvidenceRecord | null, target: string): Given['why'] {
  if (change.action === 'remove') throw new Error('What is removed is not given.');
  const standing = lastGiven(record, target, change.entitlement.id);
  if (change.action === 'create') return standing === null ? 'granted' : 'missing';
  // Exactly what an earlier version gives, or what was put under an earlier policy: nobody has touched it.
  if (change.reason !== 'drifted' || change.observed.content === standing?.content) return 'changed';
  return 'altered';
}
