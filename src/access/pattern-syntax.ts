/** What a pattern is made of: the operations of a regular language and nothing else. */
export type Pattern =
  | { readonly kind: 'one'; readonly fits: CharacterTest }
  /** One after the other. */
  | { readonly kind: 'sequence'; readonly parts: readonly Pattern[] }
  /** One of them. */
  | { readonly kind: 'choice'; readonly parts: readonly Pattern[] }
  /** `most` is null where there is no limit. */
  | { readonly kind: 'repeat'; readonly part: Pattern; readonly least: number; readonly most: number | null };

/** Whether a character, given as text of one code point, is one of those that are meant. */
export type CharacterTest = (character: string) => boolean;

export class PatternError extends Error {}

/** Deeper than anybody writes; the reader and the automaton go as deep as the groups. */
const MAXIMUM_DEPTH = 10;

interface Reader {
  /** By code points, as with the flag `u`. */
  readonly characters: readonly string[];
  at: number;
  depth: number;
}

/**
 * Reads the subset of JavaScript's regular expressions that `readTicketPattern` describes, with the meaning of the flag `u`
 * (https://tc39.es/ecma262/#sec-patterns).
 *
 * @throws {PatternError} with one sentence about what it may not hold.
 */
export function readPattern(source: string): Pattern {
  const reader: Reader = { characters: [...source], at: 0, depth: 0 };
  if (reader.characters[0] === '^') reader.at += 1;
  const pattern = readAlternatives(reader);
  if (reader.at === reader.characters.length - 1 && reader.characters[reader.at] === '$') return pattern;
  if (reader.at === reader.characters.length) return pattern;
  if (reader.characters[reader.at] === ')') throw new PatternError('A parenthesis is closed that was not opened.');
  throw outside(reader, reader.at);
}

function readAlternatives(reader: Reader): Pattern {
  const first = readSequence(reader);
  if (reader.characters[reader.at] !== '|') return first;
  const parts = [first];
  while (take(reader, '|')) parts.push(readSequence(reader));
  return { kind: 'choice', parts };
}

function readSequence(reader: Reader): Pattern {
  const parts: Pattern[] = [];
  for (let next = reader.characters[reader.at]; next !== undefined; next = reader.characters[reader.at]) {
    if (next === '|' || next === ')' || next === '$') break;
    parts.push(readQuantified(reader));
  }
  return { kind: 'sequence', parts };
}

const SIGNS: Readonly<Record<string, readonly [number, number | null]>> = {
  '?': [0, 1],
  '*': [0, null],
  '+': [1, null],
};

function readQuantified(reader: Reader): Pattern {
  const part = readAtom(reader);
  const count = readCount(reader);
  if (count === null) return part;
  const next = reader.characters[reader.at];
  if (next !== undefined && '?*+{'.includes(next)) throw new PatternError('A quantifier follows another.');
  const [least, most] = count;
  return { kind: 'repeat', part, least, most };
}

function readCount(reader: Reader): readonly [number, number | null] | null {
  const sign = reader.characters[reader.at] ?? '';
  if (Object.hasOwn(SIGNS, sign)) {
    reader.at += 1;
    return SIGNS[sign] ?? null;
  }
  if (sign !== '{') return null;
  const text = reader.characters.slice(reader.at, reader.at + 10).join('');
  const [whole, least, comma, most] = /^\{(\d{1,3})(,(\d{0,3}))?\}/.exec(text) ?? [];
  if (whole === undefined) throw outside(reader, reader.at);
  reader.at += whole.length;
  const from = Number(least);
  const to = comma === undefined ? from : most === '' ? null : Number(most);
  if (to !== null && to < from) throw new PatternError('A count goes down.');
  return [from, to];
}

function readAtom(reader: Reader): Pattern {
  const start = reader.at;
  const character = reader.characters[start] ?? '';
  reader.at += 1;
  if (character === '(') return readGroup(reader);
  if (character === '[') return { kind: 'one', fits: readClass(reader, start) };
  if (character === '.') return { kind: 'one', fits: (text) => !LINE_ENDS.has(text) };
  if (character === '\\') return { kind: 'one', fits: testOf(readEscape(reader, start)) };
  if (SYNTAX.has(character)) throw outside(reader, start);
  return { kind: 'one', fits: (text) => text === character };
}

function readGroup(reader: Reader): Pattern {
  reader.depth += 1;
  if (reader.depth > MAXIMUM_DEPTH) throw new PatternError('The groups are nested too deep.');
  if (take(reader, '?') && !take(reader, ':')) throw new PatternError('It holds a look-around or a named group.');
  const pattern = readAlternatives(reader);
  if (!take(reader, ')')) {
    if (reader.at < reader.characters.length) throw outside(reader, reader.at);
    throw new PatternError('A parenthesis is not closed.');
  }
  reader.depth -= 1;
  return pattern;
}

/** https://tc39.es/ecma262/#prod-SyntaxCharacter */
const SYNTAX: ReadonlySet<string> = new Set('^$\\.*+?()[]{}|');
/** https://tc39.es/ecma262/#prod-LineTerminator */
const LINE_ENDS: ReadonlySet<string> = new Set(['\n', '\r', '\u2028', '\u2029']);

/** https://tc39.es/ecma262/#prod-CharacterClassEscape, asked of one character at a time. */
const SETS: Readonly<Record<string, CharacterTest>> = {
  d: (text) => /^\d$/u.test(text),
  D: (text) => /^\D$/u.test(text),
  w: (text) => /^\w$/u.test(text),
  W: (text) => /^\W$/u.test(text),
  s: (text) => /^\s$/u.test(text),
  S: (text) => /^\S$/u.test(text),
};

/** A character that stands for itself, or a set of them. */
type Member = string | CharacterTest;

function testOf(member: Member): CharacterTest {
  return typeof member === 'string' ? (text) => text === member : member;
}

/** What follows a backslash. */
function readEscape(reader: Reader, start: number): Member {
  const character = reader.characters[reader.at] ?? '';
  const set = Object.hasOwn(SETS, character) ? SETS[character] : undefined;
  if (set === undefined && !SYNTAX.has(character) && character !== '/' && character !== '-')
    throw outside(reader, start);
  reader.at += 1;
  return set ?? character;
}

/** https://tc39.es/ecma262/#prod-CharacterClass: a hyphen at either end is one. */
function readClass(reader: Reader, start: number): CharacterTest {
  const isNegated = take(reader, '^');
  const members: CharacterTest[] = [];
  while (reader.characters[reader.at] !== ']') {
    const from = readMember(reader, start);
    if (reader.characters[reader.at] !== '-' || (reader.characters[reader.at + 1] ?? ']') === ']') {
      members.push(testOf(from));
      continue;
    }
    reader.at += 1;
    members.push(rangeOf(from, readMember(reader, start)));
  }
  if (members.length === 0) throw outside(reader, start);
  reader.at += 1;
  // Written out by a count, one class is asked about the same few characters again and again.
  const known = new Map<string, boolean>();
  return (text) => {
    const fits = known.get(text) ?? members.some((fitsMember) => fitsMember(text)) !== isNegated;
    known.set(text, fits);
    return fits;
  };
}

function readMember(reader: Reader, start: number): Member {
  const character = reader.characters[reader.at];
  if (character === undefined || character === '[') throw outside(reader, start);
  reader.at += 1;
  return character === '\\' ? readEscape(reader, reader.at - 1) : character;
}

function rangeOf(from: Member, to: Member): CharacterTest {
  if (typeof from !== 'string' || typeof to !== 'string')
    throw new PatternError('A range begins or ends with a class.');
  const [least, most] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0];
  if (most < least) throw new PatternError('A range goes down.');
  return (text) => {
    const code = text.codePointAt(0) ?? 0;
    return least <= code && code <= most;
  };
}

function take(reader: Reader, character: string): boolean {
  if (reader.characters[reader.at] !== character) return false;
  reader.at += 1;
  return true;
}

function outside(reader: Reader, start: number): PatternError {
  const rest = reader.characters.slice(start, start + 10).join('');
  return new PatternError(`${JSON.stringify(rest)} is not in the subset that Lapse takes.`);
}
