import type { Instant } from '../access/instant.js';
import { parseInstant } from '../access/instant-text.js';
import { keyOf } from './index-run.js';
import type { EvidenceRecord } from './record.js';

/** By {@link keyOf}: when the provider last showed that nothing is there, of places where nothing was put since. */
export type RemovedPlaces = ReadonlyMap<string, Instant>;

/** What all lives of the grants together say of what was taken away; where one of them has something, it is not gone. */
export function removedPlaces(records: Iterable<EvidenceRecord>): RemovedPlaces {
  const removed = new Map<string, Instant>();
  const standing = new Set<string>();
  for (const { events } of records) {
    const last = new Map<string, Instant | 'given'>();
    for (const event of events) {
      if (event.kind !== 'given' && event.kind !== 'removed') continue;
      const at = event.kind === 'given' ? 'given' : parseInstant(event.readBackAt);
      if (at !== null) last.set(keyOf(event), at);
    }
    for (const [key, at] of last) {
      if (at === 'given') standing.add(key);
      else removed.set(key, Math.max(at, removed.get(key) ?? at));
    }
  }
  for (const key of standing) removed.delete(key);
  return removed;
}
