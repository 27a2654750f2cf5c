import { createRequire } from 'node:module';
import process from 'node:process';

// Its other back ends are processes of their own, in Java or of one platform, and answer after a while or not at all.
process.env['RECHECK_BACKEND'] = 'pure';
const require = createRequire(import.meta.url);
const { checkSync } = require('recheck') as typeof import('recheck');
const { version } = require('recheck/package.json') as { version: string };

export const PROVER = `recheck ${version}`;

/** In milliseconds; the slowest of ours takes a third of it on a slow machine. */
const LONGEST = 5 * 60_000;

/** Whether an expression takes linear time on whatever text. What cannot be proved is false. */
export function isProvedLinear({ source, flags }: { readonly source: string; readonly flags: string }): boolean {
  return checkSync(source, flags, { checker: 'automaton', timeout: LONGEST }).status === 'safe';
}
