import { describe, expect, test } from '@jest/globals';
import { GitHubError } from '../../src/github/github.js';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import { ALICE_PATH, HOUR, MINUTE, NOW, requestText } from '../approval/facts-builder.js';
import { SANDBOX_ACCOUNT } from './example-files.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

const WRITING = { dryRun: false, confirmed: false };
const GRANT = 'aws-sandbox/alice/billing';

/** alice was given four hours an hour ago, and a minute ago a merged revert took the file away. */
async function revokedWorld(overrides: Parameters<typeof fakeWorld>[0] = {}): Promise<FakeWorld> {
  const world = fakeWorld(overrides);
  world.merge({ at: NOW - HOUR, changes: { [ALICE_PATH]: requestText() } });
  await provision(world.ports, WRITING);
  world.merge({ at: NOW - MINUTE, changes: { [ALICE_PATH]: null }, reviews: [] });
  world.hub.calls.length = 0;
  world.hub.notices.length = 0;
  return world;
}

describe('a merged revert is confirmed on the request that it took away', () => {
  test.each([
    ['expire', expire],
    ['provision', provision],
  ])('by %s, once, when the provider shows that the access is gone', async (_name, run) => {
    const world = await revokedWorld();
    const report = await run(world.ports, WRITING);
    expect(world.hub.notices).toEqual([
      {
        number: 12,
        grant: GRANT,
        body: `☑️ <code>${GRANT}</code> has **ended**: at 2026-11-23T11:59:00Z, gone at 2026-11-23T12:00:00Z (read back).`,
      },
    ]);
    expect(report.lags).toEqual([{ grant: GRANT, endedAt: NOW - MINUTE, goneAt: NOW, lag: MINUTE }]);
    world.hub.calls.length = 0;
    await run(world.ports, WRITING);
    expect(world.hub.notices).toHaveLength(1);
    expect(world.hub.calls.filter((call) => call !== 'listReverts')).toEqual(['readTip']);
  });

  test('not before the provider shows it', async () => {
    const world = await revokedWorld();
    for (const id of world.aws.held(SANDBOX_ACCOUNT).keys()) world.aws.unshown.add(id);
    const report = await expire(world.ports, WRITING);
    expect(report.lags).toEqual([]);
    expect(world.hub.notices).toEqual([]);
  });

  test('not in a dry run, nor where the file stands again', async () => {
    const world = await revokedWorld();
    await expire(world.ports, { dryRun: true, confirmed: false });
    world.merge({ at: NOW - 1_000, changes: { [ALICE_PATH]: requestText('billing', 'duration: 1h') }, reviews: [] });
    await expire(world.ports, WRITING);
    expect(world.hub.notices).toEqual([]);
  });

  test('and where it cannot be told, nothing else fails', async () => {
    const writeNotices = () => Promise.reject(new GitHubError('unavailable', 'try again later'));
    const world = await revokedWorld();
    const github = { ...world.hub.github, writeNotices };
    const report = await expire({ ...world.ports, github }, WRITING);
    expect(report.outcomes).toMatchObject([{ result: 'done' }]);
    expect(world.progress.at(-1)).toContain('try again later');
  });
});

describe('the run tells how late it was', () => {
  test('for each removal, and warns where the schedule is late', async () => {
    const world = fakeWorld();
    world.merge({ at: NOW - HOUR, changes: { [ALICE_PATH]: requestText() } });
    await provision(world.ports, WRITING);
    world.now = NOW + 3 * HOUR + 46 * MINUTE;
    const { lags, late } = await expire(world.ports, WRITING);
    expect(lags).toMatchObject([{ grant: GRANT, endedAt: NOW + 3 * HOUR, lag: 46 * MINUTE }]);
    // The inline policy carries the end: the floor did not need the run.
    expect(late).toEqual([{ grant: GRANT, endedAt: NOW + 3 * HOUR, floor: NOW + 3 * HOUR }]);
  });

  test('of an early end too, and says what nobody can know any more', async () => {
    const world = await revokedWorld();
    world.push(NOW, { 'access/people.yaml': 'people: {}\n' });
    world.now = NOW + HOUR;
    expect((await expire(world.ports, WRITING)).late).toEqual([{ grant: GRANT, endedAt: NOW - MINUTE, floor: null }]);
  });

  test('and nothing of it where it was in time', async () => {
    const world = fakeWorld();
    world.merge({ at: NOW - HOUR, changes: { [ALICE_PATH]: requestText() } });
    await provision(world.ports, WRITING);
    world.now = NOW + 3 * HOUR + 15 * MINUTE;
    expect((await expire(world.ports, WRITING)).late).toEqual([]);
  });
});
