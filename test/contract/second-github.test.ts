import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningServer, startServer, WEBHOOK_PATH } from '../../src/app/start-server.js';
import { type CheckRun, COMMENT_MARKER, type GitHub, GitHubError } from '../../src/github/github.js';
import { createOctokit } from '../../src/github/octokit.js';
import { openGitHub } from '../../src/github/open-github.js';
import { providers } from '../../src/providers/providers.js';
import { type GitHubWorld, type Relay, startEmulator, startRelay, WEBHOOK_SECRET } from './second-github-worlds.js';

/**
 * The real App against a GitHub that nobody here wrote. It has App tokens, signed webhooks, checks, comments, branches
 * and merges; it has no GraphQL, so what we read by GraphQL has to fail there with words that help.
 */

let relay: Relay;
let world: GitHubWorld;
let app: RunningServer;
let port: GitHub;
let main: string;
let head: string;

async function give(method: string, path: string, body?: object) {
  const { status, data } = await world.ask(method, `/repos/acme/access${path}`, world.tokens.alice, body);
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(data)}`);
  return data;
}

beforeAll(async () => {
  relay = await startRelay();
  world = await startEmulator(relay.url, relay.deliveries);
  app = await startServer(
    {
      appId: 77,
      privateKey: world.privateKey,
      webhookSecret: WEBHOOK_SECRET,
      host: '127.0.0.1',
      port: 0,
      apiUrl: world.url,
      logLevel: 'fatal',
    },
    { providers, now: () => Date.now() },
  );
  relay.forwardTo(app.url + WEBHOOK_PATH);
  main = (await give('GET', '/git/ref/heads/main')).object.sha;
  await give('POST', '/git/refs', { ref: 'refs/heads/ask', sha: main });
  const content = Buffer.from('role: billing-readonly\n').toString('base64');
  const written = await give('PUT', '/contents/access/aws/alice/x.yaml', { message: 'Ask', branch: 'ask', content });
  head = written.commit.sha;
  await give('POST', '/pulls', { title: 'Ask', head: 'ask', base: 'main' });
  const { data } = await world.ask('POST', `/app/installations/${world.installationId}/access_tokens`, world.jwt());
  const octokit = createOctokit({ token: data.token, apiUrl: world.url, retries: 0 });
  port = openGitHub({ octokit, owner: 'acme', name: 'access', pause: async () => {} });
});
afterAll(async () => {
  await app.stop();
  await world.stop();
  await relay.stop();
});

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    (value) => ({ value }),
    (error: unknown) => error,
  );
}

describe('the App’s webhooks on the second GitHub', () => {
  test('its signature is ours to check: the same delivery with another secret is refused', async () => {
    const { headers, payload } = await world.delivered('pull_request');
    const body = JSON.stringify(payload);
    const signed = (secret: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    expect(headers['x-hub-signature-256']).toBe(signed(WEBHOOK_SECRET));
    const response = await fetch(app.url + WEBHOOK_PATH, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'pull_request',
        'x-github-delivery': randomUUID(),
        'x-hub-signature-256': signed('a guess'),
      },
      signal: AbortSignal.timeout(10_000),
    });
    await response.text();
    expect(response.status).toBe(401);
  });

  test('an opened pull request is taken, a token made, and the missing GraphQL told by a status', async () => {
    await world.delivered('pull_request');
    const delivery = relay.deliveries.find(({ headers }) => headers['x-github-event'] === 'pull_request');
    expect(delivery?.payload).toMatchObject({ action: 'opened', installation: { id: 5 } });
    expect(delivery?.answer).toBe(500);
    const { data } = await world.ask('GET', '/_emulate/installation-tokens');
    // One is ours, made above.
    expect(data.installation_tokens.length).toBeGreaterThanOrEqual(2);
    expect(data.installation_tokens.every((token: { app: { id: number } }) => token.app.id === 77)).toBe(true);
  });

  test('an event that asks for nothing is answered with 200', async () => {
    await port.publishCheck(check({ headSha: head }));
    await world.delivered('check_run');
    const delivery = relay.deliveries.find(({ headers }) => headers['x-github-event'] === 'check_run');
    expect({ action: delivery?.payload.action, answer: delivery?.answer }).toEqual({ action: 'created', answer: 200 });
  });

  test('the App is up after all that', async () => {
    const response = await fetch(`${app.url}/ping`, { signal: AbortSignal.timeout(10_000) });
    expect(await response.text()).toBe('PONG');
  });
});

function check(rest: Partial<CheckRun>): CheckRun {
  return {
    name: 'access/request',
    headSha: main,
    conclusion: 'failure',
    digest: 'd1gest',
    title: 'Too long',
    summary: 'One problem',
    annotations: [],
    ...rest,
  };
}

const FILES = [{ path: 'a.json', text: '{}\n' }];

/** Every call of the port, and whether a GitHub without GraphQL can answer it. */
const CALLS: Readonly<Record<Exclude<keyof GitHub, 'owner' | 'name'>, 'REST' | 'GraphQL' | 'both'>> = {
  readTip: 'GraphQL',
  readPullRequest: 'GraphQL',
  readHead: 'GraphQL',
  listOpenPullRequests: 'GraphQL',
  findMergedPullRequests: 'GraphQL',
  commitDeletion: 'GraphQL',
  commitTexts: 'GraphQL',
  createOrphanBranch: 'REST',
  readSignatures: 'GraphQL',
  isTeamMember: 'REST',
  publishCheck: 'REST',
  writeComment: 'REST',
  writeNotices: 'GraphQL',
  writeAnswer: 'GraphQL',
  writeIssue: 'REST',
  closeIssue: 'REST',
  addReaction: 'REST',
  mergePullRequest: 'REST',
  readRevert: 'REST',
  listReverts: 'GraphQL',
  setBranch: 'REST',
  openPullRequest: 'REST',
  updatePullRequest: 'REST',
};

describe('the adapter on the second GitHub', () => {
  test('each call of the port is known to need GraphQL or not', () => {
    const functions = Object.entries(port).filter(([, value]) => typeof value === 'function');
    expect(functions.map(([name]) => name).sort()).toEqual(Object.keys(CALLS).sort());
  });

  test.each<[keyof typeof CALLS, () => Promise<unknown>]>([
    ['readTip', () => port.readTip()],
    ['readPullRequest', () => port.readPullRequest(1)],
    ['readHead', () => port.readHead(1)],
    ['listOpenPullRequests', () => port.listOpenPullRequests()],
    ['listReverts', () => port.listReverts('main')],
    ['findMergedPullRequests', () => port.findMergedPullRequests([main], 'main')],
    ['writeNotices', () => port.writeNotices(1, [{ grant: 'alice/x', body: 'It has ended.' }])],
    ['writeAnswer', () => port.writeAnswer(1, 5, 'Done.')],
    [
      'commitTexts',
      () => port.commitTexts({ branch: 'ask', expectedHead: head, files: FILES, headline: 'x', body: '' }),
    ],
    ['readSignatures', () => port.readSignatures([main])],
    [
      'commitDeletion',
      () => port.commitDeletion({ branch: 'ask', expectedHead: head, paths: ['README.md'], headline: 'x', body: '' }),
    ],
  ])('%s fails with words that name the query and what GitHub said', async (name, call) => {
    expect(CALLS[name]).toBe('GraphQL');
    const error = await failureOf(call());
    expect(error).toBeInstanceOf(GitHubError);
    expect(error).toMatchObject({ kind: 'not-found', message: expect.stringContaining('GitHub says: Not Found') });
  });

  test('publishes a check with 60 annotations, in two requests', async () => {
    const annotations = Array.from({ length: 60 }, (_, index) => ({
      path: 'access/aws/alice/x.yaml',
      line: index + 1,
      level: 'failure' as const,
      title: 'missing-key',
      message: 'It lacks the key duration.',
    }));
    await port.publishCheck(check({ headSha: head, name: 'access/approval', annotations }));
    const { check_runs: runs } = await give('GET', `/commits/${head}/check-runs`);
    const found = runs.find((run: { name: string }) => run.name === 'access/approval');
    expect(found).toMatchObject({ status: 'completed', conclusion: 'failure', output: { title: 'Too long' } });
  });

  test('writes one comment, rewrites it, and writes it anew where it is gone', async () => {
    await port.writeComment(1, null, 'first');
    const [comment] = await give('GET', '/issues/1/comments');
    expect(comment).toMatchObject({ body: `${COMMENT_MARKER}\n\nfirst`, user: { login: 'lapse[bot]' } });
    await port.writeComment(1, comment.id, 'second');
    await give('DELETE', `/issues/comments/${comment.id}`);
    await port.writeComment(1, comment.id, 'third');
    const comments: { body: string }[] = await give('GET', '/issues/1/comments');
    expect(comments.map(({ body }) => body)).toEqual([`${COMMENT_MARKER}\n\nthird`]);
  });

  test('a reaction, which it does not have, is a GitHubError', async () => {
    expect(await failureOf(port.addReaction(1, 'eyes'))).toMatchObject({ name: 'GitHubError', kind: 'not-found' });
  });

  test('a comment on a pull request that is not there is a GitHubError', async () => {
    expect(await failureOf(port.writeComment(99, null, 'x'))).toMatchObject({ name: 'GitHubError', kind: 'not-found' });
  });

  test('opens an issue with its label, rewrites it, and closes it', async () => {
    await port.writeIssue('lapse-unapproved', null, { title: 'Not given', body: 'first' });
    const [issue] = await give('GET', '/issues?labels=lapse-unapproved&state=open');
    expect(issue).toMatchObject({ title: 'Not given', body: 'first', user: { login: 'lapse[bot]' } });
    const open = { number: issue.number, body: 'first' };
    await port.writeIssue('lapse-unapproved', open, { title: 'Not given', body: 'second' });
    await port.closeIssue(issue.number, 'Nothing is left.');
    const closed = await give('GET', `/issues/${issue.number}`);
    expect(closed).toMatchObject({ state: 'closed', body: 'Nothing is left.', labels: [{ name: 'lapse-unapproved' }] });
  });

  test('knows who is in a team', async () => {
    expect(await port.isTeamMember('@acme/security', 'bob')).toBe(true);
    expect(await port.isTeamMember('@acme/security', 'carol')).toBe(false);
  });

  test('makes a branch without a past, once', async () => {
    const wish = { branch: 'lapse/evidence', files: FILES, message: 'Begin' };
    const begun = await port.createOrphanBranch(wish);
    expect((await give('GET', '/git/ref/heads/lapse/evidence')).object.sha).toBe(begun);
    expect(await give('GET', `/git/commits/${begun}`)).toMatchObject({ message: 'Begin', parents: [] });
    expect(await failureOf(port.createOrphanBranch(wish))).toMatchObject({ name: 'GitHubError', kind: 'stale' });
  });

  test('makes and moves a branch, and opens a pull request from it', async () => {
    await port.setBranch('lapse/revert/aws/alice/x', main);
    await port.setBranch('lapse/revert/aws/alice/x', head);
    expect((await give('GET', '/git/ref/heads/lapse/revert/aws/alice/x')).object.sha).toBe(head);
    const number = await port.openPullRequest({
      branch: 'lapse/revert/aws/alice/x',
      base: 'main',
      title: 'x',
      body: '',
    });
    await port.updatePullRequest(number, { title: 'y', body: 'z' });
    const opened = await give('GET', `/pulls/${number}`);
    expect(opened).toMatchObject({ state: 'open', title: 'y', body: 'z', user: { login: 'lapse[bot]' } });
  });

  test('reads what there is of a revert', async () => {
    expect(await port.readRevert('lapse/revert/aws/bob/y', 'main')).toEqual({ head: null, pullRequest: null });
    const { head: found, pullRequest } = await port.readRevert('lapse/revert/aws/alice/x', 'main');
    expect(found).toMatchObject({ sha: head, parent: main, changes: [{ path: 'access/aws/alice/x.yaml' }] });
    expect(pullRequest).toMatchObject({ state: 'open', headSha: head, closedAt: null });
  });

  test('does not merge another head than the one that was judged, and merges that one', async () => {
    expect(await port.mergePullRequest({ number: 1, sha: main, method: 'squash' })).toEqual({
      merged: false,
      why: expect.stringMatching(/out of date/),
    });
    const merged = await port.mergePullRequest({ number: 1, sha: head, method: 'squash' });
    expect(merged).toMatchObject({ merged: true, sha: expect.stringMatching(/^[0-9a-f]{40}$/) });
    expect(await port.mergePullRequest({ number: 1, sha: head, method: 'squash' })).toMatchObject({ merged: false });
  });
});
