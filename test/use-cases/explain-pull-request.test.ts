import { describe, expect, test } from '@jest/globals';
import { GitHubError } from '../../src/github/github.js';
import { explainPullRequest, type Question } from '../../src/use-cases/explain-pull-request.js';
import {
  added,
  BOB,
  HOUR,
  LAPSE_BOT,
  modified,
  NOW,
  OLD_HEAD,
  removed,
  requestText,
  review,
} from '../approval/facts-builder.js';
import { type FakeGitHub, fakeGitHub } from './fake-github.js';
import { approvedReading, open, portsOf, readingOf } from './fake-reading.js';

async function explain(fake: FakeGitHub, question: Partial<Question> = {}) {
  return explainPullRequest({ number: 12, approve: [], dismiss: [], at: null, ...question }, portsOf(fake));
}

async function verdictOf(reading: Parameters<typeof open>[1], question: Partial<Question> = {}): Promise<string> {
  const fake = fakeGitHub();
  open(fake, reading);
  const { judgement } = await explain(fake, question);
  expect(fake.writes).toEqual([]);
  return judgement.decision.verdict;
}

describe('lapse explain', () => {
  test('throws what GitHub says where there is no such pull request', async () => {
    await expect(explain(fakeGitHub())).rejects.toBeInstanceOf(GitHubError);
  });

  test.each<[string, Parameters<typeof open>[1], Partial<Question>, string]>([
    ['waits', readingOf(), {}, 'pending'],
    ['is approved', approvedReading(), {}, 'approved'],
    ['would be approved by bob', readingOf(), { approve: ['bob'] }, 'approved'],
    ['would not be approved by somebody who is in no team', readingOf(), { approve: ['mallory'] }, 'pending'],
    ['would wait again without bob', approvedReading(), { dismiss: ['bob'] }, 'pending'],
    ['would wait again in a day', approvedReading(), { at: NOW + 24 * HOUR }, 'pending'],
    ['would be approved still in 23 hours', approvedReading(), { at: NOW + 23 * HOUR }, 'approved'],
    [
      'would wait again in 25 hours if bob approved now',
      readingOf(),
      { approve: ['bob'], at: NOW + 25 * HOUR },
      'pending',
    ],
    ['needs nobody, if all it does is take away', readingOf({ files: [removed()] }), {}, 'approved'],
    ['is told of another base as well', readingOf({ baseBranch: 'release' }), {}, 'refused'],
  ])('%s', async (_what, reading, question, verdict) => {
    expect(await verdictOf(reading, question)).toBe(verdict);
  });

  test('says at which time it judged, and what the pull request is', async () => {
    const fake = fakeGitHub();
    open(fake, readingOf({ state: 'closed' }));
    expect(await explain(fake, { at: NOW + HOUR })).toMatchObject({ at: NOW + HOUR, state: 'closed', assumptions: [] });
    expect(await explain(fake)).toMatchObject({ at: NOW });
  });

  test('tells of a merged request as it was asked for, though its file stands on the branch now', async () => {
    const fake = fakeGitHub();
    const merged = { state: 'merged', mergedAt: NOW } as const;
    const file = { ...modified(added().path, requestText(), requestText()), status: 'added' } as const;
    open(fake, approvedReading({ ...merged, files: [file] }));
    const { judgement } = await explain(fake);
    expect(judgement.requested).toMatchObject([{ change: 'added' }]);
    expect(judgement.decision.verdict).toBe('approved');
  });

  test('is held by another open pull request with its head that does not pass', async () => {
    const fake = fakeGitHub();
    open(fake, approvedReading({ sharingHead: [13] }), readingOf({ number: 13, sharingHead: [12] }));
    expect((await explain(fake)).judgement.blockedBy).toEqual([13]);
    expect(fake.writes).toEqual([]);
  });

  test('asks about the imagined approver once, and about nobody who is barred', async () => {
    const fake = fakeGitHub();
    open(fake, readingOf({ reviews: [review(BOB, { commitId: OLD_HEAD })] }));
    await explain(fake, { approve: ['bob', 'alice'] });
    expect(fake.calls).toEqual(['readPullRequest', 'isTeamMember']);
  });

  test('says that it takes what a bot opened for nobody’s, and what it assumes of an imagined approver', async () => {
    const fake = fakeGitHub();
    const files = [modified(added().path, requestText(), requestText('billing', 'duration: 6h'))];
    open(fake, readingOf({ author: LAPSE_BOT, files }));
    const { judgement, assumptions } = await explain(fake, { approve: ['bob'] });
    expect(judgement.decision.verdict).toBe('refused');
    expect(assumptions).toEqual([
      'bob can push to this repository.',
      'It is the pull request of a bot alone: only the App, with its own token, can tell who commanded it.',
    ]);
  });
});
