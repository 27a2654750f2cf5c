import { describe, expect, test } from '@jest/globals';
import {
  GitHubError,
  type MergeOutcome,
  type PullRequestHead,
  type PullRequestReading,
} from '../../src/github/github.js';
import { evaluatePullRequest } from '../../src/use-cases/evaluate-pull-request.js';
import {
  ALICE_PATH,
  added,
  HEAD,
  LAPSE_BOT,
  modified,
  OLD_HEAD,
  removed,
  requestText,
} from '../approval/facts-builder.js';
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

  test('after its checks were published, because GitHub may demand them, and before the one comment that tells of it', async () => {
    const { fake } = await evaluateOnly(approvedReading());
    expect(fake.writes.map((write) => write.method)).toEqual([
      'publishCheck',
      'publishCheck',
      'mergePullRequest',
      'writeComment',
    ]);
  });
});

const REFUSED = { merged: false, why: 'At least 1 approving review is required' } as const;

describe('a merge that GitHub refuses', () => {
  test.each<[string, () => Promise<MergeOutcome>, string]>([
    ['by a rule', async () => REFUSED, 'At least 1 approving review is required'],
    [
      'for want of a permission',
      () => Promise.reject(new GitHubError('not-permitted', 'give the App the permission “Contents: write”')),
      'Contents: write',
    ],
    ['with no answer', () => Promise.reject(new GitHubError('unavailable', 'GitHub did not answer')), 'did not answer'],
  ])('%s is told in the comment, and is no exception', async (_name, mergePullRequest, told) => {
    const fake = fakeGitHub({ mergePullRequest });
    open(fake, approvedReading());
    const evaluation = await evaluatePullRequest(12, portsOf(fake));
    expect(evaluation).toMatchObject({ result: 'published', merge: expect.stringContaining(told) });
    expect(evaluation.judgement?.mergeRefusal).toContain(told);
    expect(conclusions(fake)).toEqual(['access/request success', 'access/approval success']);
    expect(fake.comments).toHaveLength(1);
  });

  test('is not told again while nothing changes', async () => {
    const fake = fakeGitHub({ mergePullRequest: async () => REFUSED });
    open(fake, approvedReading());
    await evaluatePullRequest(12, portsOf(fake));
    const published = new Map(fake.checks.map((check) => [check.name, check.digest]));
    open(fake, approvedReading({}, { published, comment: { id: 77, body: fake.comments[0]?.body ?? '' } }));
    fake.writes.length = 0;
    await evaluatePullRequest(12, portsOf(fake));
    expect(fake.writes.map((write) => write.method)).toEqual(['mergePullRequest']);
  });

  test('is taken back once it is merged', async () => {
    let answer: MergeOutcome = REFUSED;
    const fake = fakeGitHub({ mergePullRequest: async () => answer });
    open(fake, approvedReading());
    await evaluatePullRequest(12, portsOf(fake));
    open(fake, approvedReading({}, { comment: { id: 77, body: fake.comments[0]?.body ?? '' } }));
    answer = { merged: true, sha: 'd'.repeat(40) };
    expect((await evaluatePullRequest(12, portsOf(fake))).judgement?.mergeRefusal).toBeNull();
  });

  /** A pull request that is judged as `readingOf` says, and is this by the time of the merge. */
  function changing(present: Partial<PullRequestHead>) {
    const before: PullRequestHead = { headSha: HEAD, baseBranch: 'main', state: 'open', isFork: false };
    const heads = [before, { ...before, ...present }];
    return fakeGitHub({ mergePullRequest: async () => REFUSED, readHead: async () => heads.shift() ?? before });
  }

  test.each<[string, Partial<PullRequestHead>]>([
    ['its head moved', { headSha: OLD_HEAD }],
    ['its base changed', { baseBranch: 'release' }],
    ['it was closed', { state: 'closed' }],
  ])('because %s is left to the event of that, and no line of it stays behind', async (_name, present) => {
    const fake = changing(present);
    open(fake, approvedReading());
    expect(await evaluatePullRequest(12, portsOf(fake))).toMatchObject({ result: 'moved' });
    expect(fake.comments).toEqual([]);
  });

  test('is told where GitHub does not say what became of the pull request', async () => {
    let reads = 0;
    const fake = fakeGitHub({
      mergePullRequest: async () => REFUSED,
      readHead: async () => {
        reads += 1;
        if (reads > 1) throw new GitHubError('unavailable', 'GitHub is away');
        return { headSha: HEAD, baseBranch: 'main', state: 'open', isFork: false };
      },
    });
    open(fake, approvedReading());
    expect((await evaluatePullRequest(12, portsOf(fake))).judgement?.mergeRefusal).toBe(REFUSED.why);
  });

  test('though it is merged, by somebody else or with a lost answer, is none', async () => {
    const fake = changing({ state: 'merged' });
    open(fake, approvedReading());
    const evaluation = await evaluatePullRequest(12, portsOf(fake));
    expect(evaluation).toMatchObject({ result: 'published', merge: 'merged already' });
    expect(evaluation.judgement?.mergeRefusal).toBeNull();
    expect(fake.comments).toHaveLength(1);
  });
});
