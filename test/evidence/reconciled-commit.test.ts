import { expect, test } from '@jest/globals';
import { describeRun, readReconciled } from '../../src/evidence/reconciled-commit.js';

const COMMIT = '1'.repeat(40);
const LOST = '2'.repeat(40);
const RUN = { name: 'provision', commit: COMMIT, startedAt: '2026-11-23T12:00:00Z', url: null } as const;

test('what a run reconciled is read from what it wrote', () => {
  expect(readReconciled(`Record what became of 1 grant\n\n${describeRun(RUN, null)}`)).toBe(COMMIT);
  expect(readReconciled(describeRun({ ...RUN, name: 'expire', url: 'https://github.com/acme/access' }, null))).toBe(
    COMMIT,
  );
});

test('a commit that was lost stays the one that the branch has to hold until somebody confirms', () => {
  expect(readReconciled(describeRun(RUN, LOST))).toBe(LOST);
});

test.each([
  '',
  'Begin the evidence',
  `provision reconciled ${COMMIT.slice(1)} at noon`,
  `they reconciled ${COMMIT} at noon`,
])('a message such as %j names no commit', (message) => {
  expect(readReconciled(message)).toBeNull();
});
