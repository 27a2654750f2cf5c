import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runProgram } from './cli/run-lapse.js';
import { findImpurities } from './find-impurities.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DEPCRUISE = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const PURE_ROOMS = ['access', 'approval', 'plan', 'render'];

/** One planted file each: what it holds, and the rule that has to find it. */
const PLANTED: readonly (readonly [path: string, source: string, rule: string])[] = [
  [
    'src/access/type.ts',
    "import type { G } from '../git/repository.js';\nexport type A = G;",
    'access-knows-only-itself',
  ],
  [
    'src/access/dynamic.ts',
    "export const a = (): Promise<unknown> => import('../git/adapter.js');",
    'access-knows-only-itself',
  ],
  ['src/access/again.ts', "export * from '../approval/decision.js';", 'access-knows-only-itself'],
  [
    'src/access/octokit.ts',
    "import type { Octokit } from '@octokit/rest';\nexport type O = Octokit;",
    'pure-rooms-no-packages-that-act',
  ],
  [
    'src/plan/sdk.ts',
    "export const sdk = (): Promise<unknown> => import('@aws-sdk/client-iam');",
    'pure-rooms-no-packages-that-act',
  ],
  ['src/plan/story.ts', "import '../use-cases/story.js';", 'plan-knows-only-access'],
  ['src/render/disk.ts', "import { readFileSync } from 'node:fs';\nexport const r = readFileSync;", 'pure-rooms-no-io'],
  ['src/render/story.ts', "import '../use-cases/story.js';", 'render-knows-only-pure-rooms'],
  ['src/approval/plan.ts', "import '../plan/plan.js';", 'approval-knows-only-access'],
  ['src/providers/gitHub.ts', "import '../github/github.js';", 'providers-know-nothing-of-github'],
  ['src/providers/octokit.ts', "import '@octokit/rest';", 'providers-know-nothing-of-github'],
  ['src/git/story.ts', "import '../use-cases/story.js';", 'adapters-know-no-story'],
  ['src/use-cases/adapter.ts', "import '../git/adapter.js';", 'use-cases-know-ports-only'],
  ['src/use-cases/actions.ts', "import '@actions/core';", 'use-cases-know-ports-only'],
  ['src/cli/app.ts', "import '../app/app.js';", 'cli-alone'],
  ['src/app/cli.ts', "import '../cli/cli.js';", 'app-alone'],
  ['action/cli.ts', "import '../src/cli/cli.js';", 'action-alone'],
  ['src/page/story.ts', "import '../use-cases/story.js';", 'page-runs-in-a-browser'],
  ['src/page/disk.ts', "import 'node:crypto';", 'page-no-node'],
  ['src/cli/page.ts', "import '../page/main.js';", 'page-alone'],
  ['src/app/sandbox.ts', "import '../../sandbox/server.js';", 'shipped-code-alone'],
  ['src/app/dev.ts', "import 'nock';", 'shipped-code-no-dev-packages'],
  ['sandbox/peek.ts', "import '../src/plan/plan.js';", 'sandbox-is-not-ours'],
  ['src/plan/one.ts', "import './other.js';\nexport const one = 1;", 'no-cycles'],
  ['src/plan/nowhere.ts', "import './nothing.js';", 'resolvable'],
];

/** What the planted files import. */
const SURROUNDINGS: Readonly<Record<string, string>> = {
  'src/git/repository.ts': 'export interface G {}',
  'src/git/adapter.ts': 'export const adapter = 1;',
  'src/github/github.ts': 'export interface H {}',
  'src/approval/decision.ts': 'export const decision = 1;',
  'src/plan/plan.ts': 'export const plan = 1;',
  'src/plan/other.ts': "import './one.js';\nexport const other = 1;",
  'src/use-cases/story.ts': "import type { G } from '../git/repository.js';\nexport type S = G;",
  'src/app/app.ts': "import 'probot';",
  'src/cli/cli.ts': "import 'commander';",
  'src/page/main.ts': 'export const page = 1;',
  'sandbox/server.ts': 'export const server = 1;',
  'sandbox/demo.ts': "import '../src/plan/plan.js';",
};

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

let folder: string;
let violations: readonly Violation[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lapse-arrows-'));
  for (const name of ['.dependency-cruiser.js', 'package.json']) cpSync(join(ROOT, name), join(folder, name));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const [path, source] of [...Object.entries(SURROUNDINGS), ...PLANTED]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), source);
  }
  violations = await cruise(folder);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function cruise(cwd: string): Promise<readonly Violation[]> {
  const args = ['src', 'action', 'sandbox', '--config', '.dependency-cruiser.js', '--output-type', 'json'];
  const { stdout } = await runProgram([DEPCRUISE, ...args], cwd);
  return JSON.parse(stdout).summary.violations;
}

describe('the arrows of the design', () => {
  test.each(PLANTED)('%s is found', (path, _source, rule) => {
    const rules = violations.filter((violation) => violation.from === path).map((violation) => violation.rule.name);
    expect(rules).toContain(rule);
  });

  test('what may be imported is let alone', () => {
    const wrong = new Set(violations.map((violation) => violation.from));
    expect(Object.keys(SURROUNDINGS).filter((path) => path !== 'src/plan/other.ts' && wrong.has(path))).toEqual([]);
  });
});

describe('law 12: the pure rooms have no clock, no randomness and no surroundings', () => {
  test.each([
    ['const a = Date.now();', 'Date.now'],
    ['const a = new Date();', 'new Date()'],
    ['const a = new Date;', 'new Date()'],
    ['const a = Date();', 'Date()'],
    ['const a = { now: Math.random() };', 'Math.random'],
    ['const a = (): string | undefined => process.env.HOME;', 'process'],
    ['async function a() { await fetch("https://example.org"); }', 'fetch'],
    ["type A = import('../git/repository.js').Repository;", 'import() as a type'],
  ])('%s is found', (source, what) => {
    expect(findImpurities(source)).toEqual([what]);
  });

  test('a time that is given is no clock', () => {
    expect(findImpurities('const a = new Date(0); const b = Date.UTC(2026, 1); const c = x.process;')).toEqual([]);
  });

  test.each(PURE_ROOMS)('src/%s', (room) => {
    const files = readdirSync(join(ROOT, 'src', room), { recursive: true, encoding: 'utf8' });
    const sources = files.filter((file) => file.endsWith('.ts'));
    expect(sources.length).toBeGreaterThan(0);
    for (const file of sources) {
      const found = findImpurities(readFileSync(join(ROOT, 'src', room, file), 'utf8'));
      expect({ file, found }).toEqual({ file, found: [] });
    }
  });
});
