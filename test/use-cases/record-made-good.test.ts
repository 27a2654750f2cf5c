import { describe, expect, test } from '@jest/globals';
import { GitHubError } from '../../src/github/github.js';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import { ALICE_PATH, HOUR, MINUTE, NOW, requestText } from '../approval/facts-builder.js';
import { SANDBOX_ACCOUNT } from './example-files.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';
import {
  AN_HOUR_AGO,
  END,
  GRANT,
  grantedWorld,
  heldId,
  mergedWorld,
  recordOf,
  recordsOf,
  story,
  WRITING,
} from './recorded-world.js';

/** Forgets all that was recorded but the first commits, as if the runs had died before. */
function forget(world: FakeWorld, kept = 0): void {
  world.hub.evidence.commits.length = kept;
}

const away = async () => {
  throw new GitHubError('unavailable', 'GitHub is away');
};

describe('what was given by a run that died, and asked for longer past review since', () => {
  test.each([
    ['provision', provision],
    ['expire', expire],
  ])('is found by %s as it was given, with the approvals of that version, before the refusal', async (_, run) => {
    const world = await grantedWorld();
    forget(world);
    world.push(NOW, { [ALICE_PATH]: requestText('billing', 'duration: 9h') });
    await run(world.ports, WRITING);
    await provision(world.ports, WRITING);
    const { versions, events } = recordOf(world);
    expect(story(recordOf(world))).toEqual(['approved', 'given found', 'refused']);
    expect(events).toMatchObject([
      { version: versions[0]?.commit },
      { floor: '2026-11-23T15:00:00Z' },
      { version: versions[1]?.commit, rule: 'direct-push' },
    ]);
    const written = world.hub.evidence.commits.length;
    await provision(world.ports, WRITING);
    await expire(world.ports, WRITING);
    expect(world.hub.evidence.commits).toHaveLength(written);
  });

  test('is taken for nothing that was given where somebody has changed it by hand', async () => {
    const world = await grantedWorld();
    forget(world);
    world.push(NOW, { [ALICE_PATH]: requestText('billing', 'duration: 9h') });
    world.aws.held(SANDBOX_ACCOUNT).set(heldId(world), '{}');
    await provision(world.ports, WRITING);
    expect(story(recordOf(world))).toEqual(['refused']);
  });
});

describe('what was made longer by a run that died', () => {
  test('is found as it is now, with the approvals of that version', async () => {
    const world = await grantedWorld();
    world.merge({ at: NOW - MINUTE, changes: { [ALICE_PATH]: requestText('billing', 'duration: 9h') } });
    await provision(world.ports, WRITING);
    forget(world, 2);
    await expire(world.ports, WRITING);
    const { events } = recordOf(world);
    expect(events.map(({ kind }) => kind)).toEqual(['approved', 'given', 'approved', 'given']);
    expect(events.slice(2)).toMatchObject([
      { pullRequest: { number: 13 } },
      { why: 'found', floor: '2026-11-23T20:00:00Z' },
    ]);
  });
});

describe('what GitHub could not tell before', () => {
  test('is asked again, once it is given and that was not recorded', async () => {
    const world = mergedWorld();
    await provision({ ...world.ports, github: { ...world.hub.github, readPullRequest: away } }, WRITING);
    expect(recordOf(world).events).toMatchObject([{ kind: 'refused', rule: 'not-verified' }]);
    await provision(world.ports, WRITING);
    forget(world, 2);
    await expire(world.ports, WRITING);
    expect(story(recordOf(world))).toEqual(['refused', 'approved', 'given found']);
  });
});

describe('what had ended while its account was away', () => {
  test('is told as expired at its end, with the pull request that took its file away later', async () => {
    const world = await grantedWorld();
    world.aws.unreadable.add(SANDBOX_ACCOUNT);
    const number = world.merge({ at: END + HOUR, changes: { [ALICE_PATH]: null }, reviews: [] });
    world.now = END + 2 * HOUR;
    await expire(world.ports, WRITING);
    world.aws.unreadable.clear();
    await expire(world.ports, WRITING);
    const removedIn = world.clone.tip();
    const told = { why: 'expired', by: 'run', endedAt: '2026-11-23T15:00:00Z', removedIn, pullRequest: number };
    expect(recordOf(world).events.at(-1)).toMatchObject(told);
  });

  test('and cannot be read any more is told as expired, and not as refused', async () => {
    const world = await grantedWorld();
    world.push(END + MINUTE, { [ALICE_PATH]: 'role: [' });
    world.now = END + 2 * MINUTE;
    await expire(world.ports, WRITING);
    expect(story(recordOf(world))).toEqual(['approved', 'given granted', 'removed expired']);
  });
});

describe('what an earlier life left behind', () => {
  const TIMED = requestText('billing', 'starts: 2026-11-23T13:00:00Z\nexpires: 2026-11-23T15:00:00Z');

  test('is taken away from that life where the new one is not approved, recorded before or not', async () => {
    const world = fakeWorld();
    world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: TIMED } });
    await provision(world.ports, WRITING);
    forget(world);
    world.push(NOW - 2 * MINUTE, { [ALICE_PATH]: null });
    world.push(NOW - MINUTE, { [ALICE_PATH]: TIMED });
    await provision(world.ports, WRITING);
    expect(world.aws.held(SANDBOX_ACCOUNT).size).toBe(0);
    const lives = [...(recordsOf(world).get(GRANT) ?? [])].sort((a, b) => (a.addedIn < b.addedIn ? -1 : 1));
    expect(lives.map(story)).toEqual([['removed deleted'], ['refused']]);
  });

  test('and somebody took away by hand was found gone, though the new life has it again', async () => {
    const world = await grantedWorld();
    world.aws.held(SANDBOX_ACCOUNT).clear();
    world.merge({ at: NOW, changes: { [ALICE_PATH]: null }, reviews: [] });
    world.merge({ at: NOW + MINUTE, changes: { [ALICE_PATH]: requestText() } });
    world.now = NOW + 2 * MINUTE;
    await provision(world.ports, WRITING);
    const lives = [...(recordsOf(world).get(GRANT) ?? [])].sort((a, b) => (a.addedIn < b.addedIn ? -1 : 1));
    expect(lives.map(story)).toEqual([
      ['approved', 'given granted', 'removed revoked'],
      ['approved', 'given granted'],
    ]);
    expect(lives[0]?.events.at(-1)).toMatchObject({ by: 'found' });
  });
});

test('a cut of sessions gives nothing, so no record tells of it', async () => {
  const world = fakeWorld();
  world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText('deploy', 'duration: 2h') } });
  await provision(world.ports, WRITING);
  expect([...world.aws.held(SANDBOX_ACCOUNT).keys()].some((id) => id.startsWith('role:'))).toBe(true);
  expect(story(recordOf(world))).toEqual(['approved', 'given granted']);
  for (const hours of [1, 20]) {
    world.now = NOW + hours * HOUR;
    await expire(world.ports, WRITING);
  }
  expect(world.aws.held(SANDBOX_ACCOUNT).size).toBe(0);
  expect(story(recordOf(world))).toEqual(['approved', 'given granted', 'removed expired']);
});
