import { describe, expect, test } from '@jest/globals';
import { readCut } from '../../src/providers/aws-iam/cut.js';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import { HOUR, MINUTE, NOW, requestText } from '../approval/facts-builder.js';
import { POLICY, SANDBOX_ACCOUNT } from '../use-cases/example-files.js';
import { type FakeWorld, fakeWorld } from '../use-cases/fake-world.js';

const WRITING = { dryRun: false, confirmed: false };
const FIRST = 'access/aws-sandbox/alice/first.yaml';
const DEPLOY = requestText('deploy', 'duration: 1h');
const DEPLOY_LONG = requestText('deploy', 'duration: 2h');

function mergeAt(world: FakeWorld, at: number, text: string): void {
  world.now = at;
  world.merge({ at, changes: { [FIRST]: text } });
}

/** Whether AWS would deny a session of alice now, by what stands on the role. */
function isDenied(world: FakeWorld, openedAt: number): boolean {
  return [...world.aws.held(SANDBOX_ACCOUNT)].some(
    ([id, content]) =>
      id.startsWith('role:') &&
      readCut(content)?.some(({ from, openedBefore }) => world.now >= from && openedAt < openedBefore),
  );
}

describe('law 2: whoever wants a session to outlive its grant', () => {
  test.each([
    ['lowered max_session while they were open', 'max_session: 3h', 'max_session: 1h'],
    ['never stated it as it is', 'max_session: 1h', 'max_session: 1h'],
  ])('waits for the cut to go, where the owners %s', async (_what, before, after) => {
    const roles = (session: string) => POLICY['access/aws-sandbox/roles.yaml'].replace('max_session: 1h', session);
    const world = fakeWorld();
    world.push(NOW - HOUR, { 'access/aws-sandbox/roles.yaml': roles(before) });
    mergeAt(world, NOW, DEPLOY);
    await provision(world.ports, WRITING);
    world.push(NOW + MINUTE, { 'access/aws-sandbox/roles.yaml': `${roles(after)}# now\n` });
    for (let hour = 1; hour <= 12; hour += 1) {
      world.now = NOW + hour * HOUR;
      await expire(world.ports, WRITING);
      expect([hour, isDenied(world, NOW + 30 * MINUTE)]).toEqual([hour, true]);
    }
  });

  test.each([
    ['provision', provision],
    ['expire', expire],
  ])('pushes back a window that was shortened, before a run has written it (%s)', async (_run, run) => {
    const world = fakeWorld();
    mergeAt(world, NOW, DEPLOY_LONG);
    await provision(world.ports, WRITING);
    mergeAt(world, NOW + 10 * MINUTE, requestText('deploy', 'duration: 30m'));
    world.push(NOW + 11 * MINUTE, { [FIRST]: DEPLOY_LONG });
    world.now = NOW + 40 * MINUTE;
    await run(world.ports, WRITING);
    expect([...world.aws.held(SANDBOX_ACCOUNT).keys()].filter((id) => id.startsWith('alice'))).toEqual([]);
    expect([isDenied(world, NOW), isDenied(world, NOW + 35 * MINUTE)]).toEqual([true, true]);
  });
});
