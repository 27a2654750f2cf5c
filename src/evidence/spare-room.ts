import schema from '../../schemas/evidence.schema.json' with { type: 'json' };
import { lastGiven } from './last-given.js';
import { MAXIMUM_EVIDENCE_BYTES } from './read-evidence.js';
import type { EvidenceEvent, EvidenceRecord } from './record.js';
import { writeEvidence } from './write-evidence.js';

/** Beyond these, room is kept for what was given and what is gone, which nothing else can tell later. */
const MOST_EVENTS = schema.properties.events.maxItems - 50;
const MOST_BYTES = (MAXIMUM_EVIDENCE_BYTES / 4) * 3;

/**
 * Adds events to a record's, without those that it can do without once it is almost full: what failed or was refused for the
 * hundredth time, and what was put back just as it had been. The summary of the run has told of them; a record without room
 * could never say any more that its access is gone.
 */
export function addInRoom(record: EvidenceRecord, added: readonly EvidenceEvent[]): EvidenceRecord {
  const after = { ...record, events: [...record.events, ...added] };
  if (added.length === 0 || (after.events.length <= MOST_EVENTS && sizeOf(after) <= MOST_BYTES)) return after;
  return { ...record, events: [...record.events, ...added.filter((event) => !isSpare(event, record))] };
}

function sizeOf(record: EvidenceRecord): number {
  return new TextEncoder().encode(writeEvidence(record)).length;
}

function isSpare(event: EvidenceEvent, record: EvidenceRecord): boolean {
  if (event.kind === 'failed' || event.kind === 'refused') return true;
  if (event.kind !== 'given' || (event.why !== 'altered' && event.why !== 'missing')) return false;
  return lastGiven(record, event.target, event.entitlement)?.content === event.content;
}
