import fc from 'fast-check';
import type { SourceFile } from '../../src/access/source-file.js';
import { source } from '../access/fixtures.js';

/** What is special in JSON. */
export const JSON_PIECES: readonly string[] = ['{', '}', '[', ']', ':', ',', '"', 'null', '1e400', '\\u0000'];

/** Changes of a text that leave most of it as it was: a good file with something wrong is read further than noise. */
interface Change {
  readonly how: (typeof HOWS)[number];
  /** Places, counted modulo what there is. */
  readonly at: number;
  readonly to: number;
  readonly piece: string;
}

const HOWS = [
  'swap-lines',
  'repeat-line',
  'drop-line',
  'indent-line',
  'swap-tokens',
  'drop-token',
  'repeat-token',
  'replace-token',
  'insert',
  'insert',
  'replace-token',
  'drop-characters',
  'repeat-all',
  'cut',
  'carriage-returns',
] as const;

/** What is special to any reader: hidden, wide and broken characters, long and deep things, names of JavaScript. */
export const ODD_TEXTS: readonly string[] = [
  ...[
    '',
    ' ',
    '\t',
    '\n',
    '\r',
    '\r\n',
    '\u0000',
    '\u0007',
    '\u0085',
    '\u00a0',
    '\u2028',
    '\u200b',
    '\u202e',
    '\u2066',
  ],
  ...['\ufeff', '\ufffd', '\ud800', '\udc00', '😀', 'é', 'e\u0301', 'ﬁ', 'İ', 'ſ', 'K', '١', '٣h', '＝', 'ａ'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'null', 'undefined', 'NaN', '[object Object]'],
  ...['0', '-0', '00', '1e999', '-1', '1.5', '9007199254740993', '1'.repeat(400), '2026-02-30T00:00:00Z'],
  ...['../', '/', '//', '\\', '%2e%2e', '*', '?', '**', '#', '!', '@', '@acme/security', '$', '`', '"', "'", '<', '&'],
  ...['x'.repeat(1_001), 'a'.repeat(70_000), '*'.repeat(2_000), ' '.repeat(5_000), '\n'.repeat(3_000)],
];

/** One of the texts with up to four changes; `pieces` are what is special to its own reader. */
export function mutated(texts: fc.Arbitrary<string>, pieces: readonly string[] = []): fc.Arbitrary<string> {
  const change: fc.Arbitrary<Change> = fc.record({
    how: fc.constantFrom(...HOWS),
    at: fc.nat({ max: 1_000_000 }),
    to: fc.nat({ max: 1_000_000 }),
    piece: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('', ...pieces) },
      { weight: 2, arbitrary: fc.constantFrom(...ODD_TEXTS) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
    ),
  });
  return fc.tuple(texts, fc.array(change, { maxLength: 4 })).map(([text, changes]) => changes.reduce(apply, text));
}

/** UTF-8 of texts, some with broken bytes. */
export function asBytes(texts: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> {
  const broken = fc.tuple(fc.nat({ max: 1_000_000 }), fc.integer({ min: 0x80, max: 0xff }));
  const breaks = fc.oneof({ weight: 15, arbitrary: fc.constant([]) }, fc.array(broken, { maxLength: 3 }));
  return fc.tuple(texts, breaks).map(([text, places]) => {
    const bytes = new TextEncoder().encode(text);
    for (const [at, byte] of places) if (bytes.length > 0) bytes[at % bytes.length] = byte;
    return bytes;
  });
}

/** Files of git with such bytes, which a report shows as text. */
export function asFiles(path: string, bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<SourceFile> {
  return bytes.map((content) => {
    const shown = JSON.stringify(new TextDecoder().decode(content));
    return Object.assign(source(path, content), { [fc.toStringMethod]: () => shown });
  });
}

/** A text is not let grow without end by changes of changes. */
const LARGEST = 300_000;

function apply(text: string, { how, at, to, piece }: Change): string {
  switch (how) {
    case 'swap-lines':
      return swap(text.split('\n'), at, to).join('\n');
    case 'repeat-line':
      return put(text.split('\n'), at, (line) => Array<string>(1 + (to % 5)).fill(line)).join('\n');
    case 'drop-line':
      return put(text.split('\n'), at, () => []).join('\n');
    case 'indent-line':
      return put(text.split('\n'), at, (line) => [to % 2 === 0 ? ` ${line}` : line.slice(1)]).join('\n');
    case 'swap-tokens':
      return swap(tokensOf(text), at, to).join('');
    case 'drop-token':
      return put(tokensOf(text), at, () => []).join('');
    case 'repeat-token':
      return put(tokensOf(text), at, (token) => Array<string>(1 + (to % 40)).fill(token)).join('');
    case 'replace-token':
      return put(tokensOf(text), at, () => [piece]).join('');
    case 'insert':
      return put(tokensOf(text), at, (token) => [piece, token]).join('');
    case 'drop-characters':
      return text.slice(0, at % (text.length + 1)) + text.slice((at % (text.length + 1)) + 1 + (to % 9));
    case 'repeat-all':
      return text.length * (1 + (to % 30)) > LARGEST ? text : text.repeat(1 + (to % 30));
    case 'cut':
      return text.slice(0, at % (text.length + 1));
    case 'carriage-returns':
      return text.replaceAll('\n', at % 2 === 0 ? '\r\n' : '\r');
  }
}

/** Words, runs of white space, and every other character by itself. */
function tokensOf(text: string): string[] {
  return text.slice(0, LARGEST).match(/[\p{L}\p{N}_.-]+|[ \t]+|./gsu) ?? [];
}

function put(parts: readonly string[], at: number, change: (part: string) => readonly string[]): readonly string[] {
  const index = at % Math.max(1, parts.length);
  return parts.flatMap((part, place) => (place === index ? change(part) : [part]));
}

function swap(parts: readonly string[], at: number, to: number): readonly string[] {
  const [one, other] = [at % parts.length, to % parts.length];
  return parts.map((part, place) => (place === one ? parts[other] : place === other ? parts[one] : part) ?? '');
}
