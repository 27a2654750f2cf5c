import { describe, expect, test } from '@jest/globals';
import { checkChange, isShortened } from '../../src/access/change-of-request.js';
import type { Instant } from '../../src/access/instant.js';
import { NOWHERE } from '../../src/access/position.js';
import type { Request } from '../../src/access/request.js';
import { at } from './fixtures.js';

const HOUR = 3_600_000;
const MERGED = at('2026-11-23T12:00:00Z');
const PATH = { kind: 'request', system: 'sandbox', login: 'alice', name: 'x', grant: 'sandbox/alice/x' } as const;

const lasting = (hours: number): Request['end'] => ({ kind: 'duration', length: hours * HOUR });
const until = (text: string): Request['end'] => ({ kind: 'expires', at: at(text) });
const request = (end: Request['end'], more: Partial<Request> = {}): Request => ({
  role: 'deploy',
  starts: null,
  end,
  reason: 'b',
  ticket: null,
  ...more,
});

function rules(before: Request, after: Request, mergedAt: Instant | null, now: Instant): string[] {
  return checkChange({ path: PATH, before, after, positions: NOWHERE, mergedAt, now }).map((problem) => problem.rule);
}

describe('checkChange', () => {
  test.each<[string, Request, Request, Instant | null, string, string[]]>([
    [
      'another role',
      request(lasting(1)),
      request(lasting(1), { role: 'root' }),
      MERGED,
      '2026-11-23T12:30:00Z',
      ['changed-role'],
    ],
    [
      'a new start',
      request(lasting(1)),
      request(lasting(1), { starts: MERGED }),
      null,
      '2026-11-23T12:30:00Z',
      ['changed-starts'],
    ],
    [
      'no start any more',
      request(lasting(1), { starts: MERGED }),
      request(lasting(1)),
      null,
      '2026-11-23T12:30:00Z',
      ['changed-starts'],
    ],
    [
      'an edit at the end',
      request(lasting(1)),
      request(lasting(2)),
      MERGED,
      '2026-11-23T13:00:00Z',
      ['edited-after-end'],
    ],
    [
      'an edit after an expiry, whenever it was merged',
      request(until('2026-11-23T13:00:00Z')),
      request(lasting(9)),
      null,
      '2026-11-23T13:00:00Z',
      ['edited-after-end'],
    ],
    [
      'all at once',
      request(lasting(1)),
      request(lasting(2), { role: 'root', starts: 0 }),
      MERGED,
      '2026-11-24T13:00:00Z',
      ['changed-role', 'changed-starts', 'edited-after-end'],
    ],
  ])('refuses %s', (_, before, after, mergedAt, now, expected) => {
    expect(rules(before, after, mergedAt, at(now))).toEqual(expected);
  });

  test('takes another end, reason and ticket until just before the end', () => {
    const after = request(until('2026-11-24T12:00:00Z'), { reason: 'c', ticket: 'INC-1' });
    expect(rules(request(lasting(1)), after, MERGED, at('2026-11-23T13:00:00Z') - 1)).toEqual([]);
  });
});

describe('isShortened', () => {
  test.each<[string, Request, Request, Instant | null, boolean]>([
    ['the same', request(lasting(2)), request(lasting(2)), MERGED, false],
    ['longer', request(lasting(2)), request(lasting(3)), MERGED, false],
    ['later', request(until('2026-11-23T14:00:00Z')), request(until('2026-11-23T14:00:01Z')), null, false],
    ['shorter with another reason', request(lasting(2)), request(lasting(1), { reason: 'c' }), null, false],
    ['shorter with another ticket', request(lasting(2)), request(lasting(1), { ticket: 'c' }), null, false],
    ['shorter with another role', request(lasting(2)), request(lasting(1), { role: 'root' }), null, false],
    ['shorter with another start', request(lasting(2)), request(lasting(1), { starts: 0 }), null, false],
    [
      'a time for a duration, the merge unknown',
      request(lasting(2)),
      request(until('2026-11-23T12:30:00Z')),
      null,
      false,
    ],
    ['a time for a duration, later', request(lasting(2)), request(until('2026-11-23T14:00:00Z')), MERGED, false],
    ['a time for a duration, earlier', request(lasting(2)), request(until('2026-11-23T13:59:59Z')), MERGED, true],
    ['a duration for a time, earlier', request(until('2026-11-23T14:00:00Z')), request(lasting(1)), MERGED, true],
    ['a shorter duration', request(lasting(2)), request(lasting(1)), null, true],
    ['an earlier time', request(until('2026-11-23T14:00:00Z')), request(until('2026-11-23T13:59:59Z')), null, true],
  ])('of %s is right', (_, before, after, mergedAt, expected) => {
    expect(isShortened(before, after, mergedAt)).toBe(expected);
  });
});
