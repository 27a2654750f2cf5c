/**
 * Lets the waits of clients pass faster, and the time with them. Their limits in time are shortened only where a case is
 * about them: on a busy machine a limit that is too short would be a fault that nobody counted. These are the limits that
 * the AWS client sets (`src/providers/aws-iam/open-clients.ts`); those of GitHub's are signals.
 */
const LIMITS = new Set([5_000, 20_000]);
const real = { setTimeout: globalThis.setTimeout, timeout: AbortSignal.timeout, now: Date.now };

let waits = 1;
let limits = 1;
/** How much later it is than by the machine's clock: clients that throttle themselves look at the time. */
let skipped = 0;

export function installHurry(): void {
  const hurried = (run: (...given: unknown[]) => void, milliseconds = 0, ...given: unknown[]) => {
    const shortened = milliseconds / (LIMITS.has(milliseconds) ? limits : waits);
    return real.setTimeout(() => {
      skipped += milliseconds - shortened;
      run(...given);
    }, shortened);
  };
  globalThis.setTimeout = Object.assign(hurried, real.setTimeout) as typeof setTimeout;
  AbortSignal.timeout = (milliseconds) => real.timeout.call(AbortSignal, Math.ceil(milliseconds / limits));
  Date.now = () => real.now() + skipped;
}

/** How many times faster pauses between two attempts pass, and limits on one of them. The time is the machine's again. */
export function hurry(speeds: { readonly waits: number; readonly limits: number }): void {
  ({ waits, limits } = speeds);
  skipped = 0;
}
