import { readFileSync } from 'node:fs';

/**
 * Loaded with `node --import` before a program, this moves the clock that the program sees, so that production code
 * needs no back door for time (design §10). `LAPSE_SANDBOX_CLOCK` names a file that holds how many milliseconds the
 * clock is ahead; it is read again as it changes.
 */
const file = process.env.LAPSE_SANDBOX_CLOCK;

/** Reading the file for every `Date.now()` would be slow; nobody notices a clock that is this late to move. */
const FRESH_FOR = 20;

if (file !== undefined) moveClock(file);

function moveClock(path: string): void {
  const RealDate = globalThis.Date;
  let ahead = 0;
  let readAt = Number.NEGATIVE_INFINITY;

  function now(): number {
    if (performance.now() - readAt > FRESH_FOR) {
      ahead = Number(readFileSync(path, 'utf8'));
      readAt = performance.now();
    }
    return RealDate.now() + ahead;
  }

  globalThis.Date = new Proxy(RealDate, {
    construct: (target, parameters, newTarget) =>
      Reflect.construct(target, parameters.length === 0 ? [now()] : parameters, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, property, receiver) => (property === 'now' ? now : Reflect.get(target, property, receiver)),
  });
}
