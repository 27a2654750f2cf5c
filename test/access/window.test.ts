import { describe, expect, test } from '@jest/globals';
import { formatInstant, parseInstant } from '../../src/access/instant-text.js';
import type { Request } from '../../src/access/request.js';
import { resolveWindow } from '../../src/access/window.js';
import { at } from './fixtures.js';

const MERGED = at('2026-11-23T12:00:00Z');
const DAY = 86_400_000;

describe('resolveWindow', () => {
  test.each<[string, number | null, Request['end'], number, number]>([
    ['a duration counts from the merge', null, { kind: 'duration', length: DAY }, MERGED, MERGED + DAY],
    [
      'a duration counts from a later start',
      MERGED + 5,
      { kind: 'duration', length: DAY },
      MERGED + 5,
      MERGED + 5 + DAY,
    ],
    ['a start before the merge is the merge', MERGED - 5, { kind: 'duration', length: DAY }, MERGED, MERGED + DAY],
    ['an expiry is what it says', MERGED + 5, { kind: 'expires', at: MERGED + 9 }, MERGED + 5, MERGED + 9],
    ['an expiry before the merge leaves nothing', null, { kind: 'expires', at: MERGED - 9 }, MERGED, MERGED - 9],
  ])('%s', (_, starts, end, from, to) => {
    expect(resolveWindow({ role: 'a', starts, end, reason: 'b', ticket: null }, MERGED)).toEqual({
      start: from,
      end: to,
    });
  });

  test('nothing ends after the last time that can be written, nor later than every calendar', () => {
    const request: Request = {
      role: 'a',
      starts: null,
      end: { kind: 'duration', length: DAY },
      reason: 'b',
      ticket: null,
    };
    for (const merged of [at('2099-12-31T23:59:59Z'), at('2099-12-31T00:00:00Z'), 8.64e15]) {
      const { end } = resolveWindow(request, merged);
      expect(parseInstant(formatInstant(end))).toBe(end);
      expect(formatInstant(end)).toBe('2099-12-31T23:59:59Z');
    }
  });
});
