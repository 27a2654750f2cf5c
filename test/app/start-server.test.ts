import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Settings } from '../../src/app/read-settings.js';
import type { RunningServer } from '../../src/app/start-server.js';
import { UsageError } from '../../src/use-cases/usage-error.js';
import { type LoopbackGitHub, startLoopbackGitHub } from './loopback-github.js';
import { BOTH, HEAD, OTHER, pullRequest, push, sendBody, sendEvent, startApp } from './start-app.js';

let github: LoopbackGitHub;
let app: RunningServer;

const start = (rest: Partial<Settings> = {}) => startApp(github, rest);
const send = (event: string, payload: object, secret?: string) => sendEvent(app.url, event, payload, secret);

beforeAll(async () => {
  github = await startLoopbackGitHub();
});
afterAll(() => github.stop());
beforeEach(async () => {
  github.reset();
  github.open.push({ number: 12, headSha: HEAD });
  app = await start();
});
afterEach(() => app.stop());

describe('what is not from GitHub does nothing', () => {
  test('a wrong signature is refused', async () => {
    const status = await send('pull_request', pullRequest('opened'), 'another-secret');
    expect(status).toBe(401);
    expect(github.asked).toEqual([]);
  });

  test('the secret that Probot takes where none is set is refused', async () => {
    expect(await send('pull_request', pullRequest('opened'), 'development')).toBe(401);
    expect(github.asked).toEqual([]);
  });

  test('no signature at all', async () => {
    const response = await fetch(`${app.url}/api/github/webhooks`, {
      method: 'POST',
      body: JSON.stringify(pullRequest('opened')),
      headers: { 'content-type': 'application/json', 'x-github-event': 'pull_request', 'x-github-delivery': 'x' },
    });
    await response.text();
    expect(response.status).toBe(401);
    expect(github.asked).toEqual([]);
  });

  test('no body at all', async () => {
    expect(await sendBody(app.url, 'pull_request', '')).toBe(401);
  });

  test('a body over 25 MB', async () => {
    const payload = { ...pullRequest('opened'), filling: 'x'.repeat(26 * 1024 * 1024) };
    // Who is not let finish may not hear the answer.
    const status = await send('pull_request', payload).catch(() => 413);
    expect(status).toBe(413);
    expect(github.asked).toEqual([]);
  });

  test.each(['not JSON', 'null', '[]', '"text"', '{"action":'])('a body that is no JSON object: %p', async (body) => {
    expect(await sendBody(app.url, 'pull_request', body)).toBe(400);
    expect(github.asked).toEqual([]);
  });

  test.each(['/', '/probot', '/api/github/webhooks/more', '/.env', '//ping'])('%s: 404', async (path) => {
    const response = await fetch(`${app.url}${path}`);
    await response.text();
    expect(response.status).toBe(404);
  });
});

function comment(rest: object = {}, issue: object = { number: 12, pull_request: {} }, action = 'created') {
  const user = { login: 'alice', id: 101, type: 'User' };
  return { action, issue, comment: { id: 4711, body: '/lapse revoke', user, ...rest } };
}

const COMMENTS_OF_NO_CONCERN: [string, string, object][] = [
  ['a comment that commands nothing', 'issue_comment', comment({ body: 'I am done: /lapse revoke' })],
  ['a command in an edited comment', 'issue_comment', comment({}, undefined, 'edited')],
  ['a command in a deleted comment', 'issue_comment', comment({}, undefined, 'deleted')],
  ['a command on an issue', 'issue_comment', comment({}, { number: 12 })],
  ['a command by a bot', 'issue_comment', comment({ user: { login: 'lapse[bot]', id: 900, type: 'Bot' } })],
  ['a command by nobody', 'issue_comment', comment({ user: null })],
];

describe('an event that concerns nobody asks GitHub nothing', () => {
  test.each<[string, string, object]>([
    ['a label', 'pull_request', pullRequest('labeled')],
    ['an event that we do not handle', 'issues', { action: 'opened', issue: { number: 1 } }],
    ['an event that nobody knows', 'no_such_event', { action: 'opened' }],
    ['an event without an action', 'pull_request', { ...pullRequest('opened'), action: undefined }],
    ['a push to another branch', 'push', push({ ref: 'refs/heads/release' })],
    ['a push of a tag that is named like the branch', 'push', push({ ref: 'refs/tags/main' })],
    [
      'a push of requests only',
      'push',
      push({ commits: [{ added: ['access/aws-sandbox/alice/x.yaml'], modified: [], removed: [] }] }),
    ],
    ...COMMENTS_OF_NO_CONCERN,
    ['a push of code only', 'push', push({ commits: [{ added: [], modified: ['src/main.ts'], removed: [] }] })],
  ])('%s', async (_name, event, payload) => {
    expect(await send(event, payload)).toBe(200);
    expect(github.asked).toEqual([]);
  });
});

describe('an event is judged by the facts as they are now', () => {
  test.each<[string, string, object]>([
    ...['opened', 'synchronize', 'reopened', 'edited', 'ready_for_review'].map((action): [string, string, object] => [
      `pull_request.${action}`,
      'pull_request',
      pullRequest(action),
    ]),
    ...['submitted', 'edited', 'dismissed'].map((action): [string, string, object] => [
      `pull_request_review.${action}`,
      'pull_request_review',
      { ...pullRequest(action), review: { id: 1 } },
    ]),
    ['check_run.rerequested', 'check_run', { action: 'rerequested', check_run: { head_sha: HEAD } }],
    ['check_suite.rerequested', 'check_suite', { action: 'rerequested', check_suite: { head_sha: HEAD } }],
    ['a push of a policy file', 'push', push()],
    ['a forced push', 'push', push({ forced: true, commits: [] })],
    [
      'a push that takes CODEOWNERS away',
      'push',
      push({ commits: [{ added: [], modified: [], removed: ['CODEOWNERS'] }] }),
    ],
  ])('%s', async (_name, event, payload) => {
    expect(await send(event, payload)).toBe(200);
    expect(github.checks).toEqual(BOTH(HEAD));
  });

  test('a merge group gets the checks on its own commit', async () => {
    const group = { head_ref: `refs/heads/gh-readonly-queue/main/pr-12-${'b'.repeat(40)}`, head_sha: OTHER };
    expect(await send('merge_group', { action: 'checks_requested', merge_group: group })).toBe(200);
    expect(github.checks).toEqual(BOTH(OTHER));
  });

  test.each<[string, string, object]>([
    ['is closed', 'closed', {}],
    ['goes to another base', 'edited', { changes: { base: { ref: { from: 'main' }, sha: { from: OTHER } } } }],
  ])('those that shared the head of one that %s are evaluated', async (_name, action, rest) => {
    github.open.push({ number: 13, headSha: HEAD }, { number: 14, headSha: OTHER });
    github.missing.add(12);
    await send('pull_request', { ...pullRequest(action), ...rest });
    expect(github.checks.slice(-2)).toEqual(BOTH(HEAD));
  });

  test('a closed pull request is not', async () => {
    expect(await send('pull_request', pullRequest('closed'))).toBe(200);
    expect(github.checks).toEqual([]);
    expect(github.asked).toEqual(['POST /graphql']);
  });

  test('a re-request of a commit that is nobody’s head publishes nothing', async () => {
    expect(await send('check_run', { action: 'rerequested', check_run: { head_sha: OTHER } })).toBe(200);
    expect(github.checks).toEqual([]);
  });
});

test('a command on a pull request is answered: with a reaction, where it holds no request', async () => {
  expect(await send('issue_comment', comment())).toBe(200);
  expect(github.asked.at(-1)).toBe('POST /repos/acme/access/issues/comments/4711/reactions');
  expect(github.asked).not.toContain('POST /repos/acme/access/issues/12/comments');
});

describe('the facts are the same', () => {
  test('the same event twice has the effect of one', async () => {
    await send('pull_request', pullRequest('synchronize'));
    await send('pull_request', pullRequest('synchronize'));
    expect(github.checks).toEqual(BOTH(HEAD));
  });

  test.each<[string, object]>([
    ['check_run', { check_run: { head_sha: HEAD } }],
    ['check_suite', { check_suite: { head_sha: HEAD } }],
  ])('a re-request publishes them anew all the same: %s', async (event, payload) => {
    await send('pull_request', pullRequest('synchronize'));
    await send(event, { action: 'rerequested', ...payload });
    expect(github.checks).toEqual([...BOTH(HEAD), ...BOTH(HEAD)]);
  });
});

describe('events in any order, at the same time', () => {
  test('the last published verdict is that of the head as it is now, and each event is answered', async () => {
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    github.trouble = async (call) => {
      // The first evaluation has read everything, and publishes late.
      if (call.endsWith('/check-runs') && github.checks.length === 0) await held;
      return null;
    };
    const first = send('pull_request', pullRequest('opened'));
    while (github.asked.length < 4) await new Promise((resolve) => setTimeout(resolve, 10));
    github.open.splice(0, 1, { number: 12, headSha: OTHER });
    const others = ['synchronize', 'edited', 'synchronize', 'opened'].map((action) =>
      send('pull_request', pullRequest(action)),
    );
    letGo();
    expect(await Promise.all([first, ...others])).toEqual([200, 200, 200, 200, 200]);
    expect(github.checks).toEqual([...BOTH(HEAD), ...BOTH(OTHER)]);
  });
});

const FAILED = [`access/request failure ${HEAD}`, `access/approval failure ${HEAD}`];
const GROUP = { head_ref: `refs/heads/gh-readonly-queue/main/pr-12-${HEAD}`, head_sha: HEAD };
const OF_TWELVE: readonly (readonly [string, object, readonly string[]])[] = [
  ['pull_request', pullRequest('opened'), FAILED],
  ['pull_request_review', pullRequest('submitted'), FAILED],
  ['merge_group', { action: 'checks_requested', merge_group: GROUP }, FAILED],
  ['issue_comment', comment(), []],
];

describe('a pull request of which GitHub says that there is none', () => {
  test.each(OF_TWELVE)('%s is acknowledged, and no check succeeds', async (event, payload, checks) => {
    github.missing.add(12);
    expect(await send(event, payload)).toBe(200);
    expect(github.checks).toEqual(checks);
    expect(github.asked.filter((call) => !call.endsWith('/graphql') && !call.endsWith('/check-runs'))).toEqual([]);
  });

  test.each(OF_TWELVE)('%s is an error where it is only GitHub that finds nothing at all', async (event, payload) => {
    github.trouble = () => ({ status: 404 });
    expect(await send(event, payload)).toBe(500);
  });

  test.each(OF_TWELVE)(
    '%s is an error where the pull request is there, and something else is not',
    async (event, payload) => {
      github.trouble = (call) => (/\/(files|check-runs|reactions)$/.test(call) ? { status: 404 } : null);
      expect(await send(event, payload)).toBe(500);
    },
  );
});

describe('what GitHub does not answer', () => {
  test('law 7: fails the checks of the head that the event told of, and the answer gives nothing away', async () => {
    github.trouble = (call) => (call === 'POST /graphql' ? { status: 403 } : null);
    expect(await send('pull_request', pullRequest('opened'))).toBe(500);
    expect(github.checks).toEqual(FAILED);
  });

  test('law 7: for one open pull request does not keep a changed policy from the others', async () => {
    github.open.unshift({ number: 11, headSha: OTHER });
    github.missing.add(11);
    await send('push', push());
    expect(github.checks).toEqual(expect.arrayContaining(BOTH(HEAD)));
  });
});

test('a pull request’s few writes go out at once: its checks are there long before GitHub gives up the webhook', async () => {
  const before = Date.now();
  expect(await send('pull_request', pullRequest('opened'))).toBe(200);
  expect(Date.now() - before).toBeLessThan(2_500);
});

describe('the server', () => {
  test('answers /ping', async () => {
    const response = await fetch(`${app.url}/ping`);
    expect([response.status, await response.text()]).toEqual([200, 'PONG']);
  });

  test('stops, and takes nothing any more', async () => {
    const other = await start();
    await other.stop();
    await expect(fetch(`${other.url}/ping`)).rejects.toThrow();
  });

  test('says so where its port is taken', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as AddressInfo;
    await expect(start({ port })).rejects.toBeInstanceOf(UsageError);
    await new Promise((resolve) => holder.close(resolve));
  });
});
