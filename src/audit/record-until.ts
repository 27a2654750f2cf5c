import type { Instant } from '../access/instant.js';
import { formatInstant, parseInstant } from '../access/instant-text.js';
import type { EvidenceEvent, EvidenceRecord, TimeText } from '../evidence/record.js';

/** When a fact came about: at a provider when it was read back, else when the run that recorded it began to judge. */
export function timeOfEvent(event: EvidenceEvent): Instant {
  // The schema lets through nothing that is no time; what still is none happened before all that is asked about.
  return parseInstant(timeTextOf(event)) ?? Number.NEGATIVE_INFINITY;
}

/** A record as it told at a time: without what came about later. */
export function recordUntil(record: EvidenceRecord, at: Instant): EvidenceRecord {
  if (at === Number.POSITIVE_INFINITY) return record;
  // All times of a record have one form, in which the order of the texts is that of the times.
  const until = formatInstant(at);
  const versions = record.versions.filter(({ committedAt }) => committedAt <= until);
  const events = record.events.filter((event) => timeTextOf(event) <= until);
  return { ...record, versions, events };
}

function timeTextOf(event: EvidenceEvent): TimeText {
  return event.kind === 'given' || event.kind === 'removed' ? event.readBackAt : event.run.startedAt;
}
