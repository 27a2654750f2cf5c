import { describe, expect, test } from '@jest/globals';
import { planChanges } from '../../src/use-cases/plan-changes.js';
import { provision } from '../../src/use-cases/provision.js';
import { ShallowCloneError } from '../../src/use-cases/refuse-shallow-clone.js';
import { ALICE_PATH, HOUR, NOW, requestText } from '../approval/facts-builder.js';
import { SANDBOX_ACCOUNT } from './example-files.js';
import { REPOSITORY_ID } from './fake-github.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

const START = '2026-11-24T12:00:00Z';
const SECOND_PATH = 'access/aws-sandbox/alice/second.yaml';

function plan(world: FakeWorld, at = NOW) {
  const { repository } = world.clone;
  return planChanges({ ...world.ports, repository, repositoryId: REPOSITORY_ID, commit: world.clone.tip(), at });
}

test('a shallow clone is refused', async () => {
  const world = fakeWorld();
  world.clone.isShallow = true;
  await expect(plan(world)).rejects.toBeInstanceOf(ShallowCloneError);
});

test('law 9: a target that cannot be read is told, and the other is planned', async () => {
  const world = fakeWorld();
  world.push(NOW - HOUR, { [ALICE_PATH]: requestText(), 'access/aws-prod/alice/read.yaml': requestText('read') });
  world.aws.unreadable.add(SANDBOX_ACCOUNT);
  const { changes, refusals } = await plan(world);
  expect(changes).toMatchObject([{ action: 'create', entitlement: { system: 'aws-prod' } }]);
  expect(refusals).toMatchObject([{ rule: 'unavailable', system: 'aws-sandbox', grant: null }]);
});

describe('a plan', () => {
  test('writes nothing, and asks GitHub nothing', async () => {
    const world = fakeWorld();
    world.push(NOW - HOUR, { [ALICE_PATH]: requestText() });
    expect((await plan(world)).changes).toMatchObject([{ action: 'create', reason: 'granted' }]);
    expect(world.aws.writes).toEqual([]);
    expect(world.hub.calls).toEqual([]);
  });

  test('law 1: is of the time that it is asked for', async () => {
    const world = fakeWorld();
    world.merge({ at: NOW - HOUR, changes: { [ALICE_PATH]: requestText() } });
    await provision(world.ports, { dryRun: false, confirmed: false });
    expect(await plan(world)).toMatchObject({ changes: [], unchanged: 1 });
    expect(await plan(world, NOW + 3 * HOUR)).toMatchObject({
      changes: [{ action: 'remove', reason: 'expired', grant: 'aws-sandbox/alice/billing' }],
      unchanged: 0,
    });
  });

  test('law 2: puts a grant that is still to begin, because its content carries its start', async () => {
    const world = fakeWorld();
    const text = `role: billing\nstarts: ${START}\nduration: 4h\nreason: Later\n`;
    world.push(NOW - HOUR, { [ALICE_PATH]: text });
    const { changes } = await plan(world);
    expect(changes).toMatchObject([{ action: 'create', entitlement: { content: expect.stringContaining(START) } }]);
  });

  test('law 7: leaves out what cannot be read, and tells it', async () => {
    const world = fakeWorld();
    world.push(NOW - HOUR, { [ALICE_PATH]: 'role: [', [SECOND_PATH]: requestText() });
    const { changes, problems } = await plan(world);
    expect(changes).toMatchObject([{ entitlement: { grants: ['aws-sandbox/alice/second'] } }]);
    expect(problems).toMatchObject([{ path: ALICE_PATH, severity: 'error' }]);
  });
});
