import { fork } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findNode24 } from '../../sandbox/node24.js';
import type { Case } from './cases.js';
import { nameOf, needsProcess } from './cases.js';
import { startFaultWorld } from './fault-world.js';
import { hurry, installHurry } from './hurry.js';
import { randomFrom } from './random.js';
import { type Choice, runCases, type Tried } from './run-cases.js';
import type { ScenarioName } from './scenarios.js';

const HELP = `Breaks runs of provision and expire in every way, and looks whether the next ones put it right.

  npm run test:faults                       all cases
  npm run test:faults -- --sample 76        so many, spread over the kinds
  npm run test:faults -- --only NAME        those whose name begins so, such as "giving/provision/two runs"
`;

interface Wishes {
  readonly sample: number | null;
  readonly only: string | null;
  readonly scenarios: readonly ScenarioName[];
}

/** Which scenarios a worker has, so that each is prepared once. Of about as many cases. */
const SHARDS: readonly (readonly ScenarioName[])[] = [
  ['giving', 'ending', 'edges'],
  ['troubled', 'sessions', 'everything'],
];
const SAMPLE_SHARDS: readonly (readonly ScenarioName[])[] = [
  ['edges', 'giving'],
  ['ending', 'troubled'],
];

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

async function main(): Promise<number> {
  const options = {
    sample: { type: 'string' },
    only: { type: 'string' },
    scenarios: { type: 'string' },
    help: { type: 'boolean' },
  } as const;
  const { values } = parseArgs({ options });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const sample = values.sample === undefined ? null : Number(values.sample);
  const only = values.only ?? null;
  if (values.scenarios !== undefined) {
    await work({ sample, only, scenarios: values.scenarios.split(',') as ScenarioName[] });
    return 0;
  }
  return lead(sample, only);
}

/** A long form that says nothing for minutes looks as if it hung. */
const TELL_EVERY = 250;

/** Hands the scenarios out to two workers and adds up what they tell. */
async function lead(sample: number | null, only: string | null): Promise<number> {
  const began = performance.now();
  const tried: Tried[] = [];
  const shards = sample === null ? SHARDS : SAMPLE_SHARDS;
  const codes = await Promise.all(
    shards.map((scenarios) => {
      const wanted = scenarios.filter((scenario) => only === null || only.startsWith(`${scenario}/`));
      if (wanted.length === 0) return 0;
      const given = ['--scenarios', wanted.join(',')];
      if (sample !== null) given.push('--sample', String(Math.ceil(sample / shards.length)));
      if (only !== null) given.push('--only', only);
      const worker = fork(fileURLToPath(import.meta.url), given, { env: ENVIRONMENT });
      worker.on('message', (message) => {
        const one = message as Tried;
        tried.push(one);
        if (tried.length % TELL_EVERY === 0) process.stdout.write(`${tried.length} tried\n`);
        if (one.wrong.length > 0)
          process.stdout.write(`NOT SURVIVED ${one.name}\n${one.wrong.map((line) => `    ${line}\n`).join('')}`);
      });
      return new Promise<number>((resolve) => worker.on('exit', (code) => resolve(code ?? 1)));
    }),
  );
  process.stdout.write(renderTable(tried));
  process.stdout.write(
    `\n${tried.length} tried, ${tried.filter(survived).length} survived, ${Math.round((performance.now() - began) / 1000)} s\n`,
  );
  return tried.length > 0 && tried.every(survived) && codes.every((code) => code === 0) ? 0 : 1;
}

/** Nothing of the machine's own accounts gets in. */
const ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  AWS_REGION: 'us-east-1',
};

async function work({ sample, only, scenarios }: Wishes): Promise<void> {
  installHurry();
  hurry({ waits: 200, limits: 1 });
  const world = await startFaultWorld();
  const node = findNode24(ROOT) ?? process.execPath;
  let left = sample;
  for (const [index, scenario] of scenarios.entries()) {
    const share = left === null ? null : Math.ceil(left / (scenarios.length - index));
    // Killing at each call takes a process each: not in the scenario that is the others together, nor where it is no matter.
    const withoutProcesses = sample === null ? ['everything', 'edges'] : ['everything', 'edges', 'troubled'];
    const processes = !withoutProcesses.includes(scenario);
    const choose: Choice['choose'] = (cases) => {
      const wanted = cases.filter((one) => only === null || nameOf(one).startsWith(only));
      return share === null ? wanted : spread(wanted, share);
    };
    await runCases(world, { scenario, processes, choose }, { root: ROOT, node }, (tried) => {
      if (left !== null) left -= 1;
      process.send?.(tried);
    });
  }
  await world.close();
  process.disconnect?.();
}

/** Of each kind and scenario in a sample: a process takes as long as three other cases. */
const MOST_PROCESSES = 1;

/** The same number of each kind as far as it goes, each kind's own by a fixed seed. */
function spread(cases: readonly Case[], most: number): Case[] {
  const kinds = groupByKind(cases);
  const random = randomFrom(1);
  const shuffled = [...kinds.values()].map((some) =>
    some.map((one) => ({ one, at: random() })).toSorted((a, b) => a.at - b.at),
  );
  const chosen: Case[] = [];
  const longest = Math.max(0, ...shuffled.map(({ length }) => length));
  for (let turn = 0; turn < longest && chosen.length < most; turn += 1) {
    for (const some of shuffled) {
      const next = some[turn];
      if (next === undefined || chosen.length === most) continue;
      if (turn < MOST_PROCESSES || !needsProcess(next.one)) chosen.push(next.one);
    }
  }
  return chosen;
}

function groupByKind(cases: readonly Case[]): Map<string, Case[]> {
  const kinds = new Map<string, Case[]>();
  for (const one of cases) kinds.set(one.kind, [...(kinds.get(one.kind) ?? []), one]);
  return kinds;
}

function survived({ wrong }: Tried): boolean {
  return wrong.length === 0;
}

function renderTable(tried: readonly Tried[]): string {
  const kinds = [...new Set(tried.map(({ kind }) => kind))].sort();
  const rows = kinds.map((kind) => {
    const some = tried.filter((one) => one.kind === kind);
    const seconds = some.reduce((sum, one) => sum + one.milliseconds, 0) / 1000;
    return `${kind.padEnd(62)} ${String(some.length).padStart(5)} ${String(some.filter(survived).length).padStart(8)} ${seconds.toFixed(0).padStart(6)} s\n`;
  });
  return `${'kind'.padEnd(62)} ${'tried'.padStart(5)} ${'survived'.padStart(8)}\n${rows.join('')}`;
}

process.exitCode = await main();
