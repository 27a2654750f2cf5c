import { LASTING, ONCE } from './faults.js';
import type { RunName } from './run-in-process.js';
import { MOVES, type ScenarioName } from './scenarios.js';

/** One way for a run to go wrong. Its name is its seed: the same name is the same case. */
export interface Case {
  readonly kind: string;
  readonly scenario: ScenarioName;
  readonly run: RunName;
  /** Which call, which number of seconds, which seed: as the kind has it. */
  readonly seed: number;
}

export const NOTHING_ANSWERS = 'from a call on nothing answers any more';
export const STALE_COMMIT = 'a commit is refused as stale';
export const STALE_READS = 'IAM answers stale reads for so many seconds';
export const TWO_AT_ONCE = 'two runs at once';
export const SEVERAL = 'several of these in one run';
export const WRONG_CLOCK = 'the clock of the runner is 10 minutes off';
export const KILLED_BEFORE = 'the process is killed before a call';
export const KILLED_AFTER = 'the process is killed after a call';
export const KILLED_BEFORE_WRITE = 'the process is killed before it writes a file';
export const KILLED_AFTER_WRITE = 'the process is killed after it wrote a file';
export const OLD_RUN = 'an old run is started again';
const PROCESS_KINDS = [KILLED_BEFORE, KILLED_AFTER, KILLED_BEFORE_WRITE, KILLED_AFTER_WRITE, OLD_RUN, WRONG_CLOCK];
export const MOVE_KINDS = Object.keys(MOVES).map((move) => `while the run reads, ${move}`);

/** How many calls each run makes where nothing goes wrong. */
export interface Counts {
  /** In this process. */
  readonly calls: Readonly<Record<RunName, number>>;
  /** As a process, with the fetch of a clone that lags behind; 0: not to be tried. */
  readonly processCalls: Readonly<Record<RunName, number>>;
  readonly writes: Readonly<Record<RunName, number>>;
}

/** Of what can befall a call this leaves the most to the next run: it is done, and nobody knows. */
const MOST_TELLING = 'the connection is reset after a call each time';
const EACH_CALL = [...Object.keys(ONCE), ...Object.keys(LASTING), NOTHING_ANSWERS];

const RUNS: readonly RunName[] = ['provision', 'expire'];
const SECONDS = [1, 2, 5, 10, 20, 40];
const SEEDS = 25;
/** One of the evidence, and of reverts two that can be refused: there are so many in a run at most. */
const MOST_COMMITS = { provision: 1, expire: 3 };

/** Every case of a scenario, in an order that does not change. */
export function casesOf(scenario: ScenarioName, counts: Counts): Case[] {
  const cases: Case[] = [];
  for (const run of RUNS) {
    const add = (kind: string, ...seeds: readonly number[]): void => {
      for (const seed of seeds) cases.push({ kind, scenario, run, seed });
    };
    const calls = upTo(counts.calls[run]);
    if (scenario === 'edges') {
      add(WRONG_CLOCK, 10, -10);
      continue;
    }
    // What is in it has been tried call by call in the others, where a run is a third as long.
    const inTurn = scenario === 'everything' ? [MOST_TELLING] : [...EACH_CALL, ...MOVE_KINDS];
    for (const kind of inTurn) add(kind, ...calls);
    add(STALE_COMMIT, ...upTo(MOST_COMMITS[run]));
    add(STALE_READS, ...SECONDS);
    add(TWO_AT_ONCE, ...upTo(SEEDS));
    add(SEVERAL, ...upTo(SEEDS));
    const processCalls = counts.processCalls[run];
    add(KILLED_BEFORE, ...upTo(processCalls));
    add(KILLED_AFTER, ...upTo(processCalls));
    add(KILLED_BEFORE_WRITE, ...upTo(counts.writes[run]));
    add(KILLED_AFTER_WRITE, ...upTo(counts.writes[run]));
    if (processCalls > 0) add(OLD_RUN, 1);
  }
  return cases;
}

export function nameOf({ kind, scenario, run, seed }: Case): string {
  return `${scenario}/${run}/${kind}/${seed}`;
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

export function needsProcess({ kind }: Case): boolean {
  return PROCESS_KINDS.includes(kind);
}
