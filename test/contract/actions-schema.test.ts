import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { ROOT } from './actions-runner.js';

/** `scripts/lint-workflows.js`: actionlint and GitHub's own schemas over what the runner reads of us. */

const SCRIPT = join(ROOT, 'scripts/lint-workflows.js');
const WORKFLOW = '.github/workflows/access.yml';
const ACTION = 'action/validate/action.yml';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function lint(args: readonly string[]): Promise<{ code: number | null; found: string[]; told: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [SCRIPT, ...args],
      { cwd: tmpdir(), timeout: 15_000 },
      (_, told, found) => {
        resolve({ code: child.exitCode, found: found.split('\n').filter((line) => line !== ''), told });
      },
    );
  });
}

function lintFile(path: string, lines: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'lapse-lint-'));
  folders.push(folder);
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), `${lines.join('\n')}\n`);
  return lint([folder]);
}

describe('the workflows and Actions under GitHub’s own schemas', () => {
  test.each<[string, string, string[], string]>([
    [
      'an Action for a Node that runners do not have',
      ACTION,
      ['name: x', 'description: y', 'runs: { using: node99, main: x.cjs }'],
      `${ACTION} (Line: 3, Col: 16): Unexpected value 'node99'`,
    ],
    [
      'an Action with a key that GitHub does not know',
      ACTION,
      ['name: x', 'description: y', 'output: {}', 'runs: { using: node24, main: x.cjs }'],
      `${ACTION} (Line: 3, Col: 1): Unexpected value 'output'`,
    ],
    [
      'an Action without a description',
      ACTION,
      ['name: x', 'runs: { using: node24, main: x.cjs }'],
      `${ACTION} (Line: 1, Col: 1): Required property is missing: description`,
    ],
    [
      'a workflow with a permission that GitHub does not know',
      WORKFLOW,
      ['on: push', 'permissions: { content: read }', 'jobs: { a: { runs-on: x, steps: [{ run: y }] } }'],
      `${WORKFLOW} (Line: 2, Col: 16): Unexpected value 'content'`,
    ],
    [
      'a workflow with a context that is not there',
      WORKFLOW,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the workflow's expression.
      ['on: push', 'jobs: { a: { runs-on: ubuntu-latest, steps: [{ run: y, name: "${{ githup.actor }}" }] } }'],
      `${WORKFLOW} (Line: 2, Col: 62): Unrecognized named-value: 'githup'`,
    ],
  ])('%s is found', async (_, path, lines, expected) => {
    const { code, found } = await lintFile(path, lines);
    expect(code).toBe(1);
    expect(found.filter((line) => line.endsWith('github-schema')).join('\n')).toContain(expected);
  });

  test('what only actionlint knows is found: a shell that lets an event’s text in', async () => {
    const { code, found } = await lintFile(WORKFLOW, [
      'on: pull_request',
      'jobs:',
      '  a:',
      '    runs-on: ubuntu-latest',
      '    steps:',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the workflow's expression.
      '      - run: echo "${{ github.event.pull_request.title }}"',
    ]);
    expect(code).toBe(1);
    expect(found.join('\n')).toContain('potentially untrusted');
  });

  test('ours have none', async () => {
    const { code, found, told } = await lint([]);
    expect({ code, found }).toEqual({ code: 0, found: [] });
    expect(told).toMatch(/^[1-9]\d* workflows and 3 actions: 0 faults$/m);
  });
});
