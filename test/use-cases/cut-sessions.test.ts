import { describe, expect, test } from '@jest/globals';
import type { RunReport } from '../../src/plan/run-report.js';
import { needsAttention } from '../../src/plan/run-report.js';
import { readCut } from '../../src/providers/aws-iam/cut.js';
import { type Provider, ProviderError } from '../../src/providers/provider.js';
import { expire } from '../../src/use-cases/expire.js';
import { planChanges } from '../../src/use-cases/plan-changes.js';
import { provision } from '../../src/use-cases/provision.js';
import { HOUR, MINUTE, NOW, requestText } from '../approval/facts-builder.js';
import { POLICY, SANDBOX_ACCOUNT } from './example-files.js';
import { REPOSITORY_ID } from './fake-github.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

const WRITING = { dryRun: false, confirmed: false };
const FIRST = 'access/aws-sandbox/alice/first.yaml';
const SECOND = 'access/aws-sandbox/alice/second.yaml';
const THIRD = 'access/aws-sandbox/alice/third.yaml';
const DEPLOY = requestText('deploy', 'duration: 1h');
const DEPLOY_LONG = requestText('deploy', 'duration: 2h');

/** Merges at a time, at which the clock then stands. */
function mergeAt(world: FakeWorld, at: number, path: string, text: string | null = DEPLOY): void {
  world.now = at;
  world.merge({ at, changes: { [path]: text } });
}

/** alice may assume Deploy from now for an hour. */
async function givenWorld(): Promise<FakeWorld> {
  const world = fakeWorld();
  mergeAt(world, NOW, FIRST);
  await provision(world.ports, WRITING);
  return world;
}

function cuts(world: FakeWorld): [string, string][] {
  return [...world.aws.held(SANDBOX_ACCOUNT)].filter(([id]) => id.startsWith('role:'));
}

/** Whether AWS would deny a session of alice, by what stands on the role. */
function isDenied(world: FakeWorld, openedAt: number, time = world.now): boolean {
  return cuts(world).some(([, content]) =>
    readCut(content)?.some(({ from, openedBefore }) => time >= from && openedAt < openedBefore),
  );
}

function told({ outcomes }: RunReport): string[] {
  return outcomes.map(({ change, result }) => {
    const id = change.action === 'remove' ? change.observed.id : change.entitlement.id;
    return `${change.action} ${result} ${change.reason} ${id.split('/')[0]}`;
  });
}

/** The world with an account in which writes to roles fail. */
function withoutRoles(world: FakeWorld, error: ProviderError): FakeWorld['ports'] {
  const { provider } = world.aws;
  const refusing: Provider = {
    ...provider,
    connect: async (system, options) => {
      const session = await provider.connect(system, options);
      return {
        ...session,
        put: async (entitlement) => {
          if (provider.isCut(entitlement.id)) throw error;
          await session.put(entitlement);
        },
      };
    },
  };
  return { ...world.ports, providers: new Map([[provider.name, refusing]]) };
}

describe('where the cut cannot be put', () => {
  const denied = new ProviderError('refused', 'AWS does not allow it; the role of the run needs iam:PutRolePolicy');

  test('law 2: the grant is not given, says why, and the others are', async () => {
    const world = fakeWorld();
    mergeAt(world, NOW - MINUTE, SECOND, requestText());
    mergeAt(world, NOW, FIRST);
    const report = await provision(withoutRoles(world, denied), WRITING);
    expect(told(report)).toEqual([
      'create failed cut role:Deploy',
      'create failed granted alice.smith',
      'create done granted alice.smith',
    ]);
    expect(report.outcomes[1]?.message).toContain('needs iam:PutRolePolicy');
    expect(needsAttention(report)).toBe(true);
    expect(world.hub.notices.map(({ body }) => body.includes('not given'))).toEqual([true, false]);
  });

  test('what takes access away goes ahead', async () => {
    const world = await givenWorld();
    mergeAt(world, NOW + 10 * MINUTE, FIRST, null);
    const report = await expire(withoutRoles(world, denied), WRITING);
    expect(told(report)).toEqual(['remove done deleted alice.smith', 'update failed cut role:Deploy']);
  });

  test('because the role is gone, nobody has a session of it, and what is over is done', async () => {
    const world = await givenWorld();
    mergeAt(world, NOW + 10 * MINUTE, FIRST, null);
    const gone = new ProviderError('unknown-role', 'IAM has no role Deploy');
    const report = await expire(withoutRoles(world, gone), WRITING);
    expect(told(report)).toEqual(['remove done deleted alice.smith', 'update done cut role:Deploy']);
    expect(needsAttention(report)).toBe(false);
  });
});

describe('law 2: sessions end with the grant', () => {
  test('by what was put before the grant was, with no run after', async () => {
    const world = await givenWorld();
    expect(world.aws.writes.map((write) => write.split('/')[0])).toEqual(['put role:Deploy', 'put alice.smith']);
    expect(isDenied(world, NOW, NOW + HOUR - 1)).toBe(false);
    expect(isDenied(world, NOW, NOW + HOUR)).toBe(true);
  });

  test('a run after the end changes nothing of it, until no session can be alive', async () => {
    const world = await givenWorld();
    world.now = NOW + HOUR;
    await expire(world.ports, WRITING);
    expect(isDenied(world, NOW)).toBe(true);
    world.now = NOW + 13 * HOUR - MINUTE;
    expect(told(await expire(world.ports, WRITING))).toEqual([]);
    world.now = NOW + 13 * HOUR;
    expect(told(await expire(world.ports, WRITING))).toEqual(['remove done expired role:Deploy']);
    expect(world.aws.held(SANDBOX_ACCOUNT).size).toBe(0);
  });

  test('an early removal ends them in the next run, those opened meanwhile too', async () => {
    const world = await givenWorld();
    mergeAt(world, NOW + 10 * MINUTE, FIRST, null);
    world.now = NOW + 20 * MINUTE;
    expect(isDenied(world, NOW)).toBe(false);
    await expire(world.ports, WRITING);
    expect([isDenied(world, NOW), isDenied(world, NOW + 15 * MINUTE)]).toEqual([true, true]);
  });

  test('a shorter window ends them at its end, though provision has not run', async () => {
    const world = await givenWorld();
    mergeAt(world, NOW + 10 * MINUTE, FIRST, requestText('deploy', 'duration: 30m'));
    await expire(world.ports, WRITING);
    expect(isDenied(world, NOW, NOW + 30 * MINUTE - 1)).toBe(false);
    expect(isDenied(world, NOW, NOW + 30 * MINUTE)).toBe(true);
    expect(isDenied(world, NOW + 40 * MINUTE, NOW + 40 * MINUTE)).toBe(true);
  });

  test('a cut that somebody took off or changed is put back, by expire too', async () => {
    const world = await givenWorld();
    const before = cuts(world);
    for (const content of [null, '{}', before[0]?.[1].replace('2026', '2027') ?? '']) {
      const [id = ''] = before[0] ?? [];
      if (content === null) world.aws.held(SANDBOX_ACCOUNT).delete(id);
      else world.aws.held(SANDBOX_ACCOUNT).set(id, content);
      await expire(world.ports, WRITING);
      expect(cuts(world)).toEqual(before);
    }
  });
});

describe('law 1: a session lives on under another grant', () => {
  test('that overlaps, to the end of that one', async () => {
    const world = await givenWorld();
    mergeAt(world, NOW + 30 * MINUTE, SECOND);
    await provision(world.ports, WRITING);
    world.now = NOW + HOUR + MINUTE;
    await expire(world.ports, WRITING);
    expect(isDenied(world, NOW)).toBe(false);
    expect(isDenied(world, NOW, NOW + 90 * MINUTE)).toBe(true);
  });

  test('and one that begins after the end opens its own', async () => {
    const world = await givenWorld();
    mergeAt(world, NOW + HOUR + 10 * MINUTE, SECOND);
    await provision(world.ports, WRITING);
    expect([isDenied(world, NOW), isDenied(world, world.now)]).toEqual([true, false]);
  });

  test('an extension moves its end, once it is given and not before', async () => {
    const world = await givenWorld();
    mergeAt(world, NOW + 30 * MINUTE, FIRST, DEPLOY_LONG);
    await expire(world.ports, WRITING);
    expect(isDenied(world, NOW, NOW + HOUR)).toBe(true);
    await provision(world.ports, WRITING);
    expect(isDenied(world, NOW, NOW + HOUR)).toBe(false);
    expect(isDenied(world, NOW, NOW + 2 * HOUR)).toBe(true);
  });

  test('what carried it from one grant to the next carries it when it is over too', async () => {
    const world = await givenWorld();
    mergeAt(world, NOW + 50 * MINUTE, SECOND, requestText('deploy', 'duration: 30m'));
    await provision(world.ports, WRITING);
    mergeAt(world, NOW + 70 * MINUTE, THIRD);
    await provision(world.ports, WRITING);
    world.now = NOW + 90 * MINUTE;
    await provision(world.ports, WRITING);
    expect(isDenied(world, NOW + 40 * MINUTE)).toBe(false);
    // Also where what stood is lost, and has to be worked out anew.
    for (const [id] of cuts(world)) world.aws.held(SANDBOX_ACCOUNT).delete(id);
    await provision(world.ports, WRITING);
    expect(isDenied(world, NOW + 40 * MINUTE)).toBe(false);
    expect(cuts(world)).toHaveLength(1);
  });
});

describe('law 6: what was not approved keeps no session alive', () => {
  test('a second grant', async () => {
    const world = await givenWorld();
    world.now = NOW + 30 * MINUTE;
    world.merge({ at: world.now, changes: { [SECOND]: DEPLOY }, reviews: [] });
    await provision(world.ports, WRITING);
    expect(isDenied(world, NOW, NOW + HOUR)).toBe(true);
    world.now = NOW + HOUR + MINUTE;
    await expire(world.ports, WRITING);
    expect(isDenied(world, NOW)).toBe(true);
  });

  test('an extension', async () => {
    const world = await givenWorld();
    world.now = NOW + 30 * MINUTE;
    world.merge({ at: world.now, changes: { [FIRST]: DEPLOY_LONG }, reviews: [] });
    await provision(world.ports, WRITING);
    await expire(world.ports, WRITING);
    expect(isDenied(world, NOW, NOW + HOUR)).toBe(true);
  });

  test('one that is over by now, from one grant to another', async () => {
    const world = await givenWorld();
    world.now = NOW + 50 * MINUTE;
    world.merge({ at: world.now, changes: { [SECOND]: requestText('deploy', 'duration: 30m') }, reviews: [] });
    mergeAt(world, NOW + 70 * MINUTE, THIRD);
    await provision(world.ports, WRITING);
    world.now = NOW + 90 * MINUTE;
    await provision(world.ports, WRITING);
    expect(isDenied(world, NOW + 40 * MINUTE)).toBe(true);
    expect(isDenied(world, NOW + 75 * MINUTE)).toBe(false);
  });

  test('it cuts nothing by itself either, and puts nothing on the role', async () => {
    const world = fakeWorld();
    world.merge({ at: NOW, changes: { [FIRST]: DEPLOY }, reviews: [] });
    await provision(world.ports, WRITING);
    await expire(world.ports, WRITING);
    expect(world.aws.writes).toEqual([]);
  });

  test('where GitHub does not answer, the cut that stands stays', async () => {
    const world = await givenWorld();
    const before = cuts(world);
    const [id = ''] = [...world.aws.held(SANDBOX_ACCOUNT).keys()].filter((one) => one.startsWith('alice'));
    world.aws.held(SANDBOX_ACCOUNT).set(id, '{}');
    await expire(world.ports, WRITING);
    expect(cuts(world)).toEqual(before);
  });
});

describe('law 9: what nobody can explain', () => {
  test('stays where it is a cut of ours, as after a role left the policy, until it has no use', async () => {
    const world = await givenWorld();
    const before = cuts(world);
    world.push(NOW + MINUTE, { 'access/people.yaml': POLICY['access/people.yaml'].replace('alice.smith', 'alice.s') });
    world.now = NOW + 12 * HOUR;
    await expire(world.ports, WRITING);
    expect(cuts(world).filter(([id]) => id === before[0]?.[0])).toEqual(before);
    world.now = NOW + 13 * HOUR;
    await expire(world.ports, WRITING);
    expect(cuts(world)).toEqual([]);
  });

  test('is guarded where it is something else under our mark', async () => {
    const world = fakeWorld();
    const names = ['a', 'b', 'c'].map((name) => `role:Deploy/lapse-${REPOSITORY_ID}-${name}`);
    for (const id of names) world.aws.held(SANDBOX_ACCOUNT).set(id, '{}');
    const { outcomes } = await expire(world.ports, WRITING);
    expect(outcomes.map(({ result }) => result)).toEqual(['withheld', 'withheld', 'withheld']);
    await expire(world.ports, { dryRun: false, confirmed: true });
    expect(cuts(world)).toEqual([]);
  });
});

test('the plan shows the cut, before what it is for', async () => {
  const world = fakeWorld();
  mergeAt(world, NOW, FIRST);
  const { repository, providers, identityToken, sleep, progress } = world.ports;
  const base = { repository, providers, identityToken, sleep, progress, repositoryId: REPOSITORY_ID };
  const { changes } = await planChanges({ ...base, commit: world.clone.tip(), at: NOW });
  expect(changes.map(({ action, reason }) => `${action} ${reason}`)).toEqual(['create cut', 'create granted']);
  expect(world.aws.writes).toEqual([]);
});
