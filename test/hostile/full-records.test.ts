import { describe, expect, test } from '@jest/globals';
import { MAXIMUM_EVIDENCE_BYTES } from '../../src/evidence/read-evidence.js';
import { writeEvidence } from '../../src/evidence/write-evidence.js';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import { ALICE_PATH, HOUR, MINUTE, NOW, requestText } from '../approval/facts-builder.js';
import { fakeWorld } from '../use-cases/fake-world.js';
import { grantedWorld, mergedWorld, recordOf, story, WRITING } from '../use-cases/recorded-world.js';

// To end an access earlier needs nobody's word, so whoever can push a branch can make as many versions of it as they like.
describe('a beneficiary who fills their record, so that it cannot say when their access was gone', () => {
  test('with more versions than a record can have', async () => {
    const world = await grantedWorld();
    const changes = Array.from({ length: 1_100 }, (_, index) => ({
      [ALICE_PATH]: endingAt(NOW + 2 * HOUR - index * 1000),
    }));
    for (let at = 0; at < changes.length; at += 250) {
      world.merge({ at: NOW + at, changes: changes.slice(at, at + 250), reviews: [] });
    }
    world.now = NOW + MINUTE;
    const { evidence } = await provision(world.ports, WRITING);
    expect(evidence?.faults).toEqual([expect.stringMatching(/^aws-sandbox\/alice\/billing@.*: It is full, so 101 of/)]);
    world.now = NOW + 3 * HOUR;
    await expire(world.ports, WRITING);
    expect(story(recordOf(world))).toEqual(['approved', 'given granted', 'given changed', 'removed expired']);
    const written = world.hub.evidence.commits.length;
    await expire(world.ports, WRITING);
    expect(world.hub.evidence.commits).toHaveLength(written);
  });

  test('with few that are long', async () => {
    const reason = '\u{1f600}'.repeat(1_000);
    const world = mergedWorld();
    const text = (end: number) => endingAt(end).replace(/reason: .*/, `reason: ${reason}`);
    world.merge({ at: NOW - HOUR / 2, changes: { [ALICE_PATH]: text(NOW + 2 * HOUR) } });
    await provision(world.ports, WRITING);
    const changes = Array.from({ length: 250 }, (_, index) => ({ [ALICE_PATH]: text(NOW + HOUR - index * 1000) }));
    world.merge({ at: NOW, changes, reviews: [] });
    world.now = NOW + MINUTE;
    await provision(world.ports, WRITING);
    world.now = NOW + 3 * HOUR;
    await expire(world.ports, WRITING);
    expect(story(recordOf(world)).at(-1)).toBe('removed expired');
    expect(Buffer.byteLength(writeEvidence(recordOf(world)))).toBeLessThan((MAXIMUM_EVIDENCE_BYTES / 4) * 3);
  });
});

test('an owner whose line is too long for a record keeps nothing else out of it that is given by their word', async () => {
  const world = fakeWorld();
  world.push(NOW - 2 * HOUR, { '.github/CODEOWNERS': `/access/${'**/'.repeat(1_400)} @bob\n` });
  world.merge({ at: NOW - HOUR, changes: { [ALICE_PATH]: requestText() } });
  const { evidence, outcomes } = await provision(world.ports, WRITING);
  expect(outcomes).toMatchObject([{ result: 'done' }]);
  expect(evidence?.faults).toEqual([expect.stringContaining('/events/0/codeOwners/pattern')]);
  await provision(world.ports, WRITING);
  world.now = NOW + 5 * HOUR;
  await expire(world.ports, WRITING);
  expect(story(recordOf(world))).toEqual(['given granted', 'removed expired']);
});

function endingAt(end: number): string {
  return requestText('billing', `expires: ${new Date(end).toISOString().replace('.000Z', 'Z')}`);
}
