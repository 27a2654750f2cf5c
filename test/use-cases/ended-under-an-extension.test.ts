import { describe, expect, test } from '@jest/globals';
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

  test('takes nothing away before that end', async () => {
    const world = await extendedPastReview();
    const given = [...world.aws.held(SANDBOX_ACCOUNT)];
    world.now = NOW - 1.25 * HOUR;
    const report = await provision(world.ports, WRITING);
    expect([...world.aws.held(SANDBOX_ACCOUNT)]).toEqual(given);
    expect(report.outcomes).toEqual([]);
  });
});
