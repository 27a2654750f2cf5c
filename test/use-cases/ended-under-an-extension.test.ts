import { describe, expect, test } from '@jest/globals';
import { GitHubError } from '../../src/github/github.js';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import { ALICE_PATH, HOUR, NOW, requestText } from '../approval/facts-builder.js';
import { SANDBOX_ACCOUNT } from './example-files.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

const WRITING = { dryRun: false, confirmed: false };

/** A grant of one hour that was given, and an extension to eight that nobody approved. */
async function extendedPastReview(): Promise<FakeWorld> {
  const world = fakeWorld();
  world.now = NOW - 2 * HOUR;
  world.merge({ at: world.now, changes: { [ALICE_PATH]: requestText('billing', 'duration: 1h') } });
  await provision(world.ports, WRITING);
  world.push(NOW - 1.5 * HOUR, { [ALICE_PATH]: requestText('billing', 'duration: 8h') });
  return world;
}

describe('law 1: an extension that nobody approved', () => {
  test('leaves nothing past the end of what was approved, and is refused', async () => {
    const world = await extendedPastReview();
    world.now = NOW;
    const report = await provision(world.ports, WRITING);
    expect([...world.aws.held(SANDBOX_ACCOUNT)]).toEqual([]);
    expect(report.outcomes).toMatchObject([{ change: { action: 'remove', reason: 'expired' }, result: 'done' }]);
    expect(report.refusals).toMatchObject([{ rule: 'direct-push' }]);
  });

  test('nor past it where expire alone runs, which gives nothing either', async () => {
    const world = await extendedPastReview();
    world.now = NOW;
    const report = await expire(world.ports, WRITING);
    expect([...world.aws.held(SANDBOX_ACCOUNT)]).toEqual([]);
    expect(report.outcomes).toMatchObject([{ change: { action: 'remove', reason: 'expired' }, result: 'done' }]);
    expect(report.refusals).toMatchObject([{ rule: 'direct-push' }]);
  });

  test('takes nothing away before that end', async () => {
    const world = await extendedPastReview();
    const given = [...world.aws.held(SANDBOX_ACCOUNT)];
    world.now = NOW - 1.25 * HOUR;
    const report = await provision(world.ports, WRITING);
    expect([...world.aws.held(SANDBOX_ACCOUNT)]).toEqual(given);
    expect(report.outcomes).toEqual([]);
  });
});

describe('law 9: an extension that expire finds before provision has given it', () => {
  test.each([
    ['is approved', undefined, 0],
    ['cannot be told, because GitHub is away', 'away', 1],
  ])('takes nothing away where it %s', async (_what, away, refusals) => {
    const world = fakeWorld();
    world.now = NOW - 2 * HOUR;
    world.merge({ at: world.now, changes: { [ALICE_PATH]: requestText('billing', 'duration: 1h') } });
    await provision(world.ports, WRITING);
    world.merge({ at: NOW - 1.5 * HOUR, changes: { [ALICE_PATH]: requestText('billing', 'duration: 8h') } });
    const given = [...world.aws.held(SANDBOX_ACCOUNT)];
    world.now = NOW;
    const readPullRequest = async () => Promise.reject(new GitHubError('unavailable', 'GitHub is away'));
    const github = away === undefined ? world.ports.github : { ...world.hub.github, readPullRequest };
    const report = await expire({ ...world.ports, now: () => NOW, github }, WRITING);
    expect([...world.aws.held(SANDBOX_ACCOUNT)]).toEqual(given);
    expect([report.outcomes, report.refusals.length]).toEqual([[], refusals]);
  });
});

test('law 1: what a removed request left is taken away by expire too, where its file stands again unapproved', async () => {
  const world = fakeWorld();
  world.now = NOW - 2 * HOUR;
  world.merge({ at: world.now, changes: { [ALICE_PATH]: requestText('billing', 'duration: 8h') } });
  await provision(world.ports, WRITING);
  world.push(NOW - HOUR, { [ALICE_PATH]: null });
  world.push(NOW - HOUR, { [ALICE_PATH]: requestText('billing', 'duration: 4h') });
  world.now = NOW;
  const report = await expire(world.ports, WRITING);
  expect([...world.aws.held(SANDBOX_ACCOUNT)]).toEqual([]);
  expect(report.outcomes).toMatchObject([{ change: { action: 'remove', reason: 'deleted' }, result: 'done' }]);
});

/** A grant of eight hours that was given and then shortened to one, which no run has written yet. */
async function shortenedWorld(): Promise<FakeWorld> {
  const world = fakeWorld();
  world.now = NOW - 2 * HOUR;
  world.merge({ at: world.now, changes: { [ALICE_PATH]: requestText('billing', 'duration: 8h') } });
  await provision(world.ports, WRITING);
  world.merge({ at: NOW - 1.9 * HOUR, changes: { [ALICE_PATH]: requestText('billing', 'duration: 1h') }, reviews: [] });
  return world;
}

describe('law 6: a shortened window that somebody pushes back, before a run has written it,', () => {
  describe.each([
    ['to what it was', 'duration: 8h'],
    ['to a little less', 'duration: 7h'],
  ])('%s', (_what, end) => {
    test.each([
      ['provision', provision],
      ['expire', expire],
    ])('lasts no longer than it was shortened to (%s)', async (_run, run) => {
      const world = await shortenedWorld();
      world.push(NOW - 1.8 * HOUR, { [ALICE_PATH]: requestText('billing', end) });
      world.now = NOW;
      const report = await run(world.ports, WRITING);
      expect([...world.aws.held(SANDBOX_ACCOUNT)]).toEqual([]);
      expect(report.outcomes).toMatchObject([{ change: { action: 'remove', reason: 'expired' }, result: 'done' }]);
      expect(report.refusals).toMatchObject([{ rule: 'direct-push' }]);
    });

    test('is given where that came with its approvals', async () => {
      const world = await shortenedWorld();
      world.merge({ at: NOW - 1.8 * HOUR, changes: { [ALICE_PATH]: requestText('billing', end) } });
      world.now = NOW;
      expect((await expire(world.ports, WRITING)).outcomes).toEqual([]);
      expect((await provision(world.ports, WRITING)).refusals).toEqual([]);
      expect(world.aws.held(SANDBOX_ACCOUNT).size).toBe(1);
    });
  });
});
