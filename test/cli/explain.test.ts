import { describe, expect, test } from '@jest/globals';
import { runProgram } from '../../src/cli/program.js';

const ENV = { GITHUB_TOKEN: 'ghs_x', GITHUB_REPOSITORY: 'acme/access', GITHUB_API_URL: 'http://127.0.0.1:9' };

/** In this process: nothing here comes as far as to ask GitHub. */
async function run(args: readonly string[], env: Record<string, string> = ENV) {
  let [stdout, stderr, code] = ['', '', -1];
  await runProgram(
    {
      env,
      colour: false,
      now: () => 0,
      sleep: async () => {},
      write: (text) => {
        stdout += text;
      },
      report: (text) => {
        stderr += text;
      },
      setExitCode: (given) => {
        code = given;
      },
    },
    ['explain', ...args],
  );
  return { stdout, stderr, code };
}

describe('lapse explain, used wrongly', () => {
  test.each<[string, readonly string[], string]>([
    ['no pull request', [], "missing required argument 'pull-request'"],
    ['a word', ['twelve'], '"twelve" is no pull request: give its number'],
    ['number 0', ['0'], '"0" is no pull request'],
    ['a number too large for any', ['99999999999'], 'is no pull request'],
    ['an issue', ['https://github.com/acme/access/issues/12'], 'is no pull request'],
    [
      'a pull request of another repository',
      ['https://github.com/acme/other/pull/12'],
      'the pull request is of acme/other: set GITHUB_REPOSITORY',
    ],
    ['a team as an approver', ['12', '--approve', '@acme/security'], '--approve "@acme/security" is no login'],
    ['an approver with a line break', ['12', '--dismiss', 'bob\nbob'], '--dismiss "bob\\nbob" is no login'],
    ['a time that is none', ['12', '--at', 'tomorrow'], '--at "tomorrow" is not a time'],
  ])('%s', async (_what, args, message) => {
    const { code, stdout, stderr } = await run(args);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test.each([
    ['GITHUB_TOKEN is not set', {}],
    ['GITHUB_REPOSITORY does not name a repository', { GITHUB_TOKEN: 'ghs_x' }],
  ])('%s', async (message, env) => {
    const { code, stderr } = await run(['12'], env);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

test('lapse explain --help has examples and says what it needs', async () => {
  const { code, stdout } = await run(['--help']);
  for (const text of ['$ lapse explain 12', 'GITHUB_TOKEN', '--json', '--approve <login>'])
    expect(stdout).toContain(text);
  expect(code).toBe(0);
});
