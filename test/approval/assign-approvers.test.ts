import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assignApprovers, type GroupNeed } from '../../src/approval/assign-approvers.js';

function need(needed: number, ...ids: number[]): GroupNeed {
  return { needed, candidates: new Set(ids) };
}

test('one person does not stand for two groups', () => {
  expect(assignApprovers([need(1, 1), need(1, 1)]).flat()).toEqual([1]);
});

test('a person moves to where only they can stand: counting greedily would leave a group empty', () => {
  expect(assignApprovers([need(1, 1, 2), need(1, 1)])).toEqual([[2], [1]]);
});

test('places are changed along a whole chain', () => {
  expect(assignApprovers([need(1, 1, 2), need(1, 2, 3), need(1, 1)])).toEqual([[2], [3], [1]]);
});

test('more approvers than are needed are left over', () => {
  expect(assignApprovers([need(2, 3, 1, 2)])).toEqual([[1, 2]]);
});

test('a group that needs a billion costs no more than its people', () => {
  expect(assignApprovers([need(1_000_000_000, 1, 2)])).toEqual([[1, 2]]);
});

test('as many places are filled as trying everything fills, and nobody stands twice', () => {
  const group = fc.record({
    needed: fc.integer({ min: 0, max: 3 }),
    ids: fc.uniqueArray(fc.integer({ min: 1, max: 5 })),
  });
  fc.assert(
    fc.property(fc.array(group, { maxLength: 3 }), (groups) => {
      const needs = groups.map(({ needed, ids }) => need(needed, ...ids));
      const places = assignApprovers(needs);
      const all = places.flat();
      expect(new Set(all).size).toBe(all.length);
      for (const [index, ids] of places.entries()) {
        expect(ids.length).toBeLessThanOrEqual(needs[index]?.needed ?? 0);
        expect(ids.every((id) => needs[index]?.candidates.has(id))).toBe(true);
      }
      expect(all.length).toBe(mostPlaces(needs, [1, 2, 3, 4, 5]));
    }),
  );
});

function mostPlaces(needs: readonly GroupNeed[], people: readonly number[]): number {
  const [person, ...others] = people;
  if (person === undefined) return 0;
  const tries = needs.map((group, index) => {
    if (group.needed === 0 || !group.candidates.has(person)) return 0;
    const left = needs.map((other, at) => (at === index ? { ...other, needed: other.needed - 1 } : other));
    return 1 + mostPlaces(left, others);
  });
  return Math.max(mostPlaces(needs, others), ...tries);
}
