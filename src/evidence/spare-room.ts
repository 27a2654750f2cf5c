import schema from '../../schemas/evidence.schema.json' with { type: 'json' };
import { lastGiven } from './last-given.js';
import { MAXIMUM_EVIDENCE_BYTES } from './read-evidence.js';
import type { EvidenceEvent, EvidenceRecord, EvidenceVersion } from './record.js';
import { writeEvidence } from './write-evidence.js';

const { events: EVENTS, versions: VERSIONS } = schema.properties;

/** Beyond these, room is kept for what was given and what is gone, which nothing else can tell later. */
const SPARING: Limits = { events: EVENTS.maxItems - 50, bytes: (MAXIMUM_EVIDENCE_BYTES / 4) * 3 };
/** Beyond these it is kept for what is gone: whoever may make their access end sooner needs nobody for it, however often. */
const ALMOST_FULL: Limits = { events: EVENTS.maxItems - 25, bytes: (MAXIMUM_EVIDENCE_BYTES / 8) * 7 };
/** Versions need nobody's word either, and git has them: they may not take the room of what only the record tells. */
const MOST_VERSION_BYTES = MAXIMUM_EVIDENCE_BYTES / 2;

interface Limits {
  readonly events: number;
  readonly bytes: number;
}

export interface InRoom {
  readonly record: EvidenceRecord;
  /** Versions and events that there is no room for, without those that a record can do without. */
  readonly leftOut: number;
}

/**
 * Adds versions and events to a record's. Without those that it can do without once it is almost full: what failed or was
 * refused for the hundredth time, and what was put back just as it had been. The summary of the run has told of them; a record
 * without room could never say any more that its access is gone.
 */
export function addInRoom(
  record: EvidenceRecord,
  versions: readonly EvidenceVersion[],
  events: readonly EvidenceEvent[],
): InRoom {
  const after = addVersions(record, versions);
  const missed = record.versions.length + versions.length - after.versions.length;
  if (events.length === 0 || fits(after, events, SPARING))
    return { record: withEvents(after, events), leftOut: missed };
  const needed = events.filter((event) => !isSpare(event, record));
  const kept = fits(after, needed, ALMOST_FULL) ? needed : needed.filter(({ kind }) => kind === 'removed');
  return { record: withEvents(after, kept), leftOut: missed + needed.length - kept.length };
}

/** As many as there is room for, from the oldest on: those of a record are the first ones of its life. */
function addVersions(record: EvidenceRecord, versions: readonly EvidenceVersion[]): EvidenceRecord {
  const withFirst = (count: number) => ({ ...record, versions: [...record.versions, ...versions.slice(0, count)] });
  const bytesOf = (count: number) => sizeOf({ ...withFirst(count), events: [] });
  let [count, tooMany] = [0, Math.min(versions.length, VERSIONS.maxItems - record.versions.length) + 1];
  if (tooMany > 1 && bytesOf(tooMany - 1) <= MOST_VERSION_BYTES) return withFirst(tooMany - 1);
  while (tooMany - count > 1) {
    const middle = (count + tooMany) >> 1;
    if (bytesOf(middle) <= MOST_VERSION_BYTES) count = middle;
    else tooMany = middle;
  }
  return withFirst(count);
}

function fits(record: EvidenceRecord, events: readonly EvidenceEvent[], limits: Limits): boolean {
  const after = withEvents(record, events);
  return after.events.length <= limits.events && sizeOf(after) <= limits.bytes;
}

function withEvents(record: EvidenceRecord, events: readonly EvidenceEvent[]): EvidenceRecord {
  return { ...record, events: [...record.events, ...events] };
}

function sizeOf(record: EvidenceRecord): number {
  return new TextEncoder().encode(writeEvidence(record)).length;
}

function isSpare(event: EvidenceEvent, record: EvidenceRecord): boolean {
  if (event.kind === 'failed' || event.kind === 'refused') return true;
  if (event.kind !== 'given' || (event.why !== 'altered' && event.why !== 'missing')) return false;
  return lastGiven(record, event.target, event.entitlement)?.content === event.content;
}
