import type { EvidenceRecord, Given } from './record.js';

/** What a record says was last put under an id and has not gone since; null: nothing. */
export function lastGiven(record: EvidenceRecord | null, target: string, entitlement: string): Given | null {
  let given: Given | null = null;
  for (const event of record?.events ?? []) {
    if (event.kind !== 'given' && event.kind !== 'removed') continue;
    if (event.target !== target || event.entitlement !== entitlement) continue;
    given = event.kind === 'given' ? event : null;
  }
  return given;
}

/** All that a record says was put and has not gone since. */
export function standingGiven(record: EvidenceRecord): readonly Given[] {
  const standing = new Map<string, Given>();
  for (const event of record.events) {
    if (event.kind !== 'given' && event.kind !== 'removed') continue;
    const key = `${event.target} ${event.entitlement}`;
    if (event.kind === 'given') standing.set(key, event);
    else standing.delete(key);
  }
  return [...standing.values()];
}
