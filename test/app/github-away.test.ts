import { beforeAll, describe, expect, test } from '@jest/globals';
import { type LoopbackGitHub, startLoopbackGitHub, type Trouble } from './loopback-github.js';
import { BOTH, HEAD, pullRequest, sendEvent, startApp } from './start-app.js';

const FAILED = [`access/approval failure ${HEAD}`, `access/request failure ${HEAD}`];
const isRead = (call: string) => call === 'POST /graphql' || call.startsWith('GET ');
const isToken = (call: string) => call.endsWith('/access_tokens');
const isCheck = (call: string) => call.endsWith('/check-runs');
const isAny = () => true;
const SOON = { 'retry-after': '1' };

/** What goes wrong, how often, and what is to come of it. */
type Case = readonly [string, number, (call: string) => boolean, Trouble, 'verdict' | 'failed' | 'nothing'];

const CASES: readonly Case[] = [
  ['500 once', 1, isRead, { status: 500 }, 'verdict'],
  ['502 once, for the token', 1, isToken, { status: 502 }, 'verdict'],
  ['429 once', 1, isRead, { status: 429 }, 'verdict'],
  ['a secondary limit for a second', 1, isRead, { status: 403, headers: SOON }, 'verdict'],
  ['a secondary limit for a second, on a check', 1, isCheck, { status: 403, headers: SOON }, 'verdict'],
  ['silence once', 1, isRead, 'hang', 'verdict'],
  ['500', Number.POSITIVE_INFINITY, isRead, { status: 500 }, 'failed'],
  ['429', Number.POSITIVE_INFINITY, isRead, { status: 429 }, 'failed'],
  ['a secondary limit for a minute', 1, isRead, { status: 403, headers: { 'retry-after': '60' } }, 'failed'],
  ['silence', Number.POSITIVE_INFINITY, isRead, 'hang', 'failed'],
  ['silence about everything', Number.POSITIVE_INFINITY, isAny, 'hang', 'nothing'],
];

interface Outcome {
  readonly status: number;
  /** Milliseconds until the event was handled, answered or not. */
  readonly took: number;
  readonly checks: readonly string[];
  /** After a re-request to a GitHub that is back. */
  readonly later: readonly string[];
}

/** All at once, each with a GitHub and an App of its own: most of the time is spent in waiting. */
let outcomes: ReadonlyMap<string, Outcome>;

beforeAll(async () => {
  const all = CASES.map(async (one, index) => [one[0], await play(one, index)] as const);
  outcomes = new Map(await Promise.all(all));
}, 60_000);

async function play([, times, isConcerned, trouble]: Case, index: number): Promise<Outcome> {
  const github = await startLoopbackGitHub();
  github.open.push({ number: 12, headSha: HEAD });
  github.trouble = failing(times, isConcerned, trouble);
  // Octokit counts the requests of an installation together, whichever client makes them.
  const installation = { id: 100 + index };
  const app = await startApp(github);
  const before = performance.now();
  const status = await sendEvent(app.url, 'pull_request', { ...pullRequest('synchronize'), installation });
  await app.stop();
  const took = performance.now() - before;
  const checks = github.checks.toSorted();

  github.checks.length = 0;
  github.trouble = () => null;
  const again = await startApp(github);
  const rerequested = { action: 'rerequested', check_run: { head_sha: HEAD }, installation };
  await sendEvent(again.url, 'check_run', rerequested);
  await again.stop();
  await github.stop();
  return { status, took, checks, later: [...github.checks] };
}

/** In trouble with these calls the first so many times. */
function failing(times: number, isConcerned: (call: string) => boolean, trouble: Trouble): LoopbackGitHub['trouble'] {
  let left = times;
  return (call) => {
    if (!isConcerned(call) || left === 0) return null;
    left -= 1;
    return trouble;
  };
}

function outcomeOf(name: string): Outcome {
  const outcome = outcomes.get(name);
  if (outcome === undefined) throw new Error(`nothing was played for ${name}`);
  return outcome;
}

const named = (result: Case[4]) => CASES.filter((one) => one[4] === result).map(([name]) => name);

describe('GitHub that comes back in time is asked again, and the checks tell the verdict', () => {
  test.each(named('verdict'))('%s', (name) => {
    const { status, took, checks } = outcomeOf(name);
    expect(status).toBe(200);
    expect(took).toBeLessThan(9_000);
    expect(checks).toEqual(BOTH(HEAD).toSorted());
  });
});

describe('law 7: where GitHub stays away the checks say so in the time that a webhook has, and never succeed', () => {
  test.each(named('failed'))('%s', (name) => {
    const { status, took, checks } = outcomeOf(name);
    // Past nine seconds Probot would answer 202 before the end, and nobody would see that the delivery failed.
    expect(status).toBe(500);
    expect(took).toBeLessThan(9_000);
    expect(checks).toEqual(FAILED);
  });
});

test('what GitHub does not take cannot be told: then it is given up, and nothing succeeds', () => {
  const { took, checks } = outcomeOf('silence about everything');
  expect(took).toBeLessThan(15_000);
  expect(checks).toEqual([]);
});

test.each(CASES.map(([name]) => name))('after %s a re-request publishes the verdict', (name) => {
  expect(outcomeOf(name).later).toEqual(BOTH(HEAD));
});
