import { describe, expect, test } from '@jest/globals';
import { GitHubError } from '../../src/github/github.js';
import { expire } from '../../src/use-cases/expire.js';
import { revokeGrant } from '../../src/use-cases/revoke-grant.js';
import { ALICE_PATH, HOUR, NOW, requestText } from '../approval/facts-builder.js';
import { configWith } from './example-files.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

const WRITING = { dryRun: false, confirmed: false };
const BRANCH = 'lapse/revert/aws-sandbox/alice/billing';
const END = NOW + 3 * HOUR;

/** A revert of alice's is open: the clock of the run that opened it was ten minutes ahead. */
async function worldWithRevert(overrides: Parameters<typeof fakeWorld>[0] = {}, config?: string): Promise<FakeWorld> {
  const world = fakeWorld(overrides);
  if (config !== undefined) world.push(NOW - 2 * HOUR, { 'access/config.yaml': config });
  world.merge({ at: NOW - HOUR, changes: { [ALICE_PATH]: requestText() } });
  world.now = END + 60_000;
  await expire(world.ports, WRITING);
  world.hub.writes.length = 0;
  world.hub.notices.length = 0;
  return world;
}

describe('an open revert', () => {
  test('is closed with one line when its grant has not ended any more', async () => {
    const world = await worldWithRevert();
    world.now = END - 9 * 60_000;
    const { reverts } = await expire(world.ports, WRITING);
    expect(reverts).toMatchObject([{ result: 'closed', branch: BRANCH, message: 'the grant has not ended any more' }]);
    expect(world.hub.notices).toMatchObject([{ body: 'Closed: the grant has not ended any more.' }]);
    expect(world.hub.world.reverts.get(BRANCH)?.pullRequest?.state).toBe('closed');
    expect((await expire(world.ports, WRITING)).reverts).toEqual([]);
  });

  test('is closed when somebody else has taken the file away', async () => {
    const world = await worldWithRevert();
    world.push(END, { [ALICE_PATH]: null });
    const { reverts } = await expire(world.ports, WRITING);
    expect(reverts).toMatchObject([{ result: 'closed', message: 'the request is not on the branch any more' }]);
  });

  test('is made anew when the file has changed since, on what stands now', async () => {
    const world = await worldWithRevert();
    world.push(END, { [ALICE_PATH]: requestText('billing', 'duration: 3h') });
    const { reverts } = await expire(world.ports, WRITING);
    expect(reverts).toMatchObject([{ result: 'opened' }]);
    expect(world.hub.world.reverts.get(BRANCH)?.head?.parent).toBe(world.clone.tip());
  });

  test('that somebody commanded before the end is theirs', async () => {
    const world = fakeWorld();
    world.merge({ at: NOW - HOUR, changes: { [ALICE_PATH]: requestText() } });
    const grant = { name: 'aws-sandbox/alice/billing', system: 'aws-sandbox', beneficiary: 'alice', request: null };
    await revokeGrant({ ...grant, original: 12, by: 'alice' }, world.hub.world.tip, world.ports.github);
    expect((await expire(world.ports, WRITING)).reverts).toEqual([]);
    expect(world.hub.world.reverts.get(BRANCH)?.pullRequest?.state).toBe('open');
  });

  test('of a batch is closed when nothing of it is there to revert, or reverts come one by one', async () => {
    const batch = configWith('revert: { batch: true }');
    const gone = await worldWithRevert({}, batch);
    gone.push(END, { [ALICE_PATH]: null });
    expect((await expire(gone.ports, WRITING)).reverts).toMatchObject([{ result: 'closed', grant: 'aws-sandbox' }]);
    const single = await worldWithRevert({}, batch);
    single.push(END, { 'access/config.yaml': configWith('revert: { batch: false }') });
    expect((await expire(single.ports, WRITING)).reverts).toMatchObject([{ result: 'closed' }, { result: 'opened' }]);
  });

  test('of which there are many is closed in turn, 20 in a run', async () => {
    const world = await worldWithRevert();
    const open = world.hub.world.reverts.get(BRANCH);
    if (open === undefined) throw new Error('there is no revert');
    const pullRequest = (number: number) => open.pullRequest && { ...open.pullRequest, number };
    for (let number = 1; number <= 30; number += 1) {
      const branch = `lapse/revert/aws-sandbox/alice/gone-${number}`;
      world.hub.world.reverts.set(branch, { ...open, pullRequest: pullRequest(number) });
    }
    const { reverts } = await expire(world.ports, WRITING);
    const count = (result: string) => reverts.filter((revert) => revert.result === result).length;
    expect([count('closed'), count('waiting'), count('reused')]).toEqual([20, 10, 1]);
  });

  test('that cannot be closed is told, and holds back nothing', async () => {
    const refused = () => Promise.reject(new GitHubError('not-permitted', 'give “Pull requests: write”'));
    const world = await worldWithRevert({ updatePullRequest: refused });
    world.push(END, { [ALICE_PATH]: null });
    const { reverts } = await expire(world.ports, WRITING);
    expect(reverts).toMatchObject([{ result: 'failed', message: 'give “Pull requests: write”' }]);
  });
});

test('law 7: what was removed is told though GitHub lists no reverts', async () => {
  const listReverts = () => Promise.reject(new GitHubError('unavailable', 'try again later'));
  const world = fakeWorld({ listReverts });
  world.merge({ at: NOW - HOUR, changes: { [ALICE_PATH]: requestText() } });
  world.now = END;
  const report = await expire(world.ports, WRITING);
  expect(report.reverts).toMatchObject([{ result: 'failed', message: 'try again later' }]);
});
