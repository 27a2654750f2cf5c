import { afterEach, describe, expect, test } from '@jest/globals';
import { openRepository } from '../../src/git/git-repository.js';
import { providers } from '../../src/providers/providers.js';
import { listGrants } from '../../src/use-cases/list-grants.js';
import { ShallowCloneError } from '../../src/use-cases/refuse-shallow-clone.js';
import { createRepository, POLICY, REQUEST, type TestRepository } from '../cli/test-repository.js';

const open: TestRepository[] = [];
afterEach(() => {
  for (const repository of open.splice(0)) repository.remove();
});

function repositoryWith(files: Readonly<Record<string, string>>): TestRepository {
  const repository = createRepository(files);
  open.push(repository);
  return repository;
}

describe('listGrants', () => {
  test('a shallow clone is refused', async () => {
    const whole = repositoryWith(POLICY);
    whole.commit('policy', '2026-11-01T00:00:00Z');
    whole.commit('more', '2026-11-02T00:00:00Z');
    const shallow = repositoryWith({});
    shallow.git('fetch', '--quiet', '--depth=1', `file://${whole.path}`, 'main');
    shallow.git('reset', '--quiet', '--hard', 'FETCH_HEAD');
    await expect(listGrants(await openRepository(shallow.path), providers, 0)).rejects.toThrow(ShallowCloneError);
  });

  test('law 1: the same history and time give the same grants, in order of name', async () => {
    const repository = repositoryWith(POLICY);
    repository.commit('policy', '2026-11-01T00:00:00Z');
    repository.write({ 'access/aws-sandbox/bob/a.yaml': REQUEST, 'access/aws-sandbox/alice/z.yaml': REQUEST });
    repository.commit('both ask', '2026-11-20T10:00:00Z');
    const at = Date.UTC(2026, 10, 20, 11);
    const opened = await openRepository(repository.path);
    const grants = await listGrants(opened, providers, at);
    expect(grants.map((grant) => [grant.name, grant.state])).toEqual([
      ['aws-sandbox/alice/z', 'active'],
      ['aws-sandbox/bob/a', 'active'],
    ]);
    expect(await listGrants(opened, providers, at)).toEqual(grants);
  });
});
