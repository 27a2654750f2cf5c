import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { FUZZ } from '../fuzz/settings.js';
import { type FoundExpression, findInSchemas, findInSource, findInSources } from './find-regular-expressions.js';
import { isProvedLinear, PROVER } from './prove-linear.js';

/**
 * No text of a stranger makes a regular expression of ours slow: each is proved to take linear time by its automaton, with
 * recheck (https://makenowjust-labs.github.io/recheck/). A proof takes up to a minute, so those that were given are kept in
 * proved-linear.json, which `npm run test:fuzz` proves and writes anew; what is not in it is proved here.
 */

const KEPT = new URL('proved-linear.json', import.meta.url);

interface Kept {
  readonly prover: string;
  readonly proved: readonly string[];
}

/** Those that no automaton can be made of, or none that is small enough, with what is proved in their place and why that will do. */
const IN_PLACE: ReadonlyMap<string, { readonly of: string; readonly because: string }> = new Map([
  [
    '/^(?=.{1,39}$)[a-z0-9]+(?:-[a-z0-9]+)*(?:_[a-z0-9]+)?$/',
    {
      of: '^[a-z0-9]+(?:-[a-z0-9]+)*(?:_[a-z0-9]+)?$',
      because: 'the look-ahead is tried once, at the beginning, and reads 40 characters',
    },
  ],
]);

function textOf({ source, flags }: Pick<FoundExpression, 'source' | 'flags'>): string {
  return `/${source}/${flags}`;
}

const sources = findInSources();
const found = [...sources.literals, ...findInSchemas()];

describe('the search', () => {
  test.each([
    ['const a = /a+b/gu;', ['/a+b/gu']],
    ['const a = { b: (text: string): boolean => /^c$/.test(text) || text.split(/;/i).length > 0 };', ['/^c$/', '/;/i']],
    ['class A { static readonly b: RegExp = /x/; }', ['/x/']],
  ])('finds every literal of %s', (text, expected) => {
    expect(findInSource('a.ts', text).literals.map(textOf)).toEqual(expected);
  });

  test.each([
    ["new RegExp('a', 'u')", 'RegExp'],
    ['RegExp(text)', 'RegExp'],
    ["text.match('a')", 'match'],
    ['text.search(pattern)', 'search'],
    ['text.matchAll(pattern)', 'matchAll'],
  ])('finds what makes one: %s', (text, expected) => {
    expect(findInSource('a.ts', `const a = ${text};`).made).toEqual([`a.ts: ${expected}`]);
  });

  test('finds what has been there from the beginning', () => {
    expect(sources.literals.length).toBeGreaterThan(90);
    expect(findInSchemas().length).toBeGreaterThan(20);
  });
});

test('none is made of a value at run time, but of the pattern of a schema of ours', () => {
  expect(sources.made).toEqual(['src/access/schema-faults.ts: RegExp']);
});

describe('the proof', () => {
  test.each(['a+b', '(a+)+$', '^(a|a)*$', '[ \\t]+$', '^ {0,3}(`{3,}|~{3,})(.*)$', '\\/+$'])(
    '%s is found to be slow',
    (source) => {
      expect(isProvedLinear({ source, flags: '' })).toBe(false);
    },
  );

  test.each(['^a+b', '^(?:[^\\\\]|\\\\.)*\\\\$', '[a-z]'])('%s is found to be fast', (source) => {
    expect(isProvedLinear({ source, flags: '' })).toBe(true);
  });
});

const kept: Kept = JSON.parse(readFileSync(KEPT, 'utf8'));
const known = new Set(FUZZ.isFull || kept.prover !== PROVER ? [] : kept.proved);

test(
  'every one of the code that ships and of the schemas takes linear time',
  () => {
    const slow: string[] = [];
    const proved: string[] = [];
    for (const one of found) {
      const text = textOf(one);
      const place = IN_PLACE.get(text);
      const isFine =
        known.has(text) || isProvedLinear(place === undefined ? one : { source: place.of, flags: one.flags });
      if (isFine) proved.push(text);
      else slow.push(`${one.path}: ${text}`);
    }
    expect(slow).toEqual([]);
    if (FUZZ.isFull) writeFileSync(KEPT, `${JSON.stringify({ prover: PROVER, proved: proved.sort() }, null, 2)}\n`);
  },
  20 * 60_000,
);

test('what is proved in another’s place is still there', () => {
  const texts = new Set(found.map(textOf));
  expect([...IN_PLACE.keys()].filter((text) => !texts.has(text))).toEqual([]);
});
