import { describe, expect, test } from '@jest/globals';
import type { AuditRow } from '../../src/audit/audit-row.js';
import { EVERYTHING, isInPeriod, isInScope } from '../../src/audit/select-rows.js';
import { PATH, REQUEST, rowsOf, sourcesOf } from './built-sources.js';

const DAY = Date.UTC(2026, 10, 20);
const hour = (hours: number | null): number | null => (hours === null ? null : DAY + hours * 3_600_000);
const [ROW] = rowsOf(sourcesOf([['2026-11-20T02:00:00Z', { [PATH]: REQUEST }]]), DAY + 86_400_000);

function isIn(since: number | null, until: number | null, changes: Partial<AuditRow> = {}): boolean {
  if (ROW === undefined) throw new Error('There is no row.');
  return isInPeriod({ ...ROW, ...changes }, { since: hour(since), until: hour(until) });
}

describe('a period takes a window by what they share', () => {
  test.each<[string, number | null, number | null, boolean]>([
    ['its window begins where the period ends', null, 2, false],
    ['its window ends where the period begins', 6, null, false],
    ['the period is within it', 3, 4, true],
    ['it is within the period', 1, 7, true],
    ['they overlap by its first second', null, 2.001, true],
    ['no period', null, null, true],
  ])('%s', (_what, since, until, isTaken) => {
    expect(isIn(since, until)).toBe(isTaken);
  });

  test('what was given back early gave nothing after that', () => {
    expect(isIn(3, null, { removedAt: hour(3) })).toBe(false);
    expect(isIn(2.9, null, { removedAt: hour(3) })).toBe(true);
  });

  test('what was removed before it began is told where it would have begun', () => {
    expect(isIn(2, 3, { removedAt: hour(1) })).toBe(true);
    expect(isIn(3, 4, { removedAt: hour(1) })).toBe(false);
  });

  test('what could not be read counts for as long as its file stood', () => {
    expect(isIn(8, 9, { window: null, mergedAt: hour(2) })).toBe(true);
    expect(isIn(8, 9, { window: null, mergedAt: hour(2), removedAt: hour(7) })).toBe(false);
    expect(isIn(null, 2, { window: null, mergedAt: hour(2) })).toBe(false);
  });

  test('what was given counts until the provider showed its absence, and for ever where it never did', () => {
    const removal = { why: 'expired', goneAt: DAY + 8 * 3_600_000, endedAt: null, lag: null } as const;
    expect(isIn(7, null, { givenAt: hour(2), removal })).toBe(true);
    expect(isIn(8, null, { givenAt: hour(2), removal })).toBe(false);
    expect(isIn(1_000, null, { givenAt: hour(2), removal: null })).toBe(true);
    expect(isIn(7, null, { givenAt: null, removal: null })).toBe(false);
  });
});

describe('a scope takes', () => {
  const row = { grant: 'sandbox/alice/billing', beneficiary: 'alice', system: 'sandbox', role: 'deploy' };
  test.each<[Partial<typeof EVERYTHING>, boolean]>([
    [{}, true],
    [{ user: 'alice' }, true],
    [{ user: 'Alice' }, true],
    [{ user: 'bob' }, false],
    [{ system: 'sandbox' }, true],
    [{ system: 'prod' }, false],
    [{ role: 'deploy' }, true],
    [{ role: 'sandbox/deploy' }, true],
    [{ role: 'prod/deploy' }, false],
    [{ grant: 'sandbox/alice/billing' }, true],
    [{ grant: 'sandbox/alice/bill' }, false],
    [{ user: 'alice', system: 'prod' }, false],
  ])('%j: %j', (scope, isTaken) => {
    expect(isInScope(row, { ...EVERYTHING, ...scope })).toBe(isTaken);
  });

  test('a row whose role nobody knows is of none', () => {
    expect(isInScope({ ...row, role: null }, { ...EVERYTHING, role: 'null' })).toBe(false);
    expect(isInScope({ ...row, role: null }, { ...EVERYTHING, role: 'sandbox/null' })).toBe(false);
  });
});
