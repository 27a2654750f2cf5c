import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cutStatements, keepStatements, type SessionSpan, withoutImplied } from '../../src/plan/cut-statements.js';
import type { CutStatement } from '../../src/plan/entitlement.js';

const LONGEST = 1_000;

interface Told {
  readonly start: number;
  readonly end: number;
  readonly reach?: number;
  readonly given?: boolean;
}

function span({ start, end, reach = end, given = true }: Told, now: number): SessionSpan {
  return { start, end, reach, hasEnded: end <= now, isGiven: given, maxSession: LONGEST };
}

function cut(told: readonly Told[], now: number): CutStatement[] {
  return cutStatements(
    told.map((one) => span(one, now)),
    now,
  );
}

function denies(statements: readonly CutStatement[], openedAt: number, time: number): boolean {
  return statements.some(({ from, openedBefore }) => time >= from && openedAt < openedBefore);
}

describe('the cut', () => {
  test.each<[string, number, readonly Told[], readonly (readonly [from: number, openedBefore: number])[]]>([
    ['a grant that stands is cut at its end, beforehand', 10, [{ start: 0, end: 50 }], [[50, 50]]],
    ['one that has not begun as well', 10, [{ start: 20, end: 50 }], [[50, 50]]],
    ['one that is over stays cut', 60, [{ start: 0, end: 50 }], [[50, 50]]],
    ['until no session can be alive', 50 + LONGEST, [{ start: 0, end: 50 }], []],
    ['an early end cuts what may be opened up to the end it had', 12, [{ start: 0, end: 10, reach: 50 }], [[10, 50]]],
    [
      'windows that overlap are one',
      10,
      [
        { start: 0, end: 50 },
        { start: 40, end: 90 },
      ],
      [[90, 90]],
    ],
    [
      'windows that touch are one',
      10,
      [
        { start: 0, end: 50 },
        { start: 50, end: 90 },
      ],
      [[90, 90]],
    ],
    [
      'windows apart are two',
      10,
      [
        { start: 0, end: 50 },
        { start: 60, end: 90 },
      ],
      [
        [50, 50],
        [90, 90],
      ],
    ],
    [
      'what is over and covered is not cut',
      60,
      [
        { start: 0, end: 50 },
        { start: 40, end: 90 },
      ],
      [[90, 90]],
    ],
    [
      'what is over is cut where the next began later',
      70,
      [
        { start: 0, end: 50 },
        { start: 60, end: 90 },
      ],
      [
        [50, 50],
        [90, 90],
      ],
    ],
    [
      'an early end never cuts what the next one opened',
      70,
      [
        { start: 0, end: 10, reach: 50 },
        { start: 20, end: 90 },
      ],
      [
        [10, 20],
        [90, 90],
      ],
    ],
    [
      'an early end under another grant cuts nothing yet',
      30,
      [
        { start: 0, end: 20, reach: 50 },
        { start: 10, end: 90 },
      ],
      [[90, 90]],
    ],
    [
      'law 6: what is not given carries nobody',
      60,
      [
        { start: 0, end: 50 },
        { start: 40, end: 90, given: false },
      ],
      [[50, 50]],
    ],
    [
      'law 6: nor does what was not given',
      110,
      [
        { start: 0, end: 50 },
        { start: 40, end: 100, given: false },
        { start: 90, end: 200 },
      ],
      [
        [50, 50],
        [200, 200],
      ],
    ],
    [
      'what was given carries from one to the next',
      110,
      [
        { start: 0, end: 50 },
        { start: 40, end: 100 },
        { start: 90, end: 200 },
      ],
      [[200, 200]],
    ],
    [
      'what an early end left is cut after the next one’s end too',
      40,
      [
        { start: 0, end: 10, reach: 100 },
        { start: 20, end: 30 },
      ],
      [[30, 100]],
    ],
    ['nothing needs nothing', 10, [], []],
  ])('%s', (_what, now, told, expected) => {
    expect(cut(told, now).map(({ from, openedBefore }) => [from, openedBefore])).toEqual(expected);
  });

  test('of two statements of which one contains the other, one is written', () => {
    const wide = { from: 10, openedBefore: 50 };
    expect(withoutImplied([{ from: 20, openedBefore: 40 }, wide, wide])).toEqual([wide]);
  });
});

describe('what stands and cannot be told', () => {
  test('stays while a session can be alive', () => {
    const held = [{ from: 50, openedBefore: 50 }];
    expect(keepStatements(held, [], LONGEST, 60)).toEqual(held);
    expect(keepStatements(held, [], LONGEST, 50 + LONGEST)).toEqual([]);
  });

  test('and never reaches what a given grant opened', () => {
    const spans = [span({ start: 40, end: 90 }, 60)];
    expect(keepStatements([{ from: 50, openedBefore: 50 }], spans, LONGEST, 60)).toEqual([
      { from: 50, openedBefore: 40 },
    ]);
  });
});

const window = fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 60 })).map(([start, length]) => ({ start, length }));
/** With an end that came early, by the part of the window that is left. */
const told = window.chain(({ start, length }) =>
  fc.integer({ min: 1, max: length }).map((lived): Told => ({ start, end: start + lived, reach: start + length })),
);
const grants = fc.array(told, { maxLength: 6 });
const instant = fc.nat(200);

/** Whether one of the grants held at every instant from one time to another. */
function covered(all: readonly Told[], from: number, to: number): boolean {
  for (let time = from; time <= to; time += 1) {
    if (!all.some(({ start, end }) => start <= time && time < end)) return false;
  }
  return true;
}

describe('over any grants at any time', () => {
  test('a session is denied exactly where no given grant has carried it up to now', () => {
    fc.assert(
      fc.property(grants, instant, instant, (all, now, openedAt) => {
        fc.pre(openedAt <= now && all.some(({ start, reach = 0 }) => start <= openedAt && openedAt < reach));
        expect(denies(cut(all, now), openedAt, now)).toBe(!covered(all, openedAt, now));
      }),
      { numRuns: 2_000 },
    );
  });

  test('law 2: what was put at one time denies at all later ones what has run out, with no run in between', () => {
    fc.assert(
      fc.property(grants, instant, instant, instant, (all, ...times) => {
        const [openedAt = 0, put = 0, now = 0] = times.sort((a, b) => a - b);
        const known = all.map((one) => (one.end <= put ? one : { ...one, reach: one.end }));
        fc.pre(covered(known, openedAt, openedAt));
        expect(denies(cut(known, put), openedAt, now)).toBe(!covered(known, openedAt, now));
      }),
      { numRuns: 2_000 },
    );
  });

  test('law 6: what is not given never keeps a session alive that would be dead without it', () => {
    fc.assert(
      fc.property(grants, grants, instant, instant, (given, others, now, openedAt) => {
        fc.pre(openedAt <= now && covered(given, openedAt, openedAt));
        const withOthers = [...given, ...others.map((one) => ({ ...one, given: false }))];
        expect(denies(cut(withOthers, now), openedAt, now)).toBe(!covered(given, openedAt, now));
      }),
      { numRuns: 2_000 },
    );
  });

  test('a session of a grant to come is never denied before that grant is over', () => {
    fc.assert(
      fc.property(grants, told, instant, (all, later, now) => {
        const next = { ...later, reach: later.end };
        fc.pre(next.end > now);
        const statements = cut([...all, next], now);
        for (let time = Math.max(now, next.start); time < next.end; time += 1) {
          for (let openedAt = next.start; openedAt <= time; openedAt += 1) {
            expect(denies(statements, openedAt, time)).toBe(false);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
