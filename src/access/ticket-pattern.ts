/**
 * Regular expressions of `ticket_pattern`: a subset whose matching time is bounded, because the pattern comes from a
 * file and the ticket from a stranger. The subset:
 *
 * - literals, `.`, character classes such as `[A-Z0-9_]`, and the escapes `\d \D \w \W \s \S` and of punctuation;
 * - groups `(…)` and `(?:…)` with alternatives `a|b`;
 * - quantifiers `? * + {n} {n,} {n,m}` (not lazy) on a single character; `* +` on a group that holds no choice, neither
 *   a quantifier of its own nor alternatives; `?` on any group;
 * - all ways to match together at most {@link MAXIMUM_WAYS};
 * - no look-arounds, back-references, named groups or `\b`; `^` and `$` only at the ends, where they change nothing.
 */
const MAXIMUM_WAYS = 2_000_000;

/** As in the request's schema: what an open quantifier can match at most. */
const LONGEST_TICKET = 100;

export type TicketPattern =
  | { readonly matches: (ticket: string) => boolean; readonly fault: null }
  | { readonly matches: null; readonly fault: string };

/** Reads a `ticket_pattern`; the fault says in one sentence what it may not hold. The whole ticket has to match. */
export function readTicketPattern(source: string): TicketPattern {
  const pattern = source.replace(/^\^/, '').replace(/(?<!\\)\$$/, '');
  const fault = findFault(pattern);
  if (fault !== null) return { matches: null, fault };
  try {
    const whole = new RegExp(`^(?:${pattern})$`, 'u');
    return { matches: (ticket) => ticket.length <= LONGEST_TICKET && whole.test(ticket), fault: null };
  } catch {
    return { matches: null, fault: 'It is no regular expression.' };
  }
}

class Unsafe extends Error {}

function findFault(pattern: string): string | null {
  try {
    const reader = { pattern, at: 0, depth: 0 };
    const ways = readAlternatives(reader);
    if (reader.at < pattern.length) return 'A parenthesis is closed that was not opened.';
    if (ways > MAXIMUM_WAYS) return 'It could match the same ticket in too many ways; use fewer open quantifiers.';
    return null;
  } catch (thrown) {
    if (thrown instanceof Unsafe) return thrown.message;
    throw thrown;
  }
}

interface Reader {
  readonly pattern: string;
  at: number;
  depth: number;
}

/** Each function returns an upper bound of the ways in which what it read can match. */
function readAlternatives(reader: Reader): number {
  let ways = readSequence(reader);
  while (reader.pattern[reader.at] === '|') {
    reader.at += 1;
    ways += readSequence(reader);
  }
  return ways;
}

function readSequence(reader: Reader): number {
  let ways = 1;
  while (reader.at < reader.pattern.length) {
    const next = reader.pattern[reader.at];
    if (next === '|' || next === ')') break;
    ways *= readQuantified(reader);
  }
  return ways;
}

function readQuantified(reader: Reader): number {
  const isGroup = reader.pattern[reader.at] === '(';
  const ways = readAtom(reader);
  const quantifier = /^(?:[?*+]|\{(\d{1,3})(,(\d{0,3}))?\})/.exec(reader.pattern.slice(reader.at, reader.at + 10));
  if (quantifier === null) return ways;
  const [text, least, comma, most] = quantifier;
  reader.at += text.length;
  if ('?*+{'.includes(reader.pattern[reader.at] ?? ' ')) throw new Unsafe('A quantifier follows another.');
  if (text === '?') return ways + 1;
  if (ways > 1) throw new Unsafe('A quantifier stands on a group that holds a choice.');
  if (text === '*' || text === '+') return LONGEST_TICKET;
  // Counts multiply when they are nested, and the engine writes them all out.
  if (isGroup) throw new Unsafe('A count stands on a group.');
  if (comma === undefined) return 1;
  return most === '' ? LONGEST_TICKET : Math.max(1, Number(most) - Number(least) + 1);
}

function readAtom(reader: Reader): number {
  const start = reader.pattern[reader.at] ?? '';
  if (start === '(') return readGroup(reader);
  const rest = reader.pattern.slice(reader.at);
  const atom =
    start === '['
      ? /^\[\^?(?:\\[dDwWsS\\\]^./$*+?(){}|[-]|[^\\\][])+\]/.exec(rest)
      : start === '\\'
        ? /^\\[dDwWsS\\.^$*+?()[\]{}|/]/.exec(rest)
        : /^[^\\^$*+?()[\]{}|]/u.exec(rest);
  if (atom === null) throw new Unsafe(`${JSON.stringify(rest.slice(0, 10))} is not in the subset that Lapse takes.`);
  reader.at += atom[0].length;
  return 1;
}

function readGroup(reader: Reader): number {
  reader.at += 1;
  reader.depth += 1;
  if (reader.depth > 10) throw new Unsafe('The groups are nested too deep.');
  if (reader.pattern[reader.at] === '?') {
    if (reader.pattern[reader.at + 1] !== ':') {
      throw new Unsafe('It holds a look-around or a named group.');
    }
    reader.at += 2;
  }
  const ways = readAlternatives(reader);
  if (reader.pattern[reader.at] !== ')') throw new Unsafe('A parenthesis is not closed.');
  reader.at += 1;
  reader.depth -= 1;
  return ways;
}
