import { describe, expect, test } from '@jest/globals';
import { GitHubError } from '../../src/github/github.js';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import { ALICE_PATH, MINUTE, NOW, requestText } from '../approval/facts-builder.js';
import { SANDBOX_ACCOUNT } from './example-files.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';
import {
  AN_HOUR_AGO,
  END,
  grantedWorld,
  heldId,
  mergedWorld,
  recordOf,
  recordsOf,
  story,
  WRITING,
} from './recorded-world.js';

describe('what is given again', () => {
  test('after somebody had taken it away is told as missing', async () => {
    const world = await grantedWorld();
    world.now = NOW + MINUTE;
    world.aws.held(SANDBOX_ACCOUNT).clear();
    await provision(world.ports, WRITING);
    expect(story(recordOf(world))).toEqual(['approved', 'given granted', 'given missing']);
  });

  test('after somebody had changed it is told as altered', async () => {
    const world = await grantedWorld();
    world.now = NOW + MINUTE;
    world.aws.held(SANDBOX_ACCOUNT).set(heldId(world), '{}');
    await provision(world.ports, WRITING);
    expect(story(recordOf(world))).toEqual(['approved', 'given granted', 'given altered']);
  });

  test('longer is told as changed, with the approvals of the new version', async () => {
    const world = await grantedWorld();
    world.merge({ at: NOW - MINUTE, changes: { [ALICE_PATH]: requestText('billing', 'duration: 9h') } });
    await provision(world.ports, WRITING);
    const { versions, events } = recordOf(world);
    expect(events.map(({ kind }) => kind)).toEqual(['approved', 'given', 'approved', 'given']);
    expect(events[2]).toMatchObject({ pullRequest: { number: 13 }, version: versions[1]?.commit });
    expect(events[3]).toMatchObject({ why: 'changed', floor: '2026-11-23T20:00:00Z' });
  });

  test('as another role says now is told as changed, not as altered by hand', async () => {
    const world = await grantedWorld();
    const roles = await world.clone.repository.readTree(world.clone.tip(), ['access/aws-sandbox/roles.yaml']);
    const text = new TextDecoder().decode(roles[0]?.bytes ?? new Uint8Array());
    world.push(NOW, { 'access/aws-sandbox/roles.yaml': text.replace('"ce:Describe*"', '"ce:List*"') });
    await provision(world.ports, WRITING);
    expect(story(recordOf(world))).toEqual(['approved', 'given granted', 'given changed']);
  });

  test('a reason that was reworded adds a version and nothing else', async () => {
    const world = await grantedWorld();
    world.merge({ at: NOW, changes: { [ALICE_PATH]: requestText('billing', 'duration: 4h', 'In other words') } });
    await provision(world.ports, WRITING);
    expect([story(recordOf(world)), recordOf(world).versions.length]).toEqual([['approved', 'given granted'], 2]);
  });
});

test('what another run put at the same time is told once', async () => {
  const world = mergedWorld();
  let isAlone = true;
  const github: typeof world.hub.github = {
    ...world.hub.github,
    commitTexts: async (request) => {
      // It removes nothing of what this one has put, finds it as it should be, and is the first to say so.
      if (isAlone) {
        isAlone = false;
        await provision(world.ports, WRITING);
      }
      return world.hub.github.commitTexts(request);
    },
  };
  const report = await provision({ ...world.ports, github }, WRITING);
  expect(report.evidence?.faults).toEqual([]);
  expect(story(recordOf(world))).toEqual(['approved', 'given found']);
});

describe('law 11: what a run did that died before it recorded', () => {
  /** Forgets the branch, as if nothing had been recorded. */
  function forget(world: FakeWorld): void {
    world.hub.evidence.commits.length = 0;
  }

  test('is found by the next run, with the approvals', async () => {
    const world = await grantedWorld();
    forget(world);
    world.now = NOW + 15 * MINUTE;
    await expire(world.ports, WRITING);
    expect(story(recordOf(world))).toEqual(['approved', 'given found']);
    expect(recordOf(world).events[1]).toMatchObject({ readBackAt: '2026-11-23T12:15:00Z', run: { name: 'expire' } });
    await expire(world.ports, WRITING);
    expect(world.hub.evidence.commits).toHaveLength(2);
  });

  test('is found where it was removed', async () => {
    const world = await grantedWorld();
    const [first, second] = world.hub.evidence.commits;
    world.now = END;
    await expire(world.ports, WRITING);
    world.hub.evidence.commits.length = 0;
    for (const one of [first, second]) if (one !== undefined) world.hub.evidence.commits.push(one);
    await expire(world.ports, WRITING);
    expect(recordOf(world).events.at(-1)).toMatchObject({ kind: 'removed', by: 'found', why: 'expired' });
  });

  test('of 101 grants it makes good the approvals of 100, and of the last one in the next run', async () => {
    const world = fakeWorld();
    const changes = Array.from({ length: 101 }, (_, index) => [
      `access/aws-sandbox/alice/g${index}.yaml`,
      requestText(),
    ]);
    for (const [path = '', text = ''] of changes) world.merge({ at: AN_HOUR_AGO, changes: { [path]: text } });
    await provision(world.ports, WRITING);
    forget(world);
    const approved = () =>
      [...recordsOf(world).values()].flat().filter(({ events }) => events.some(({ kind }) => kind === 'approved'));
    await expire(world.ports, WRITING);
    expect([recordsOf(world).size, approved().length]).toEqual([101, 100]);
    expect(world.progress).toContainEqual(expect.stringContaining('Of 1 more grants'));
    await expire(world.ports, WRITING);
    expect(approved()).toHaveLength(101);
  });

  test('is made good though GitHub never answers for as many as a run asks about', async () => {
    const world = fakeWorld();
    const changes = Array.from({ length: 130 }, (_, index) => [
      `access/aws-sandbox/alice/g${String(index).padStart(3, '0')}.yaml`,
      requestText(),
    ]);
    for (const [path = '', text = ''] of changes) world.merge({ at: AN_HOUR_AGO, changes: { [path]: text } });
    await provision(world.ports, WRITING);
    forget(world);
    const { readPullRequest } = world.hub.github;
    const github: typeof world.hub.github = {
      ...world.hub.github,
      // The first hundred.
      readPullRequest: async (number, policyAt) => {
        if (number < 12 + 100) throw new GitHubError('unavailable', 'GitHub is away');
        return readPullRequest(number, policyAt);
      },
    };
    const approved = () =>
      [...recordsOf(world).values()].flat().filter(({ events }) => events.some(({ kind }) => kind === 'approved'));
    for (let run = 0; run < 4; run += 1) {
      world.now += 15 * MINUTE;
      await expire({ ...world.ports, github }, WRITING);
    }
    expect(approved()).toHaveLength(30);
  });

  test('and cannot be proved any more is told so once, and not asked about again', async () => {
    const world = await grantedWorld();
    forget(world);
    const reading = world.hub.world.pullRequests.get(12);
    if (reading !== undefined)
      world.hub.world.pullRequests.set(12, { ...reading, facts: { ...reading.facts, reviews: [] } });
    await expire(world.ports, WRITING);
    expect(story(recordOf(world))).toEqual(['refused', 'given found']);
    world.hub.calls.length = 0;
    await expire(world.ports, WRITING);
    expect(world.hub.calls).toEqual(['readTip', 'listReverts']);
  });

  test('is asked about again where GitHub did not answer, which is no refusal', async () => {
    const world = await grantedWorld();
    forget(world);
    const away = async () => {
      throw new GitHubError('unavailable', 'GitHub is away');
    };
    await expire({ ...world.ports, github: { ...world.hub.github, readPullRequest: away } }, WRITING);
    expect(story(recordOf(world))).toEqual(['given found']);
    await expire(world.ports, WRITING);
    expect(story(recordOf(world))).toEqual(['given found', 'approved']);
  });
});
