import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { runLapse } from './run-lapse.js';
import { createRepository, POLICY, REQUEST, type TestRepository } from './test-repository.js';

const PATH = 'access/aws-sandbox/alice/billing.yaml';

const open: TestRepository[] = [];
afterEach(() => {
  for (const repository of open.splice(0)) repository.remove();
});

function repositoryWith(files: Readonly<Record<string, string | Uint8Array>>): TestRepository {
  const repository = createRepository({ ...POLICY, ...files });
  open.push(repository);
  return repository;
}

describe('what bad input gets', () => {
  test.each<[string, Readonly<Record<string, string | Uint8Array>>, string]>([
    ['an unknown key', { [PATH]: `${REQUEST}sudo: true\n` }, `${PATH}:5:1  unknown-key`],
    ['both ends', { [PATH]: `${REQUEST}expires: 2099-01-01T00:00:00Z\n` }, `${PATH}:5:1  duration-or-expires`],
    ['neither end', { [PATH]: REQUEST.replace('duration: 4h\n', '') }, `${PATH}:1:1  duration-or-expires`],
    ['an unknown role', { [PATH]: REQUEST.replace('billing-readonly', 'root') }, `${PATH}:1:7  unknown-role`],
    ['an unknown system', { 'access/gcp/alice/x.yaml': REQUEST }, 'access/gcp/alice/x.yaml:1:1  unknown-system'],
    ['a role of another folder', { [PATH]: REQUEST.replace('billing', 'aws-prod/billing') }, `${PATH}:1:7  schema`],
    ['more than the maximum', { [PATH]: REQUEST.replace('4h', '9h') }, `${PATH}:2:11  over-maximum`],
    [
      'an expiry that no calendar has',
      { [PATH]: REQUEST.replace('duration: 4h', 'expires: 2026-02-31T00:00:00Z') },
      `${PATH}:2:10  `,
    ],
    ['"tomorrow"', { [PATH]: REQUEST.replace('duration: 4h', 'expires: tomorrow') }, `${PATH}:2:10  `],
    [
      'an unquoted account id',
      { 'access/config.yaml': POLICY['access/config.yaml']?.replaceAll('"111122223333"', '111122223333') ?? '' },
      'access/config.yaml:4:24  ',
    ],
    [
      'a login that is not in people.yaml',
      { 'access/aws-sandbox/carol/x.yaml': REQUEST },
      'access/aws-sandbox/carol/x.yaml:1:1  unknown-person',
    ],
    ['upper case', { 'access/aws-sandbox/Bob/x.yaml': REQUEST }, 'access/aws-sandbox/Bob/x.yaml:1:1  upper-case'],
    ['an anchor', { [PATH]: REQUEST.replace('role: ', 'role: &r ') }, `${PATH}:1:7  alias`],
    ['a duplicate key', { [PATH]: `${REQUEST}ticket: INC-2\n` }, `${PATH}:5:1  duplicate-key`],
    ['two documents', { [PATH]: `${REQUEST}---\n${REQUEST}` }, `${PATH}:5:1  two-documents`],
    ['an empty file', { [PATH]: '' }, `${PATH}:1:1  empty`],
    ['a file of 1 MB', { [PATH]: `${REQUEST}# ${'x'.repeat(2 ** 20)}\n` }, `${PATH}:1:1  too-large`],
    ['bytes that are not UTF-8', { [PATH]: new Uint8Array([0x72, 0x3a, 0x20, 0xff]) }, `${PATH}:1:4  not-utf8`],
    [
      'odd characters in a path, made visible',
      { 'access/aws-sandbox/alice/a\u202eb.yaml': REQUEST },
      'access/aws-sandbox/alice/a\\u{202e}b.yaml:1:1  odd-character',
    ],
    ['a missing ticket', { [PATH]: REQUEST.replace('ticket: INC-1234\n', '') }, `${PATH}:1:1  missing-ticket`],
    ['a path without an owner', { [PATH]: REQUEST, '.github/CODEOWNERS': '' }, `${PATH}:1:1  unowned`],
    [
      'a path whose owners are taken away',
      { [PATH]: REQUEST, '.github/CODEOWNERS': '* @acme/all\n/access/\n' },
      `${PATH}:1:1  unowned`,
    ],
    [
      'an invalid line of CODEOWNERS',
      { '.github/CODEOWNERS': '* @acme/all\n!/x @acme/b\n' },
      '.github/CODEOWNERS:2:1  codeowners-line',
    ],
  ])('%s: file, line, rule and cure, and exit code 1', async (_what, files, expected) => {
    const repository = repositoryWith(files);
    const before = repository.git('status', '--porcelain', '--untracked-files=all');
    const { code, stdout, stderr } = await runLapse(['validate'], repository.path);
    expect(stdout).toContain(expected);
    expect(stdout.slice(stdout.indexOf(expected))).toMatch(/^.*\n {4}\S.*\n/);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(repository.git('status', '--porcelain', '--untracked-files=all')).toBe(before);
  });

  test('a symlink is told as one, and what it points to is not read', async () => {
    const repository = repositoryWith({ 'access/aws-sandbox/alice/good.yaml': REQUEST });
    symlinkSync('good.yaml', join(repository.path, PATH));
    const { code, stdout } = await runLapse(['validate'], repository.path);
    expect(stdout).toContain(`${PATH}:1:1  symlink`);
    expect(code).toBe(1);
  });

  test('a submodule is refused', async () => {
    const repository = repositoryWith({});
    const inner = createRepository({ 'x.txt': 'x' });
    open.push(inner);
    const commit = inner.commit('x', '2026-11-01T00:00:00Z');
    repository.git('update-index', '--add', '--cacheinfo', `160000,${commit},access/aws-sandbox/alice`);
    repository.git('clone', '--quiet', inner.path, join(repository.path, 'access/aws-sandbox/alice'));
    const { code, stdout } = await runLapse(['validate'], repository.path);
    expect(stdout).toContain('access/aws-sandbox/alice:1:1  ');
    expect(code).toBe(1);
  });
});

describe('what is reported', () => {
  test('a repository in order passes, before its first commit', async () => {
    const { path } = repositoryWith({ [PATH]: REQUEST });
    const { code, stdout } = await runLapse(['validate'], path);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '5 files checked: all well\n' });
  });

  test('the JSON has every file with its kind and problems', async () => {
    const { path } = repositoryWith({ [PATH]: REQUEST.replace('4h', '9h') });
    const { code, stdout } = await runLapse(['validate', '--json'], path);
    const { valid, files } = JSON.parse(stdout);
    expect(valid).toBe(false);
    expect(files.map((file: { path: string; kind: string }) => [file.path, file.kind])).toEqual([
      ['access/aws-sandbox/alice/billing.yaml', 'request'],
      ['access/aws-sandbox/roles.yaml', 'roles'],
      ['access/config.yaml', 'config'],
      ['access/people.yaml', 'people'],
      ['.github/CODEOWNERS', 'codeowners'],
    ]);
    expect(files[0].problems).toEqual([
      expect.objectContaining({ rule: 'over-maximum', line: 2, column: 11, severity: 'error' }),
    ]);
    expect(code).toBe(1);
  });

  test('given files are reported alone, from any folder, with the policy of the whole tree', async () => {
    const { path } = repositoryWith({ [PATH]: REQUEST.replace('4h', '9h'), 'access/aws-sandbox/bob/b.yaml': REQUEST });
    const good = await runLapse(['validate', 'b.yaml'], join(path, 'access/aws-sandbox/bob'));
    expect({ code: good.code, stdout: good.stdout }).toEqual({ code: 0, stdout: '1 file checked: all well\n' });
    const bad = await runLapse(['-C', join(path, 'access'), 'validate', 'aws-sandbox/alice'], '/');
    expect(bad.stdout).toContain(`${PATH}:2:11  over-maximum`);
    expect(bad.code).toBe(1);
  });

  test('--base takes the policy from there, so a pull request cannot widen its own terms', async () => {
    const repository = repositoryWith({});
    repository.commit('policy', '2026-11-01T00:00:00Z');
    repository.write({
      [PATH]: REQUEST.replace('4h', '100h'),
      'access/aws-sandbox/roles.yaml': POLICY['access/aws-sandbox/roles.yaml']?.replace('8h', '200h') ?? '',
    });
    expect((await runLapse(['validate'], repository.path)).code).toBe(0);
    const { code, stdout } = await runLapse(['validate', '--base', 'HEAD'], repository.path);
    expect(stdout).toContain(`${PATH}:2:11  over-maximum`);
    expect(stdout).toMatch(/\nNo grant that stands is changed\.\n$/);
    expect(code).toBe(1);
  });

  test('--base tells what the policy of the tree would do to the grants that stand there', async () => {
    const repository = repositoryWith({ [PATH]: REQUEST });
    repository.commit('policy and a request', new Date().toISOString());
    const roles = 'access/aws-sandbox/roles.yaml';
    repository.write({ [roles]: POLICY[roles]?.replace('ce:Get*', 'ce:*') ?? '' });
    const { code, stdout } = await runLapse(['validate', '--base', 'HEAD', '--json'], repository.path);
    expect(JSON.parse(stdout)).toMatchObject({
      valid: true,
      effects: [{ kind: 'widened', grant: 'aws-sandbox/alice/billing', beneficiary: 'alice', path: roles, line: 2 }],
    });
    expect(code).toBe(0);
  });

  test('--base takes CODEOWNERS from there too', async () => {
    const repository = repositoryWith({ '.github/CODEOWNERS': '/docs/ @acme/docs\n' });
    repository.commit('policy', '2026-11-01T00:00:00Z');
    repository.write({ [PATH]: REQUEST, '.github/CODEOWNERS': '* @alice\n' });
    const { code, stdout } = await runLapse(['validate', '--base', 'HEAD'], repository.path);
    expect(stdout).toContain(`${PATH}:1:1  unowned`);
    expect(code).toBe(1);
  });

  test('a request that was merged and is over by now is no error', async () => {
    const repository = repositoryWith({ [PATH]: REQUEST.replace('duration: 4h', 'expires: 2026-01-02T00:00:00Z') });
    expect((await runLapse(['validate'], repository.path)).code).toBe(1);
    repository.commit('access', '2026-01-01T22:00:00Z');
    expect((await runLapse(['validate'], repository.path)).code).toBe(0);
  });
});

describe('used wrongly', () => {
  test.each([
    ['a file that is not there', ['validate', 'access/none.yaml'], 'holds nothing that Lapse reads'],
    ['a file that is nothing of ours', ['validate', 'README.md'], 'holds nothing that Lapse reads'],
    ['a file outside of the repository', ['validate', '../x.yaml'], 'outside of the repository'],
    ['a base that is no commit', ['validate', '--base', 'none'], 'no commit is named'],
  ])('%s: one line on standard error and exit code 2', async (_what, args, expected) => {
    const { path } = repositoryWith({ 'README.md': '# x\n' });
    const { code, stdout, stderr } = await runLapse(args, path);
    expect(stderr).toContain(expected);
    expect(stderr).toMatch(/^lapse: .+\n$/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
