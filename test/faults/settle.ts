import type { FaultWorld } from './fault-world.js';
import { type Ended, type RunName, runInProcess } from './run-in-process.js';

const MOST_ROUNDS = 5;
/** Between two runs; longer than IAM keeps anything back. */
const PAUSE = 120_000;

/** Runs without faults until two runs in a row change nothing. Gives how it failed to, or null. */
export async function settle(world: FaultWorld, first: RunName = 'provision'): Promise<string | null> {
  const order: RunName[] = first === 'provision' ? ['provision', 'expire'] : ['expire', 'provision'];
  let last: Ended | null = null;
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    let changed = false;
    for (const run of order) {
      world.clocks.moveForward(PAUSE);
      last = await runInProcess(world, run, world.urls);
      if (last.report === null) return `${run} without faults ended with ${String(last.error)}`;
      const [fault] = last.report.evidence?.faults ?? [];
      if (fault !== undefined) return `${run} without faults: ${fault}`;
      changed ||= (last.report.evidence?.written ?? 0) > 0;
      changed ||= last.report.outcomes.some(({ result }) => result !== 'failed');
      changed ||= last.report.reverts.some(({ result }) => result === 'opened');
      const failed = last.report.reverts.filter(({ result }) => result === 'failed' || result === 'waiting');
      if (failed.length > 0) return `${run} without faults: ${failed.map(({ message }) => message).join('; ')}`;
    }
    if (!changed) return null;
  }
  return `after ${MOST_ROUNDS} rounds without faults there was still something to change`;
}
