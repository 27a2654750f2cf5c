import { describe, expect, test } from '@jest/globals';
import type { Grant } from '../../src/access/grant.js';
import { GitHubError } from '../../src/github/github.js';
import { evaluatePullRequest } from '../../src/use-cases/evaluate-pull-request.js';
import { provision } from '../../src/use-cases/provision.js';
import { readBranch } from '../../src/use-cases/read-branch.js';
import { verifyGrant } from '../../src/use-cases/verify-grant.js';
import {
  ALICE_PATH,
  BOB,
  CAROL,
  HEAD,
  HOUR,
  MINUTE,
  NOW,
  person,
  removed,
  requestText,
  review,
} from '../approval/facts-builder.js';
import { configWith, policyFiles, SANDBOX_ACCOUNT } from '../use-cases/example-files.js';
import { fakeGitHub } from '../use-cases/fake-github.js';
import { approvedReading, conclusions, open, portsOf, readingOf } from '../use-cases/fake-reading.js';
import { type FakeWorld, fakeWorld, headOf } from '../use-cases/fake-world.js';
import { pastOf } from '../use-cases/past-of.js';

const WRITING = { dryRun: false, confirmed: false };
const BILLING = { [ALICE_PATH]: requestText() };

async function verify(world: FakeWorld) {
  const { grants } = await readBranch(world.clone.repository, world.ports.providers, world.clone.tip(), world.now);
  const grant = grants.find(({ name }) => name === 'aws-sandbox/alice/billing') as Grant;
  return (await verifyGrant(grant, pastOf(world.ports), world.ports)).refusal;
}

test('law 6: a file that is taken away and put back shorter, in one rebase beside an approved request, begins no new life', async () => {
  const world = fakeWorld();
  world.push(NOW - 200 * HOUR, { '.github/CODEOWNERS': '/access/aws-sandbox/ @bob\n/access/aws-prod/ @carol\n' });
  const reviews = [review(BOB, { submittedAt: NOW - 11 * HOUR })];
  world.merge({ at: NOW - 10 * HOUR, changes: { [ALICE_PATH]: requestText('billing', 'duration: 8h') }, reviews });
  const again = { [ALICE_PATH]: requestText('billing', 'duration: 7h59m') };
  const other = { 'access/aws-prod/bob/read.yaml': requestText('read', 'duration: 1h') };
  const steps = [{ [ALICE_PATH]: null }, { ...again, ...other }];
  world.merge({ at: NOW - MINUTE, changes: steps, reviews: [review(CAROL, { submittedAt: NOW - HOUR })] });
  expect(await verify(world)).not.toBeNull();
});

test('law 6: the first of two commits may not be dated in the future either', async () => {
  const approved = fakeWorld();
  approved.merge({ at: NOW - HOUR, changes: BILLING });
  const reading = approved.hub.world.pullRequests.get(12);
  const world = fakeWorld();
  const first = world.push(NOW + 700 * HOUR, { [ALICE_PATH]: requestText('billing', 'duration: 4h', 'Another') });
  const second = world.push(NOW - HOUR, BILLING);
  const merged = { number: 12, url: '', mergedAt: NOW - HOUR, headSha: headOf(12), mergeSha: second, commitCount: 2 };
  for (const sha of [first, second]) world.hub.world.merged.set(sha, [merged]);
  if (reading !== undefined) world.hub.world.pullRequests.set(12, reading);
  expect(await verify(world)).toMatchObject({ rule: 'merge-time' });
});

test('law 6: a commit of an approved pull request that was pushed again after the revocation gives nothing', async () => {
  const world = fakeWorld();
  world.merge({ at: NOW - 2 * HOUR, changes: BILLING });
  const merged = world.hub.world.merged.get(world.clone.tip()) ?? [];
  world.push(NOW - HOUR, { [ALICE_PATH]: null });
  world.hub.world.merged.set(world.push(NOW - 2 * HOUR - MINUTE, BILLING), merged);
  expect(await verify(world)).not.toBeNull();
});

test('what was revoked is removed, though its file is put back unapproved before the next run', async () => {
  const world = fakeWorld();
  world.merge({ at: NOW - HOUR, changes: BILLING });
  await provision(world.ports, WRITING);
  world.push(NOW - 2 * MINUTE, { [ALICE_PATH]: null });
  world.push(NOW - MINUTE, BILLING);
  await provision(world.ports, WRITING);
  expect(world.aws.held(SANDBOX_ACCOUNT).size).toBe(0);
});

test('a pull request that was turned to another base after it was judged is not merged', async () => {
  const fake = fakeGitHub();
  open(fake, approvedReading());
  const turned = {
    get: (target: typeof fake.github, name: keyof typeof fake.github) =>
      name !== 'readHead'
        ? target[name]
        : async (number: number) => {
            open(fake, approvedReading({ baseBranch: 'production' }));
            return target.readHead(number);
          },
  };
  await evaluatePullRequest(12, { ...portsOf(fake), github: new Proxy(fake.github, turned) });
  expect(fake.writes.map((write) => write.method)).not.toContain('mergePullRequest');
});

describe('law 7: whoever wants a success to outlast its approval', () => {
  const MOVING = new GitHubError('stale', 'Pull request 12 kept moving while it was read.');
  const HEAD_NOW = { headSha: HEAD, baseBranch: 'main', state: 'open', isFork: false } as const;

  test('and turns the pull request to and fro while it is read, gets a failure', async () => {
    const fake = fakeGitHub({ readPullRequest: () => Promise.reject(MOVING), readHead: async () => HEAD_NOW });
    expect((await evaluatePullRequest(12, portsOf(fake))).result).toBe('moved');
    expect(conclusions(fake)).toEqual(['access/request failure', 'access/approval failure']);
  });

  test('and turns it away when it is judged, gets a failure', async () => {
    const fake = fakeGitHub({ readHead: async () => ({ ...HEAD_NOW, baseBranch: 'production' }) });
    open(fake, { ...approvedReading(), published: new Map([['access/approval', 'a success']]) });
    expect((await evaluatePullRequest(12, portsOf(fake))).result).toBe('moved');
    expect(conclusions(fake)).toEqual(['access/request failure', 'access/approval failure']);
  });

  test('and keeps another pull request with the same head moving, is held by that', async () => {
    const fake = fakeGitHub();
    open(fake, approvedReading({ sharingHead: [13] }));
    const moving = {
      get: (target: typeof fake.github, name: keyof typeof fake.github) =>
        name !== 'readPullRequest'
          ? target[name]
          : (number: number) => (number === 13 ? Promise.reject(MOVING) : target.readPullRequest(number)),
    };
    await evaluatePullRequest(12, { ...portsOf(fake), github: new Proxy(fake.github, moving) });
    expect(conclusions(fake)).toEqual(['access/request success', 'access/approval action_required']);
  });

  test('of somebody else, and moves a fork with that head, writes nothing on it', async () => {
    const readHead = async () => ({ ...HEAD_NOW, isFork: true });
    const fake = fakeGitHub({ readPullRequest: () => Promise.reject(MOVING), readHead });
    await evaluatePullRequest(12, portsOf(fake), { knownHead: HEAD });
    expect(fake.writes).toEqual([]);
  });
});

test('a stranger whose fork holds the same head blocks nobody', async () => {
  const fake = fakeGitHub();
  open(
    fake,
    approvedReading({ sharingHead: [13] }),
    readingOf({ number: 13, isFork: true, author: person('stranger', 666) }),
  );
  await evaluatePullRequest(12, portsOf(fake));
  expect(conclusions(fake)).toEqual(['access/request success', 'access/approval success']);
});

test("our revert is not merged with somebody else's removal in it, where requests are not merged by themselves", async () => {
  const fake = fakeGitHub();
  const files = [removed(), removed('access/aws-prod/bob/read.yaml')];
  const policy = policyFiles({ 'access/config.yaml': configWith('merge: { auto: false, method: squash }') });
  const author = { login: 'lapse[bot]', id: 900, type: 'Bot' };
  const facts = { author, headBranch: 'lapse/revert/aws-sandbox/alice/billing', files, policyFiles: policy };
  open(fake, readingOf(facts, { openedByUs: true }));
  await evaluatePullRequest(12, portsOf(fake));
  expect(fake.writes.map((write) => write.method)).not.toContain('mergePullRequest');
});
