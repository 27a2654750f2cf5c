import { describe, expect, test } from '@jest/globals';
import { type FoundExpression, findInSchemas, findInSource, findInSources } from './find-regular-expressions.js';
import { isProvedLinear, withoutCounts } from './prove-linear.js';

/**
 * No text of a stranger makes a regular expression of ours slow: each is proved to take linear time by its automaton, with
 * recheck (https://makenowjust-labs.github.io/recheck/).
 */

const LOGIN = '^[a-z0-9]+(?:-[a-z0-9]+)*(?:_[a-z0-9]+)?$';
const LOOKS_ONCE = 'the look-ahead is tried once, at the beginning, and reads 40 characters';

/** Those that no automaton can be made of, or none that is small enough, with what is proved in their place and why that will do. */
const IN_PLACE: ReadonlyMap<string, { readonly of: string; readonly because: string }> = new Map([
  ['/^(?=.{1,39}$)[a-z0-9]+(?:-[a-z0-9]+)*(?:_[a-z0-9]+)?$/', { of: LOGIN, because: LOOKS_ONCE }],
  ['/^(?=.{1,39}$)[a-z0-9]+(?:-[a-z0-9]+)*(?:_[a-z0-9]+)?$/u', { of: LOGIN, because: LOOKS_ONCE }],
  [
    '/(["\']?)([0-9A-Za-z.:+-]+)\\1/y',
    {
      of: '^(["\']?)([0-9A-Za-z.:+-]+)["\']',
      because: 'it is tried at one place, and the back-reference is to one character or none',
    },
  ],
  [
    '/(^|;)(\\s*)(?=[=+\\-@＝＋－＠])/g',
    { of: '(^|;)(\\s*)[=+\\-@＝＋－＠]', because: 'the look-ahead reads the one character that is taken in its place' },
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

  test.each([
    ['a{3}b{1,}c{0,9}?', 'a*b*c*?'],
    ['\\{3}\\p{C}\\u{1F600}{', '\\{3}\\p{C}\\u{1F600}{'],
  ])('%s is looked at as %s', (source, expected) => {
    expect(withoutCounts(source)).toBe(expected);
  });

  test.each(['^a+b', '^(?:[^\\\\]|\\\\.)*\\\\$', '[a-z]'])('%s is found to be fast', (source) => {
    expect(isProvedLinear({ source, flags: '' })).toBe(true);
  });
});

test(
  'every one of the code that ships and of the schemas takes linear time',
  () => {
    const slow = found.filter((one) => {
      const place = IN_PLACE.get(textOf(one));
      return !isProvedLinear(place === undefined ? one : { source: place.of, flags: one.flags });
    });
    expect(slow.map((one) => `${one.path}: ${textOf(one)}`)).toEqual([]);
  },
  20 * 60_000,
);

test('what is proved in another’s place is still there', () => {
  const texts = new Set(found.map(textOf));
  expect([...IN_PLACE.keys()].filter((text) => !texts.has(text))).toEqual([]);
});
