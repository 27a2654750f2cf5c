import { createRequire } from 'node:module';
import process from 'node:process';

// Its other back ends are processes of their own, in Java or of one platform, and answer after a while or not at all.
process.env['RECHECK_BACKEND'] = 'pure';
const require = createRequire(import.meta.url);
const { checkSync } = require('recheck') as typeof import('recheck');

/** In milliseconds; the slowest of ours takes a few seconds. */
const LONGEST = 60_000;

/**
 * Counts that are written out make automata too large to look through. Without their limits an expression matches in no fewer
 * ways (each way of the one is a way of the other, with the same steps), so a proof for that one will do for both.
 */
export function withoutCounts(source: string): string {
  return source.replace(/(?<!\\[pPu]|\\)\{\d+(?:,\d*)?\}/g, '*');
}

/** Whether an expression takes linear time on whatever text. What cannot be proved is false. */
export function isProvedLinear({ source, flags }: { readonly source: string; readonly flags: string }): boolean {
  return [...new Set([withoutCounts(source), source])].some(
    (one) => checkSync(one, flags, { checker: 'automaton', timeout: LONGEST }).status === 'safe',
  );
}
