import { expect, test } from '@jest/globals';
import { GitError } from '../../src/git/repository.js';
import { expire } from '../../src/use-cases/expire.js';
import { findLostCommit } from '../../src/use-cases/find-lost-commit.js';
import { provision } from '../../src/use-cases/provision.js';
import { ALICE_PATH, MINUTE, NOW, requestText } from '../approval/facts-builder.js';
import { grantedWorld, recordOf, story, WRITING } from './recorded-world.js';

const OTHER = { 'README.md': 'another' };

test('nothing is lost where the branch went on, however far', async () => {
  const world = await grantedWorld();
  for (let count = 0; count < 1_001; count += 1) world.push(NOW, { 'README.md': `${count}` });
  expect(await findLostCommit(await world.hub.github.readTip(), world.ports)).toBeNull();
});

test('nothing is lost where there is no evidence yet, or it names no commit', async () => {
  const world = await grantedWorld();
  const lost = { ...(await world.hub.github.readTip()), sha: world.clone.commit(NOW, OTHER) };
  expect(await findLostCommit({ ...lost, evidence: null }, world.ports)).toBeNull();
  expect(
    await findLostCommit({ ...lost, evidence: world.hub.evidence.push({ 'a.txt': 'a' }) }, world.ports),
  ).toBeNull();
});

test('where the evidence cannot be fetched it is told, and stops nothing (ADR 0015)', async () => {
  const world = await grantedWorld();
  const ensureCommit = async () => {
    throw new GitError('origin is away');
  };
  const repository = { ...world.ports.repository, ensureCommit };
  expect(await findLostCommit(await world.hub.github.readTip(), { ...world.ports, repository })).toBeNull();
  expect(world.progress.at(-1)).toContain('origin is away');
});

test('what has ended is taken away all the same, what was merged since is not given, and the record says why', async () => {
  const world = await grantedWorld();
  const before = world.hub.world.tip.sha;
  world.merge({ at: NOW - MINUTE, changes: { [ALICE_PATH]: requestText('billing', 'duration: 9h') } });
  await provision(world.ports, WRITING);
  world.hub.world.tip = { ...world.hub.world.tip, sha: before };
  const { refusals, warnings, outcomes } = await expire(world.ports, WRITING);
  expect([refusals, outcomes.map(({ result }) => result), warnings?.length]).toEqual([[], [], 1]);
  world.now = NOW + 5 * 60 * MINUTE;
  const { outcomes: removals } = await expire(world.ports, WRITING);
  expect(removals).toMatchObject([{ change: { action: 'remove', reason: 'expired' }, result: 'done' }]);
  expect(story(recordOf(world)).at(-1)).toBe('removed expired');
  // It was told on top of the other history, which nobody has confirmed.
  const { warnings: still } = await expire(world.ports, WRITING);
  expect(still).toEqual(warnings);
});

test('a confirmation is known to the next runs though there was nothing to change', async () => {
  const world = await grantedWorld();
  const { sha } = world.hub.world.tip;
  world.push(NOW, OTHER);
  await provision(world.ports, WRITING);
  world.merge({ at: NOW, changes: { [ALICE_PATH]: requestText('billing', 'duration: 5h') } });
  await provision(world.ports, WRITING);
  world.hub.world.tip = { ...world.hub.world.tip, sha };
  await provision(world.ports, { ...WRITING, confirmed: true });
  const written = world.hub.evidence.commits.length;
  const { warnings } = await expire(world.ports, WRITING);
  expect([warnings, world.hub.evidence.commits.length]).toEqual([[], written]);
});
