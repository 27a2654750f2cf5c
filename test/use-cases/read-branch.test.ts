import { describe, expect, test } from '@jest/globals';
import type { Instant } from '../../src/access/instant.js';
import { GitError } from '../../src/git/repository.js';
import { readBranch } from '../../src/use-cases/read-branch.js';
import { ShallowCloneError } from '../../src/use-cases/refuse-shallow-clone.js';
import { ALICE_PATH, HOUR, NOW, requestText } from '../approval/facts-builder.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

const DAY = 24 * HOUR;

function read(world: FakeWorld, now: Instant = NOW, commit = world.clone.tip()) {
  return readBranch(world.clone.repository, world.ports.providers, commit, now);
}

test('a shallow clone is refused before anything is read', async () => {
  const world = fakeWorld();
  world.clone.isShallow = true;
  const repository = { ...world.clone.repository, readTree: () => Promise.reject(new Error('was read')) };
  await expect(readBranch(repository, world.ports.providers, world.clone.tip(), NOW)).rejects.toBeInstanceOf(
    ShallowCloneError,
  );
});

test('a commit that the clone has not is an error', async () => {
  await expect(read(fakeWorld(), NOW, '9'.repeat(40))).rejects.toBeInstanceOf(GitError);
});

describe('the history', () => {
  test('is read back as far as the longest role, 30 days and half a day, and no further', async () => {
    const world = fakeWorld();
    let since: Instant | null = null;
    const { readHistory } = world.clone.repository;
    const repository = {
      ...world.clone.repository,
      readHistory: (...given: Parameters<typeof readHistory>) => {
        since = given[2];
        return readHistory(...given);
      },
    };
    await readBranch(repository, world.ports.providers, world.clone.tip(), NOW);
    expect(since).toBe(NOW - 2 * DAY - 30 * DAY - DAY / 2);
  });

  test('leaves out what is older, which is over', async () => {
    const world = fakeWorld();
    world.push(NOW - 5 * DAY, { [ALICE_PATH]: requestText() });
    const { grants } = await read(world, NOW + 40 * DAY);
    expect(grants).toMatchObject([{ state: 'expired', addedIn: null, versions: [] }]);
  });

  test('brings every version of a request', async () => {
    const world = fakeWorld();
    world.push(NOW - 2 * HOUR, { [ALICE_PATH]: requestText() });
    world.push(NOW - HOUR, { [ALICE_PATH]: requestText('billing', 'duration: 6h') });
    const { grants } = await read(world);
    expect(grants[0]?.versions.map((version) => version.window?.end)).toEqual([NOW + 2 * HOUR, NOW + 4 * HOUR]);
  });
});

test('law 1: what is read is the given commit, whatever came after it', async () => {
  const world = fakeWorld();
  const before = world.push(NOW - HOUR, { [ALICE_PATH]: requestText() });
  world.push(NOW - 1, { [ALICE_PATH]: null });
  expect((await read(world, NOW, before)).grants).toMatchObject([{ state: 'active' }]);
  expect((await read(world)).grants).toEqual([]);
});
