import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Settings } from '../../src/app/read-settings.js';
import { type RunningServer, startServer } from '../../src/app/start-server.js';
import { UsageError } from '../../src/use-cases/usage-error.js';
import { NOW } from '../approval/facts-builder.js';
import { PROVIDERS } from '../use-cases/fake-reading.js';
import { type LoopbackGitHub, startLoopbackGitHub } from './loopback-github.js';

const SECRET = 'a-secret-of-ours';
const HEAD = 'a'.repeat(40);
const OTHER = 'd'.repeat(40);
const BOTH = (sha: string) => [`access/request success ${sha}`, `access/approval success ${sha}`];

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();

let github: LoopbackGitHub;
let app: RunningServer;

function settings(rest: Partial<Settings> = {}): Settings {
  return {
    appId: 1,
    privateKey: PEM,
    webhookSecret: SECRET,
    host: '127.0.0.1',
    port: 0,
    apiUrl: github.url,
    logLevel: 'fatal',
    ...rest,
  };
}

function start(rest: Partial<Settings> = {}): Promise<RunningServer> {
  return startServer(settings(rest), { providers: PROVIDERS, now: () => NOW });
}

beforeAll(async () => {
  github = await startLoopbackGitHub();
});
afterAll(() => github.stop());
beforeEach(async () => {
  for (const list of [github.asked, github.checks, github.open]) list.length = 0;
  github.missing.clear();
  github.open.push({ number: 12, headSha: HEAD });
  app = await start();
});
afterEach(() => app.stop());

const REPOSITORY = { name: 'access', full_name: 'acme/access', default_branch: 'main', owner: { login: 'acme' } };

/** Sends an event as GitHub does, and gives the status of the answer. */
async function send(event: string, payload: object, secret = SECRET): Promise<number> {
  const body = JSON.stringify({ repository: REPOSITORY, installation: { id: 7 }, ...payload });
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const response = await fetch(`${app.url}/api/github/webhooks`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${signature}`,
    },
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  expect(text).not.toContain(SECRET);
  return response.status;
}

function pullRequest(action: string) {
  return { action, number: 12, pull_request: { number: 12, head: { sha: HEAD } } };
}

function push(rest: object = {}) {
  const commits = [{ added: [], modified: ['access/people.yaml'], removed: [] }];
  return { ref: 'refs/heads/main', forced: false, commits, ...rest };
}

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

  test.each(['/', '/probot', '/api/github/webhooks/more', '/.env', '//ping'])('%s: 404', async (path) => {
    const response = await fetch(`${app.url}${path}`);
    await response.text();
    expect(response.status).toBe(404);
  });
});

describe('an event that concerns nobody asks GitHub nothing', () => {
  test.each<[string, string, object]>([
    ['a closed pull request', 'pull_request', pullRequest('closed')],
    ['a label', 'pull_request', pullRequest('labeled')],
    ['an event that we do not handle', 'issues', { action: 'opened', issue: { number: 1 } }],
    ['a push to another branch', 'push', push({ ref: 'refs/heads/release' })],
    ['a push of a tag that is named like the branch', 'push', push({ ref: 'refs/tags/main' })],
    [
      'a push of requests only',
      'push',
      push({ commits: [{ added: ['access/aws-sandbox/alice/x.yaml'], modified: [], removed: [] }] }),
    ],
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

  test('a re-request of a commit that is nobody’s head publishes nothing', async () => {
    expect(await send('check_run', { action: 'rerequested', check_run: { head_sha: OTHER } })).toBe(200);
    expect(github.checks).toEqual([]);
  });
});

describe('what GitHub does not answer', () => {
  test('law 7: fails the checks of the head that the event told of, and the answer gives nothing away', async () => {
    github.missing.add(12);
    expect(await send('pull_request', pullRequest('opened'))).toBe(500);
    expect(github.checks).toEqual([`access/request failure ${HEAD}`, `access/approval failure ${HEAD}`]);
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
