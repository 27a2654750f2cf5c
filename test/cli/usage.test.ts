import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import packageJson from '../../package.json' with { type: 'json' };
import { runLapse } from './run-lapse.js';
import { createRepository, POLICY, type TestRepository } from './test-repository.js';

let outside: string;
let repository: TestRepository;
beforeAll(() => {
  outside = mkdtempSync(join(tmpdir(), 'lapse-none-'));
  repository = createRepository(POLICY);
  repository.commit('policy', '2026-11-01T08:00:00Z');
});
afterAll(() => {
  rmSync(outside, { recursive: true, force: true });
  repository.remove();
});

describe('used wrongly: exit code 2 and no stack', () => {
  test.each([
    ['no command', [], 'Usage: lapse'],
    ['an unknown command', ['grant'], "unknown command 'grant'"],
    ['an unknown option', ['grants', '--when', 'now'], "unknown option '--when'"],
    ['a word too many', ['plan', 'x'], 'too many arguments'],
    ['a folder that is not there', ['grants', '-C', '/nowhere/at/all'], 'name one with -C'],
    ['a run without a token', ['provision'], 'GITHUB_TOKEN is not set: set it to'],
    ['a run without a token', ['expire', '--dry-run'], 'GITHUB_TOKEN is not set: set it to'],
    ['an explanation without a token', ['explain', '12'], 'GITHUB_TOKEN is not set: set it to'],
    ['a plan without a repository id', ['plan'], 'GITHUB_REPOSITORY_ID is not set: set it, or set GITHUB_TOKEN'],
  ])('%s', async (_what, args, expected) => {
    const { code, stdout, stderr } = await runLapse(args, repository.path);
    expect(stderr).toContain(expected);
    expect(stderr).not.toContain('    at ');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('outside of a repository', async () => {
    const { code, stderr } = await runLapse(['validate'], outside, { GIT_CEILING_DIRECTORIES: tmpdir() });
    expect(stderr).toMatch(/^lapse: .*not a git repository.*: run it in a clone, or name one with -C\n$/);
    expect(code).toBe(2);
  });

  test('a repository that is not named owner/name', async () => {
    const env = { GITHUB_TOKEN: 'x', GITHUB_REPOSITORY: 'acme' };
    const { code, stderr } = await runLapse(['provision'], repository.path, env);
    expect(stderr).toContain('GITHUB_REPOSITORY does not name a repository');
    expect(code).toBe(2);
  });

  test('a repository id that is no number', async () => {
    const { code, stderr } = await runLapse(['plan'], repository.path, { GITHUB_REPOSITORY_ID: '1e400' });
    expect(stderr).toContain('GITHUB_REPOSITORY_ID is "1e400"');
    expect(code).toBe(2);
  });

  test('LAPSE_DEBUG=1 shows where an error came from', async () => {
    const { stderr } = await runLapse(['grants', '--at', 'x'], repository.path, { LAPSE_DEBUG: '1' });
    expect(stderr).toContain('    at ');
  });
});

describe('help', () => {
  test.each([
    ['validate'],
    ['owners'],
    ['explain'],
    ['grants'],
    ['plan'],
    ['provision'],
    ['expire'],
    ['audit'],
    ['history'],
  ])('%s explains itself with an example and the options that every command takes', async (name) => {
    const { code, stdout, stderr } = await runLapse([name, '--help'], outside);
    expect(stdout).toContain(`$ lapse ${name}`);
    expect(stdout).toContain('-C <dir>');
    expect(stdout).toContain('--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('the version is the package’s', async () => {
    expect(await runLapse(['--version'], outside)).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' });
  });
});
