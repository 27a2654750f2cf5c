import { afterEach, describe, expect, test } from '@jest/globals';
import { runLapse } from './run-lapse.js';
import { createRepository, POLICY, REQUEST, type TestRepository } from './test-repository.js';

const PATH = 'access/aws-sandbox/alice/billing.yaml';

const open: TestRepository[] = [];
afterEach(() => {
  for (const repository of open.splice(0)) repository.remove();
});

function repositoryWith(files: Readonly<Record<string, string>>): TestRepository {
  const repository = createRepository(files);
  open.push(repository);
  return repository;
}

function granted(): TestRepository {
  const repository = repositoryWith(POLICY);
  repository.commit('policy', '2026-11-20T08:00:00Z');
  repository.write({ [PATH]: REQUEST });
  repository.commit('alice asks', '2026-11-20T10:00:00Z');
  return repository;
}

describe('lapse grants', () => {
  test('a shallow clone is refused with the cure', async () => {
    const repository = granted();
    const clone = repositoryWith({});
    clone.git('fetch', '--quiet', '--depth=1', `file://${repository.path}`, 'main');
    clone.git('reset', '--quiet', '--hard', 'FETCH_HEAD');
    const { code, stdout, stderr } = await runLapse(['grants'], clone.path);
    expect(stderr).toMatch(/shallow clone.*git fetch --unshallow.*fetch-depth: 0/);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  test('a repository without a commit cannot be judged', async () => {
    const { code, stderr } = await runLapse(['grants'], repositoryWith(POLICY).path);
    expect(stderr).toContain('no commit is named "HEAD"');
    expect(code).toBe(2);
  });

  test('a time that is none is used wrongly', async () => {
    const { code, stderr } = await runLapse(['grants', '--at', 'tomorrow'], granted().path);
    expect(stderr).toContain('--at "tomorrow" is not a time');
    expect(code).toBe(2);
  });

  test('a file that cannot be read is an invalid grant, told on standard error', async () => {
    const repository = granted();
    repository.write({ 'access/aws-sandbox/bob/x.yaml': 'role: [\n' });
    repository.commit('broken', '2026-11-20T10:30:00Z');
    const { code, stdout, stderr } = await runLapse(
      ['grants', '--json', '--at', '2026-11-20T11:00:00Z'],
      repository.path,
    );
    expect(JSON.parse(stdout)).toEqual([
      expect.objectContaining({ grant: 'aws-sandbox/alice/billing', state: 'active' }),
      expect.objectContaining({ grant: 'aws-sandbox/bob/x', state: 'invalid', role: null, start: null, end: null }),
    ]);
    expect(stderr).toContain('access/aws-sandbox/bob/x.yaml:');
    expect(code).toBe(1);
  });

  test.each([
    ['2026-11-20T10:00:00Z', 'active'],
    ['2026-11-20T13:59:59Z', 'active'],
    ['2026-11-20T14:00:00Z', 'expired'],
  ])('a duration counts from the merge: at %s it is %s', async (at, state) => {
    const { code, stdout } = await runLapse(['grants', '--json', '--at', at], granted().path);
    expect(JSON.parse(stdout)).toEqual([
      expect.objectContaining({
        grant: 'aws-sandbox/alice/billing',
        beneficiary: 'alice',
        role: 'billing-readonly',
        system: 'aws-sandbox',
        start: '2026-11-20T10:00:00Z',
        end: '2026-11-20T14:00:00Z',
        state,
      }),
    ]);
    expect(code).toBe(0);
  });

  test('HEAD is read, never the working tree', async () => {
    const repository = granted();
    repository.write({ [PATH]: 'nonsense' });
    const { code, stdout } = await runLapse(['grants', '--at', '2026-11-20T11:00:00Z'], repository.path);
    expect(stdout).toMatch(
      /^grant +beneficiary +role .*\naws-sandbox\/alice\/billing +alice +billing-readonly .* active\n$/,
    );
    expect(code).toBe(0);
  });

  test('no grants are no problem', async () => {
    const repository = repositoryWith(POLICY);
    repository.commit('policy', '2026-11-20T08:00:00Z');
    expect(await runLapse(['grants'], repository.path)).toEqual({ code: 0, stdout: 'no grants\n', stderr: '' });
  });
});
