import type { FaultWorld, Snapshot } from './fault-world.js';
import { type Expected, judgeLabels } from './judge.js';
import { look } from './look.js';
import { runInProcess } from './run-in-process.js';
import { MOVES, type Move, PROVISIONED_AT, SCENARIOS, type Scenario, type ScenarioName } from './scenarios.js';
import { settle } from './settle.js';

const HOUR = 3_600_000;
/** By then what was about to end has ended. */
export const LATER = HOUR / 3;

export interface Prepared {
  readonly scenario: Scenario;
  readonly snapshot: Snapshot;
  readonly expected: Expected;
  /** What is to be there once something has come upon the branch. */
  readonly moved: ReadonlyMap<Move, Expected>;
  /** When it was made. */
  readonly now: number;
}

/** Makes the scenario's world once, and sees what runs without faults make of it. Throws where that is not as labelled. */
export async function prepare(world: FaultWorld, name: ScenarioName, moves: readonly Move[]): Promise<Prepared> {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`There is no scenario ${name}.`);
  world.clocks.set(0);
  const now = world.clocks.world();
  world.begin(name);
  for (const step of scenario.before) await world.lay(step, now);
  world.clocks.set(PROVISIONED_AT * HOUR);
  const first = await runInProcess(world, 'provision', world.urls);
  if (!first.success) throw new Error(`${name} could not be prepared`, { cause: first.error ?? first.report });
  world.clocks.set(0);
  for (const step of scenario.since) await world.lay(step, now);
  const snapshot = world.take();
  const before = await look(world);
  const expected = await expect(world, scenario, before);
  const moved = new Map<Move, Expected>();
  for (const move of moves) {
    const { step, given } = MOVES[move];
    world.restore(snapshot);
    await world.lay(step, now);
    moved.set(move, await expect(world, { ...scenario, given: [...scenario.given, ...given] }, before));
  }
  return { scenario, snapshot, expected, moved, now };
}

async function expect(world: FaultWorld, scenario: Scenario, before: Expected['before']): Promise<Expected> {
  if (scenario.name === 'edges') world.clocks.moveForward(LATER);
  const unsettled = await settle(world);
  const after = await look(world);
  const wrong = [...(unsettled === null ? [] : [unsettled]), ...judgeLabels(scenario, after)];
  if (wrong.length > 0) throw new Error(`${scenario.name} without faults: ${wrong.join('; ')}`);
  return { scenario, before, after };
}
