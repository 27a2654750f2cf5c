import type { Instant } from '../access/instant.js';
import { parseInstant } from '../access/instant-text.js';
import type { EvidenceEvent, EvidenceRecord } from '../evidence/record.js';

/** When a fact came about: at a provider when it was read back, else when the run that recorded it began to judge. */
export function timeOfEvent(event: EvidenceEvent): Instant {
  const text = event.kind === 'given' || event.kind === 'removed' ? event.readBackAt : event.run.startedAt;
  // The schema lets through nothing that is no time; what still is none happened before all that is asked about.
  return parseInstant(text) ?? Number.NEGATIVE_INFINITY;
}

/** A record as it told at a time: without what came about later. */
export function recordUntil(record: EvidenceRecord, at: Instant): EvidenceRecord {
  const versions = record.versions.filter(({ committedAt }) => (parseInstant(committedAt) ?? at) <= at);
  const events = record.events.filter((event) => timeOfEvent(event) <= at);
  return { ...record, versions, events };
}
