import { afterAll, describe, expect, test } from '@jest/globals';
import { openRepository } from '../../src/git/git-repository.js';
import { GitError } from '../../src/git/repository.js';
import { countGitProcesses, removeTemporaryFolders, temporaryRepository } from './temporary-repository.js';

afterAll(removeTemporaryFolders);

describe('what stands at places of commits', () => {
  test('is told in the order of the places, in one process', async () => {
    const real = temporaryRepository();
    real.write('access/a b.yaml', 'one\n');
    const first = real.commit('first');
    real.write('access/a b.yaml', 'two\n');
    const second = real.commit('second');
    const repository = await openRepository(real.directory);
    const [blobOfFirst, blobOfSecond] = [first, second].map((commit) =>
      real.git('rev-parse', `${commit}:access/a b.yaml`),
    );
    const places = [
      { commit: second, path: 'access/a b.yaml' },
      { commit: first, path: 'access/a b.yaml' },
      { commit: first, path: 'access/nothing.yaml' },
      { commit: first, path: 'access' },
      { commit: 'f'.repeat(40), path: 'access/a b.yaml' },
      { commit: blobOfFirst ?? '', path: 'access/a b.yaml' },
    ];
    const processes = await countGitProcesses(async () => {
      expect(await repository.findBlobs(places)).toEqual([
        { hasCommit: true, oid: blobOfSecond },
        { hasCommit: true, oid: blobOfFirst },
        { hasCommit: true, oid: null },
        { hasCommit: true, oid: null },
        { hasCommit: false, oid: null },
        { hasCommit: false, oid: null },
      ]);
    });
    expect(processes).toBe(1);
  });

  test('no place is no process', async () => {
    const repository = await openRepository(temporaryRepository().directory);
    expect(await countGitProcesses(async () => expect(await repository.findBlobs([])).toEqual([]))).toBe(0);
  });

  test.each([
    ['--all', 'a'],
    ['f'.repeat(40), 'a\nb'],
    ['f'.repeat(40), ''],
  ])('%s:%j is refused', async (commit, path) => {
    const repository = await openRepository(temporaryRepository().directory);
    await expect(repository.findBlobs([{ commit, path }])).rejects.toThrow(GitError);
  });
});
