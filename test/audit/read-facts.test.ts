import { describe, expect, test } from '@jest/globals';
import { readFacts } from '../../src/audit/read-facts.js';
import { recordUntil } from '../../src/audit/record-until.js';
import type { EvidenceEvent, Failed, Refused } from '../../src/evidence/record.js';
import { at } from '../access/fixtures.js';
import { APPROVED, END, exampleRecord, GIVEN, REMOVED, RUN, sha, TARGET } from '../evidence/example-record.js';

const OTHER = 'alice.smith/lapse-42-other';
const FAILED: Failed = {
  kind: 'failed',
  target: TARGET,
  entitlement: GIVEN.entitlement,
  action: 'put',
  rule: 'throttled',
  message: 'Slow down.',
  run: RUN,
};
const LATER: Failed = { ...FAILED, action: 'remove', run: { ...RUN, startedAt: '2026-11-23T18:05:00Z' } };
const REFUSED: Refused = {
  kind: 'refused',
  version: sha('a'),
  rule: 'not-approved',
  message: 'Nobody approved it.',
  pullRequest: 12,
  run: RUN,
};

function factsOf(...events: readonly EvidenceEvent[]) {
  return readFacts(exampleRecord({ events }), at(END));
}

describe('a removal', () => {
  test.each<[string, readonly EvidenceEvent[]]>([
    ['nothing was given', [APPROVED]],
    ['nothing went', [GIVEN]],
    ['one of two went', [GIVEN, { ...GIVEN, entitlement: OTHER }, REMOVED]],
    ['the same id went at another target', [GIVEN, { ...GIVEN, target: 'aws-iam:444455556666' }, REMOVED]],
    ['it was given again', [GIVEN, REMOVED, { ...GIVEN, why: 'missing' }]],
    ['only its failure is recorded', [GIVEN, { ...FAILED, action: 'remove' }]],
  ])('is not told where %s', (_what, events) => {
    expect(factsOf(...events).removal).toBeNull();
  });

  test('is told once the last of it is gone, with the lag from the end', () => {
    const last = { ...REMOVED, entitlement: OTHER, readBackAt: '2026-11-23T18:09:30Z' };
    expect(factsOf(GIVEN, { ...GIVEN, entitlement: OTHER }, REMOVED, last).removal).toEqual({
      why: 'expired',
      goneAt: at('2026-11-23T18:09:30Z'),
      endedAt: at(END),
      lag: 9.5 * 60_000,
    });
  });

  test('before the end that its commit says has no lag, and without an end none is known', () => {
    expect(factsOf(GIVEN, { ...REMOVED, endedAt: '2026-11-23T19:00:00Z' }).removal?.lag).toBe(0);
    expect(factsOf(GIVEN, { ...REMOVED, why: 'unreadable', endedAt: null }).removal).toMatchObject({
      why: 'unreadable',
      endedAt: null,
      lag: null,
    });
  });

  test.each<[string, Partial<typeof REMOVED>, string]>([
    ['a run took it after the end', {}, 'expired'],
    ['a run took it before the end', { readBackAt: '2026-11-23T17:00:00Z' }, 'expired'],
    ['it was found gone after the end', { by: 'found' }, 'expired'],
    ['it was found gone at the end', { by: 'found', readBackAt: END }, 'expired'],
    ['it was found gone before the end', { by: 'found', readBackAt: '2026-11-23T17:59:59Z' }, 'drift'],
    [
      'what another run may have changed',
      { by: 'found', why: 'changed', readBackAt: '2026-11-23T17:00:00Z' },
      'changed',
    ],
    ['what was not approved', { by: 'found', why: 'unapproved', readBackAt: '2026-11-23T17:00:00Z' }, 'unapproved'],
  ])('is drift where nobody of ours had a reason: %s', (_what, change, why) => {
    expect(factsOf(GIVEN, { ...REMOVED, ...change }).removal?.why).toBe(why);
  });
});

describe('approvals and refusals', () => {
  test('the last word of a version counts, in the place of the version', () => {
    const second = { ...APPROVED, version: sha('8') };
    const again = { ...APPROVED, because: 'It was worked out again.' };
    expect(factsOf(APPROVED, second, again).approvals).toEqual([again, second]);
  });

  test('a refusal that an approval came after is over, and one that came after an approval stands', () => {
    expect(factsOf(REFUSED, APPROVED).refusal).toBeNull();
    expect(factsOf(APPROVED, GIVEN, REFUSED)).toMatchObject({ refusal: REFUSED, approvals: [APPROVED] });
  });
});

describe('a failure', () => {
  test.each<[string, readonly EvidenceEvent[], Failed | null]>([
    ['nothing came after it', [FAILED], FAILED],
    ['it was given after all', [FAILED, GIVEN], null],
    ['it went after all', [GIVEN, { ...FAILED, action: 'remove' }, REMOVED], null],
    ['it was given meanwhile, by a run that overtook the one that failed', [GIVEN, FAILED], null],
    ['it failed after it was given', [GIVEN, LATER], LATER],
    ['something else was given', [FAILED, { ...GIVEN, entitlement: OTHER }], FAILED],
    ['it failed again', [FAILED, { ...FAILED, message: 'Slower.' }], { ...FAILED, message: 'Slower.' }],
    [
      'two failed',
      [FAILED, { ...FAILED, entitlement: OTHER }, { ...FAILED, message: 'Slower.' }],
      { ...FAILED, message: 'Slower.' },
    ],
  ])('counts where %s', (_what, events, expected) => {
    expect(factsOf(...events).failure).toEqual(expected);
  });
});

test('it was given when the provider first showed it', () => {
  const later = { ...GIVEN, why: 'altered', readBackAt: '2026-11-23T15:00:00Z' } as const;
  expect(factsOf(GIVEN, later)).toMatchObject({ givenAt: at(GIVEN.readBackAt), target: TARGET });
});

test('a record as of a time holds what had come about, at the provider by its reading', () => {
  const record = exampleRecord({ events: [APPROVED, GIVEN, REMOVED] });
  const kinds = (time: string): string[] => recordUntil(record, at(time)).events.map(({ kind }) => kind);
  expect(kinds('2026-11-23T14:00:59Z')).toEqual([]);
  expect(kinds('2026-11-23T14:01:00Z')).toEqual(['approved']);
  expect(kinds('2026-11-23T14:01:05Z')).toEqual(['approved', 'given']);
  expect(kinds('2026-11-23T18:06:59Z')).toEqual(['approved', 'given']);
  expect(kinds('2026-11-23T18:07:00Z')).toEqual(['approved', 'given', 'removed']);
  expect(recordUntil(record, at('2026-11-23T13:59:59Z')).versions).toEqual([]);
});
