import { showInvisible } from '../render/show-invisible.js';

/** Causes of causes: nobody reads further, and an error can be its own cause. */
const DEEPEST = 5;

/**
 * The same error for our log, which people read in a terminal: what GitHub answered quotes strangers, and JSON leaves characters as
 * they are that a terminal obeys. The line breaks of its stack stay.
 */
export function visibleError(error: unknown, depth = 0): Error {
  if (!(error instanceof Error)) return new Error(showInvisible(String(error)));
  const shown: Error = Object.assign(Object.create(Object.getPrototypeOf(error)), error);
  const own = (value: unknown) => ({ value, writable: true, configurable: true, enumerable: false });
  return Object.defineProperties(shown, {
    message: own(showLines(error.message)),
    stack: own(showLines(error.stack ?? '')),
    cause: own(error.cause === undefined || depth === DEEPEST ? undefined : visibleError(error.cause, depth + 1)),
  });
}

function showLines(text: string): string {
  return text.split('\n').map(showInvisible).join('\n');
}
