import assert from 'node:assert/strict';
import fc from 'fast-check';
import { startLoopbackGitHub } from '../app/loopback-github.js';
import { HEAD, pullRequest, push, sendBody, startApp } from '../app/start-app.js';
import { type Fuzzed, type FuzzReport, fuzz, type Outcome } from './fuzzed.js';
import { mutatedJson } from './mutate-json.js';
import { mutated } from './mutate-text.js';

const REPOSITORY = { name: 'access', full_name: 'acme/access', default_branch: 'main', owner: { login: 'acme' } };
const COMMENT = { id: 7, body: '/lapse extend 2h', user: { login: 'alice', id: 101, type: 'User' } };

const EVENTS: readonly (readonly [string, object])[] = [
  ['pull_request', pullRequest('synchronize')],
  ['pull_request', { ...pullRequest('edited'), changes: { base: { ref: { from: 'main' } } } }],
  ['pull_request', pullRequest('closed')],
  ['pull_request_review', pullRequest('submitted')],
  ['check_run', { action: 'rerequested', check_run: { head_sha: HEAD } }],
  ['check_suite', { action: 'rerequested', check_suite: { head_sha: HEAD } }],
  [
    'merge_group',
    { action: 'checks_requested', merge_group: { head_ref: `refs/heads/q/pr-1-${HEAD}`, head_sha: HEAD } },
  ],
  ['issue_comment', { action: 'created', issue: { number: 12, pull_request: {} }, comment: COMMENT }],
  ['push', push()],
  ['star', { action: 'created' }],
];

const KEYS = [
  'action',
  'installation',
  'repository',
  'owner',
  'login',
  'name',
  'id',
  'head',
  'sha',
  'number',
  'commits',
  'user',
];
const PIECES = [
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '"',
  'null',
  '1e400',
  '\\u0000',
  '\\ud800',
  '['.repeat(20_000),
  '{"a":'.repeat(5_000),
];

interface Delivery {
  readonly event: string;
  readonly body: string;
}

let deliveries = 0;

/** Each of an installation of its own: the App lets only so many writes of one out at once. */
const inputs: fc.Arbitrary<Delivery> = fc.constantFrom(...EVENTS).chain(([event, payload]) => {
  const whole = fc.integer({ min: 1_000, max: 2 ** 40 }).map((id): unknown => {
    return { ...payload, repository: REPOSITORY, installation: { id } };
  });
  const ofValues = mutatedJson(whole, KEYS).map((value) => JSON.stringify(value) ?? '');
  const ofTexts = mutated(
    whole.map((value) => JSON.stringify(value)),
    PIECES,
  );
  return fc.record({
    event: fc.oneof({ weight: 9, arbitrary: fc.constant(event) }, fc.constantFrom(...EVENTS.map(([name]) => name))),
    body: fc.oneof({ weight: 3, arbitrary: ofValues }, { weight: 1, arbitrary: ofTexts }),
  });
});

/** The App as it is, over HTTP, with signatures that are right: what GitHub itself would have to send for something to break. */
export const WEBHOOKS = {
  name: 'bodies of webhooks',
  async run(): Promise<FuzzReport> {
    const github = await startLoopbackGitHub();
    const app = await startApp(github);
    try {
      return await fuzz(toApp(app.url));
    } finally {
      await app.stop();
      await github.stop();
    }
  },
};

function toApp(url: string): Fuzzed<Delivery> {
  return {
    name: WEBHOOKS.name,
    inputs,
    sizeOf: ({ body }) => body.length,
    longest: 9_000,
    async check({ event, body }): Promise<Outcome> {
      const status = await sendBody(url, event, body);
      assert.ok(status < 500, `answered ${status}`);
      deliveries += 1;
      if (deliveries % 100 === 0) assert.equal(await (await fetch(`${url}/ping`)).text(), 'PONG');
      return status < 300 ? 'accepted' : 'refused';
    },
  };
}
