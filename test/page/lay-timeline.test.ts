import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { layTimeline } from '../../src/page/lay-timeline.js';
import { AT, HOUR } from '../render/html/audit-report.js';
import { pageRows } from './page-rows.js';

const DAY = 24 * HOUR;

function lay(parts: Parameters<typeof pageRows>[0], at = AT) {
  return layTimeline(pageRows(parts), ({ person }) => person, at);
}

test('what has no window is not drawn', () => {
  expect(lay([{ window: null }])).toBeNull();
});

test('bars have their place on the axis, and those that overlap stand one above the other', () => {
  const laid = lay([
    { window: { start: AT, end: AT + 4 * HOUR } },
    { window: { start: AT + HOUR, end: AT + 2 * HOUR } },
    { window: { start: AT + 2 * HOUR, end: AT + 8 * HOUR } },
    { beneficiary: 'bob', window: { start: AT + 2 * HOUR, end: AT + 3 * HOUR } },
  ]);
  expect(laid?.lanes.map(({ name, depth }) => [name, depth])).toEqual([
    ['alice', 2],
    ['bob', 1],
  ]);
  expect(laid?.lanes[0]?.bars.map(({ left, width, level }) => [left, width, level])).toEqual([
    [0, 0.5, 0],
    [0.125, 0.125, 1],
    [0.25, 0.75, 1],
  ]);
  expect(laid?.now).toBe(0);
});

test('what was removed before its end ended then, and its tail goes on until its absence was read back', () => {
  const removal = { why: 'revoked', goneAt: AT + 2 * HOUR, endedAt: AT + HOUR, lag: HOUR } as const;
  const window = { start: AT, end: AT + 4 * HOUR };
  const laid = lay([{ state: 'removed', window, removedIn: 'x', removedAt: AT + HOUR, removal }]);
  expect(laid?.lanes[0]?.bars).toMatchObject([{ end: AT + HOUR, width: 0.5, tail: 0.5 }]);
});

test('a time of the report beside the axis is not drawn', () => {
  expect(lay([{ window: { start: AT - 2 * DAY, end: AT - DAY } }])?.now).toBeNull();
});

describe('whatever the windows', () => {
  const window = fc
    .tuple(fc.integer({ min: 0, max: 4_000 * DAY }), fc.integer({ min: 1, max: 30 * DAY }))
    .map(([start, length]) => ({ start: AT + start, end: AT + start + length }));

  test('every bar is on the axis, no two of a level overlap, and there are few ticks', () => {
    fc.assert(
      fc.property(fc.array(window, { minLength: 1, maxLength: 20 }), (windows) => {
        const laid = lay(windows.map((one) => ({ window: one })));
        const bars = laid?.lanes.flatMap((lane) => lane.bars) ?? [];
        expect(bars).toHaveLength(windows.length);
        expect(laid?.ticks.length).toBeLessThanOrEqual(5);
        for (const bar of bars) {
          expect(bar.left).toBeGreaterThanOrEqual(0);
          expect(bar.left + bar.width).toBeLessThan(1.000_001);
          const others = bars.filter((other) => other !== bar && other.level === bar.level);
          expect(others.some((other) => other.start < bar.end && bar.start < other.end)).toBe(false);
        }
      }),
    );
  });
});
