import { type CharacterTest, type Pattern, PatternError } from './pattern-syntax.js';

/** A state either takes one character and goes on, or goes on to several without one; the last takes nothing. */
interface State {
  readonly fits: CharacterTest | null;
  readonly next: number[];
}

/** Counts are written out, and multiply where they are nested. */
const MAXIMUM_STATES = 1_000;

/**
 * A test of whole texts that takes at most |states| × |text| steps, whatever the two are: it goes through the text once
 * and keeps the set of states that can be reached, where JavaScript's own engine tries one way after the other
 * (Thompson 1968, https://doi.org/10.1145/363347.363387).
 *
 * @throws {PatternError} where the pattern has more states than anybody needs.
 */
export function compilePattern(pattern: Pattern): (text: string) => boolean {
  const states: State[] = [];
  const accepting = add(states, null);
  const start = lead(states, pattern, accepting);
  return (text) => {
    let reached = follow(states, [start]);
    for (const character of text) {
      const taking = [...reached].filter((index) => states[index]?.fits?.(character) === true);
      reached = follow(
        states,
        taking.flatMap((index) => states[index]?.next ?? []),
      );
      if (reached.size === 0) return false;
    }
    return reached.has(accepting);
  };
}

function add(states: State[], fits: CharacterTest | null, ...next: number[]): number {
  if (states.length >= MAXIMUM_STATES) throw new PatternError('It is too large once its counts are written out.');
  return states.push({ fits, next }) - 1;
}

/** Adds what matches a pattern and then goes on to `end`; gives where it begins. Built from its end to its start. */
function lead(states: State[], pattern: Pattern, end: number): number {
  switch (pattern.kind) {
    case 'one':
      return add(states, pattern.fits, end);
    case 'sequence':
      return pattern.parts.reduceRight((after, part) => lead(states, part, after), end);
    case 'choice':
      return add(states, null, ...pattern.parts.map((part) => lead(states, part, end)));
    case 'repeat':
      return leadRepeated(states, pattern, end);
  }
}

function leadRepeated(states: State[], { part, least, most }: Pattern & { kind: 'repeat' }, end: number): number {
  let after = end;
  if (most === null) {
    after = add(states, null, end);
    states[after]?.next.push(lead(states, part, after));
  } else {
    // From the last one that may be left out to the first: wherever it stops, it goes straight to the end.
    for (let count = most; count > least; count -= 1) after = add(states, null, end, lead(states, part, after));
  }
  for (let count = 0; count < least; count += 1) {
    const before = lead(states, part, after);
    // Nothing, however often: counts of counts of it would otherwise be gone through to the end.
    if (before === after) break;
    after = before;
  }
  return after;
}

/** All states that can be reached without another character, each once. */
function follow(states: readonly State[], from: readonly number[]): Set<number> {
  const reached = new Set(from);
  for (const index of reached) {
    const state = states[index];
    if (state?.fits === null) for (const next of state.next) reached.add(next);
  }
  return reached;
}
