import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { openRepository } from '../../src/git/git-repository.js';
import { removeTemporaryFolders, temporaryFolder, temporaryRepository } from './temporary-repository.js';

afterEach(removeTemporaryFolders);

test('the first-parent line leaves out what merges brought', async () => {
  const own = temporaryRepository();
  const root = own.commit('root');
  own.git('checkout', '--quiet', '-b', 'side');
  own.commit('side');
  own.git('checkout', '--quiet', 'main');
  own.git('merge', '--quiet', '--no-ff', '--message', 'merge', 'side');
  const merge = own.git('rev-parse', 'HEAD');
  const repository = await openRepository(own.directory);
  expect(await repository.firstParents(merge, 10)).toEqual([merge, root]);
  expect(await repository.firstParents(merge, 1)).toEqual([merge]);
  expect(await repository.firstParents(merge, 0)).toEqual([]);
  expect(await repository.readMessage(merge)).toMatch(/\n$/);
  await expect(repository.firstParents(merge, -1)).rejects.toThrow('not a number of commits');
  await expect(repository.firstParents('--all', 1)).rejects.toThrow('not a SHA-1 object id');
});

test('a commit that came after the clone is fetched, without touching a ref', async () => {
  const own = temporaryRepository();
  const first = own.commit('first');
  const clone = join(temporaryFolder(), 'clone');
  execFileSync('git', ['clone', '--quiet', own.directory, clone]);
  const second = own.commit('second');
  const repository = await openRepository(clone);
  await repository.ensureCommit(second, 'main');
  expect(await repository.resolve(second)).toBe(second);
  expect(await repository.resolve('HEAD')).toBe(first);
  expect(await repository.resolve('refs/remotes/origin/main')).toBe(first);
  expect(await repository.isShallow()).toBe(false);
});

test.each([
  ['main', 'does not bring'],
  ['no-such', 'no-such'],
  ['', 'not a branch'],
  ['main:refs/heads/evil', 'not a branch'],
  ['../main', 'not a branch'],
  ['a b', 'not a branch'],
])('a commit that the branch %j cannot bring is an error', async (branch, message) => {
  const own = temporaryRepository();
  own.commit('first');
  const clone = join(temporaryFolder(), 'clone');
  execFileSync('git', ['clone', '--quiet', own.directory, clone]);
  const repository = await openRepository(clone);
  await expect(repository.ensureCommit('1'.repeat(40), branch)).rejects.toThrow(message);
});
