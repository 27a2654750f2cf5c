import { compilePattern } from './pattern-automaton.js';
import { PatternError, readPattern } from './pattern-syntax.js';

/** As in the request's schema. */
const LONGEST_TICKET = 100;

export type TicketPattern =
  | { readonly matches: (ticket: string) => boolean; readonly fault: null }
  | { readonly matches: null; readonly fault: string };

/**
 * Reads a `ticket_pattern`; the fault says in one sentence what it may not hold. The whole ticket has to match.
 *
 * The pattern comes from a file and the ticket from a stranger, so JavaScript's own engine never sees either: ours takes
 * a time that grows with their lengths and no faster (ADR 0016). It reads regular expressions as JavaScript does, of these:
 *
 * - literals, `.`, character classes such as `[A-Z0-9_]`, and the escapes `\d \D \w \W \s \S` and of punctuation;
 * - groups `(…)` and `(?:…)`, alternatives `a|b`, quantifiers `? * + {n} {n,} {n,m}` on anything, not lazy;
 * - no look-arounds, back-references, named groups or `\b`; `^` and `$` only at the ends, where they change nothing.
 */
export function readTicketPattern(source: string): TicketPattern {
  try {
    const fits = compilePattern(readPattern(source));
    return { matches: (ticket) => ticket.length <= LONGEST_TICKET && fits(ticket), fault: null };
  } catch (thrown) {
    if (thrown instanceof PatternError) return { matches: null, fault: thrown.message };
    throw thrown;
  }
}
