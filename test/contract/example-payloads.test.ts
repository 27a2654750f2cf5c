import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import published from '@octokit/webhooks-examples' with { type: 'json' };
import { type RunningApp, startApp } from '../../sandbox/world/run-app.js';
import { ACCESS, type Lapse, ROOT, requestText, startLapse } from '../e2e/start-lapse.js';

/** GitHub's own examples of what we handle, to the real App as a process: what it does not catch would end it. */

type Payload = Readonly<Record<string, unknown>>;

const HANDLED = [
  'check_run',
  'check_suite',
  'issue_comment',
  'merge_group',
  'pull_request',
  'pull_request_review',
  'push',
];

/** Its types tell of a module that the package does not have. */
const ALL = published as unknown as readonly { readonly name: string; readonly examples: readonly Payload[] }[];

const EXAMPLES: readonly (readonly [string, readonly Payload[]])[] = HANDLED.map((event) => [
  event,
  ALL.find((one) => one.name === event)?.examples ?? [],
]);

let lapse: Lapse;
let head: string;
let app: RunningApp;

beforeAll(async () => {
  lapse = await startLapse();
  await lapse.alice.push('ask', { 'access/aws-sandbox/alice/billing.yaml': requestText() }, 'Ask');
  head = await lapse.alice.git('rev-parse', 'HEAD');
  expect(await lapse.open(lapse.alice, 'ask')).toBe(1);
  await lapse.app.stop();
}, 60_000);
afterAll(() => lapse.stop());

/** Sends an event as GitHub does, and gives the status of the answer. */
async function send(event: string, payload: Payload): Promise<number> {
  const body = JSON.stringify(payload);
  const signature = createHmac('sha256', lapse.world.app.webhookSecret).update(body).digest('hex');
  const response = await fetch(`${app.url}/api/github/webhooks`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${signature}`,
    },
    signal: AbortSignal.timeout(15_000),
  });
  await response.text();
  return response.status;
}

/** The example as if it had happened to the pull request that is there, so that it gets past the door. */
function moveToAccess(payload: Payload): Payload {
  const there = { name: ACCESS.repo, full_name: `${ACCESS.owner}/${ACCESS.repo}`, default_branch: 'main' };
  const repository = payload['repository'] as Payload;
  const { pull_request: pullRequest, merge_group: group } = payload;
  const queued = { head_ref: `refs/heads/gh-readonly-queue/main/pr-1-${head}`, head_sha: head };
  return {
    ...payload,
    repository: { ...repository, ...there, owner: { ...(repository['owner'] as Payload), login: ACCESS.owner } },
    installation: { id: lapse.world.app.installationId },
    ...(pullRequest === undefined ? {} : { number: 1, pull_request: { ...(pullRequest as Payload), number: 1 } }),
    ...(group === undefined ? {} : { merge_group: { ...(group as Payload), ...queued } }),
  };
}

async function expectAlive(): Promise<void> {
  const ping = await fetch(`${app.url}/ping`, { signal: AbortSignal.timeout(5_000) });
  expect([ping.status, await ping.text()]).toEqual([200, 'PONG']);
  expect(app.log()).not.toMatch(/unhandled|uncaught|TypeError|ReferenceError|RangeError/i);
}

describe.each(EXAMPLES)('GitHub’s examples of %s', (event, examples) => {
  // Each App lets only so many writes out at once, and waits before it lets out more.
  beforeAll(async () => {
    app = await startApp(lapse.world, ROOT);
  }, 60_000);
  afterAll(async () => {
    expect(await app.stop()).toBe(0);
  });

  test('are there', () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  test('do not crash the App where they are of somebody else’s repository', async () => {
    for (const example of examples) expect(await send(event, example)).toBeGreaterThanOrEqual(200);
    await expectAlive();
  }, 60_000);

  test('are handled where they are of ours', async () => {
    // One of each action is enough for the App's limit on writes.
    const actions = new Map(examples.map((example) => [example['action'], example]));
    for (const [action, example] of actions) {
      expect([action, await send(event, moveToAccess(example))]).toEqual([action, 200]);
    }
    await expectAlive();
  }, 60_000);
});
