import { describe, expect, test } from '@jest/globals';
import { GitHubError } from '../../src/github/github.js';
import type { RevertOutcome } from '../../src/plan/run-report.js';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import { revokeGrant } from '../../src/use-cases/revoke-grant.js';
import { HOUR, MINUTE, NOW, requestText } from '../approval/facts-builder.js';
import { configWith, SANDBOX_ACCOUNT } from './example-files.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

const WRITING = { dryRun: false, confirmed: false };
const BATCH = 'lapse/revert-batch/aws-sandbox';
const END = NOW + 3 * HOUR;
const CONFIG = 'access/config.yaml';
const IN_BATCHES = configWith('revert: { auto_merge: true, batch: true }');

function pathOf(index: number): string {
  return `access/aws-sandbox/alice/r${String(index).padStart(3, '0')}.yaml`;
}

/** So many requests of alice, merged an hour ago in pull requests of their own, have ended. */
function endedWorld(count: number, config = IN_BATCHES, overrides: Parameters<typeof fakeWorld>[0] = {}): FakeWorld {
  const world = fakeWorld(overrides);
  world.push(NOW - 2 * HOUR, { [CONFIG]: config });
  for (let index = 0; index < count; index += 1) {
    world.merge({ at: NOW - HOUR, changes: { [pathOf(index)]: requestText() } });
  }
  world.now = END;
  return world;
}

function writes(world: FakeWorld): string[] {
  return world.hub.writes.map(({ method }) => method);
}

async function run(world: FakeWorld): Promise<readonly RevertOutcome[]> {
  world.hub.calls.length = 0;
  world.hub.writes.length = 0;
  return (await expire(world.ports, WRITING)).reverts;
}

function tally(reverts: readonly RevertOutcome[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { result } of reverts) counts[result] = (counts[result] ?? 0) + 1;
  return counts;
}

describe('one revert for all ended requests of a system', () => {
  test('is one commit and one pull request, which names each original and each life', async () => {
    const world = endedWorld(3);
    const reverts = await run(world);
    expect(writes(world)).toEqual(['setBranch', 'commitDeletion', 'openPullRequest']);
    expect(reverts.map(({ result, branch }) => [result, branch])).toEqual(Array(3).fill(['opened', BATCH]));
    const [, commit, opened] = world.hub.writes.map(({ request }) => request);
    expect(commit).toMatchObject({ branch: BATCH, paths: [0, 1, 2].map(pathOf), expectedHead: world.clone.tip() });
    const { title, body } = opened as { title: string; body: string };
    expect(title).toBe('Revert 3 ended requests of aws-sandbox');
    expect(body).toMatch(
      /^- Reverts #12: aws-sandbox\/alice\/r000, began: .*, ended: .*, gone at the provider: .*read back/m,
    );
    expect(body.match(/^- Reverts #\d+/gm)).toEqual(['- Reverts #12', '- Reverts #13', '- Reverts #14']);
  });

  test('is left alone by the next run, which asks GitHub only for the tip and the list', async () => {
    const world = endedWorld(3);
    await run(world);
    expect(tally(await run(world))).toEqual({ reused: 3 });
    expect(world.hub.calls).toEqual(['readTip', 'listReverts']);
  });

  test('is made anew when another request has ended', async () => {
    const world = endedWorld(2);
    await run(world);
    world.merge({ at: NOW - 30 * MINUTE, changes: { [pathOf(7)]: requestText() } });
    world.now = END + HOUR;
    expect(tally(await run(world))).toEqual({ opened: 3 });
    expect(world.hub.world.reverts.get(BATCH)?.head?.changes).toHaveLength(3);
  });

  test('is made anew where somebody pushed to it, or a file of it has changed since', async () => {
    const world = endedWorld(2);
    await run(world);
    const planted = world.hub.world.reverts.get(BATCH);
    if (!planted?.head) throw new Error('there is no batch');
    world.hub.world.reverts.set(BATCH, { ...planted, head: { ...planted.head, signedByGitHub: false } });
    expect(tally(await run(world))).toEqual({ opened: 2 });
    world.push(END, { [pathOf(0)]: requestText('billing', 'duration: 3h') });
    expect(tally(await run(world))).toEqual({ opened: 2 });
    expect(world.hub.world.reverts.get(BATCH)?.head?.parent).toBe(world.clone.tip());
  });

  test('leaves out what has a revert of its own already', async () => {
    const world = endedWorld(3);
    const grant = { name: 'aws-sandbox/alice/r001', system: 'aws-sandbox', beneficiary: 'alice', request: null };
    await revokeGrant({ ...grant, original: 13, by: 'alice' }, world.hub.world.tip, world.ports.github);
    const reverts = await run(world);
    expect(tally(reverts)).toEqual({ reused: 1, opened: 2 });
    expect(world.hub.world.reverts.get(BATCH)?.head?.changes).toHaveLength(2);
  });

  test('holds a hundred at most, those that ended first, and the run says so', async () => {
    const world = endedWorld(101);
    const reverts = await run(world);
    expect(tally(reverts)).toEqual({ opened: 100, waiting: 1 });
    expect(reverts.at(-1)).toMatchObject({ result: 'waiting', message: expect.stringContaining('holds 100') });
    expect(tally(await run(world))).toEqual({ reused: 100, waiting: 1 });
  });

  test('rests a day when people have closed it', async () => {
    const world = endedWorld(2);
    await run(world);
    const open = world.hub.world.reverts.get(BATCH);
    if (!open?.pullRequest) throw new Error('there is no batch');
    const close = (closedAt: number, headSha: string) =>
      world.hub.world.reverts.set(BATCH, {
        ...open,
        pullRequest: { ...open.pullRequest, state: 'closed', closedAt, headSha } as never,
      });
    close(END, open.pullRequest.headSha);
    expect(tally(await run(world))).toEqual({ waiting: 2 });
    expect(writes(world)).toEqual([]);
    // GitHub itself closes a pull request whose branch is reset to its base, and a run may have died right after.
    close(END, world.clone.tip());
    expect(tally(await run(world))).toEqual({ opened: 2 });
  });

  test('is named in a dry run, which asks GitHub for no list', async () => {
    const world = endedWorld(1);
    const { reverts } = await expire(world.ports, { dryRun: true, confirmed: false });
    expect(reverts).toMatchObject([{ branch: BATCH, result: 'planned' }]);
    expect(world.hub.calls).toEqual(['readTip']);
  });
});

describe('500 requests that ended at once', () => {
  const SINGLE = configWith('revert: { auto_merge: true, batch: false }');

  test('one by one: a run opens 20, keeps to 10 a minute, and leaves the rest to the next ones', async () => {
    const waits: number[] = [];
    const world = endedWorld(500, SINGLE);
    const ports = { ...world.ports, sleep: async (time: number) => void waits.push(time) };
    const { reverts } = await expire(ports, WRITING);
    expect(tally(reverts)).toEqual({ opened: 20, waiting: 480 });
    expect(writes(world)).toHaveLength(60);
    expect(world.hub.calls).toHaveLength(1 + 1 + 20 * 5);
    // The clock of this world stands still while it waits.
    expect(waits).toHaveLength(10);
    expect(Math.max(...waits)).toBe(MINUTE);
  });

  test('one by one: an hour has 60 in all, by whatever runs', async () => {
    const world = endedWorld(500, SINGLE);
    world.hub.world.openedAt.push(...Array(58).fill(END - MINUTE));
    expect(tally(await run(world))).toEqual({ opened: 2, waiting: 498 });
  });

  test('in batches: five runs, each of one commit and one pull request', async () => {
    const world = endedWorld(500);
    for (let left = 500; left > 0; left -= 100) {
      const reverts = await run(world);
      expect(tally(reverts)).toEqual(left > 100 ? { opened: 100, waiting: left - 100 } : { opened: 100 });
      // tip, list, branch, originals, and the three writes
      expect(world.hub.calls).toHaveLength(7);
      const { head } = world.hub.world.reverts.get(BATCH) ?? {};
      world.push(END, Object.fromEntries((head?.changes ?? []).map(({ path }) => [path, null])));
      world.hub.world.reverts.delete(BATCH);
    }
  });

  test('are not asked on for once GitHub has stopped answering three times', async () => {
    const limit = () => Promise.reject(new GitHubError('unavailable', 'secondary rate limit'));
    const world = endedWorld(10, SINGLE, { setBranch: limit });
    expect(tally(await run(world))).toEqual({ failed: 3, waiting: 7 });
    expect(writes(world)).toEqual(['setBranch', 'setBranch', 'setBranch']);
  });

  test('have been taken away at the provider before the first revert', async () => {
    const world = endedWorld(12, SINGLE);
    world.now = NOW;
    await provision(world.ports, WRITING);
    world.now = END;
    const ports = {
      ...world.ports,
      sleep: async () => expect(world.aws.held(SANDBOX_ACCOUNT).size).toBe(0),
    };
    const report = await expire(ports, WRITING);
    expect(report.outcomes.map(({ result }) => result)).toEqual(Array(12).fill('done'));
    expect(tally(report.reverts)).toEqual({ opened: 12 });
    expect.assertions(4);
  });
});
