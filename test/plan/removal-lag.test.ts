import { describe, expect, test } from '@jest/globals';
import { lateRemovals, removalLags } from '../../src/plan/removal-lag.js';
import type { ChangeOutcome } from '../../src/plan/run-report.js';
import { MINUTE, NOW } from '../approval/facts-builder.js';

function removal(grant: string | null, rest: Partial<ChangeOutcome> = {}): ChangeOutcome {
  const target = { system: 'aws-sandbox', provider: 'aws-iam', observed: { id: 'x', content: '{}' } };
  const change = { action: 'remove', reason: 'expired', grant, ...target } as const;
  return { change, result: 'done', message: null, readBackAt: NOW, ...rest };
}

const ENDS = new Map([
  ['a/alice/one', NOW - 10 * MINUTE],
  ['a/alice/two', NOW - 50 * MINUTE],
  ['a/alice/later', NOW + MINUTE],
]);

describe('the lag of a removal', () => {
  test.each([
    ['failed', removal('a/alice/one', { result: 'failed', readBackAt: null })],
    ['is of no known grant', removal(null)],
    ['is of a grant that goes on', removal('a/alice/three')],
  ])('is not told where it %s', (_name, outcome) => {
    expect(removalLags([outcome], ENDS)).toEqual([]);
  });

  test('is from the end to the last read back, the greatest first', () => {
    const twice = [removal('a/alice/one', { readBackAt: NOW - MINUTE }), removal('a/alice/one')];
    expect(removalLags([...twice, removal('a/alice/two')], ENDS)).toEqual([
      { grant: 'a/alice/two', endedAt: NOW - 50 * MINUTE, goneAt: NOW, lag: 50 * MINUTE },
      { grant: 'a/alice/one', endedAt: NOW - 10 * MINUTE, goneAt: NOW, lag: 10 * MINUTE },
    ]);
  });

  test('is never less than nothing', () => {
    expect(removalLags([removal('a/alice/later')], ENDS)).toMatchObject([{ lag: 0 }]);
  });
});

describe('the schedule', () => {
  const tell = (startedAt: number) =>
    lateRemovals([removal('a/alice/one'), removal('a/alice/two')], ENDS, startedAt, () => null);

  test('is in order up to three quarters of an hour', () => {
    expect(tell(NOW - 5 * MINUTE)).toEqual([]);
  });

  test('is late where something that ended earlier still stood, removed now or not', () => {
    expect(tell(NOW)).toEqual([{ grant: 'a/alice/two', endedAt: NOW - 50 * MINUTE, floor: null }]);
    const failed = removal('a/alice/two', { result: 'failed', readBackAt: null });
    expect(lateRemovals([failed], ENDS, NOW, () => NOW)).toMatchObject([{ floor: NOW }]);
    expect(tell(NOW + 60 * MINUTE).map(({ grant }) => grant)).toEqual(['a/alice/two', 'a/alice/one']);
  });
});
