import { describe, expect, test } from '@jest/globals';
import type { LateRemoval } from '../../src/plan/run-report.js';
import { describeLag, describeLate } from '../../src/render/describe-lag.js';
import { HOUR, MINUTE, NOW } from '../approval/facts-builder.js';

test.each([
  [0, '0 s'],
  [59_999, '59 s'],
  [4 * MINUTE + 59_000, '4 min'],
  [HOUR, '1 h'],
  [HOUR + 12 * MINUTE, '1 h 12 min'],
  [51 * HOUR, '2 d 3 h'],
])('%i ms is %s', (lag, text) => {
  expect(describeLag(lag)).toBe(text);
});

describe('a schedule that is late', () => {
  const LATE: LateRemoval = { grant: 'aws/alice/one', endedAt: NOW - HOUR, floor: NOW - HOUR };
  const say = (...late: LateRemoval[]) => describeLate({ late, startedAt: NOW });

  test('is not spoken of where it is not', () => {
    expect(say()).toEqual([]);
  });

  test('is told with what it meant and the cure', () => {
    const text = say(LATE, { ...LATE, grant: 'aws/alice/two' }).join(' ');
    expect(text).toContain('aws/alice/one (and 1 more) ended at 2026-11-23T11:00:00Z, and 1 h later no run');
    expect(text).toContain('The floor did not need it');
    expect(text).toContain("GitHub's scheduler");
  });

  test.each([
    ['has no floor', null],
    ['has a floor to come', NOW + MINUTE],
  ])('names what %s', (_name, floor) => {
    const text = say(LATE, { ...LATE, grant: 'aws/alice/two', floor }).join(' ');
    expect(text).not.toContain('did not need it');
    expect(text).toContain('not ended all of it by itself: aws/alice/two.');
  });
});
