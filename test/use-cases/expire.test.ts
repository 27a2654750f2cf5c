import { describe, expect, test } from '@jest/globals';
import { GitHubError } from '../../src/github/github.js';
import { needsAttention } from '../../src/plan/run-report.js';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import { ALICE_PATH, HOUR, MINUTE, NOW, requestText } from '../approval/facts-builder.js';
import { POLICY, SANDBOX_ACCOUNT } from './example-files.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

const AN_HOUR_AGO = NOW - HOUR;
const END = NOW + 3 * HOUR;
const WRITING = { dryRun: false, confirmed: false };
const LATER_PATH = 'access/aws-sandbox/alice/later.yaml';
const SECOND_PATH = 'access/aws-sandbox/alice/second.yaml';
const BRANCH = 'lapse/revert/aws-sandbox/alice/billing';

/** alice was given four hours an hour ago. */
async function grantedWorld(overrides: Parameters<typeof fakeWorld>[0] = {}): Promise<FakeWorld> {
  const world = fakeWorld(overrides);
  world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText() } });
  await provision(world.ports, WRITING);
  world.hub.calls.length = 0;
  world.hub.writes.length = 0;
  world.aws.writes.length = 0;
  return world;
}

describe('expire never gives access', () => {
  test('even where a grant is approved and missing', async () => {
    const world = fakeWorld();
    world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText() } });
    const report = await expire(world.ports, WRITING);
    expect(report).toMatchObject({ run: 'expire', outcomes: [], refusals: [], reverts: [] });
    expect(world.aws.writes).toEqual([]);
  });

  test('even where what is there has drifted', async () => {
    const world = await grantedWorld();
    const [id = ''] = world.aws.held(SANDBOX_ACCOUNT).keys();
    world.aws.held(SANDBOX_ACCOUNT).set(id, '{}');
    await expire(world.ports, WRITING);
    expect(world.aws.writes).toEqual([]);
  });

  test('even where it removes something else', async () => {
    const world = await grantedWorld();
    world.now = END;
    world.merge({ at: END - MINUTE, changes: { [LATER_PATH]: requestText() } });
    const { outcomes } = await expire(world.ports, WRITING);
    expect(outcomes.map(({ change }) => change.action)).toEqual(['remove']);
    expect(world.aws.held(SANDBOX_ACCOUNT).size).toBe(0);
  });
});

describe('a grant that has ended', () => {
  test('is not touched a millisecond before its end', async () => {
    const world = await grantedWorld();
    world.now = END - 1;
    expect(await expire(world.ports, WRITING)).toMatchObject({ outcomes: [], unchanged: 1, reverts: [] });
    expect(world.hub.writes).toEqual([]);
  });

  test('is removed at its end, and its revert is opened', async () => {
    const world = await grantedWorld();
    world.now = END;
    const report = await expire(world.ports, WRITING);
    expect(report.outcomes).toMatchObject([{ result: 'done', readBackAt: END, change: { reason: 'expired' } }]);
    expect(report.reverts).toMatchObject([{ grant: 'aws-sandbox/alice/billing', branch: BRANCH, result: 'opened' }]);
    expect(world.aws.held(SANDBOX_ACCOUNT).size).toBe(0);
    expect(needsAttention(report)).toBe(false);
  });

  test('law 1: is left alone by a second run, which finds the revert open', async () => {
    const world = await grantedWorld();
    world.now = END;
    const first = await expire(world.ports, WRITING);
    const before = world.hub.writes.length;
    const second = await expire(world.ports, WRITING);
    expect(second.outcomes).toEqual([]);
    expect(second.reverts).toMatchObject([{ result: 'reused', pullRequest: first.reverts[0]?.pullRequest }]);
    expect(world.hub.writes).toHaveLength(before);
  });

  test('law 2: is over at the provider whether or not this run ever comes', async () => {
    const world = await grantedWorld();
    const [content = ''] = world.aws.held(SANDBOX_ACCOUNT).values();
    expect(content).toContain('"DateLessThan":{"aws:CurrentTime":"2026-11-23T15:00:00Z"}');
  });

  test('gets its revert though nothing of it is left at the provider', async () => {
    const world = await grantedWorld();
    world.aws.held(SANDBOX_ACCOUNT).clear();
    world.now = END;
    expect(await expire(world.ports, WRITING)).toMatchObject({ outcomes: [], reverts: [{ result: 'opened' }] });
  });

  test('gets its revert once its file cannot be read, past its last readable end', async () => {
    const world = await grantedWorld();
    world.push(NOW, { [ALICE_PATH]: 'role: [' });
    world.now = END - 1;
    expect((await expire(world.ports, WRITING)).reverts).toEqual([]);
    world.now = END;
    expect((await expire(world.ports, WRITING)).reverts).toMatchObject([{ result: 'opened' }]);
  });

  test('gets its revert though it is older than the history that is read', async () => {
    const world = await grantedWorld();
    world.now = NOW + 40 * 24 * HOUR;
    const report = await expire(world.ports, WRITING);
    expect(report).toMatchObject({ outcomes: [{ result: 'done' }], reverts: [{ result: 'opened' }] });
  });
});

describe('law 7: one revert that fails does not hold the others', () => {
  test('and the run says which and why', async () => {
    const world = await grantedWorld();
    world.merge({ at: AN_HOUR_AGO, changes: { [SECOND_PATH]: requestText() } });
    world.now = END;
    const { setBranch } = world.hub.github;
    const github = {
      ...world.hub.github,
      setBranch: async (branch: string, sha: string) => {
        if (branch === BRANCH) throw new GitHubError('not-permitted', 'give the App “Contents: write”');
        return setBranch(branch, sha);
      },
    };
    const report = await expire({ ...world.ports, github }, WRITING);
    expect(report.reverts).toMatchObject([
      { grant: 'aws-sandbox/alice/billing', result: 'failed', message: 'give the App “Contents: write”' },
      { grant: 'aws-sandbox/alice/second', result: 'opened' },
    ]);
    expect(needsAttention(report)).toBe(true);
  });

  test('and a failed removal holds back its own revert, whose file stays, but no other removal', async () => {
    const world = await grantedWorld();
    world.merge({ at: AN_HOUR_AGO, changes: { [SECOND_PATH]: requestText() } });
    await provision(world.ports, WRITING);
    const [first = ''] = world.aws.held(SANDBOX_ACCOUNT).keys();
    world.aws.unshown.add(first);
    world.now = END;
    const report = await expire(world.ports, WRITING);
    expect(report.outcomes.map((outcome) => outcome.result).sort()).toEqual(['done', 'failed']);
    expect(report.reverts.map((revert) => revert.result)).toEqual(['waiting', 'opened']);
  });

  test('but an error of our own ends the run', async () => {
    const world = await grantedWorld();
    world.now = END;
    const github = { ...world.hub.github, readRevert: () => Promise.reject(new TypeError('a mistake of ours')) };
    await expect(expire({ ...world.ports, github }, WRITING)).rejects.toThrow('a mistake of ours');
  });
});

test('a dry run writes nothing, neither at the provider nor at GitHub', async () => {
  const world = await grantedWorld();
  world.now = END;
  const report = await expire(world.ports, { dryRun: true, confirmed: false });
  expect(report).toMatchObject({
    dryRun: true,
    outcomes: [{ result: 'planned', readBackAt: null }],
    reverts: [{ result: 'planned', pullRequest: null }],
  });
  expect(world.aws.writes).toEqual([]);
  expect(world.hub.writes).toEqual([]);
});

test('a dry run plans no revert that a run would let wait', async () => {
  const world = await grantedWorld();
  world.now = END;
  world.aws.unreadable.add(SANDBOX_ACCOUNT);
  const { reverts } = await expire(world.ports, { dryRun: true, confirmed: false });
  expect(reverts).toMatchObject([{ result: 'waiting', message: 'what it gave has not been taken away yet' }]);
});

test('an ended request of a system that config.yaml no longer binds stays, because nobody can look whether it is gone', async () => {
  const world = await grantedWorld();
  const config = POLICY['access/config.yaml'].replace('aws-sandbox:', 'aws-renamed:');
  world.merge({ at: AN_HOUR_AGO, changes: { 'access/config.yaml': config } });
  world.now = END;
  const { reverts } = await expire(world.ports, WRITING);
  expect(reverts).toMatchObject([
    { result: 'waiting', message: expect.stringMatching(/binds no system aws-sandbox, .* remove the file$/) },
  ]);
});
