import { describe, expect, test } from '@jest/globals';
import { GitHubError } from '../../src/github/github.js';
import { provision } from '../../src/use-cases/provision.js';
import { ALICE_PATH, HOUR, MINUTE, NOW, requestText } from '../approval/facts-builder.js';
import { asShown } from '../render/as-shown.js';
import { SANDBOX_ACCOUNT } from './example-files.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

const AN_HOUR_AGO = NOW - HOUR;
const WRITING = { dryRun: false, confirmed: false };
const SECOND_PATH = 'access/aws-sandbox/alice/second.yaml';

/** `12 billing is **not given**`, of every notice, one a line. */
function told(world: FakeWorld): string[] {
  return world.hub.notices.flatMap(({ number, body }) =>
    asShown(body)
      .split('\n')
      .map((line) => `${number} ${line.replace('aws-sandbox/alice/', '')}`),
  );
}

describe('what became of a grant is told on its merged pull request', () => {
  test('when it was merged without its approval, with the cure', async () => {
    const world = fakeWorld();
    world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText() }, reviews: [] });
    await provision(world.ports, WRITING);
    expect(told(world)).toEqual([
      expect.stringMatching(/^12 ❌ billing: what was merged is \*\*not given\*\*: .*ask again.*\(not-approved\)$/),
    ]);
  });

  test('when the provider does not show it', async () => {
    const world = fakeWorld();
    world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText() } });
    const planned = await provision(world.ports, { ...WRITING, dryRun: true });
    for (const { change } of planned.outcomes)
      if (change.action === 'create') world.aws.unshown.add(change.entitlement.id);
    await provision(world.ports, WRITING);
    expect(told(world)).toEqual([
      expect.stringMatching(/^12 ❌ billing: what was merged is \*\*not given\*\*: .*does not show/),
    ]);
  });

  test('when it was given, with its window', async () => {
    const world = fakeWorld();
    world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText() } });
    await provision(world.ports, WRITING);
    expect(told(world)).toEqual([
      expect.stringMatching(/^12 ✅ billing is \*\*given\*\*, from 2026-11-23T11:00:00Z to 2026-11-23T15:00:00Z/),
    ]);
  });

  test('of an extension on the pull request that brought it', async () => {
    const world = fakeWorld();
    world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText() } });
    world.merge({ at: NOW - MINUTE, changes: { [ALICE_PATH]: requestText('billing', 'duration: 8h') } });
    await provision(world.ports, WRITING);
    expect(world.hub.notices).toMatchObject([{ number: 13 }]);
  });

  test('of two that came together in a notice each', async () => {
    const world = fakeWorld();
    world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText(), [SECOND_PATH]: requestText() } });
    await provision(world.ports, WRITING);
    expect(told(world)).toEqual([expect.stringContaining('12 ✅ billing'), expect.stringContaining('12 ✅ second')]);
  });

  test('and a later run that mends one of two leaves the notice of the other as it is', async () => {
    const world = fakeWorld();
    world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText(), [SECOND_PATH]: requestText() } });
    await provision(world.ports, WRITING);
    const [first = ''] = world.aws.held(SANDBOX_ACCOUNT).keys();
    world.aws.held(SANDBOX_ACCOUNT).delete(first);
    world.hub.notices.length = 0;
    await provision(world.ports, WRITING);
    expect(world.hub.notices).toMatchObject([{ number: 12, grant: 'aws-sandbox/alice/billing' }]);
  });
});

describe('what was not even tried is told too', () => {
  test('that the request is invalid, with the cure', async () => {
    const world = fakeWorld();
    world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText('billing', 'duration: 90h') } });
    await provision(world.ports, WRITING);
    expect(told(world)).toEqual([
      expect.stringMatching(/^12 ❌ billing: what was merged is \*\*not given\*\*: .*\(over-maximum\)$/),
    ]);
  });

  test('that its role is not in the policy any more', async () => {
    const world = fakeWorld();
    world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText('gone') } });
    await provision(world.ports, WRITING);
    expect(told(world)).toEqual([expect.stringContaining('(unknown-role)')]);
  });

  test('that its account could not be reached, where nothing has been told yet', async () => {
    const world = fakeWorld();
    world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText() } });
    world.aws.unreadable.add(SANDBOX_ACCOUNT);
    await provision(world.ports, WRITING);
    expect(told(world)).toEqual([
      expect.stringMatching(/^12 ❌ billing: what was merged is \*\*not given yet\*\*: .*does not answer/),
    ]);
    expect(world.hub.notices).toMatchObject([{ mode: 'first' }]);
  });

  test('and nothing of an account that is away where the request was merged a day ago or has ended', async () => {
    const world = fakeWorld();
    world.merge({ at: NOW - 26 * HOUR, changes: { [ALICE_PATH]: requestText('billing', 'duration: 2d') } });
    world.merge({ at: NOW - 6 * HOUR, changes: { [SECOND_PATH]: requestText() } });
    world.aws.unreadable.add(SANDBOX_ACCOUNT);
    await provision(world.ports, WRITING);
    expect(told(world)).toEqual([]);
  });
});

describe('nothing is told', () => {
  test.each([
    ['of a dry run', { dryRun: true, confirmed: false }, 0],
    ['of what has not changed', WRITING, 1],
  ])('%s', async (_name, options, notices) => {
    const world = fakeWorld();
    world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText() } });
    await provision(world.ports, options);
    await provision(world.ports, options);
    expect(world.hub.notices).toHaveLength(notices);
  });

  test('of what no pull request brought: the run itself says so', async () => {
    const world = fakeWorld();
    world.push(AN_HOUR_AGO, { [ALICE_PATH]: requestText() });
    const report = await provision(world.ports, WRITING);
    expect(report.refusals).toMatchObject([{ rule: 'direct-push' }]);
    expect(world.hub.notices).toEqual([]);
  });
});

test('that it cannot be told fails nothing', async () => {
  const world = fakeWorld({ writeNotices: () => Promise.reject(new GitHubError('not-permitted', 'Issues: write')) });
  world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText() } });
  expect(await provision(world.ports, WRITING)).toMatchObject({ outcomes: [{ result: 'done' }], refusals: [] });
  expect(world.progress.join('\n')).toContain('Issues: write');
});
