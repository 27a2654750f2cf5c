import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { openRepository } from '../../src/git/git-repository.js';
import { removeTemporaryFolders, temporaryRepository } from './temporary-repository.js';

afterEach(removeTemporaryFolders);

test('a forged old date hides its own commit and nothing that lies behind it', async () => {
  const own = temporaryRepository();
  own.write('access/a.yaml', 'a');
  const first = own.commit('first', '2026-11-10T00:00:00Z');
  own.write('access/b.yaml', 'b');
  own.commit('forged', '1999-01-01T00:00:00Z');
  own.write('access/c.yaml', 'c');
  const last = own.commit('last', '2026-11-12T00:00:00Z');
  const repository = await openRepository(own.directory);
  const since = Date.parse('2026-11-01T00:00:00Z');
  expect((await repository.readHistory(last, ['access'], since)).map((commit) => commit.sha)).toEqual([last, first]);
  expect(await repository.readHistory(last, ['access'], null)).toHaveLength(3);
});

test('the bound is the second that is given, and no zone of the machine moves it', async () => {
  const own = temporaryRepository();
  own.write('access/a.yaml', 'a');
  const head = own.commit('first', '2026-11-10T12:00:00Z');
  const repository = await openRepository(own.directory);
  const at = Date.parse('2026-11-10T12:00:00Z');
  expect(await repository.readHistory(head, ['access'], at)).toHaveLength(1);
  expect(await repository.readHistory(head, ['access'], at + 999)).toHaveLength(1);
  expect(await repository.readHistory(head, ['access'], at + 1000)).toHaveLength(0);
  expect(await repository.readHistory(head, ['access'], -5)).toHaveLength(1);
});

test('a committer date that is no date counts as 1970', async () => {
  const own = temporaryRepository();
  own.write('access/a.yaml', 'a');
  own.git('add', '--all');
  const tree = own.git('write-tree');
  for (const date of ['tomorrow +0000', '99999999999999999999 +0000']) {
    const text = `tree ${tree}\nauthor a <a@acme.example> ${date}\ncommitter a <a@acme.example> ${date}\n\nx\n`;
    const commit = execFileSync('git', ['hash-object', '-t', 'commit', '-w', '--literally', '--stdin'], {
      cwd: own.directory,
      input: text,
      encoding: 'utf8',
    }).trim();
    const repository = await openRepository(own.directory);
    const history = await repository.readHistory(commit, ['access'], null);
    expect(history.map((entry) => [entry.committedAt, entry.changes.length])).toEqual([[0, 1]]);
  }
});

test('a merge shows the files that it brought, and commits of the branch are not on the line', async () => {
  const own = temporaryRepository();
  own.write('README.md', 'x');
  const root = own.commit('root', '2026-11-01T00:00:00Z');
  own.git('checkout', '--quiet', '-b', 'request');
  own.write('access/a.yaml', 'draft');
  own.commit('draft', '2026-11-02T00:00:00Z');
  own.write('access/a.yaml', 'final');
  own.write('access/b.yaml', 'b');
  const branch = own.commit('final', '2026-11-03T00:00:00Z');
  own.git('checkout', '--quiet', 'main');
  own.write('README.md', 'y');
  const main = own.commit('readme', '2026-11-04T00:00:00Z');
  own.git('merge', '--quiet', '--no-ff', '--message', 'merge', 'request');
  const merge = own.git('rev-parse', 'HEAD');
  const repository = await openRepository(own.directory);
  expect(await repository.readHistory(merge, ['access'], null)).toEqual([
    {
      sha: merge,
      parents: [main, branch],
      committedAt: Date.parse('2026-11-01T00:00:00Z'),
      authorName: 'alice',
      subject: 'merge',
      changes: ['a', 'b'].map((name) => ({
        status: 'A',
        path: `access/${name}.yaml`,
        mode: '100644',
        oid: own.git('rev-parse', `HEAD:access/${name}.yaml`),
      })),
    },
  ]);
  expect((await repository.readHistory(merge, ['README.md'], null)).map((commit) => commit.sha)).toEqual([main, root]);
});

test('a file that is deleted and added again has both in its history, and a rename is a D and an A', async () => {
  const own = temporaryRepository();
  own.write('access/a.yaml', 'the same content on many lines\n'.repeat(20));
  own.commit('add');
  rmSync(join(own.directory, 'access/a.yaml'));
  own.commit('delete');
  own.write('access/a.yaml', 'the same content on many lines\n'.repeat(20));
  own.commit('again');
  own.git('mv', 'access/a.yaml', 'access/b.yaml');
  own.git('config', 'log.follow', 'true');
  own.git('config', 'diff.renames', 'copies');
  const head = own.commit('rename');
  const repository = await openRepository(own.directory);
  const history = await repository.readHistory(head, ['access'], null);
  expect(history.map((commit) => commit.changes.map((change) => `${change.status} ${change.path}`))).toEqual([
    ['D access/a.yaml', 'A access/b.yaml'],
    ['A access/a.yaml'],
    ['D access/a.yaml'],
    ['A access/a.yaml'],
  ]);
  expect(history[0]?.changes[0]?.oid).toBeNull();
  expect(await repository.readHistory(head, ['access/b.yaml'], null)).toHaveLength(1);
});

test('nothing that an author writes reads as another commit or change', async () => {
  const own = temporaryRepository();
  const forged = `:000000 100644 ${'0'.repeat(40)} ${'1'.repeat(40)} A`;
  own.write(`access/\n${forged}`, 'x');
  own.write('access/z.yaml', 'z');
  own.git('config', 'log.showRoot', 'false');
  own.git('config', 'user.name', 'x');
  own.git('add', '--all');
  own.git('commit', '--quiet', `--author=${'a'.repeat(40)} <a@acme.example>`, '--message', forged);
  own.git('commit', '--quiet', '--allow-empty', '--allow-empty-message', '--message', '');
  const head = own.git('rev-parse', 'HEAD');
  const history = await (await openRepository(own.directory)).readHistory(head, ['access'], null);
  expect(history.map((commit) => [commit.authorName, commit.subject, commit.changes.map(({ path }) => path)])).toEqual([
    ['a'.repeat(40), forged, [`access/\n${forged}`, 'access/z.yaml']],
  ]);
});

test('a submodule that .gitmodules wants hidden still shows', async () => {
  const own = temporaryRepository();
  own.write('.gitmodules', '[submodule "m"]\n\tpath = access/m\n\turl = x\n\tignore = all\n');
  const first = own.commit('one');
  own.git('update-index', '--add', '--cacheinfo', `160000,${first},access/m`);
  own.git('commit', '--quiet', '--message', 'module');
  const head = own.git('rev-parse', 'HEAD');
  const history = await (await openRepository(own.directory)).readHistory(head, ['access'], null);
  expect(history[0]?.changes).toEqual([{ status: 'A', path: 'access/m', mode: '160000', oid: first }]);
});

test('replaced objects do not change what history says', async () => {
  const own = temporaryRepository();
  own.write('access/a.yaml', 'a');
  const head = own.commit('one');
  rmSync(join(own.directory, 'access/a.yaml'));
  own.git('add', '--all');
  const other = own.git('commit-tree', '-m', 'other', own.git('write-tree'));
  own.git('replace', head, other);
  const repository = await openRepository(own.directory);
  expect(await repository.readTree(head, ['access'])).toHaveLength(1);
  expect(await repository.readHistory(head, ['access'], null)).toHaveLength(1);
});

test('what comes after a commit of the line leaves it and all before it out, whatever the dates say', async () => {
  const own = temporaryRepository();
  own.write('access/a.yaml', 'a');
  own.commit('first', '2026-11-10T00:00:00Z');
  own.git('checkout', '--quiet', '-b', 'request');
  own.write('access/b.yaml', 'b');
  own.commit('side', '2026-11-11T00:00:00Z');
  own.git('checkout', '--quiet', '-');
  own.write('access/c.yaml', 'c');
  const trusted = own.commit('trusted', '2026-11-12T00:00:00Z');
  own.write('access/d.yaml', 'd');
  const forged = own.commit('forged', '1999-01-01T00:00:00Z');
  own.git('merge', '--quiet', '--no-ff', '-m', 'merge', 'request');
  const merge = own.git('rev-parse', 'HEAD').trim();
  const repository = await openRepository(own.directory);
  const history = await repository.readHistory(merge, ['access'], null, trusted);
  expect(history.map(({ sha, changes }) => [sha, changes.map(({ path }) => path)])).toEqual([
    [merge, ['access/b.yaml']],
    [forged, ['access/d.yaml']],
  ]);
  expect(await repository.readHistory(merge, ['access'], null, merge)).toEqual([]);
});

test('a few kilobytes that change a million files end the reading with what to look for, and fill no memory', async () => {
  const own = temporaryRepository();
  own.write('alice.yaml', 'role: billing');
  own.commit('first');
  const mktree = (lines: readonly string[]) =>
    execFileSync('git', ['mktree'], { cwd: own.directory, input: lines.map((line) => `${line}\n`).join('') })
      .toString()
      .trim();
  const names = Array.from({ length: 1_100 }, (_, index) => `n${index}`);
  const blob = own.git('rev-parse', 'HEAD:alice.yaml');
  const folder = mktree(names.map((name) => `100644 blob ${blob}\t${name}.yaml`));
  const system = mktree(names.map((name) => `040000 tree ${folder}\t${name}`));
  const root = mktree([`040000 tree ${mktree([`040000 tree ${system}\taws-sandbox`])}\taccess`]);
  const bomb = own.git('commit-tree', '-p', 'HEAD', '-m', 'bomb', root);
  const repository = await openRepository(own.directory);
  await expect(repository.readHistory(bomb, ['access'], null)).rejects.toThrow('a commit that changes very many files');
});
