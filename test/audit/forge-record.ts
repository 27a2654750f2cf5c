import type { Finding } from '../../src/audit/finding.js';
import type { Approved, EvidenceEvent, EvidenceRecord, Given, Removed } from '../../src/evidence/record.js';
import { publish, tellStory, verifyStory } from './evidence-story.js';

/** An id that nothing has. */
export const OTHER = 'f'.repeat(40);

type Change = (record: EvidenceRecord) => EvidenceRecord;

/** Before it is published, as whoever forged it from the beginning would have: the branch itself shows nothing. */
export async function forged(grant: string, change: Change): Promise<readonly Finding[]> {
  const story = await tellStory();
  const path = story.pathOf(grant);
  story.records.set(path, change(story.recordOf(grant)));
  publish(story);
  return verifyStory(story);
}

export function withEvents(
  record: EvidenceRecord,
  change: (event: EvidenceEvent) => EvidenceEvent | null,
): EvidenceRecord {
  return { ...record, events: record.events.flatMap((event) => change(event) ?? []) };
}

export const approval =
  (change: (approved: Approved) => Partial<Approved>): Change =>
  (record) =>
    withEvents(record, (event) => (event.kind === 'approved' ? { ...event, ...change(event) } : event));
export const gift =
  (change: (given: Given) => Partial<Given>): Change =>
  (record) =>
    withEvents(record, (event) => (event.kind === 'given' ? { ...event, ...change(event) } : event));
export const removal =
  (change: (removed: Removed) => Partial<Removed>): Change =>
  (record) =>
    withEvents(record, (event) => (event.kind === 'removed' ? { ...event, ...change(event) } : event));
export const without =
  (kind: EvidenceEvent['kind']): Change =>
  (record) =>
    withEvents(record, (event) => (event.kind === kind ? null : event));
