import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import { findNode24 } from '../../sandbox/node24.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const ACTIONS = ['validate', 'provision', 'expire'] as const;
export type ActionName = (typeof ACTIONS)[number];

/** What we read of an `action.yml`: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax */
export interface Manifest {
  readonly inputs: Readonly<Record<string, { readonly required?: boolean; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly runs: { readonly using: string; readonly main: string };
}

export interface StepRun {
  readonly code: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** The names of `INPUT_*` that were asked for, sorted, as the environment has them. */
  readonly read: readonly string[];
}

/** A folder that holds a copy of `action/` and nothing else, as the runner checks an Action out. */
export interface Runner {
  readonly folder: string;
  /** The Node that runs the bundles: GitHub's, or this one where there is no other. */
  readonly node: string;
  readonly isNode24: boolean;
  manifest(name: ActionName): Manifest;
  run(name: ActionName, cwd: string, given?: Readonly<Record<string, string>>): Promise<StepRun>;
  remove(): Promise<void>;
}

/** Notes each input that is looked up, whether it is there or not. */
const RECORDER = `
import { writeFileSync } from 'node:fs';
const read = new Set();
process.env = new Proxy(process.env, {
  get(target, name) {
    if (String(name).startsWith('INPUT_')) read.add(name);
    return target[name];
  },
});
process.on('exit', () => writeFileSync(process.env.RECORD_READS, JSON.stringify([...read].sort())));
`;

/** @throws where a folder above the copy has a `node_modules`, which would hide what a bundle lacks. */
export async function createRunner(): Promise<Runner> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'lapse-runner-')));
  const folder = join(home, 'action');
  cpSync(join(ROOT, 'action'), folder, { recursive: true });
  for (let above = folder; above !== dirname(above); above = dirname(above)) {
    if (existsSync(join(above, 'node_modules'))) throw new Error(`${above} has a node_modules`);
  }
  const recorder = join(home, 'recorder.mjs');
  writeFileSync(recorder, RECORDER);
  const github = await refuseEverybody();
  const node24 = findNode24(ROOT);
  if (node24 === null) console.warn(`there is no Node 24 here: the bundles run under ${process.version}`);
  const node = node24 ?? process.execPath;
  const manifest = (name: ActionName) => load(readFileSync(join(folder, name, 'action.yml'), 'utf8')) as Manifest;
  return {
    folder,
    node,
    isNode24: node24 !== null,
    manifest,
    async remove() {
      await github.stop();
      rmSync(home, { recursive: true, force: true });
    },
    async run(name, cwd, given = {}) {
      const { inputs, runs } = manifest(name);
      const step = mkdtempSync(join(home, 'step-'));
      const at = (file: string): string => join(step, file);
      for (const file of ['outputs', 'summary', 'event']) writeFileSync(at(file), file === 'event' ? '{}' : '');
      // The runner sets every declared input: what was given, else the default, else nothing.
      const wanted = Object.entries(inputs).map(([input, { default: usual = '' }]) => [
        `INPUT_${input.toUpperCase()}`,
        given[input] ?? usual,
      ]);
      const env = {
        ...Object.fromEntries(wanted),
        PATH: process.env['PATH'] ?? '',
        HOME: step,
        RECORD_READS: at('reads'),
        GITHUB_ACTIONS: 'true',
        GITHUB_EVENT_NAME: 'workflow_dispatch',
        GITHUB_EVENT_PATH: at('event'),
        GITHUB_OUTPUT: at('outputs'),
        GITHUB_STEP_SUMMARY: at('summary'),
        GITHUB_REPOSITORY: 'acme/access',
        GITHUB_API_URL: github.url,
        GITHUB_GRAPHQL_URL: `${github.url}/graphql`,
      };
      const { code, log } = await execute(node, ['--import', recorder, join(folder, name, runs.main)], cwd, env);
      const outputs = readOutputs(readFileSync(at('outputs'), 'utf8'));
      return { code, log, outputs, read: JSON.parse(readFileSync(at('reads'), 'utf8')) };
    },
  };
}

/** A GitHub that takes no token. */
async function refuseEverybody(): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(401, { 'content-type': 'application/json' }).end('{"message":"Bad credentials"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function execute(node: string, args: readonly string[], cwd: string, env: Record<string, string>) {
  return new Promise<{ code: number | null; log: string }>((resolve) => {
    const child = execFile(node, args, { cwd, env, timeout: 15_000 }, (_error, stdout, stderr) => {
      // The runner shows these only to whoever turned debug logging on.
      const log = (stdout + stderr).replace(/^::debug::.*\n/gm, '');
      resolve({ code: child.exitCode, log });
    });
  });
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#multiline-strings */
function readOutputs(text: string): Record<string, string> {
  const found = text.matchAll(/^(?<name>[^<\n]+)<<(?<end>\S+)\n(?<value>[\s\S]*?)\n\k<end>$/gm);
  return Object.fromEntries([...found].map(({ groups }) => [groups?.['name'] ?? '', groups?.['value'] ?? '']));
}
