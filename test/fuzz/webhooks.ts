import assert from 'node:assert/strict';
import fc from 'fast-check';
import { startLoopbackGitHub } from '../app/loopback-github.js';
import { HEAD, pullRequest, push, sendBody, startApp } from '../app/start-app.js';
import { type FuzzReport, fuzz, type Outcome } from './fuzzed.js';
import { mutatedJson } from './mutate-json.js';
import { JSON_PIECES, mutated } from './mutate-text.js';

const QUEUED = `refs/heads/gh-readonly-queue/main/pr-12-${HEAD}`;
const REPOSITORY = { name: 'access', full_name: 'acme/access', default_branch: 'main', owner: { login: 'acme' } };
const COMMENT = { id: 7, body: '/lapse extend 2h', user: { login: 'alice', id: 101, type: 'User' } };

const EVENTS: readonly (readonly [string, object])[] = [
  ['pull_request', pullRequest('synchronize')],
  ['pull_request', { ...pullRequest('edited'), changes: { base: { ref: { from: 'main' } } } }],
  ['pull_request', pullRequest('closed')],
  ['pull_request_review', pullRequest('submitted')],
  ['check_run', { action: 'rerequested', check_run: { head_sha: HEAD } }],
  ['check_suite', { action: 'rerequested', check_suite: { head_sha: HEAD } }],
  ['merge_group', { action: 'checks_requested', merge_group: { head_ref: QUEUED, head_sha: HEAD } }],
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
const PIECES = [...JSON_PIECES, '\\ud800', '['.repeat(20_000), '{"a":'.repeat(5_000)];

interface Delivery {
  readonly event: string;
  readonly body: string;
}

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

/** Whether it tells of anything else than the one pull request that there is. */
function namesOthers(body: string): boolean {
  const { repository, pull_request: pullRequest = {}, issue = {}, merge_group: group = {} } = JSON.parse(body);
  const { number = 12, head = {} } = pullRequest;
  const told = [repository.owner.login, repository.name, number, head.sha ?? HEAD, issue.number ?? 12];
  return told.join() !== `acme,access,12,${HEAD},12` || (group.head_ref ?? QUEUED) !== QUEUED;
}

/** An App lets 80 writes out at once, and an evaluation has up to eight. */
const MOST_TAKEN = 9;

/** The App as it is, over HTTP, with signatures that are right: what GitHub itself would have to send for something to break. */
export const WEBHOOKS = {
  name: 'bodies of webhooks',
  async run(): Promise<FuzzReport> {
    const github = await startLoopbackGitHub();
    github.open.push({ number: 12, headSha: HEAD });
    let app = await startApp(github);
    let taken = 0;
    async function check({ event, body }: Delivery): Promise<Outcome> {
      if (taken === MOST_TAKEN) {
        assert.equal(await (await fetch(`${app.url}/ping`)).text(), 'PONG');
        await app.stop();
        app = await startApp(github);
        taken = 0;
      }
      const status = await sendBody(app.url, event, body);
      // Of what GitHub then says that it is not there, nobody can say that it was handled.
      assert.ok(status < 500 || (status === 500 && namesOthers(body)), `answered ${status}`);
      taken += Number(status !== 400);
      return status < 300 ? 'accepted' : 'refused';
    }
    try {
      const sizeOf = ({ body }: Delivery) => body.length;
      return await fuzz({ name: WEBHOOKS.name, inputs, sizeOf, longest: 9_000, check });
    } finally {
      await app.stop();
      await github.stop();
    }
  },
};
