import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The world's time, which a case may move, and the runner's, which may differ from it. Milliseconds since the epoch. */
export interface Clocks {
  world(): number;
  runner(): number;
  /** Both, as far as from the machine's own clock. */
  set(ahead: number): void;
  moveForward(milliseconds: number): void;
  /** How far the runner's clock is ahead of the world's. */
  setRunner(ahead: number): void;
  /** For processes that are to see the runner's time (`sandbox/clock.ts`). */
  readonly environment: Readonly<Record<string, string>>;
}

export function createClocks(directory: string): Clocks {
  const file = join(directory, 'clock');
  let ahead = 0;
  let runnerAhead = 0;
  const write = (): void => writeFileSync(file, String(ahead + runnerAhead));
  write();
  return {
    world: () => Date.now() + ahead,
    runner: () => Date.now() + ahead + runnerAhead,
    set(milliseconds) {
      ahead = milliseconds;
      write();
    },
    moveForward(milliseconds) {
      ahead += milliseconds;
      write();
    },
    setRunner(milliseconds) {
      runnerAhead = milliseconds;
      write();
    },
    environment: { LAPSE_SANDBOX_CLOCK: file },
  };
}
