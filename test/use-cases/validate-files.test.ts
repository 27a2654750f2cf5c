import { afterEach, describe, expect, test } from '@jest/globals';
import { openRepository } from '../../src/git/git-repository.js';
import { providers } from '../../src/providers/providers.js';
import { UsageError } from '../../src/use-cases/usage-error.js';
import { type Validation, type ValidationOptions, validateFiles } from '../../src/use-cases/validate-files.js';
import { createRepository, POLICY, REQUEST, type TestRepository } from '../cli/test-repository.js';

const NOW = Date.UTC(2026, 10, 20, 10);
const PATH = 'access/aws-sandbox/alice/billing.yaml';

const open: TestRepository[] = [];
afterEach(() => {
  for (const repository of open.splice(0)) repository.remove();
});

function repositoryWith(files: Readonly<Record<string, string>>): TestRepository {
  const repository = createRepository({ ...POLICY, ...files });
  open.push(repository);
  return repository;
}

async function validate(repository: TestRepository, options: Partial<ValidationOptions> = {}): Promise<Validation> {
  const ports = { repository: await openRepository(repository.path), providers };
  return validateFiles(ports, { base: null, only: null, now: NOW, ...options });
}

function rulesOf(validation: Validation): Record<string, string[]> {
  const faulty = validation.files.filter((file) => file.problems.length > 0);
  return Object.fromEntries(faulty.map((file) => [file.path, file.problems.map((problem) => problem.rule)]));
}

describe('validateFiles', () => {
  test.each([
    ['there is no CODEOWNERS at all', null, 'There is no CODEOWNERS'],
    ['no line matches', '/docs/ @acme/docs\n', 'No line of .github/CODEOWNERS matches this path'],
    [
      'the last line that matches has no owners',
      '* @acme/all\n/access/\n',
      'Line 2 of .github/CODEOWNERS names no user',
    ],
    ['its owners are e-mail addresses only', '* bob@example.com\n', 'Line 1 of .github/CODEOWNERS names no user'],
  ])('a request is unowned where %s', async (_when, codeOwners, message) => {
    const { '.github/CODEOWNERS': _, ...policy } = POLICY;
    const owners: Record<string, string> = codeOwners === null ? {} : { '.github/CODEOWNERS': codeOwners };
    const repository = createRepository({ ...policy, ...owners, [PATH]: REQUEST });
    open.push(repository);
    const validation = await validate(repository);
    const problem = validation.files.find((file) => file.path === PATH)?.problems[0];
    expect(problem).toMatchObject({ rule: 'unowned', severity: 'error' });
    expect(problem?.message).toContain(message);
    expect(problem?.cure).toContain('/access/aws-sandbox/*/  @acme/owners');
    expect(validation.valid).toBe(false);
  });

  test('law 7: one bad file takes nothing else with it', async () => {
    const validation = await validate(
      repositoryWith({ [PATH]: REQUEST, 'access/aws-sandbox/bob/x.yaml': 'role: [\n' }),
    );
    expect(Object.keys(rulesOf(validation))).toEqual(['access/aws-sandbox/bob/x.yaml']);
  });

  test('law 4: policy comes from the base, and a changed policy file is checked by itself all the same', async () => {
    const repository = repositoryWith({});
    repository.commit('policy', '2026-11-01T00:00:00Z');
    repository.write({ [PATH]: REQUEST, 'access/aws-sandbox/roles.yaml': 'roles: [\n' });
    const validation = await validate(repository, { base: 'HEAD' });
    expect(Object.keys(rulesOf(validation))).toEqual(['access/aws-sandbox/roles.yaml']);
  });

  test.each([
    [
      'to another role',
      REQUEST.replace(/role: .*/, 'role: deploy').replace(/duration: .*/, 'duration: 1h'),
      ['changed-role'],
    ],
    ['with a start that it did not have', `${REQUEST}starts: 2026-11-24T00:00:00Z\n`, ['changed-starts']],
    ['for a shorter time', REQUEST.replace(/duration: .*/, 'duration: 30m'), []],
  ])('a request that stands may not be edited %s', async (_name, edited, rules) => {
    const repository = repositoryWith({ [PATH]: REQUEST });
    repository.commit('request', '2026-11-23T00:00:00Z');
    repository.write({ [PATH]: edited });
    for (const base of [null, 'HEAD']) {
      const validation = await validate(repository, { base });
      expect(rulesOf(validation)[PATH] ?? []).toEqual(rules);
    }
  });

  test('what one person may not have at the same time: an error of what is written, a warning of what stands', async () => {
    const roles = 'access/aws-sandbox/roles.yaml';
    const [first, second] = [PATH, PATH.replace('billing.yaml', 'again.yaml')];
    const repository = repositoryWith({ [first]: REQUEST, [second]: REQUEST });
    const once = (POLICY[roles] ?? '').replace(/^( +)max_duration: .*$/m, '$&\n$1max_concurrent: 1');
    repository.write({ [roles]: once });
    expect(rulesOf(await validate(repository))).toEqual({ [first]: ['max-concurrent'], [second]: ['max-concurrent'] });
    repository.commit('both', '2026-11-19T00:00:00Z');
    const standing = await validate(repository);
    expect([standing.valid, Object.keys(rulesOf(standing))]).toEqual([true, [second, first]]);
    repository.write({ [PATH.replace('billing.yaml', 'third.yaml')]: REQUEST });
    const third = await validate(repository, { base: 'HEAD' });
    expect([third.valid, Object.keys(rulesOf(third))]).toEqual([
      false,
      [second, first, PATH.replace('billing', 'third')],
    ]);
  });

  test('a folder picks what is below it, and nothing that only begins alike', async () => {
    const repository = repositoryWith({ [PATH]: REQUEST, 'access/aws-sandbox/alicea/x.yaml': REQUEST });
    const validation = await validate(repository, { only: ['access/aws-sandbox/alice'] });
    expect(validation.files.map((file) => file.path)).toEqual([PATH]);
    expect(validation.valid).toBe(true);
  });

  test('a path that picks nothing is used wrongly', async () => {
    await expect(validate(repositoryWith({}), { only: ['src'] })).rejects.toThrow(UsageError);
  });

  test('law 4: a boundary of another account is an error of config.yaml', async () => {
    const config = (POLICY['access/config.yaml'] ?? '').replace(
      /target: \{/,
      'target: { permissions_boundary: "arn:aws:iam::999999999999:policy/people-boundary",',
    );
    const validation = await validate(repositoryWith({ 'access/config.yaml': config }));
    expect(rulesOf(validation)['access/config.yaml']).toEqual(['foreign-account']);
  });

  describe('what requests hold together', () => {
    const many = Array.from({ length: 9 }, (_, index) => [`access/aws-sandbox/alice/n${index}.yaml`, REQUEST] as const);
    const [first, ...others] = many;

    test('is counted over the whole tree, and too much is told at each of them with the figures', async () => {
      const validation = await validate(repositoryWith(Object.fromEntries(many)));
      expect(rulesOf(validation)).toEqual(Object.fromEntries(many.map(([path]) => [path, ['over-quota']])));
      expect(validation.files.flatMap(({ problems }) => problems)[0]?.message).toMatch(
        /^alice\.smith would hold [23],[0-9]{3} of 2,048 characters/,
      );
      expect(validation.valid).toBe(false);
    });

    test('is a warning at what stood before, so that it stops nothing else', async () => {
      const repository = repositoryWith(Object.fromEntries(others));
      repository.commit('requests', '2026-11-19T00:00:00Z');
      expect((await validate(repository)).valid).toBe(true);
      repository.write(Object.fromEntries([first ?? ['', '']]));
      const { files } = await validate(repository);
      const severities = files.flatMap(({ problems }) => problems.map(({ severity }) => severity));
      expect(severities.sort()).toEqual(['error', ...Array(8).fill('warning')]);
    });

    test('does not count what has an error of its own', async () => {
      const faulty = many.map(([path]) => [path, REQUEST.replace(/role: .*/, 'role: nobody')] as const);
      const validation = await validate(repositoryWith(Object.fromEntries(faulty)));
      expect(new Set(Object.values(rulesOf(validation)).flat())).toEqual(new Set(['unknown-role']));
    });
  });
});
