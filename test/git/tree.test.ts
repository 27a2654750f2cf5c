import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { MAXIMUM_CODEOWNERS_BYTES, MAXIMUM_FILE_BYTES, type SourceFile } from '../../src/access/source-file.js';
import { openRepository } from '../../src/git/git-repository.js';
import { GitError } from '../../src/git/repository.js';
import { listTree } from '../../src/git/tree.js';
import { removeTemporaryFolders, temporaryRepository } from './temporary-repository.js';

afterEach(removeTemporaryFolders);

const ODD_NAMES = [
  'access/-leading-dash',
  'access/a "quoted" name',
  'access/new\nline',
  'access/tab\there',
  'access/back\\slash',
  'access/ünïcode-名',
  'access/:(glob)star',
  'access/st*r',
  'access/ends in space ',
  'access/100644 blob',
];

describe('reading a tree', () => {
  test.each([['HEAD'], ['--help'], ['main'], ['abc'], [`${'a'.repeat(40)} x`]])(
    '%j is not a commit’s id and is refused',
    async (commit) => {
      const own = temporaryRepository();
      own.commit('one');
      const repository = await openRepository(own.directory);
      await expect(repository.readTree(commit, ['access'])).rejects.toThrow('not a SHA-1 object id');
      await expect(repository.readHistory(commit, ['access'], null)).rejects.toThrow('not a SHA-1 object id');
    },
  );

  test('more than can be listed is an error and no part of it: trees that share subtrees name a great many files', async () => {
    const own = temporaryRepository();
    own.write('a', 'x');
    own.commit('one');
    let tree = own.git('rev-parse', 'HEAD^{tree}');
    for (let depth = 0; depth < 4; depth += 1) {
      const folder = join(own.directory, String(depth));
      writeFileSync(folder, Array.from({ length: 10 }, (_, index) => `040000 tree ${tree}\t${index}\n`).join(''));
      tree = execFileSync('git', ['mktree'], {
        cwd: own.directory,
        input: readFileSync(folder),
        encoding: 'utf8',
      }).trim();
    }
    const bomb = own.git('commit-tree', '-m', 'bomb', tree);
    const repository = await openRepository(own.directory);
    await expect(listTree(own.directory, bomb, [], 500_000)).rejects.toThrow(/names more files than can be listed$/);
    expect(await listTree(own.directory, bomb, ['0/0/0'], 500_000)).toHaveLength(10);
    expect(await repository.listTree(bomb, [])).toHaveLength(10_000);
  });

  test('a path that no file system has is an error', async () => {
    const own = temporaryRepository();
    own.write('a', 'x');
    own.commit('one');
    const blob = own.git('rev-parse', 'HEAD:a');
    const input = `100644 blob ${blob}\t${'a'.repeat(100_000)}\n`;
    const tree = execFileSync('git', ['mktree'], { cwd: own.directory, input, encoding: 'utf8' }).trim();
    const commit = own.git('commit-tree', '-m', 'long', tree);
    const repository = await openRepository(own.directory);
    await expect(repository.listTree(commit, [])).rejects.toBeInstanceOf(GitError);
  });

  test('an empty path is refused, and no path gives nothing rather than everything', async () => {
    const own = temporaryRepository();
    own.write('secret', 'x');
    const head = own.commit('one');
    const repository = await openRepository(own.directory);
    await expect(repository.readTree(head, [''])).rejects.toBeInstanceOf(GitError);
    expect(await repository.readTree(head, [])).toEqual([]);
    expect(await repository.readHistory(head, [], null)).toEqual([]);
    expect(await repository.readWorkingTree([])).toEqual([]);
  });

  test('paths that are not there, options and patterns match nothing', async () => {
    const own = temporaryRepository();
    own.write('access/a.yaml', 'a');
    const head = own.commit('one');
    const repository = await openRepository(own.directory);
    const paths = ['nothing', '--name-only', 'acc*', ':(glob)**', ':/', 'ACCESS'];
    expect(await repository.readTree(head, paths)).toEqual([]);
    expect(await repository.readWorkingTree(paths.filter((path) => path !== ':/'))).toEqual([]);
    expect(await repository.readHistory(head, paths, null)).toEqual([]);
  });

  test('names with newlines, quotes, spaces, patterns and dashes come back as they are, from the tree and the disk', async () => {
    const own = temporaryRepository();
    for (const name of ODD_NAMES) own.write(name, name);
    const head = own.commit('odd');
    const repository = await openRepository(own.directory);
    const files = await repository.readTree(head, ['access']);
    expect(files.map((file) => file.path).sort()).toEqual([...ODD_NAMES].sort());
    for (const file of files) expect(Buffer.from(file.bytes ?? []).toString()).toBe(file.path);
    expect(sorted(await repository.readWorkingTree(['access']))).toEqual(sorted(files));
    const one = await repository.readTree(head, ['access/:(glob)star', 'access/st*r']);
    expect(one.map((file) => file.path)).toEqual(['access/:(glob)star', 'access/st*r']);
  });

  test('files that are too large are named but not read; CODEOWNERS may be larger', async () => {
    const own = temporaryRepository();
    own.write('access/fits.yaml', 'x'.repeat(MAXIMUM_FILE_BYTES));
    own.write('access/large.yaml', 'x'.repeat(MAXIMUM_FILE_BYTES + 1));
    own.write('CODEOWNERS', 'x'.repeat(MAXIMUM_CODEOWNERS_BYTES));
    own.write('docs/CODEOWNERS', 'x'.repeat(MAXIMUM_CODEOWNERS_BYTES + 1));
    const head = own.commit('large');
    const repository = await openRepository(own.directory);
    const paths = ['access', 'CODEOWNERS', 'docs/CODEOWNERS'];
    const files = await repository.readTree(head, paths);
    expect(Object.fromEntries(files.map((file) => [file.path, file.bytes?.length ?? null]))).toEqual({
      'access/fits.yaml': MAXIMUM_FILE_BYTES,
      'access/large.yaml': null,
      CODEOWNERS: MAXIMUM_CODEOWNERS_BYTES,
      'docs/CODEOWNERS': null,
    });
    expect(comparable(await repository.readWorkingTree(paths))).toEqual(comparable(files));
    const blobs = await repository.readBlobs(files.map((file) => file.oid));
    expect(blobs.size).toBe(1);
  });

  test('symlinks and submodules have their mode and no bytes, executables theirs', async () => {
    const own = temporaryRepository();
    own.write('access/run.sh', 'x');
    chmodSync(join(own.directory, 'access/run.sh'), 0o755);
    symlinkSync('/etc/passwd', join(own.directory, 'access/link.yaml'));
    own.write('access/empty.yaml', '');
    const before = own.commit('one');
    own.git('update-index', '--add', '--cacheinfo', `160000,${before},access/module`);
    own.git('commit', '--quiet', '--message', 'module');
    mkdirSync(join(own.directory, 'access/module'));
    const repository = await openRepository(own.directory);
    const files = await repository.readTree(own.git('rev-parse', 'HEAD'), ['access']);
    expect(files.map((file) => [file.path, file.mode, file.bytes?.length ?? null])).toEqual([
      ['access/empty.yaml', '100644', 0],
      ['access/link.yaml', '120000', null],
      ['access/module', '160000', null],
      ['access/run.sh', '100755', 1],
    ]);
    const onDisk = await repository.readWorkingTree(['access']);
    const [, , module] = files;
    expect(onDisk.map((file) => (file.mode === '160000' ? { ...file, oid: module?.oid } : file))).toEqual(files);
  });

  test('blobs that are not there and things that are no blobs have no entry', async () => {
    const own = temporaryRepository();
    own.write('a', 'a');
    const head = own.commit('one');
    const repository = await openRepository(own.directory);
    const oid = own.git('rev-parse', 'HEAD:a');
    const blobs = await repository.readBlobs([oid, 'f'.repeat(40), head, oid]);
    expect([...blobs.keys()]).toEqual([oid]);
    await expect(repository.readBlobs([`${oid}\n${head}`])).rejects.toThrow('not a SHA-1 object id');
    expect(await repository.readBlobs([])).toEqual(new Map());
  });
});

describe('reading the working tree', () => {
  test('untracked files are read, ignored and deleted ones are not', async () => {
    const own = temporaryRepository();
    own.write('access/deleted.yaml', 'x');
    own.write('.gitignore', '*.tmp\n');
    own.commit('one');
    rmSync(join(own.directory, 'access/deleted.yaml'));
    own.write('access/new.yaml', 'new');
    own.write('access/ignored.tmp', 'x');
    const files = await (await openRepository(own.directory)).readWorkingTree(['access']);
    expect(files.map((file) => file.path)).toEqual(['access/new.yaml']);
    expect(files[0]?.oid).toBe(own.git('hash-object', 'access/new.yaml'));
  });

  test('a path that is not UTF-8 is told as what no path of ours can be, and not passed over', async () => {
    const own = temporaryRepository();
    own.write('access/aws/alice/a.yaml', 'mine');
    writeFileSync(
      Buffer.concat([Buffer.from(join(own.directory, 'access/aws/alice/')), Buffer.from([0xff, 0xfe])]),
      'x',
    );
    const files = await (await openRepository(own.directory)).readWorkingTree(['access']);
    expect(files.map((file) => [file.path, file.bytes === null])).toEqual([
      ['access/aws/alice/a.yaml', false],
      ['access/aws/alice/\ufffd\ufffd', true],
    ]);
  });

  test('a folder that was replaced by a symlink is told as one and not followed', async () => {
    const own = temporaryRepository();
    own.write('access/aws/alice/a.yaml', 'mine');
    own.commit('one');
    renameSync(join(own.directory, 'access/aws'), join(own.directory, 'elsewhere'));
    symlinkSync('../elsewhere', join(own.directory, 'access/aws'));
    const files = await (await openRepository(own.directory)).readWorkingTree(['access']);
    expect(files.map((file) => [file.path, file.mode, file.bytes])).toEqual([['access/aws', '120000', null]]);
  });

  test('a repository inside of the repository is a submodule, whether git knows it or not', async () => {
    const own = temporaryRepository();
    own.commit('one');
    mkdirSync(join(own.directory, 'access/nested'), { recursive: true });
    own.git('init', '--quiet', 'access/nested');
    writeFileSync(join(own.directory, 'access/nested/a.yaml'), 'a');
    own.git('-C', 'access/nested', 'add', '.');
    own.git('-C', 'access/nested', 'commit', '--quiet', '--message', 'x');
    const files = await (await openRepository(own.directory)).readWorkingTree(['access']);
    expect(files.map((file) => [file.path, file.mode, file.bytes])).toEqual([['access/nested', '160000', null]]);
  });
});

/** Bytes as text: Jest compares millions of them one by one. */
function comparable(files: readonly SourceFile[]): object[] {
  return sorted(files).map(({ bytes, ...rest }) => ({
    ...rest,
    bytes: bytes === null ? null : Buffer.from(bytes).toString('latin1'),
  }));
}

function sorted<T extends { readonly path: string }>(files: readonly T[]): T[] {
  return [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
}
