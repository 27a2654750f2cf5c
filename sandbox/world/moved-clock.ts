import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A clock that a test moves, and that processes started with `sandbox/clock.ts` follow. */
export interface MovedClock {
  /** Milliseconds since the epoch, UTC. */
  now(): number;
  moveForward(milliseconds: number): void;
  /** For processes that are to see the same time. */
  readonly environment: Readonly<Record<string, string>>;
}

export function createClock(directory: string): MovedClock {
  const file = join(directory, 'clock');
  let ahead = 0;
  writeFileSync(file, String(ahead));
  return {
    now: () => Date.now() + ahead,
    moveForward(milliseconds) {
      ahead += milliseconds;
      writeFileSync(file, String(ahead));
    },
    environment: { LAPSE_SANDBOX_CLOCK: file },
  };
}
