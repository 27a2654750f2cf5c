import { expect, test } from '@jest/globals';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import { ALICE_PATH, HOUR, MINUTE, NOW, requestText } from '../approval/facts-builder.js';
import { SANDBOX_ACCOUNT } from '../use-cases/example-files.js';
import { fakeWorld } from '../use-cases/fake-world.js';
import { WRITING } from '../use-cases/recorded-world.js';

test('a commit taken off the default branch takes nobody’s access away whose request was put back as it had been', async () => {
  const [starts, expires] = [NOW + 10 * MINUTE, NOW + 3 * HOUR].map((at) =>
    new Date(at).toISOString().replace('.000Z', 'Z'),
  );
  const text = requestText('billing', `starts: ${starts}\nexpires: ${expires}`);
  const world = fakeWorld();
  world.merge({ at: NOW, changes: { [ALICE_PATH]: text } });
  await provision(world.ports, WRITING);
  world.push(NOW, { [ALICE_PATH]: null });
  world.merge({ at: NOW, changes: { [ALICE_PATH]: text } });
  await provision(world.ports, WRITING);
  const { sha } = world.hub.world.tip;
  world.merge({ at: NOW, changes: { 'access/aws-sandbox/alice/second.yaml': text } });
  await provision(world.ports, WRITING);
  world.hub.world.tip = { ...world.hub.world.tip, sha };
  const held = world.aws.held(SANDBOX_ACCOUNT).size;
  for (const run of [expire, provision]) {
    const { outcomes, refusals } = await run(world.ports, WRITING);
    expect(outcomes).toMatchObject([{ change: { reason: 'unknown' }, result: 'withheld' }]);
    expect(refusals).toMatchObject([{ rule: 'history-rewritten', grant: 'aws-sandbox/alice/billing' }]);
  }
  expect(world.aws.held(SANDBOX_ACCOUNT).size).toBe(held);
});
