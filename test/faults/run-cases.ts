import { type Case, type Counts, casesOf, nameOf } from './cases.js';
import type { FaultWorld } from './fault-world.js';
import { type Prepared, prepare } from './prepare.js';
import { runAsProcess } from './run-as-process.js';
import { type RunName, runInProcess } from './run-in-process.js';
import { MOVES, type Move, type ScenarioName } from './scenarios.js';
import { type Surroundings, tryCase } from './try-case.js';

/** Which cases of a scenario are tried. */
export interface Choice {
  readonly scenario: ScenarioName;
  /** Whether the cases of killed processes are among them, which take a second each. */
  readonly processes: boolean;
  choose(cases: readonly Case[]): readonly Case[];
}

export interface Tried {
  readonly name: string;
  readonly kind: string;
  /** Nothing: it was survived. */
  readonly wrong: readonly string[];
  readonly milliseconds: number;
}

const MOVE_NAMES = Object.keys(MOVES) as Move[];

export async function runCases(
  world: FaultWorld,
  choice: Choice,
  around: Surroundings,
  tell: (tried: Tried) => void,
): Promise<void> {
  const prepared = await prepare(world, choice.scenario, choice.scenario === 'edges' ? [] : MOVE_NAMES);
  const counts = await count(world, prepared, choice.processes, around);
  for (const one of choice.choose(casesOf(choice.scenario, counts))) {
    const began = performance.now();
    const wrong = await tryCase(world, prepared, one, around).catch((error: unknown) => [
      `the case could not be tried: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    ]);
    tell({ name: nameOf(one), kind: one.kind, wrong, milliseconds: performance.now() - began });
  }
}

/** What each run does where nothing goes wrong. */
async function count(
  world: FaultWorld,
  { snapshot }: Prepared,
  processes: boolean,
  around: Surroundings,
): Promise<Counts> {
  const calls = { provision: 0, expire: 0 };
  const processCalls = { provision: 0, expire: 0 };
  const writes = { provision: 0, expire: 0 };
  for (const run of ['provision', 'expire'] as const satisfies readonly RunName[]) {
    world.restore(snapshot);
    await runInProcess(world, run, world.proxy.urls);
    calls[run] = world.proxy.calls.length;
    if (!processes) continue;
    world.restore(snapshot);
    const finished = await runAsProcess(world, run, { ...around, killAtWrite: 'never:0' });
    if (finished.exitCode === null) throw new Error(`${run} did not end: ${finished.stderr}`);
    processCalls[run] = world.proxy.calls.length;
    writes[run] = Number(/file writes: (\d+)/.exec(finished.stderr)?.[1] ?? 0);
  }
  return { calls, processCalls, writes };
}
