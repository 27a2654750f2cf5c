import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openRepository } from '../../src/git/git-repository.js';
import { GitError } from '../../src/git/repository.js';
import {
  countGitProcesses,
  removeTemporaryFolders,
  temporaryFolder,
  temporaryRepository,
} from './temporary-repository.js';

afterEach(removeTemporaryFolders);

describe('opening a repository', () => {
  test('a folder that is in no repository is refused with git’s own words', async () => {
    await expect(openRepository(temporaryFolder())).rejects.toThrow(/not a git repository/);
    await expect(openRepository(temporaryFolder())).rejects.toBeInstanceOf(GitError);
  });

  test('a folder that is not there is refused', async () => {
    await expect(openRepository(join(temporaryFolder(), 'nowhere'))).rejects.toThrow(/nowhere/);
  });

  test('a machine without git is told to install it', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = temporaryFolder();
    try {
      await expect(openRepository('.')).rejects.toThrow('git was not found: install it, or put it on the PATH');
    } finally {
      process.env['PATH'] = path;
    }
  });

  test('variables that point git at another repository are not listened to', async () => {
    const other = temporaryRepository();
    other.commit('other');
    const own = temporaryRepository();
    const head = own.commit('own');
    process.env['GIT_DIR'] = join(other.directory, '.git');
    try {
      expect(await (await openRepository(own.directory)).resolve('HEAD')).toBe(head);
    } finally {
      delete process.env['GIT_DIR'];
    }
  });

  test('a folder inside of the working tree opens the whole of it', async () => {
    const own = temporaryRepository();
    own.write('deep/down/file', 'x');
    own.write('access/a.yaml', 'a');
    own.commit('one');
    const repository = await openRepository(join(own.directory, 'deep/down'));
    const files = await repository.readWorkingTree(['access']);
    expect(files.map((file) => file.path)).toEqual(['access/a.yaml']);
  });

  test('a bare repository has trees but no working tree', async () => {
    const own = temporaryRepository();
    own.write('access/a.yaml', 'a');
    const head = own.commit('one');
    const bare = join(temporaryFolder(), 'bare.git');
    own.git('clone', '--quiet', '--bare', own.directory, bare);
    const repository = await openRepository(bare);
    expect(await repository.readTree(head, ['access'])).toHaveLength(1);
    await expect(repository.readWorkingTree(['access'])).rejects.toThrow(/bare repository/);
  });
});

describe('resolving a revision', () => {
  test.each([
    '',
    '--help',
    '--all',
    '-n1',
    '^HEAD',
    'HEAD..HEAD',
    'HEAD:access',
    'no-such-branch',
    'HEAD\0',
    'HEAD; touch x',
    '$(touch x)',
    '0'.repeat(40),
  ])('%j names no commit', async (revision) => {
    const own = temporaryRepository();
    own.write('access/a.yaml', 'a');
    own.commit('one');
    const repository = await openRepository(own.directory);
    await expect(repository.resolve(revision)).rejects.toBeInstanceOf(GitError);
  });

  test('branches, tags and short ids are resolved to the commit', async () => {
    const own = temporaryRepository();
    const head = own.commit('one');
    own.git('tag', '--annotate', '--message', 'x', 'v1');
    const repository = await openRepository(own.directory);
    for (const revision of ['HEAD', 'main', 'v1', head, head.slice(0, 10)]) {
      expect(await repository.resolve(revision)).toBe(head);
    }
  });

  test('an empty repository has no HEAD', async () => {
    const repository = await openRepository(temporaryRepository().directory);
    await expect(repository.resolve('HEAD')).rejects.toThrow(/no commit is named "HEAD"/);
  });
});

test('a shallow clone is told apart from a whole one', async () => {
  const own = temporaryRepository();
  own.commit('one');
  own.commit('two');
  const shallow = join(temporaryFolder(), 'shallow');
  execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${own.directory}`, shallow]);
  expect(await (await openRepository(own.directory)).isShallow()).toBe(false);
  expect(await (await openRepository(shallow)).isShallow()).toBe(true);
});

test('the number of git processes is the same for 10 files and for 300', async () => {
  const counts: number[] = [];
  for (const count of [10, 300]) {
    const own = temporaryRepository();
    for (let n = 0; n < count; n += 1) own.write(`access/aws-sandbox/alice/${n}.yaml`, `reason: ${n}\n`);
    mkdirSync(join(own.directory, 'docs'));
    symlinkSync('../access', join(own.directory, 'docs/access'));
    const head = own.commit('all');
    counts.push(
      await countGitProcesses(async () => {
        const repository = await openRepository(own.directory);
        expect(await repository.resolve('HEAD')).toBe(head);
        expect(await repository.isShallow()).toBe(false);
        const files = await repository.readTree(head, ['access']);
        expect(files).toHaveLength(count);
        expect(await repository.readWorkingTree(['access'])).toEqual(files);
        const blobs = await repository.readBlobs(files.map((file) => file.oid));
        expect(blobs.size).toBe(count);
        expect((await repository.readHistory(head, ['access'], null))[0]?.changes).toHaveLength(count);
      }),
    );
  }
  // Two to open, one each for the commit and the depth, two for a tree, one for the disk, two for blobs, one for the log.
  expect(counts).toEqual([10, 10]);
});
