import { describe, expect, test } from '@jest/globals';
import type { Grant } from '../../src/access/grant.js';
import { GitHubError, type RevertReading } from '../../src/github/github.js';
import { readBranchLine } from '../../src/use-cases/branch-line.js';
import { openRevert, revertOf } from '../../src/use-cases/open-revert.js';
import { readBranch } from '../../src/use-cases/read-branch.js';
import { openTurns } from '../../src/use-cases/revert-turns.js';
import { revokeGrant } from '../../src/use-cases/revoke-grant.js';
import { ALICE_PATH, HOUR, NOW, requestText } from '../approval/facts-builder.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

const BRANCH = 'lapse/revert/aws-sandbox/alice/billing';
const HEAD = '5'.repeat(40);
const END = NOW + 3 * HOUR;
const DELETION = { path: ALICE_PATH, status: 'removed' };

type Head = NonNullable<RevertReading['head']>;
type PullRequest = NonNullable<RevertReading['pullRequest']>;

/** Our own signed deletion on top of the tip, with its pull request open, unless said otherwise. */
function reading(world: FakeWorld, head: Partial<Head> = {}, pullRequest: Partial<PullRequest> = {}): RevertReading {
  return {
    head: {
      sha: HEAD,
      signedByGitHub: true,
      parent: world.clone.tip(),
      changes: [DELETION],
      headline: 'Revert #12: aws-sandbox/alice/billing has ended',
      author: 'lapse[bot]',
      ...head,
    },
    pullRequest: { number: 40, url: '', state: 'open', headSha: HEAD, closedAt: null, ...pullRequest },
  };
}

function endedWorld(overrides: Parameters<typeof fakeWorld>[0] = {}): FakeWorld {
  const world = fakeWorld(overrides);
  world.merge({ at: NOW - HOUR, changes: { [ALICE_PATH]: requestText() } });
  world.now = END;
  return world;
}

/** @param isListed whether the list of open reverts holds what there is, or it was opened since. */
async function revert(world: FakeWorld, isListed = true) {
  const { grants } = await readBranch(world.clone.repository, world.ports.providers, world.clone.tip(), world.now);
  const { tip } = world.hub.world;
  const { open } = isListed ? await world.ports.github.listReverts('main') : { open: [] };
  return openRevert(revertOf(grants[0] as Grant, END), {
    tip,
    line: await readBranchLine(world.ports.repository, tip.sha),
    open: new Map(open.map((one) => [one.branch, one])),
    turns: openTurns([], world.ports),
    ports: world.ports,
  });
}

const RESET = ['setBranch', 'commitDeletion', 'openPullRequest'];

describe('a branch that is there is reset', () => {
  test.each<[string, Partial<Head>, Partial<PullRequest>]>([
    ['when its head is not signed by GitHub', { signedByGitHub: false }, {}],
    [
      'when it deletes another file as well',
      { changes: [DELETION, { path: 'access/people.yaml', status: 'removed' }] },
      {},
    ],
    ['when it deletes another file instead', { changes: [{ path: 'access/people.yaml', status: 'removed' }] }, {}],
    ['when it changes the file rather than to delete it', { changes: [{ path: ALICE_PATH, status: 'modified' }] }, {}],
    ['when it changes nothing', { changes: [] }, {}],
    ['when its head is a merge', { parent: null }, {}],
    ['when its head stands on a commit that somebody pushed there', { parent: '7'.repeat(40) }, {}],
    ['when its pull request has another head', {}, { headSha: '6'.repeat(40) }],
    ['when its pull request was merged, and the grant stands again', {}, { state: 'merged' }],
    ['when its pull request was closed a day ago', {}, { state: 'closed', closedAt: END - 24 * HOUR }],
  ])('%s', async (_name, head, pullRequest) => {
    const world = endedWorld();
    world.hub.world.reverts.set(BRANCH, reading(world, head, pullRequest));
    const outcome = await revert(world);
    expect(outcome.result).toBe('opened');
    const methods = world.hub.writes.map((write) => write.method);
    expect(methods.filter((method) => method !== 'updatePullRequest')).toEqual(RESET);
    expect(world.hub.world.reverts.get(BRANCH)?.head).toMatchObject({
      signedByGitHub: true,
      parent: world.clone.tip(),
      changes: [DELETION],
    });
  });
});

describe('nothing is written', () => {
  test.each([true, false])(
    'while our own deletion is open, though the base has moved on (listed: %s)',
    async (isListed) => {
      const world = endedWorld();
      const standing = reading(world);
      world.hub.world.reverts.set(BRANCH, standing);
      world.push(NOW, { 'README.md': 'x' });
      expect(await revert(world, isListed)).toMatchObject({ result: 'reused', pullRequest: 40 });
      expect(world.hub.writes).toEqual([]);
    },
  );

  test('where somebody has revoked it before it ended', async () => {
    const world = endedWorld();
    const grant = { name: 'aws-sandbox/alice/billing', system: 'aws-sandbox', beneficiary: 'alice', request: null };
    const number = await revokeGrant({ ...grant, original: 12, by: 'alice' }, world.hub.world.tip, world.ports.github);
    world.hub.writes.length = 0;
    expect(await revert(world)).toMatchObject({ result: 'reused', pullRequest: number });
    expect(world.hub.writes).toEqual([]);
  });

  test.each([
    ['a minute ago', END - 60_000],
    ['a millisecond less than a day ago', END - 24 * HOUR + 1],
  ])('while people have closed it %s', async (_name, closedAt) => {
    const world = endedWorld();
    world.hub.world.reverts.set(BRANCH, reading(world, {}, { state: 'closed', closedAt }));
    const outcome = await revert(world);
    expect(outcome).toMatchObject({ result: 'waiting', pullRequest: 40 });
    expect(outcome.message).toContain('less than a day');
    expect(world.hub.writes).toEqual([]);
  });
});

describe('a run that died after it had reset the branch', () => {
  test('does not make the next one wait, though GitHub has closed the pull request', async () => {
    const world = endedWorld();
    const closed = { state: 'closed', closedAt: END - HOUR, headSha: world.clone.tip() } as const;
    world.hub.world.reverts.set(BRANCH, reading(world, { sha: world.clone.tip(), changes: [] }, closed));
    expect(await revert(world)).toMatchObject({ result: 'opened' });
    expect(world.hub.writes.map((write) => write.method)).toEqual(RESET);
  });
});

describe('the revert', () => {
  test('deletes the file on the tip, from a branch that is named after the grant, and tells its life', async () => {
    const world = endedWorld();
    expect(await revert(world)).toMatchObject({ result: 'opened', pullRequest: expect.any(Number) });
    const [, deletion, opened] = world.hub.writes;
    expect(world.hub.writes.map((write) => write.method)).toEqual(RESET);
    expect(deletion?.request).toMatchObject({ branch: BRANCH, expectedHead: world.clone.tip(), paths: [ALICE_PATH] });
    expect(opened?.request).toMatchObject({
      branch: BRANCH,
      base: 'main',
      body: expect.stringContaining('Reverts #12'),
    });
  });

  test('of a grant that no pull request brought names none', async () => {
    const world = fakeWorld();
    world.push(NOW - HOUR, { [ALICE_PATH]: requestText() });
    world.now = END;
    await revert(world);
    expect(world.hub.writes.at(-1)?.request).toMatchObject({
      title: expect.not.stringContaining('#'),
      body: expect.not.stringContaining('Reverts'),
    });
  });

  test('finds the pull request that GitHub kept open while its branch was reset', async () => {
    const world = endedWorld();
    world.hub.world.reverts.set(BRANCH, reading(world, { signedByGitHub: false }));
    expect(await revert(world)).toMatchObject({ result: 'opened', pullRequest: 40 });
    expect(world.hub.writes.at(-1)).toMatchObject({
      method: 'updatePullRequest',
      request: [40, { title: expect.stringContaining('#12') }],
    });
  });

  test('fails when somebody moves the branch in between', async () => {
    const world = endedWorld({ commitDeletion: () => Promise.reject(new GitHubError('stale', 'another head')) });
    await expect(revert(world)).rejects.toThrow('another head');
    expect(world.hub.calls).not.toContain('openPullRequest');
  });

  test('fails when GitHub refuses to open it and none is open', async () => {
    const world = endedWorld({ openPullRequest: () => Promise.reject(new GitHubError('refused', 'no commits')) });
    await expect(revert(world)).rejects.toThrow('no commits');
  });
});
