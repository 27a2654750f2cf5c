import { describe, expect, test } from '@jest/globals';
import type { PullRequestReading } from '../../src/github/github.js';
import { evaluatePullRequest } from '../../src/use-cases/evaluate-pull-request.js';
import { ALICE_PATH, added, HEAD, LAPSE_BOT, modified, removed, requestText } from '../approval/facts-builder.js';
import { configWith, POLICY, policyFiles } from './example-files.js';
import { fakeGitHub } from './fake-github.js';
import { approvedReading, conclusions, open, portsOf, readingOf } from './fake-reading.js';

const NO_MERGE = policyFiles({ 'access/config.yaml': configWith('merge: { auto: false, method: squash }') });
const NO_REVERT = policyFiles({ 'access/config.yaml': configWith('revert: { auto_merge: false, batch: false }') });
const ONLY_REVERTS = NO_MERGE;
const REVERT = { files: [removed()], headBranch: 'lapse/revert/aws-sandbox/alice/billing', author: LAPSE_BOT };

async function evaluateOnly(reading: PullRequestReading) {
  const fake = fakeGitHub();
  open(fake, reading);
  const evaluation = await evaluatePullRequest(12, portsOf(fake));
  const merges = fake.writes.filter((write) => write.method === 'mergePullRequest').map((write) => write.request);
  return { evaluation, merges, fake };
}

describe('a pull request is left to people', () => {
  test.each([
    ['while its approval is missing', readingOf()],
    [
      'while a file has an error',
      approvedReading({ files: [added(ALICE_PATH, requestText('billing', 'duration: 3d'))] }),
    ],
    ['while it is a draft', approvedReading({ isDraft: true })],
    ['where the config does not merge', approvedReading({ policyFiles: NO_MERGE })],
    [
      'where the config is broken',
      approvedReading({ policyFiles: policyFiles({ 'access/config.yaml': 'systems: 1' }) }),
    ],
    ['where there is no config', approvedReading({ policyFiles: policyFiles({ 'access/config.yaml': null }) })],
    [
      'where it changes the policy, approved or not',
      approvedReading({
        files: [modified('.github/CODEOWNERS', POLICY['.github/CODEOWNERS'], '/access/ @acme/security\n')],
      }),
    ],
    ['where it touches nothing of ours', readingOf({ files: [{ ...added('README.md', 'x'), after: null }] })],
    [
      'where it is a revocation and the config does not merge',
      readingOf({ files: [removed()], policyFiles: NO_MERGE }),
    ],
    [
      'where it is our revert and reverts are not merged',
      readingOf({ ...REVERT, policyFiles: NO_REVERT }, { openedByUs: true }),
    ],
    [
      'where somebody else made a branch that is named like our reverts',
      readingOf({ ...REVERT, author: { login: 'alice', id: 101, type: 'User' }, policyFiles: ONLY_REVERTS }),
    ],
    [
      'where we opened it, but not as a revert',
      readingOf({ ...REVERT, headBranch: 'lapse/other', policyFiles: ONLY_REVERTS }, { openedByUs: true }),
    ],
    [
      'where our revert was made to ask for access',
      readingOf({ ...REVERT, files: [added()], policyFiles: ONLY_REVERTS }, { openedByUs: true }),
    ],
  ])('%s', async (_name, reading) => {
    const { evaluation, merges } = await evaluateOnly(reading);
    expect(evaluation).toMatchObject({ result: 'published', merge: null });
    expect(merges).toEqual([]);
  });

  test('while another pull request with this head does not pass', async () => {
    const fake = fakeGitHub();
    open(fake, approvedReading({ sharingHead: [13] }), readingOf({ number: 13 }));
    expect((await evaluatePullRequest(12, portsOf(fake))).merge).toBeNull();
  });
});

describe('a pull request is merged', () => {
  test.each([
    ['a request that is approved', approvedReading()],
    ['a revocation', readingOf({ files: [removed()] })],
    [
      'our own revert, though requests are not merged',
      readingOf({ ...REVERT, policyFiles: ONLY_REVERTS }, { openedByUs: true }),
    ],
    [
      'a request by the only owner of a path',
      approvedReading({ policyFiles: policyFiles({ '.github/CODEOWNERS': '/access/ @bob\n' }) }),
    ],
  ])('law 4: with the judged commit: %s', async (_name, reading) => {
    const { evaluation, merges, fake } = await evaluateOnly(reading);
    expect(merges).toEqual([{ number: 12, sha: HEAD, method: 'squash' }]);
    expect(evaluation.merge).toContain('merged as');
    expect(conclusions(fake)).toEqual(['access/request success', 'access/approval success']);
  });

  test.each(['merge', 'squash', 'rebase'] as const)('by the method of the config: %s', async (method) => {
    const files = policyFiles({ 'access/config.yaml': configWith(`merge: { auto: true, method: ${method} }`) });
    const { merges } = await evaluateOnly(approvedReading({ policyFiles: files }));
    expect(merges).toMatchObject([{ method }]);
  });

  test('only after its checks were published, because GitHub may demand them', async () => {
    const { fake } = await evaluateOnly(approvedReading());
    expect(fake.writes.map((write) => write.method)).toEqual([
      'publishCheck',
      'publishCheck',
      'writeComment',
      'mergePullRequest',
    ]);
  });
});

test("GitHub's refusal to merge is told, and no exception", async () => {
  const fake = fakeGitHub({ mergePullRequest: async () => ({ merged: false, why: 'Head branch was modified' }) });
  open(fake, approvedReading());
  const evaluation = await evaluatePullRequest(12, portsOf(fake));
  expect(evaluation).toMatchObject({ result: 'published', merge: 'Head branch was modified' });
  expect(conclusions(fake)).toEqual(['access/request success', 'access/approval success']);
});
