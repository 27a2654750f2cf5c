import { afterEach, describe, expect, test } from '@jest/globals';
import { exitCodeOf } from '../../src/cli/reconcile.js';
import { runLapse } from './run-lapse.js';
import { createRepository, POLICY, type TestRepository } from './test-repository.js';

const open: TestRepository[] = [];
afterEach(() => {
  for (const repository of open.splice(0)) repository.remove();
});

function repositoryWith(config: string): TestRepository {
  const repository = createRepository({ ...POLICY, 'access/config.yaml': config });
  repository.commit('policy', '2026-11-20T08:00:00Z');
  open.push(repository);
  return repository;
}

const CONFIG = `systems:
  one: { provider: aws-iam, target: { account: "111122223333" } }
  other: { provider: aws-iam, target: { account: "444455556666" } }
  same: { provider: aws-iam, target: { account: "111122223333", role: "arn:aws:iam::111122223333:role/lapse" } }
`;

describe('lapse targets', () => {
  test('a config.yaml that cannot be read at all: no targets, exit code 1', async () => {
    const { code, stdout, stderr } = await runLapse(['targets', '--json'], repositoryWith('systems: [').path);
    expect({ code, matrix: JSON.parse(stdout) }).toEqual({ code: 1, matrix: { include: [] } });
    expect(stderr).toContain('access/config.yaml');
  });

  test('law 7: a faulty system is told and holds up no other', async () => {
    const config = `${CONFIG}  third: { provider: aws-iam, target: { account: "1" } }\n`;
    const { code, stdout, stderr } = await runLapse(['targets', '--json'], repositoryWith(config).path);
    expect({ code, count: JSON.parse(stdout).include.length }).toEqual({ code: 0, count: 2 });
    expect(stderr).toContain('schema');
  });

  test('one job an account, in one line', async () => {
    const { code, stdout } = await runLapse(['targets', '--json'], repositoryWith(CONFIG).path);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(stdout)).toEqual({
      include: [
        { target: 'aws-iam:111122223333', systems: ['one', 'same'], account: '111122223333' },
        { target: 'aws-iam:444455556666', systems: ['other'], account: '444455556666' },
      ],
    });
  });

  test('as a table', async () => {
    const { stdout } = await runLapse(['targets'], repositoryWith(CONFIG).path);
    expect(stdout).toMatch(/aws-iam:111122223333 .*one, same/);
  });
});

describe('the exit code of a run', () => {
  const refusal = { grant: null, system: 'one', message: '', cure: '', pullRequest: null };

  test.each([
    ['credentials of another account', ['wrong-target'], true, 2],
    ['one account of many that is another', ['unavailable', 'wrong-target'], true, 2],
    ['an account that is down', ['unavailable'], true, 1],
    ['a problem', [], true, 1],
    ['nothing wrong', [], false, 0],
  ])('%s', (_what, rules, hasProblems, code) => {
    expect(
      exitCodeOf(
        rules.map((rule) => ({ ...refusal, rule })),
        hasProblems,
      ),
    ).toBe(code);
  });

  test.each(['provision', 'expire'])('%s with an empty list of targets is used wrongly', async (run) => {
    const environment = { GITHUB_TOKEN: 'x', GITHUB_REPOSITORY: 'acme/access', GITHUB_API_URL: 'http://127.0.0.1:9' };
    const { code, stderr } = await runLapse([run, '--targets', ' , '], repositoryWith(CONFIG).path, environment);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'lapse: --targets names no target: name some, or leave the option out for all\n',
    });
  });
});
