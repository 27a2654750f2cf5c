import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAppToken } from '../../sandbox/world/run-action.js';
import { REPOSITORY, startWorld, type World } from '../../sandbox/world/start-world.js';
import type { BareWrite } from './bare-writes.js';
import { type Amounts, layGrants } from './lay-grants.js';
import { type MeasuredProcess, runMeasured } from './measured-process.js';

/** Each grant is another user's; the requests come in pull requests of up to 100. */
const SIZES: readonly Amounts[] = [
  { active: 1, ended: 0 },
  { active: 100, ended: 0 },
  { active: 1_000, ended: 0 },
  { active: 1_000, ended: 9_000 },
];

const MOST_OBSERVING_CALLS = 12;
const MOST_CALLS_A_GRANT = 2;
const MOST_IDLE_REQUESTS = 1;
/** Told beside the figure, and never judged: time is this machine's. */
const AIM = 1.3;

/** What one run costs. */
interface Cost extends MeasuredProcess {
  /** Pages of the account. */
  readonly observing: number;
  /** Calls to IAM besides: writes and what reads them back. */
  readonly changing: number;
  readonly github: number;
  /** From the first write to the last answer of IAM, in milliseconds. */
  readonly applying: number;
  readonly writes: readonly BareWrite[];
}

/**
 * A run with new grants, and one with nothing to do, against the bare SDK that does nothing but the same writes. Gives
 * whether the calls are within what is promised.
 */
export async function benchProvision(root: string, write: (text: string) => void): Promise<boolean> {
  write(
    'provision: `lapse provision` as a process against the sandbox on loopback; the bare SDK in another process\n\n',
  );
  write(row(['run', 'observe', 'IAM', 'GitHub', 'wall s', 'bare s', 'times', 'IAM s', 'bare s', 'MiB', 'bare MiB']));
  const missed: string[] = [];
  for (const size of SIZES) {
    const world = await startWorld();
    try {
      missed.push(...(await measureSize(world, root, size, write)));
    } finally {
      await world.close();
    }
  }
  write(`
observe: pages of the account, of 1,000 users at most ${MOST_OBSERVING_CALLS} calls
IAM:     calls to write and to read back, at most ${MOST_CALLS_A_GRANT} a new grant
GitHub:  requests, at most ${MOST_IDLE_REQUESTS} where there is nothing to do
times:   the whole run over the bare SDK's process; the aim is ${AIM} or less
IAM s:   of the wall time, from the first write to the last answer of IAM: ours with the reading back
MiB:     the most memory of the process, without that of git

`);
  write(missed.length === 0 ? 'All calls are within their targets.\n' : `OVER its target: ${missed.join('; ')}\n`);
  return missed.length === 0;
}

async function measureSize(
  world: World,
  root: string,
  size: Amounts,
  write: (text: string) => void,
): Promise<readonly string[]> {
  const missed: string[] = [];
  const clone = await layGrants(world, size);
  const beside = size.ended === 0 ? '' : ` beside ${figure(size.ended)} ended`;

  const name = `${figure(size.active)} new${beside}`;
  const given = await measureRun(world, root, clone);
  if (given.writes.length !== size.active) throw new Error(`${name}: ${given.writes.length} writes\n${given.stdout}`);
  const bare = await runBare(world, root, given.writes);
  write(tell(name, given, bare));
  if (given.observing > MOST_OBSERVING_CALLS) missed.push(`${name}: ${given.observing} calls to observe`);
  if (given.changing > MOST_CALLS_A_GRANT * size.active) missed.push(`${name}: ${given.changing} calls to IAM`);

  const idleName = `nothing to do, ${figure(size.active + size.ended)} files`;
  const idle = await measureRun(world, root, clone);
  if (idle.writes.length > 0) throw new Error(`${idleName}: ${idle.writes.length} writes\n${idle.stdout}`);
  write(tell(idleName, idle, null));
  if (idle.observing > MOST_OBSERVING_CALLS) missed.push(`${idleName}: ${idle.observing} calls to observe`);
  if (idle.changing > 0) missed.push(`${idleName}: ${idle.changing} more calls to IAM`);
  if (idle.github > MOST_IDLE_REQUESTS) missed.push(`${idleName}: ${idle.github} requests to GitHub`);
  return missed;
}

async function measureRun(world: World, root: string, clone: string): Promise<Cost> {
  const token = await createAppToken(world);
  const [iamBefore, githubBefore] = [world.aws.requests.length, world.github.requests.length];
  const measured = await runMeasured(world, root, [join(root, 'dist/cli.js'), '-C', clone, 'provision', '--json'], {
    GITHUB_TOKEN: token,
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_API_URL: world.github.url,
    GITHUB_GRAPHQL_URL: `${world.github.url}/graphql`,
    GITHUB_SERVER_URL: world.github.url,
  });
  const requests = world.aws.requests.slice(iamBefore);
  const calls = requests.filter(({ action }) => !OF_STS.has(action));
  const observing = calls.filter(({ action }) => action === 'GetAccountAuthorizationDetails').length;
  const writes = calls.flatMap(({ action, parameters }) => {
    return action === 'PutUserPolicy' || action === 'PutRolePolicy' ? [{ action, parameters } as const] : [];
  });
  return {
    ...measured,
    observing,
    changing: calls.length - observing,
    github: world.github.requests.length - githubBefore,
    applying: spanOf(requests),
    writes,
  };
}

const OF_STS: ReadonlySet<string> = new Set(['GetCallerIdentity', 'AssumeRole', 'AssumeRoleWithWebIdentity']);

/** From the first write to the last answer. */
function spanOf(requests: World['aws']['requests']): number {
  const start = requests.find(({ action }) => action.startsWith('Put'))?.at;
  const end = requests.at(-1)?.at;
  return start === undefined || end === undefined ? 0 : end - start;
}

/** The bare SDK's process, and how long its writes took of that. */
interface Bare extends MeasuredProcess {
  readonly applying: number;
}

async function runBare(world: World, root: string, writes: readonly BareWrite[]): Promise<Bare> {
  const file = join(world.directory, 'writes.json');
  writeFileSync(file, JSON.stringify(writes));
  const before = world.aws.requests.length;
  const measured = await runMeasured(world, root, [join(root, 'build/bench.js'), 'bare-writes', file], {});
  return { ...measured, applying: spanOf(world.aws.requests.slice(before)) };
}

function tell(name: string, cost: Cost, bare: Bare | null): string {
  const counts = [cost.observing, cost.changing, cost.github].map((count) => String(count));
  const compared = bare === null ? ['', ''] : [seconds(bare.wall), (cost.wall / bare.wall).toFixed(2)];
  const memory = [cost.memory.toFixed(0), bare === null ? '' : bare.memory.toFixed(0)];
  const applied = bare === null ? ['', ''] : [seconds(cost.applying), seconds(bare.applying)];
  return row([name, ...counts, seconds(cost.wall), ...compared, ...applied, ...memory]);
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2);
}

function figure(count: number): string {
  return count.toLocaleString('en-US');
}

function row(cells: readonly string[]): string {
  const widths = [28, 7, 5, 6, 7, 7, 6, 7, 7, 5, 8];
  const padded = cells.map((cell, index) => (index === 0 ? cell.padEnd(28) : cell.padStart(widths[index] ?? 0)));
  return `${padded.join('  ').trimEnd()}\n`;
}
