import { describe, expect, test } from '@jest/globals';
import { GitHubError } from '../../src/github/github.js';
import type { RunReport } from '../../src/plan/run-report.js';
import { provision } from '../../src/use-cases/provision.js';
import { ShallowCloneError } from '../../src/use-cases/refuse-shallow-clone.js';
import { UsageError } from '../../src/use-cases/usage-error.js';
import { ALICE_PATH, HOUR, MINUTE, NOW, requestText } from '../approval/facts-builder.js';
import { PROD_ACCOUNT, SANDBOX_ACCOUNT } from './example-files.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

const AN_HOUR_AGO = NOW - HOUR;
const WRITING = { dryRun: false, confirmed: false };
const SECOND_PATH = 'access/aws-sandbox/alice/more.yaml';
const PROD_PATH = 'access/aws-prod/alice/read.yaml';

/** `create done granted aws-sandbox/alice/billing`, in the order of the run. */
function told({ outcomes }: RunReport): string[] {
  return outcomes.map(({ change, result }) => {
    const grant = change.action === 'remove' ? change.grant : change.entitlement.grants.join('+');
    return `${change.action} ${result} ${change.reason} ${grant}`;
  });
}

function ids(world: FakeWorld, account = SANDBOX_ACCOUNT): string[] {
  return [...world.aws.held(account).keys()].map((id) => id.replace(/-[0-9a-f]{16}$/, '')).sort();
}

function mergedWorld(...paths: readonly string[]): FakeWorld {
  const world = fakeWorld();
  for (const path of paths) {
    const role = path === PROD_PATH ? 'read' : 'billing';
    world.merge({ at: AN_HOUR_AGO, changes: { [path]: requestText(role) } });
  }
  return world;
}

describe('a run cannot begin', () => {
  test('on a shallow clone, and says how to mend it', async () => {
    const world = mergedWorld(ALICE_PATH);
    world.clone.isShallow = true;
    const error = await provision(world.ports, WRITING).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ShallowCloneError);
    expect((error as UsageError).cure).toContain('fetch-depth: 0');
    expect(world.aws.writes).toEqual([]);
  });

  test('law 1: while the branch moves each time it is read, and gives up after three', async () => {
    const world = mergedWorld(ALICE_PATH);
    const { readTip } = world.hub.github;
    let reads = 0;
    const github = {
      ...world.hub.github,
      readTip: async () => {
        reads += 1;
        const tip = await readTip();
        world.push(NOW, { 'access/README.md': `${reads}` });
        return tip;
      },
    };
    await expect(provision({ ...world.ports, github }, WRITING)).rejects.toBeInstanceOf(UsageError);
    expect(world.aws.writes).toEqual([]);
    expect(reads).toBe(6);
  });

  test('when GitHub does not say where the branch is', async () => {
    const error = new GitHubError('unavailable', 'GitHub is away');
    const world = fakeWorld({ readTip: () => Promise.reject(error) });
    await expect(provision(world.ports, WRITING)).rejects.toBe(error);
  });
});

describe('law 1: the tip is read again before anything is written', () => {
  test('and what was deleted meanwhile is not given', async () => {
    const world = mergedWorld(ALICE_PATH);
    const { readTip } = world.hub.github;
    let reads = 0;
    const github = {
      ...world.hub.github,
      readTip: async () => {
        reads += 1;
        if (reads === 2) world.push(NOW, { [ALICE_PATH]: null });
        return readTip();
      },
    };
    const report = await provision({ ...world.ports, github }, WRITING);
    expect(world.aws.writes).toEqual([]);
    expect(report).toMatchObject({ commit: world.clone.tip(), outcomes: [] });
  });

  test('but is read only once where there is nothing to write', async () => {
    const world = fakeWorld();
    await provision(world.ports, WRITING);
    expect(world.hub.calls).toEqual(['readTip']);
  });
});

describe('law 1: what the providers hold follows from the branch and the time', () => {
  test('so a second run changes nothing, and asks for no approval again', async () => {
    const world = mergedWorld(ALICE_PATH);
    expect(told(await provision(world.ports, WRITING))).toEqual(['create done granted aws-sandbox/alice/billing']);
    const writes = [...world.aws.writes];
    world.hub.calls.length = 0;
    const second = await provision(world.ports, WRITING);
    expect(second).toMatchObject({ outcomes: [], unchanged: 1, refusals: [] });
    expect(world.aws.writes).toEqual(writes);
    expect(world.hub.calls).toEqual(['readTip']);
  });

  test('so ending one of two grants that overlap leaves the other', async () => {
    const world = mergedWorld(ALICE_PATH, SECOND_PATH);
    await provision(world.ports, WRITING);
    world.push(NOW - MINUTE, { [ALICE_PATH]: null });
    expect(told(await provision(world.ports, WRITING))).toEqual(['remove done deleted aws-sandbox/alice/billing']);
    expect(ids(world)).toEqual(['alice.smith/lapse-4711-aws-sandbox-alice-more']);
  });

  test('so what was lost at the provider is given again', async () => {
    const world = mergedWorld(ALICE_PATH);
    await provision(world.ports, WRITING);
    world.aws.held(SANDBOX_ACCOUNT).clear();
    expect(told(await provision(world.ports, WRITING))).toEqual(['create done granted aws-sandbox/alice/billing']);
  });

  test('so what was changed at the provider is put right, after its approval was worked out again', async () => {
    const world = mergedWorld(ALICE_PATH);
    await provision(world.ports, WRITING);
    const [id = ''] = world.aws.held(SANDBOX_ACCOUNT).keys();
    const content = world.aws.held(SANDBOX_ACCOUNT).get(id);
    world.aws.held(SANDBOX_ACCOUNT).set(id, '{"Statement":"other"}');
    world.hub.calls.length = 0;
    expect(told(await provision(world.ports, WRITING))).toEqual(['update done drifted aws-sandbox/alice/billing']);
    expect(world.aws.held(SANDBOX_ACCOUNT).get(id)).toBe(content);
    expect(world.hub.calls).toContain('readPullRequest');
  });

  test('so a file that is deleted and added again is a new grant, which needs its own approval', async () => {
    const world = mergedWorld(ALICE_PATH);
    world.push(NOW - 30 * MINUTE, { [ALICE_PATH]: null });
    world.merge({ at: NOW - MINUTE, changes: { [ALICE_PATH]: requestText() }, reviews: [] });
    const report = await provision(world.ports, WRITING);
    expect(report).toMatchObject({ outcomes: [], refusals: [{ rule: 'not-approved', pullRequest: 13 }] });
    expect(ids(world)).toEqual([]);
  });

  test('so a run with an older clock gives what held then, and no more', async () => {
    const world = mergedWorld(ALICE_PATH);
    world.now = NOW + 3 * HOUR;
    expect(await provision(world.ports, WRITING)).toMatchObject({ outcomes: [], unchanged: 0 });
    world.now -= 1;
    expect(told(await provision(world.ports, WRITING))).toEqual(['create done granted aws-sandbox/alice/billing']);
  });
});

describe('law 6: what reached the branch without its approval', () => {
  test('is not given, and does not hold back what has it', async () => {
    const world = mergedWorld(ALICE_PATH);
    world.push(AN_HOUR_AGO, { [SECOND_PATH]: requestText() });
    const report = await provision(world.ports, WRITING);
    expect(told(report)).toEqual(['create done granted aws-sandbox/alice/billing']);
    expect(report.refusals).toMatchObject([{ rule: 'direct-push', grant: 'aws-sandbox/alice/more' }]);
  });

  test('and is an extension keeps the entitlement as it was', async () => {
    const world = mergedWorld(ALICE_PATH);
    await provision(world.ports, WRITING);
    const before = new Map(world.aws.held(SANDBOX_ACCOUNT));
    const extended = { [ALICE_PATH]: requestText('billing', 'duration: 8h') };
    world.merge({ at: NOW - MINUTE, changes: extended, reviews: [] });
    const report = await provision(world.ports, WRITING);
    expect(report).toMatchObject({ outcomes: [], refusals: [{ rule: 'not-approved', pullRequest: 13 }] });
    expect(world.aws.held(SANDBOX_ACCOUNT)).toEqual(before);
  });

  test('and is a shortening is made without asking', async () => {
    const world = mergedWorld(ALICE_PATH);
    await provision(world.ports, WRITING);
    world.push(NOW - MINUTE, { [ALICE_PATH]: requestText('billing', 'duration: 2h') });
    world.hub.calls.length = 0;
    expect(told(await provision(world.ports, WRITING))).toEqual(['update done changed aws-sandbox/alice/billing']);
    expect(world.hub.calls).not.toContain('readPullRequest');
    expect([...world.aws.held(SANDBOX_ACCOUNT).values()].join()).toContain('2026-11-23T13:00:00Z');
  });

  test('cannot be told while GitHub does not answer: then it is not given, and the run goes on', async () => {
    const error = new GitHubError('not-permitted', 'GitHub does not permit it: “Members: read (organisation)”');
    const world = fakeWorld({ isTeamMember: () => Promise.reject(error) });
    world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText() } });
    const report = await provision(world.ports, WRITING);
    expect(report.refusals).toMatchObject([{ rule: 'not-verified', grant: 'aws-sandbox/alice/billing' }]);
    expect(report.refusals[0]?.message).toContain('Members: read');
    expect(world.aws.writes).toEqual([]);
  });
});

describe('law 8: a change', () => {
  test('is failed where the provider does not show it, and the others are made', async () => {
    const world = mergedWorld(ALICE_PATH, SECOND_PATH);
    const planned = await provision(world.ports, { ...WRITING, dryRun: true });
    const [first] = planned.outcomes;
    if (first?.change.action !== 'create') throw new Error('nothing is to be created');
    world.aws.unshown.add(first.change.entitlement.id);
    const report = await provision(world.ports, WRITING);
    expect(told(report)).toEqual([
      'create failed granted aws-sandbox/alice/billing',
      'create done granted aws-sandbox/alice/more',
    ]);
    expect(report.outcomes[0]).toMatchObject({ readBackAt: null });
    expect(report.outcomes[0]?.message).toContain('does not show');
  });

  test('is done with the time at which it was read back', async () => {
    const world = mergedWorld(ALICE_PATH);
    expect((await provision(world.ports, WRITING)).outcomes).toMatchObject([{ result: 'done', readBackAt: NOW }]);
  });
});

test('law 2: the run states when the provider itself ends each grant', async () => {
  const world = mergedWorld(ALICE_PATH);
  world.merge({ at: AN_HOUR_AGO, changes: { [SECOND_PATH]: requestText('deploy', 'duration: 2h') } });
  const { outcomes } = await provision(world.ports, WRITING);
  expect(outcomes.filter(({ change }) => change.reason !== 'cut')).toMatchObject([
    {
      change: {
        entitlement: { floor: NOW + 3 * HOUR, floorNote: expect.stringContaining('running sessions included') },
      },
    },
    { change: { entitlement: { floor: NOW + HOUR, floorNote: expect.stringContaining('open sessions of the role') } } },
  ]);
});

test('a dry run writes nothing anywhere, and says what it would do', async () => {
  const world = mergedWorld(ALICE_PATH, PROD_PATH);
  const report = await provision(world.ports, { dryRun: true, confirmed: false });
  expect(told(report)).toEqual([
    'create planned granted aws-prod/alice/read',
    'create planned granted aws-sandbox/alice/billing',
  ]);
  expect(world.aws.writes).toEqual([]);
  expect(world.hub.writes).toEqual([]);
  expect(world.aws.held(SANDBOX_ACCOUNT).size).toBe(0);
});

test('every account gets its own', async () => {
  const world = mergedWorld(ALICE_PATH, PROD_PATH);
  await provision(world.ports, WRITING);
  expect(ids(world)).toEqual(['alice.smith/lapse-4711-aws-sandbox-alice-billing']);
  expect(ids(world, PROD_ACCOUNT)).toEqual(['alice.smith/lapse-4711-aws-prod-alice-read']);
});
