import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Acme, startAcme } from './acme.js';

const repo = { owner: 'acme', repo: 'access' };

describe('the story of a pull request', () => {
  let acme: Acme;
  beforeAll(async () => {
    acme = await startAcme();
  });
  afterAll(() => acme.stop());

  test('is pushed, opened, moved, checked, reviewed and merged, with a signed webhook for each step', async () => {
    const alice = acme.as(acme.tokens.alice);
    const bob = acme.as(acme.tokens.bob);
    const clone = await acme.clone('alice');
    const first = await clone.commit('Start', { 'README.md': 'hello\n', 'old.txt': 'one\ntwo\nthree\n' });
    await clone.git('push', '-q', 'origin', 'main');
    await clone.git('checkout', '-q', '-b', 'ask');
    const asked = await clone.commit('Ask', { 'access/a.yaml': 'role: x\n' });
    await clone.git('push', '-q', 'origin', 'ask');
    await acme.github.settle();
    const pushes = acme.deliveries.filter((one) => one.event === 'push').map((one) => one.payload);
    expect(pushes).toMatchObject([
      { ref: 'refs/heads/main', created: true, after: first, pusher: { name: 'alice' } },
      {
        ref: 'refs/heads/ask',
        after: asked,
        commits: [{ id: asked, added: ['access/a.yaml'], modified: [], removed: [], author: { username: 'alice' } }],
      },
    ]);

    const { data: opened } = await alice.rest.pulls.create({ ...repo, title: 'Ask', head: 'ask', base: 'main' });
    expect(opened).toMatchObject({ number: 1, state: 'open', commits: 1, changed_files: 1, mergeable: true });
    expect(opened.head.sha).toBe(asked);

    const moved = await clone.commit('More', {
      'access/b c.yaml': 'role: y\n',
      'old.txt': null,
      'new.txt': 'one\ntwo\nthree\n',
    });
    await clone.git('push', '-q', 'origin', 'ask');
    const { data: pull } = await alice.rest.pulls.get({ ...repo, pull_number: 1 });
    expect(pull.head.sha).toBe(moved);
    const { data: files } = await alice.rest.pulls.listFiles({ ...repo, pull_number: 1 });
    expect(files.map((file) => [file.status, file.filename, file.previous_filename])).toEqual([
      ['added', 'access/a.yaml', undefined],
      ['added', 'access/b c.yaml', undefined],
      ['renamed', 'new.txt', 'old.txt'],
    ]);
    const { data: commits } = await alice.rest.pulls.listCommits({ ...repo, pull_number: 1 });
    expect(commits.map((one) => [one.sha, one.author?.login])).toEqual([
      [asked, 'alice'],
      [moved, 'alice'],
    ]);

    const app = acme.as(await acme.appToken());
    const { data: run } = await app.rest.checks.create({
      ...repo,
      name: 'access/request',
      head_sha: moved,
      conclusion: 'failure',
      output: {
        title: 'No',
        summary: 'A line',
        annotations: [
          { path: 'access/a.yaml', start_line: 1, end_line: 1, annotation_level: 'failure', message: 'no' },
        ],
      },
    });
    expect(run).toMatchObject({ status: 'completed', app: { slug: 'lapse' }, output: { annotations_count: 1 } });
    const { data: runs } = await alice.rest.checks.listForRef({ ...repo, ref: 'ask' });
    expect(runs.check_runs.map((one) => one.id)).toEqual([run.id]);

    const review = await bob.rest.pulls.createReview({ ...repo, pull_number: 1, event: 'APPROVE' });
    expect(review.data).toMatchObject({ state: 'APPROVED', commit_id: moved, user: { login: 'bob' } });
    const comment = await app.rest.issues.createComment({ ...repo, issue_number: 1, body: 'Hello' });
    expect(comment.data).toMatchObject({ user: { login: 'lapse[bot]', type: 'Bot' } });

    acme.clock.now += 60_000;
    const { data: merged } = await app.rest.pulls.merge({
      ...repo,
      pull_number: 1,
      sha: moved,
      merge_method: 'squash',
    });
    const { data: after } = await alice.rest.pulls.get({ ...repo, pull_number: 1 });
    expect(after).toMatchObject({
      state: 'closed',
      merged: true,
      merged_at: '2026-11-22T09:01:00Z',
      merge_commit_sha: merged.sha,
      merged_by: { login: 'lapse[bot]' },
    });
    const found = await alice.rest.repos.listPullRequestsAssociatedWithCommit({ ...repo, commit_sha: merged.sha });
    expect(found.data.map((one) => one.number)).toEqual([1]);
    const { data: commit } = await alice.rest.repos.getCommit({ ...repo, ref: 'main' });
    expect(commit).toMatchObject({
      sha: merged.sha,
      committer: { login: 'web-flow' },
      author: { login: 'alice' },
      commit: { verification: { verified: true }, committer: { date: '2026-11-22T09:01:00Z' } },
    });
    await clone.git('fetch', '-q', 'origin', 'main');
    expect(await clone.git('rev-parse', 'FETCH_HEAD')).toBe(merged.sha);

    await acme.github.settle();
    expect(acme.deliveries.every((one) => one.signed)).toBe(true);
    expect(
      acme.deliveries.map((one) => [one.event, one.payload['action']]).filter(([event]) => event !== 'push'),
    ).toEqual([
      ['pull_request', 'opened'],
      ['pull_request', 'synchronize'],
      ['pull_request_review', 'submitted'],
      ['issue_comment', 'created'],
      ['pull_request', 'closed'],
    ]);
    const synchronize = acme.deliveries.find((one) => one.payload['action'] === 'synchronize');
    expect(synchronize?.payload).toMatchObject({
      before: asked,
      after: moved,
      number: 1,
      installation: { id: acme.installationId },
      organization: { login: 'acme' },
      sender: { login: 'alice', type: 'User' },
      repository: { id: 4242, full_name: 'acme/access' },
    });
  });
});
