import fc from 'fast-check';
import { FUZZ } from './settings.js';

/** What became of a case: taken as something of ours, refused with a reason, or passed over as none of ours. */
export type Outcome = 'accepted' | 'refused';

/** One parser, what it is fed with, and what has to hold whatever that is. */
export interface Fuzzed<T> {
  readonly name: string;
  readonly inputs: fc.Arbitrary<T>;
  /** Bytes or characters; for the report. */
  sizeOf(input: T): number;
  /** Throws where something does not hold. */
  check(input: T): Outcome | Promise<Outcome>;
  /** In milliseconds, on a busy machine: no input of a stranger may take longer. */
  readonly longest: number;
}

export interface FuzzReport {
  readonly name: string;
  readonly cases: number;
  readonly accepted: number;
  readonly slowest: { readonly milliseconds: number; readonly size: number };
}

/**
 * Tries as many cases as the settings say.
 * @throws with the shrunk case, and with what to type to see it again.
 */
export async function fuzz<T>({ name, inputs, sizeOf, check, longest }: Fuzzed<T>): Promise<FuzzReport> {
  let cases = 0;
  let accepted = 0;
  let slowest = { milliseconds: 0, size: 0 };
  const property = fc.asyncProperty(inputs, async (input) => {
    const begun = performance.now();
    const outcome = await check(input);
    const milliseconds = performance.now() - begun;
    cases += 1;
    accepted += Number(outcome === 'accepted');
    if (milliseconds > slowest.milliseconds) slowest = { milliseconds, size: sizeOf(input) };
    if (milliseconds > longest) throw new Error(`took ${Math.round(milliseconds)} ms`);
  });
  const details = await fc.check(property, { numRuns: FUZZ.cases, seed: FUZZ.seed });
  if (details.failed) {
    const again = `FUZZ_SEED=${FUZZ.seed} FUZZ_CASES=${FUZZ.cases} FUZZ_ONLY='${name}' npm run test:fuzz`;
    throw new Error(`${fc.defaultReportMessage(details)}\n\nAgain: ${again}`, { cause: details.errorInstance });
  }
  return { name, cases, accepted, slowest };
}

/** A table, with the seed. */
export function renderReports(reports: readonly FuzzReport[]): string {
  const rows = reports.map(({ name, cases, accepted, slowest }) => {
    const share = `${Math.round((accepted / cases) * 100)} %`;
    const time = `${slowest.milliseconds.toFixed(1)} ms`;
    return `| ${name} | ${cases.toLocaleString('en-US')} | ${share} | ${time} | ${slowest.size.toLocaleString('en-US')} |`;
  });
  const total = reports.reduce((sum, { cases }) => sum + cases, 0).toLocaleString('en-US');
  const head = '| parser | cases | accepted | slowest case | its size |\n| - | -: | -: | -: | -: |';
  return `Fuzzing, seed ${FUZZ.seed}: ${total} cases\n\n${head}\n${rows.join('\n')}\n`;
}
