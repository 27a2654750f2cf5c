import { describe, expect, test } from '@jest/globals';
import { type CheckRun, GitHubError, type PullRequestReading } from '../../src/github/github.js';
import { evaluatePullRequest } from '../../src/use-cases/evaluate-pull-request.js';
import { added, BOB, HEAD, MINUTE, NOW, OLD_HEAD, requestText, review, sourceFile } from '../approval/facts-builder.js';
import { asShown } from '../render/as-shown.js';
import { configWith, policyFiles } from './example-files.js';
import { type FakeGitHub, fakeGitHub } from './fake-github.js';
import { approvedReading, conclusions, open, portsOf, readingOf } from './fake-reading.js';

const NOTHING_OF_OURS = [{ ...added('README.md', 'Read me'), after: null }];
/** Evaluated without merging by itself, which has tests of its own. */
const BY_HAND = policyFiles({ 'access/config.yaml': configWith('merge: { auto: false, method: squash }') });
const REFUSAL = new GitHubError('not-permitted', 'give the App the permission “Members: read (organisation)”');

describe('a pull request that is not to be evaluated', () => {
  test.each([
    ['closed', { state: 'closed' as const }],
    ['merged', { state: 'merged' as const }],
    ['open to another branch', { baseBranch: 'release' }],
  ])('is passed over and nothing is written when it is %s', async (_name, facts) => {
    const fake = fakeGitHub();
    open(fake, approvedReading(facts));
    const evaluation = await evaluatePullRequest(12, portsOf(fake));
    expect(evaluation).toEqual({ result: 'passed-over', judgement: null, merge: null });
    expect(fake.writes).toEqual([]);
  });

  test.each([
    ['has another head', { headSha: OLD_HEAD, baseBranch: 'main', state: 'open' as const, isFork: false }],
    ['was closed', { headSha: HEAD, baseBranch: 'main', state: 'closed' as const, isFork: false }],
    ['was merged', { headSha: HEAD, baseBranch: 'main', state: 'merged' as const, isFork: false }],
    ['has another base', { headSha: HEAD, baseBranch: 'production', state: 'open' as const, isFork: false }],
  ])('law 4: gets nothing published when it %s by the time it is judged', async (_name, head) => {
    const fake = fakeGitHub({ readHead: async () => head });
    open(fake, approvedReading());
    expect((await evaluatePullRequest(12, portsOf(fake))).result).toBe('moved');
    expect(fake.writes).toEqual([]);
  });
});

describe('what GitHub does not answer', () => {
  test('law 7: a team that may not be read fails both checks, with the permission, and merges nothing', async () => {
    const fake = fakeGitHub({ isTeamMember: () => Promise.reject(REFUSAL) });
    open(fake, approvedReading());
    await expect(evaluatePullRequest(12, portsOf(fake))).rejects.toBe(REFUSAL);
    expect(conclusions(fake)).toEqual(['access/request failure', 'access/approval failure']);
    expect(fake.checks.map((check) => check.headSha)).toEqual([HEAD, HEAD]);
    for (const check of fake.checks) expect(asShown(check.summary)).toContain('Members: read');
    expect(fake.comments).toEqual([]);
    expect(fake.calls).not.toContain('mergePullRequest');
  });

  test('law 7: a pull request that cannot be read fails the checks of the head that the event told of', async () => {
    const fake = fakeGitHub({ readPullRequest: () => Promise.reject(REFUSAL) });
    await expect(evaluatePullRequest(12, portsOf(fake), { knownHead: OLD_HEAD })).rejects.toBe(REFUSAL);
    expect(fake.checks.map((check) => `${check.headSha} ${check.conclusion}`)).toEqual([
      `${OLD_HEAD} failure`,
      `${OLD_HEAD} failure`,
    ]);
  });

  test('nothing is published where not even a head is known', async () => {
    const fake = fakeGitHub({ readPullRequest: () => Promise.reject(REFUSAL) });
    await expect(evaluatePullRequest(12, portsOf(fake))).rejects.toBe(REFUSAL);
    expect(fake.writes).toEqual([]);
  });

  test('the first error is told, not that of publishing it', async () => {
    const fake = fakeGitHub({
      isTeamMember: () => Promise.reject(REFUSAL),
      publishCheck: () => Promise.reject(new GitHubError('unavailable', 'GitHub is away')),
    });
    open(fake, approvedReading());
    await expect(evaluatePullRequest(12, portsOf(fake))).rejects.toBe(REFUSAL);
  });

  test('another pull request with the same head that cannot be read fails the checks of this one', async () => {
    const fake = fakeGitHub();
    open(fake, approvedReading({ sharingHead: [13] }));
    await expect(evaluatePullRequest(12, portsOf(fake))).rejects.toThrow('no pull request 13');
    expect(conclusions(fake)).toEqual(['access/request failure', 'access/approval failure']);
  });

  test('law 7: a mistake of our own fails both checks too, and tells the public nothing of it', async () => {
    const fake = fakeGitHub({ isTeamMember: () => Promise.reject(new TypeError('a mistake of ours')) });
    open(fake, approvedReading());
    await expect(evaluatePullRequest(12, portsOf(fake))).rejects.toThrow('a mistake of ours');
    expect(conclusions(fake)).toEqual(['access/request failure', 'access/approval failure']);
    for (const check of fake.checks) expect(check.summary).not.toContain('a mistake of ours');
    expect(fake.comments).toEqual([]);
  });

  test('law 7: the second check is told of the failure where GitHub did not take the first', async () => {
    const told: CheckRun[] = [];
    const fake = fakeGitHub({
      isTeamMember: () => Promise.reject(REFUSAL),
      publishCheck: async (check) => {
        if (check.name === 'access/request') throw new GitHubError('unavailable', 'GitHub is away');
        told.push(check);
      },
    });
    open(fake, approvedReading());
    await expect(evaluatePullRequest(12, portsOf(fake))).rejects.toBe(REFUSAL);
    expect(told).toMatchObject([{ name: 'access/approval', conclusion: 'failure' }]);
  });

  test('a comment that cannot be written makes no check untrue', async () => {
    const fake = fakeGitHub({ writeComment: () => Promise.reject(REFUSAL) });
    open(fake, approvedReading({ policyFiles: BY_HAND }));
    await expect(evaluatePullRequest(12, portsOf(fake))).rejects.toBe(REFUSAL);
    expect(conclusions(fake)).toEqual(['access/request success', 'access/approval success']);
  });
});

describe('the checks', () => {
  test('law 4: are published on the commit that was judged', async () => {
    const fake = fakeGitHub();
    open(fake, approvedReading({ policyFiles: BY_HAND }));
    expect(await evaluatePullRequest(12, portsOf(fake))).toMatchObject({ result: 'published', merge: null });
    expect(conclusions(fake)).toEqual(['access/request success', 'access/approval success']);
    expect(fake.checks.map((check) => check.headSha)).toEqual([HEAD, HEAD]);
  });

  test.each([
    ['waits without a review', readingOf(), 'access/request success', 'access/approval action_required'],
    [
      'law 5: is not approved by the one who asks',
      readingOf({ reviews: [review({ login: 'alice', id: 101, type: 'User' })] }),
      'access/request success',
      'access/approval action_required',
    ],
    [
      'law 4: is not approved by a review of an older commit',
      readingOf({ reviews: [review(BOB, { commitId: OLD_HEAD })] }),
      'access/request success',
      'access/approval action_required',
    ],
    [
      'is held to its role, approved or not',
      approvedReading({ files: [added(undefined, requestText('billing', 'duration: 3d'))] }),
      'access/request failure',
      'access/approval success',
    ],
    ['is refused from a fork', approvedReading({ isFork: true }), 'access/request success', 'access/approval failure'],
    [
      'law 4: is judged by the policy of the base, not by the one that it brings along',
      approvedReading({
        files: [added(), { ...added('.github/CODEOWNERS', '/access/ @alice\n') }],
      }),
      'access/request success',
      'access/approval failure',
    ],
  ])('a request %s', async (_name, reading, request, approval) => {
    const fake = fakeGitHub();
    open(fake, reading);
    await evaluatePullRequest(12, portsOf(fake));
    expect(conclusions(fake)).toEqual([request, approval]);
  });

  test('both succeed, and there is no comment, when a pull request touches nothing of ours', async () => {
    const fake = fakeGitHub();
    open(fake, readingOf({ files: NOTHING_OF_OURS, policyFiles: [] }));
    expect(await evaluatePullRequest(12, portsOf(fake))).toMatchObject({ result: 'published', merge: null });
    expect(conclusions(fake)).toEqual(['access/request success', 'access/approval success']);
    expect(fake.comments).toEqual([]);
  });
});

describe('two pull requests with one head commit', () => {
  test('do not pass while the other one does not', async () => {
    const fake = fakeGitHub();
    const other = readingOf({ number: 13, files: [added('access/aws-sandbox/alice/deploy.yaml')] });
    open(fake, approvedReading({ sharingHead: [13] }), other);
    expect((await evaluatePullRequest(12, portsOf(fake))).judgement?.blockedBy).toEqual([13]);
    expect(conclusions(fake)).toEqual(['access/request success', 'access/approval action_required']);
    expect(fake.calls).not.toContain('mergePullRequest');
  });

  test.each([
    ['passes too', approvedReading({ number: 13 })],
    ['is closed', readingOf({ number: 13, state: 'closed' })],
    ['is to another branch', readingOf({ number: 13, baseBranch: 'release' })],
    ['has moved on', readingOf({ number: 13, headSha: OLD_HEAD })],
  ])('pass when the other one %s', async (_name, other) => {
    const fake = fakeGitHub();
    open(fake, approvedReading({ sharingHead: [13], policyFiles: BY_HAND }), other);
    await evaluatePullRequest(12, portsOf(fake));
    expect(conclusions(fake)).toEqual(['access/request success', 'access/approval success']);
  });

  test('also hold one that touches nothing of ours, because its checks are the checks of both', async () => {
    const fake = fakeGitHub();
    open(fake, readingOf({ files: NOTHING_OF_OURS, sharingHead: [13] }), readingOf({ number: 13 }));
    await evaluatePullRequest(12, portsOf(fake));
    expect(conclusions(fake)).not.toContain('access/approval success');
  });
});

describe('the same facts, evaluated again', () => {
  /** What GitHub gives after what was written so far. */
  function reread(fake: FakeGitHub, reading: PullRequestReading): void {
    const published = new Map(fake.checks.map((check) => [check.name, check.digest]));
    const body = fake.comments.at(-1)?.body;
    open(fake, { ...reading, published, comment: body === undefined ? null : { id: 77, body } });
    fake.writes.length = 0;
  }

  test.each([
    ['that waits', readingOf()],
    ['that is approved', approvedReading({ policyFiles: BY_HAND })],
    ['that has errors', readingOf({ files: [added(undefined, requestText('billing', 'duration: 3d'))] })],
    ['that touches nothing of ours', readingOf({ files: NOTHING_OF_OURS })],
  ])('write nothing: a pull request %s', async (_name, reading) => {
    const fake = fakeGitHub();
    open(fake, reading);
    await evaluatePullRequest(12, portsOf(fake));
    expect(fake.checks).toHaveLength(2);
    reread(fake, reading);
    await evaluatePullRequest(12, { ...portsOf(fake), now: () => NOW + MINUTE });
    expect(fake.writes).toEqual([]);
  });

  test('publish the checks all the same where somebody asked for them', async () => {
    const fake = fakeGitHub();
    open(fake, readingOf());
    await evaluatePullRequest(12, portsOf(fake));
    reread(fake, readingOf());
    await evaluatePullRequest(12, portsOf(fake), { anew: true });
    expect(fake.writes.map((write) => write.method)).toEqual(['publishCheck', 'publishCheck']);
  });

  test('publish the checks after an evaluation that failed', async () => {
    let isAway = true;
    const fake = fakeGitHub({
      isTeamMember: async () => {
        if (isAway) throw REFUSAL;
        return true;
      },
    });
    open(fake, approvedReading({ policyFiles: BY_HAND }));
    await evaluatePullRequest(12, portsOf(fake)).catch(() => null);
    isAway = false;
    reread(fake, approvedReading({ policyFiles: BY_HAND }));
    await evaluatePullRequest(12, portsOf(fake));
    expect(conclusions(fake).slice(2)).toEqual(['access/request success', 'access/approval success']);
  });

  test('publish only the check that says something else', async () => {
    const fake = fakeGitHub();
    open(fake, readingOf());
    await evaluatePullRequest(12, portsOf(fake));
    reread(fake, approvedReading({ policyFiles: BY_HAND }));
    await evaluatePullRequest(12, portsOf(fake));
    expect(conclusions(fake).slice(2)).toEqual(['access/approval success']);
  });
});

describe('the comment', () => {
  test('is created once, then edited in place, and not written when it is unchanged', async () => {
    const fake = fakeGitHub();
    open(fake, readingOf());
    await evaluatePullRequest(12, portsOf(fake));
    const [first] = fake.comments;
    expect(first).toMatchObject({ number: 12, id: null });

    open(fake, readingOf({}, { comment: { id: 77, body: first?.body ?? '' } }));
    await evaluatePullRequest(12, portsOf(fake));
    expect(fake.comments).toHaveLength(1);

    open(fake, approvedReading({ policyFiles: BY_HAND }, { comment: { id: 77, body: first?.body ?? '' } }));
    await evaluatePullRequest(12, portsOf(fake));
    expect(fake.comments.map((comment) => comment.id)).toEqual([null, 77]);
  });

  test('is not written again because time has passed: what it says holds until something changes', async () => {
    const fake = fakeGitHub();
    const files = [added(undefined, requestText('deploy', 'duration: 1h'))];
    open(fake, readingOf({ files }));
    await evaluatePullRequest(12, portsOf(fake));
    open(fake, readingOf({ files }, { comment: { id: 77, body: fake.comments[0]?.body ?? '' } }));
    await evaluatePullRequest(12, { ...portsOf(fake), now: () => NOW + 5 * MINUTE });
    expect(fake.comments).toHaveLength(1);
  });

  test('is set right when nothing of ours is left in the pull request', async () => {
    const fake = fakeGitHub();
    open(fake, readingOf({ files: NOTHING_OF_OURS }, { comment: { id: 77, body: 'Waiting for approval' } }));
    await evaluatePullRequest(12, portsOf(fake));
    expect(fake.comments).toMatchObject([{ number: 12, id: 77 }]);
    expect(fake.comments[0]?.body).not.toContain('Waiting');
  });

  test('shows a broken file and its line, and the head it was judged at', async () => {
    const fake = fakeGitHub();
    const text = 'role: billing\nduration: tomorrow\nreason: x\n';
    open(fake, readingOf({ files: [{ ...added(), after: sourceFile(added().path, text) }] }));
    await evaluatePullRequest(12, portsOf(fake));
    expect(fake.comments[0]?.body).toMatch(/line 2/);
    expect(fake.comments[0]?.body).toContain(HEAD.slice(0, 12));
    expect(fake.checks[0]?.annotations).toMatchObject([{ path: added().path, line: 2, level: 'failure' }]);
  });
});
