import { expect, test } from '@jest/globals';
import type { Change, ChangeReason } from '../../src/plan/change.js';
import { guardRemovals } from '../../src/plan/guards.js';

function removals(reason: ChangeReason, count: number): Change[] {
  return Array.from({ length: count }, (_, n) => ({
    action: 'remove',
    reason,
    system: 'aws-sandbox',
    provider: 'aws-iam',
    grant: null,
    observed: { id: `${reason}-${n}`, content: '{}' },
  }));
}

test.each<[ChangeReason, number, number, boolean, number]>([
  ['unknown', 2, 4, false, 2],
  ['unreadable', 2, 7, false, 2],
  ['changed', 26, 100, false, 26],
  ['unknown', 1, 1, false, 0],
  ['unknown', 1, 0, false, 0],
  ['unreadable', 2, 8, false, 0],
  ['unreadable', 25, 100, false, 0],
  ['unknown', 100, 100, true, 0],
  ['expired', 100, 100, false, 0],
  ['deleted', 100, 100, false, 0],
])(
  'law 9: of %s removals %i of %i standing (confirmed: %p) withhold %i',
  (reason, count, standing, confirmed, withheld) => {
    const changes = removals(reason, count);
    const guarded = guardRemovals({ changes, kept: [] }, { confirmed, hasLost: false, standing });
    expect(guarded.withheld).toHaveLength(withheld);
    expect(guarded.plan.changes).toHaveLength(count - withheld);
  },
);

test('law 7: expired removals go ahead where guarded ones are withheld, and the guarded ones count together', () => {
  const changes = [...removals('expired', 3), ...removals('unknown', 1), ...removals('unreadable', 1)];
  const { plan, withheld } = guardRemovals({ changes, kept: [] }, { confirmed: false, hasLost: false, standing: 5 });
  expect(plan.changes.map(({ reason }) => reason)).toEqual(['expired', 'expired', 'expired']);
  expect(withheld.map(({ reason }) => reason)).toEqual(['unknown', 'unreadable']);
});

test.each([
  [false, 1],
  [true, 0],
])(
  'where the branch has lost what was reconciled, not one that is unexplained goes ahead (confirmed: %p)',
  (confirmed, count) => {
    const changes = [...removals('expired', 1), ...removals('deleted', 1), ...removals('unknown', 1)];
    const { withheld } = guardRemovals({ changes, kept: [] }, { confirmed, hasLost: true, standing: 100 });
    expect(withheld).toEqual(changes.slice(2, 2 + count));
  },
);
