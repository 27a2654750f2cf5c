import { describe, expect, test } from '@jest/globals';
import { GitHubError } from '../../src/github/github.js';
import { evaluateMergeGroup } from '../../src/use-cases/evaluate-merge-group.js';
import { removed } from '../approval/facts-builder.js';
import { fakeGitHub } from './fake-github.js';
import { approvedReading, conclusions, open, portsOf, readingOf } from './fake-reading.js';

const QUEUE = '9'.repeat(40);
const BASE = 'c'.repeat(40);

describe('the commit of a merge queue', () => {
  test.each([
    ['refs/heads/main'],
    ['refs/heads/gh-readonly-queue/main/pr--12'],
    [`refs/heads/gh-readonly-queue/main/pr-12-${'c'.repeat(39)}`],
    [`refs/heads/gh-readonly-queue/main/pr-99999999999999999999-${BASE}`],
    [''],
  ])('fails both checks where its branch %p names no pull request', async (headRef) => {
    const fake = fakeGitHub();
    expect(await evaluateMergeGroup({ headRef, headSha: QUEUE }, portsOf(fake))).toBe(false);
    expect(conclusions(fake)).toEqual(['access/request failure', 'access/approval failure']);
    expect(fake.checks.map((check) => check.headSha)).toEqual([QUEUE, QUEUE]);
    expect(fake.calls).not.toContain('readPullRequest');
  });

  test.each([
    ['without its approval', readingOf(), false, 'action_required'],
    ['with its approval', approvedReading(), true, 'success'],
    ['that only takes access away', readingOf({ files: [removed()] }), true, 'success'],
  ])('is evaluated again, never waved through: a pull request %s', async (_name, reading, passes, approval) => {
    const fake = fakeGitHub();
    open(fake, reading);
    const group = { headRef: `refs/heads/gh-readonly-queue/main/pr-12-${BASE}`, headSha: QUEUE };
    expect(await evaluateMergeGroup(group, portsOf(fake))).toBe(passes);
    expect(conclusions(fake)).toEqual(['access/request success', `access/approval ${approval}`]);
    expect(fake.checks.map((check) => check.headSha)).toEqual([QUEUE, QUEUE]);
  });

  test('gets no comment and no merge of its own', async () => {
    const fake = fakeGitHub();
    open(fake, approvedReading());
    const group = { headRef: `refs/heads/gh-readonly-queue/release/pr-1/pr-12-${BASE}`, headSha: QUEUE };
    await evaluateMergeGroup(group, portsOf(fake));
    expect(fake.writes.map((write) => write.method)).toEqual(['publishCheck', 'publishCheck']);
  });
});

test('law 7: a team that may not be read fails both checks of the queue, with the permission', async () => {
  const refusal = new GitHubError('not-permitted', 'give the App the permission “Members: read (organisation)”');
  const fake = fakeGitHub({ isTeamMember: () => Promise.reject(refusal) });
  open(fake, approvedReading());
  const group = { headRef: `refs/heads/gh-readonly-queue/main/pr-12-${BASE}`, headSha: QUEUE };
  await evaluateMergeGroup(group, portsOf(fake)).catch(() => false);
  expect(conclusions(fake)).toEqual(['access/request failure', 'access/approval failure']);
});
