import { describe, expect, test } from '@jest/globals';
import type { EvidenceEvent, Failed, Refused } from '../../src/evidence/record.js';
import { addInRoom } from '../../src/evidence/spare-room.js';
import { APPROVED, exampleRecord, GIVEN, REMOVED, RUN, sha } from './example-record.js';

const { target, entitlement } = GIVEN;
const FAILED: Failed = { kind: 'failed', target, entitlement, action: 'put', rule: 'r', message: 'm', run: RUN };
const REFUSED: Refused = { kind: 'refused', version: sha('a'), rule: 'r', message: '', pullRequest: null, run: RUN };

function recordOf(count: number, filler: EvidenceEvent = REFUSED) {
  return exampleRecord({ events: [APPROVED, GIVEN, ...Array.from({ length: count - 2 }, () => filler)] });
}

function added(count: number, event: EvidenceEvent, filler?: EvidenceEvent): number {
  return addInRoom(recordOf(count, filler), [], [event]).record.events.length - count;
}

describe('a record that is almost full', () => {
  test.each<[string, EvidenceEvent, number]>([
    ['a failure', FAILED, 0],
    ['a refusal', REFUSED, 0],
    ['what was put back as it had been', { ...GIVEN, why: 'missing' }, 0],
    ['what was put right as it had been', { ...GIVEN, why: 'altered' }, 0],
    ['what was put right and is something else', { ...GIVEN, why: 'altered', content: '{}' }, 1],
    ['what is given', { ...GIVEN, why: 'changed' }, 1],
    ['what is gone', REMOVED, 1],
    ['an approval', APPROVED, 1],
  ])('has room for %s, or none', (_, event, expected) => {
    expect(added(1949, event)).toBe(1);
    expect(added(1950, event)).toBe(expected);
  });

  test.each<[string, EvidenceEvent, number]>([
    ['what is given', { ...GIVEN, why: 'changed' }, 0],
    ['an approval', APPROVED, 0],
    ['what is gone', REMOVED, 1],
  ])('to the brim has room for %s, or says that it has none', (_, event, expected) => {
    expect(added(1974, event)).toBe(1);
    const { record, leftOut } = addInRoom(recordOf(1975), [], [event]);
    expect([record.events.length - 1975, leftOut]).toEqual([expected, 1 - expected]);
  });

  test('of few and long events is held to its bytes', () => {
    const long = { ...FAILED, message: 'é'.repeat(2_000) };
    expect([added(150, FAILED, long), added(200, FAILED, long), added(200, REMOVED, long)]).toEqual([1, 0, 1]);
  });
});
