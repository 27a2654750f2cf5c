import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Acme, startAcme } from './acme.js';

const repo = { owner: 'acme', repo: 'access' };

describe('webhooks', () => {
  let acme: Acme;
  let head = '';
  beforeEach(async () => {
    acme = await startAcme();
    const clone = await acme.clone('alice');
    await clone.commit('Start', { 'README.md': 'hello\n' });
    await clone.git('checkout', '-q', '-b', 'ask');
    head = await clone.commit('Ask', { 'access/a.yaml': 'role: x\n' });
    await clone.git('push', '-q', 'origin', 'main', 'ask');
    await acme.github.settle();
    acme.deliveries.length = 0;
    acme.github.deliveries.length = 0;
  });
  afterEach(() => acme.stop());

  const alice = () => acme.as(acme.tokens.alice).rest;
  const open = () => alice().pulls.create({ ...repo, title: 'Ask', head: 'ask', base: 'main' });
  const comment = (body: string) => alice().issues.createComment({ ...repo, issue_number: 1, body });
  const told = () => acme.deliveries.map((one) => [one.event, one.payload['action']]);

  test('are given up after three repetitions where nobody listens', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(taken.address() as AddressInfo).port}`;
    await new Promise((resolve) => taken.close(resolve));
    acme.github.setWebhookUrl('lapse', url);
    await open();
    await acme.github.settle();
    expect(acme.github.deliveries).toMatchObject([
      { event: 'pull_request', action: 'opened', status: undefined, attempts: 4 },
    ]);
  });

  test('are not repeated after a 4xx', async () => {
    acme.answers.push(400);
    await open();
    await acme.github.settle();
    expect(acme.github.deliveries).toMatchObject([{ status: 400, attempts: 1 }]);
  });

  test('are repeated after a 5xx with the same id, and keep their order meanwhile', async () => {
    acme.answers.push(500, 502);
    await open();
    await comment('one');
    await comment('two');
    await acme.github.settle();
    expect(told()).toEqual([
      ['pull_request', 'opened'],
      ['issue_comment', 'created'],
      ['issue_comment', 'created'],
    ]);
    expect(acme.github.deliveries.map((one) => [one.attempts, one.status])).toEqual([
      [3, 200],
      [1, 200],
      [1, 200],
    ]);
    expect(acme.deliveries[0]?.headers).toMatchObject({
      'x-github-delivery': acme.github.deliveries[0]?.id,
      'x-github-hook-installation-target-id': '77',
      'user-agent': expect.stringMatching(/^GitHub-Hookshot\//),
      'content-type': 'application/json',
    });
  });

  test('are not sent for events that the App does not subscribe to, nor for repositories without it', async () => {
    acme.github.addRepository({ owner: 'acme', name: 'other', id: 5, collaborators: { alice: 'write' } });
    await alice().issues.create({ ...repo, title: 'An issue' });
    await alice().repos.createOrUpdateFileContents({
      owner: 'acme',
      repo: 'other',
      path: 'a',
      message: 'm',
      content: '',
    });
    await acme.github.settle();
    expect(told()).toEqual([]);
  });

  test('are not sent for what the token of an Action does', async () => {
    const { token } = acme.github.addActionsToken('acme/access', { pull_requests: 'write', contents: 'write' });
    await acme.as(token).rest.pulls.create({ ...repo, title: 'Ask', head: 'ask', base: 'main' });
    await acme.github.settle();
    expect(told()).toEqual([]);
  });

  test('tell of edits, closing, reopening and dismissals', async () => {
    await open();
    await alice().pulls.update({ ...repo, pull_number: 1, title: 'Please' });
    await alice().pulls.update({ ...repo, pull_number: 1, state: 'closed' });
    await alice().pulls.update({ ...repo, pull_number: 1, state: 'open' });
    const bob = acme.as(acme.tokens.bob).rest;
    const { data: review } = await bob.pulls.createReview({ ...repo, pull_number: 1, event: 'APPROVE' });
    await bob.pulls.updateReview({ ...repo, pull_number: 1, review_id: review.id, body: 'fine' });
    await bob.pulls.dismissReview({ ...repo, pull_number: 1, review_id: review.id, message: 'no' });
    await acme.github.settle();
    expect(told()).toEqual([
      ['pull_request', 'opened'],
      ['pull_request', 'edited'],
      ['pull_request', 'closed'],
      ['pull_request', 'reopened'],
      ['pull_request_review', 'submitted'],
      ['pull_request_review', 'edited'],
      ['pull_request_review', 'dismissed'],
    ]);
    expect(acme.deliveries[1]?.payload).toMatchObject({ changes: { title: { from: 'Ask' } } });
    expect(acme.deliveries[2]?.payload).toMatchObject({ pull_request: { merged: false, state: 'closed' } });
    expect(acme.deliveries[4]?.payload).toMatchObject({ review: { state: 'approved', commit_id: head } });
  });

  test('close a pull request whose branch is deleted', async () => {
    await open();
    await alice().git.deleteRef({ ...repo, ref: 'heads/ask' });
    await acme.github.settle();
    expect(told()).toEqual([
      ['pull_request', 'opened'],
      ['push', undefined],
      ['pull_request', 'closed'],
    ]);
  });

  test('ask the App that owns a check to run it again, subscribed or not', async () => {
    await open();
    const app = acme.as(await acme.appToken()).rest;
    const { data: run } = await app.checks.create({
      ...repo,
      name: 'access/request',
      head_sha: head,
      conclusion: 'success',
    });
    await alice().checks.rerequestRun({ ...repo, check_run_id: run.id });
    await alice().checks.rerequestSuite({ ...repo, check_suite_id: run.check_suite?.id ?? 0 });
    await acme.github.settle();
    expect(acme.deliveries.slice(1).map((one) => one.payload)).toMatchObject([
      {
        action: 'rerequested',
        check_run: {
          id: run.id,
          name: 'access/request',
          pull_requests: [{ number: 1 }],
          check_suite: { head_branch: 'ask', head_sha: head },
        },
      },
      { action: 'rerequested', check_suite: { head_sha: head, pull_requests: [{ number: 1 }] } },
    ]);
  });
});
