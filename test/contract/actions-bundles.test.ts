import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createRepository, POLICY, REQUEST, type TestRepository } from '../cli/test-repository.js';
import { ACTIONS, createRunner, type Runner } from './actions-runner.js';

/** Each bundle as the runner runs it: Node 24, the inputs of its action.yml, and nothing beside it but `action/`. */

const PATH = 'access/aws-sandbox/alice/billing.yaml';

let runner: Runner;
const open: TestRepository[] = [];

beforeAll(async () => {
  runner = await createRunner();
}, 150_000);
afterAll(() => runner.remove());
afterEach(() => {
  for (const repository of open.splice(0)) repository.remove();
});

function repositoryWith(files: Readonly<Record<string, string>>): string {
  const repository = createRepository({ ...POLICY, ...files });
  open.push(repository);
  repository.commit('Set up', '2026-11-20T10:00:00Z');
  return repository.path;
}

function environmentNames(inputs: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(inputs)
    .map((name) => `INPUT_${name.toUpperCase()}`)
    .sort();
}

describe.each(ACTIONS)('the Action %s', (name) => {
  test('runs on the Node that it declares, from the file that it names', () => {
    const { using, main } = runner.manifest(name).runs;
    const version = execFileSync(runner.node, ['--version'], { encoding: 'utf8' });
    // Without network there may be no Node 24 for this machine, and the runner has said so.
    const least = runner.isNode24 ? 24 : 20;
    expect({ using, main }).toEqual({ using: 'node24', main: `../dist/${name}.cjs` });
    expect(Number(/^v(\d+)\./.exec(version)?.[1])).toBeGreaterThanOrEqual(least);
  });

  test('reads the inputs that it declares, and no other', async () => {
    const given = { 'github-token': 'not-a-token' };
    const { read } = await runner.run(name, repositoryWith({}), given);
    expect(read).toEqual(environmentNames(runner.manifest(name).inputs));
  });

  test('sets the outputs that it declares, and no other', () => {
    const bundle = readFileSync(join(runner.folder, 'dist', `${name}.cjs`), 'utf8');
    const set = [...bundle.matchAll(/\bsetOutput\d*\(\s*"([^"]+)"/g)].map((match) => match[1]);
    expect(set.sort()).toEqual(Object.keys(runner.manifest(name).outputs).sort());
  });

  test('says what each input and output is for, and gives a default to what is not required', () => {
    const { inputs, outputs } = runner.manifest(name);
    for (const [input, said] of Object.entries(inputs)) {
      expect([input, said.required === true || typeof said.default === 'string']).toEqual([input, true]);
    }
    for (const part of [...Object.values(inputs), ...Object.values(outputs)]) {
      expect(part).toMatchObject({ description: expect.stringMatching(/^[A-Z]/) });
    }
  });
});

describe('the Action validate, alone in a folder', () => {
  test('fails outside of a repository, in one line', async () => {
    const { code, log } = await runner.run('validate', runner.folder);
    expect(code).toBe(1);
    expect(log).toMatch(/^::error::.*repository.*\n$/);
  });

  test('fails where a request asks for too much, on its line', async () => {
    const { code, log, outputs } = await runner.run(
      'validate',
      repositoryWith({ [PATH]: REQUEST.replace('4h', '9h') }),
    );
    expect(code).toBe(1);
    expect(log).toContain(`::error title=over-maximum,file=${PATH},line=2,col=11::`);
    expect(outputs).toEqual({ valid: 'false', problems: '1' });
  });

  test('succeeds where all is well', async () => {
    const { code, log, outputs } = await runner.run('validate', repositoryWith({ [PATH]: REQUEST }));
    expect({ code, log, outputs }).toEqual({
      code: 0,
      log: expect.any(String),
      outputs: { valid: 'true', problems: '0' },
    });
    expect(log).not.toContain('::error');
  });
});

describe.each(['provision', 'expire'] as const)('the Action %s, alone in a folder', (name) => {
  test('fails without its token, in one line that names it', async () => {
    const { code, log, outputs } = await runner.run(name, repositoryWith({}));
    expect({ code, log, outputs }).toEqual({
      code: 1,
      log: '::error::Input required and not supplied: github-token\n',
      outputs: {},
    });
  });

  test('fails with a token that GitHub refuses, in one line that says which to set', async () => {
    const { code, log } = await runner.run(name, repositoryWith({}), { 'github-token': 'gone' });
    expect(code).toBe(1);
    // The token is masked before anything else is said.
    expect(log).toMatch(/^::add-mask::gone\n::error::GitHub refuses the token .*set a valid GITHUB_TOKEN.*\n$/);
  });

  test('fails where dry-run is neither true nor false', async () => {
    const { code, log } = await runner.run(name, repositoryWith({}), { 'dry-run': 'maybe', 'github-token': 'x' });
    expect(code).toBe(1);
    expect(log).toMatch(/^::error::.*dry-run/);
  });
});
