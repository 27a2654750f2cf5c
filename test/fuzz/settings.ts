import process from 'node:process';

/** How much is tried: `npm test` tries a sample, `npm run test:fuzz` much more. */
export interface FuzzSettings {
  /** Of each parser. */
  readonly cases: number;
  /** The same seed gives the same cases. */
  readonly seed: number;
  /** Only the parser of this name; null: all. */
  readonly only: string | null;
  readonly isFull: boolean;
}

const FULL = 10_000;

/** A whole number of the environment. @throws where it is anything else. */
function readNumber(name: string, otherwise: number): number {
  const text = process.env[name] ?? '';
  if (text === '') return otherwise;
  if (!/^-?\d{1,10}$/.test(text)) throw new Error(`${name} is no whole number: ${text}`);
  return Number(text);
}

const cases = readNumber('FUZZ_CASES', 500);

export const FUZZ: FuzzSettings = {
  cases,
  seed: readNumber('FUZZ_SEED', Math.trunc(Date.now() / 1000) % 1_000_000_007),
  only: process.env['FUZZ_ONLY'] || null,
  isFull: cases >= FULL,
};
