import {
  type Case,
  KILLED_AFTER,
  KILLED_AFTER_WRITE,
  KILLED_BEFORE,
  KILLED_BEFORE_WRITE,
  MOVE_KINDS,
  NOTHING_ANSWERS,
  OLD_RUN,
  SEVERAL,
  STALE_COMMIT,
  STALE_READS,
  TWO_AT_ONCE,
  WRONG_CLOCK,
} from './cases.js';
import type { FaultWorld } from './fault-world.js';
import { isCommit, isSame, LASTING, ONCE, STALE } from './faults.js';
import { hurry } from './hurry.js';
import { type Expected, judgeClaims, judgeEnd, judgeMoment } from './judge.js';
import { judgeEvidence } from './judge-evidence.js';
import { look } from './look.js';
import { LATER, type Prepared } from './prepare.js';
import type { Call, Fault } from './proxy.js';
import { randomFrom } from './random.js';
import { runAsProcess } from './run-as-process.js';
import { type Ended, type RunName, runInProcess } from './run-in-process.js';
import { MOVES, type Move } from './scenarios.js';
import { settle } from './settle.js';

const MINUTE = 60_000;

export interface Surroundings {
  readonly root: string;
  readonly node: string;
}

/** What is wrong with how a case ended; none: it was survived. */
export async function tryCase(
  world: FaultWorld,
  prepared: Prepared,
  one: Case,
  around: Surroundings,
): Promise<string[]> {
  hurry({ waits: 200, limits: 1 });
  world.restore(prepared.snapshot);
  const befall = [...BEFALL, befallCalls].find((candidate) => candidate.kinds(one.kind));
  if (befall === undefined) throw new Error(`Nobody knows how to try ${one.kind}.`);
  const { ended, expected, wrong } = await befall.befall(world, prepared, one, around);
  hurry({ waits: 200, limits: 1 });
  world.proxy.arm(() => null);
  world.clocks.setRunner(0);
  const moment = await look(world);
  const faults = [...wrong, ...judgeMoment(expected, moment)];
  for (const run of ended) faults.push(...judgeClaims(expected, run, moment));
  world.aws().settings.staleReadsMs = 0;
  if (prepared.scenario.name === 'edges') world.clocks.moveForward(LATER);
  const unsettled = await settle(world, one.seed % 2 === 0 ? 'provision' : 'expire');
  if (unsettled !== null) faults.push(unsettled);
  const seen = await look(world);
  return [...faults, ...judgeEnd(expected, seen), ...judgeEvidence(seen)];
}

interface Befallen {
  readonly expected: Expected;
  /** Runs whose claims are to be held to what is there. */
  readonly ended: readonly Ended[];
  readonly wrong: readonly string[];
}

interface Befall {
  kinds(kind: string): boolean;
  befall(world: FaultWorld, prepared: Prepared, one: Case, around: Surroundings): Promise<Befallen>;
}

/** A fault of single calls, by their number. */
const befallCalls: Befall = {
  kinds: (kind) => kind in ONCE || kind in LASTING || [NOTHING_ANSWERS, STALE_COMMIT, SEVERAL].includes(kind),
  async befall(world, { expected }, one) {
    world.proxy.arm(chooserOf(one));
    if (one.kind === 'a call times out' || one.kind === SEVERAL) hurry({ waits: 200, limits: 100 });
    const ended = await runInProcess(world, one.run, world.proxy.urls);
    return { expected, ended: [ended], wrong: [] };
  },
};

function chooserOf({ kind, seed }: Case): (call: Call) => Fault | null {
  const once = ONCE[kind];
  if (once !== undefined) return (call) => (call.number === seed ? once(call) : null);
  if (kind === NOTHING_ANSWERS) return (call) => (call.number >= seed ? { do: 'reset', processed: false } : null);
  if (kind === STALE_COMMIT) {
    let commits = 0;
    return (call) => {
      if (isCommit(call)) commits += 1;
      return isCommit(call) && commits === seed ? STALE(call) : null;
    };
  }
  if (kind === SEVERAL) {
    const random = randomFrom(seed);
    const all = Object.values(ONCE);
    return (call) => (random() < 0.12 ? (all[Math.floor(random() * all.length)]?.(call) ?? null) : null);
  }
  const lasting = LASTING[kind];
  let struck: Call | null = null;
  return (call) => {
    if (call.number === seed) struck = call;
    return lasting !== undefined && struck !== null && isSame(struck, call) ? lasting(call) : null;
  };
}

const BEFALL: readonly Befall[] = [
  {
    kinds: (kind) => MOVE_KINDS.includes(kind),
    async befall(world, prepared, one) {
      const move = Object.keys(MOVES)[MOVE_KINDS.indexOf(one.kind)] as Move;
      const expected = prepared.moved.get(move);
      if (expected === undefined) throw new Error(`Nobody has seen what comes of ${move}.`);
      const event = () => world.lay(MOVES[move].step, prepared.now);
      world.proxy.arm((call) => (call.number === one.seed ? { do: 'meanwhile', event } : null));
      const ended = await runInProcess(world, one.run, world.proxy.urls);
      // What the run read last was the branch before or after; what it then claims is held to that one.
      const before = await judgeEither([prepared.expected, expected], ended, world);
      return { expected, ended: [], wrong: before };
    },
  },
  {
    kinds: (kind) => kind === STALE_READS,
    async befall(world, { expected }, one) {
      world.aws().settings.staleReadsMs = one.seed * 1000;
      const other: RunName = one.run === 'provision' ? 'expire' : 'provision';
      const first = await runInProcess(world, one.run, world.proxy.urls);
      const early = judgeClaims(expected, first, await look(world));
      const second = await runInProcess(world, other, world.proxy.urls);
      return { expected, ended: [second], wrong: early };
    },
  },
  {
    kinds: (kind) => kind === TWO_AT_ONCE,
    async befall(world, { expected }, one) {
      const random = randomFrom(one.seed);
      world.proxy.arm(() => ({ do: 'slow', milliseconds: random() * 8 }));
      const other: RunName = one.seed % 2 === 0 ? 'provision' : 'expire';
      const urls = world.proxy.urls;
      await Promise.all([runInProcess(world, one.run, urls), runInProcess(world, other, urls)]);
      // What one of them has done the other may have undone, so their claims are not held to what is there.
      return { expected, ended: [], wrong: [] };
    },
  },
  {
    kinds: (kind) => kind === WRONG_CLOCK,
    async befall(world, { expected }, one, around) {
      world.clocks.setRunner(one.seed * MINUTE);
      world.refuseWrongTimes(true);
      const finished = await runAsProcess(world, one.run, around);
      world.refuseWrongTimes(false);
      const wrong =
        finished.exitCode === 0
          ? []
          : [`${one.run} failed with ${finished.exitCode}: ${finished.stdout}${finished.stderr}${finished.summary}`];
      return { expected, ended: [], wrong };
    },
  },
  {
    kinds: (kind) => [KILLED_BEFORE, KILLED_AFTER].includes(kind),
    async befall(world, { expected }, one, around) {
      let kill = (): void => {};
      const processed = one.kind === KILLED_AFTER;
      world.proxy.arm((call) => (call.number === one.seed ? { do: 'end', processed, event: () => kill() } : null));
      const finished = await runAsProcess(world, one.run, { ...around, onStart: (end) => (kill = end) });
      const wasKilled = finished.exitCode === null && world.proxy.calls.length >= one.seed;
      const wrong = wasKilled ? [] : [`the process was not killed: ${finished.exitCode}`];
      return { expected, ended: [], wrong };
    },
  },
  {
    kinds: (kind) => [KILLED_BEFORE_WRITE, KILLED_AFTER_WRITE].includes(kind),
    async befall(world, { expected }, one, around) {
      const killAtWrite = `${one.kind === KILLED_BEFORE_WRITE ? 'before' : 'after'}:${one.seed}`;
      const finished = await runAsProcess(world, one.run, { ...around, killAtWrite });
      const wrong = finished.exitCode === null ? [] : [`the process was not killed: ${finished.exitCode}`];
      return { expected, ended: [], wrong };
    },
  },
  {
    kinds: (kind) => kind === OLD_RUN,
    async befall(world, { expected, scenario }, one, around) {
      const finished = await runAsProcess(world, one.run, around);
      const code = one.run === 'provision' && scenario.refused.length > 0 ? 1 : 0;
      const wrong =
        finished.exitCode === code ? [] : [`${one.run} ended with ${finished.exitCode}: ${finished.stdout}`];
      const success = finished.exitCode === 0;
      return { expected, ended: [{ run: one.run, success, report: null, error: null }], wrong };
    },
  },
];

async function judgeEither(either: readonly Expected[], ended: Ended, world: FaultWorld): Promise<string[]> {
  const seen = await look(world);
  const verdicts = either.map((expected) => judgeClaims(expected, ended, seen));
  return verdicts.some((wrong) => wrong.length === 0) ? [] : (verdicts[0] ?? []);
}
