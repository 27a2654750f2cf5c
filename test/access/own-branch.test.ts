import { expect, test } from '@jest/globals';
import {
  extensionBranch,
  readExtensionBranch,
  readRevertBatchBranch,
  readRevertBranch,
  revertBatchBranch,
  revertBranch,
} from '../../src/access/own-branch.js';

const GRANT = 'aws-sandbox/alice/billing';

test('a branch of ours says what it was named after', () => {
  expect(readRevertBranch(revertBranch(GRANT))).toBe(GRANT);
  expect(readExtensionBranch(extensionBranch(GRANT, 4711))).toEqual({ grant: GRANT, commentId: 4711 });
  expect(readRevertBatchBranch(revertBatchBranch('aws-sandbox'))).toBe('aws-sandbox');
});

test.each([
  'main',
  `lapse/extend/${GRANT}`,
  `lapse/extend/${GRANT}/`,
  `lapse/extend/${GRANT}/4711x`,
  `lapse/extend/${GRANT}/-1`,
  `lapse/extend/${GRANT}/1234567890123456`,
  `lapse/extend/${GRANT}/more/4711`,
  `lapse/extend/aws-sandbox/alice/4711`,
  `x/lapse/extend/${GRANT}/4711`,
  `lapse/extend/${GRANT}/4711\n`,
])('%j is none that moves an end', (branch) => {
  expect(readExtensionBranch(branch)).toBeNull();
});

test('a branch for people is no revert', () => {
  expect(readRevertBranch('alice/lapse/revert/x')).toBeNull();
  expect(readRevertBatchBranch('alice/lapse/revert-batch/x')).toBeNull();
  expect(readRevertBatchBranch('lapse/revert-batch/x/y')).toBeNull();
  expect(readRevertBatchBranch(revertBranch(GRANT))).toBeNull();
  expect(readRevertBranch(revertBatchBranch('x'))).toBeNull();
});
