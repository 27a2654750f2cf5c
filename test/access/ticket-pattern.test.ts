import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readTicketPattern } from '../../src/access/ticket-pattern.js';

describe('readTicketPattern', () => {
  test.each([
    'a+?',
    'a**',
    'a{2}{3}',
    '(?=a)',
    '(?!a)',
    '(?<=a)',
    '(?<n>a)',
    '(a)\\1',
    '\\b',
    '\\u0041',
    '\\p{L}',
    '(',
    ')',
    'a)b',
    '(a$)',
    '(^a)',
    '[',
    '[]',
    '[^]',
    '[a',
    '[a\\',
    'a{',
    'a{1000}',
    'a{,2}',
    '(a{99}){99}',
    '((((a{9}){9}){9}){9}){9}',
    '(a|b|c){400}',
    '[z-a]',
    '[\\d-z]',
    '[a-\\d]',
    '[a--]',
    '\\',
    '*a',
    'a^b',
    'a$b',
    'a$|b',
    '^^a',
    'a$$',
    '[[a]]',
    'a]',
    'a}',
    '('.repeat(20) + ')'.repeat(20),
    'a{2,1}',
  ])('refuses %s', (pattern) => {
    expect(readTicketPattern(pattern)).toEqual({ matches: null, fault: expect.stringMatching(/\.$/) });
  });

  test.each([
    ['INC-\\d+', 'INC-1234', 'xINC-1234'],
    ['INC-\\d+', 'INC-1', 'INC-1\n'],
    ['^INC-\\d+$', 'INC-1', 'INC-'],
    ['^INC-\\d+\\$', 'INC-1$', 'INC-1'],
    ['INC\\\\$', 'INC\\', 'INC$'],
    ['INC\\-\\d+', 'INC-1', 'INC\\-1'],
    ['(INC|CHG)-[0-9]{4,8}', 'CHG-1234', 'CHG-123'],
    ['(INC|CHG)-[0-9]{4,8}', 'INC-12345678', 'INC-123456789'],
    ['A|B', 'B', 'AB'],
    ['[A-Z][A-Z0-9_]*-\\d+', 'OPS_1-7', 'OPS'],
    ['[^ ]+', 'anything', 'with space'],
    ['[\\d-]+', '1-2', 'a'],
    ['[-a]+', 'a-a', 'b'],
    ['[a-c-e]+', 'ab-e', 'd'],
    ['[^\\w.]', '-', '.'],
    ['INC-\\d+(?:\\.\\d)?', 'INC-1.2', 'INC-1x2'],
    ['(ab)+', 'abab', 'aba'],
    ['([A-Z]+-)+\\d+', 'ACME-OPS-1', 'ACME-OPS'],
    ['(INC-\\d+,?)+', 'INC-1,INC-22', 'INC-1;INC-2'],
    ['((a|b){2}c){2}', 'abcbac', 'abcba'],
    ['(){999}a', 'a', 'b'],
    ['((((){999}){999}){999}){999}', '', 'a'],
    ['#\\d{1,}', '#7', '#'],
    ['.{3}', 'añb', 'ab'],
    ['.', '😀', '\n'],
    ['a|', '', 'b'],
  ])('%s matches %s as a whole, and not %j', (pattern, good, bad) => {
    const { matches } = readTicketPattern(pattern);
    expect(matches?.(good)).toBe(true);
    expect(matches?.(bad)).toBe(false);
  });

  test('a longer ticket than a request can have matches nothing', () => {
    expect(readTicketPattern('a*').matches?.('a'.repeat(100))).toBe(true);
    expect(readTicketPattern('a*').matches?.('a'.repeat(101))).toBe(false);
  });
});

const PIECES = [
  'a',
  'b',
  '-',
  '(',
  '(?:',
  ')',
  '|',
  '*',
  '+',
  '?',
  '{2}',
  '{0,2}',
  '{1,}',
  '[ab]',
  '[^a]',
  '[a-c]',
  '.',
];
const ESCAPES = [
  '\\d',
  '\\D',
  '\\w',
  '\\W',
  '\\s',
  '\\S',
  '\\.',
  '\\\\',
  '[\\d-]',
  '[\\s\\W]',
  '[-b]',
  '[b-]',
  '[^-b]',
];
const patterns = fc.array(fc.constantFrom(...PIECES, ...ESCAPES), { maxLength: 12 }).map((pieces) => pieces.join(''));
const tickets = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', '-', '1', '.', '\\', ' ', 'ñ', '😀', '\n'),
  maxLength: 6,
});

test('what is taken means what JavaScript says that it means', () => {
  let taken = 0;
  let matched = 0;
  fc.assert(
    fc.property(patterns, fc.array(tickets, { minLength: 5, maxLength: 5 }), (pattern, texts) => {
      const { matches } = readTicketPattern(pattern);
      if (matches === null) return;
      taken += 1;
      const whole = new RegExp(`^(?:${pattern})$`, 'u');
      for (const text of texts) {
        matched += Number(whole.test(text));
        expect({ pattern, text, matches: matches(text) }).toEqual({ pattern, text, matches: whole.test(text) });
      }
    }),
    { numRuns: 3000 },
  );
  // Else the two were never compared.
  expect(taken).toBeGreaterThan(300);
  expect(matched).toBeGreaterThan(30);
});

test('what JavaScript refuses is refused', () => {
  fc.assert(
    fc.property(patterns, (pattern) => {
      if (readTicketPattern(pattern).matches !== null) expect(() => new RegExp(`^(?:${pattern})$`, 'u')).not.toThrow();
    }),
    { numRuns: 3000 },
  );
});

/** Each takes JavaScript's own engine minutes or more, or is as large as may be. */
const SLOW = [
  '(a+)+',
  '(a*)*',
  '(a|a)*',
  '(a|aa)+',
  '((a?)*)*',
  '(.*)*',
  '(a*a*)*',
  '(a?){50}a{50}',
  '\\d*\\d*\\d*\\d*\\d*\\d*',
  '.*.*.*.*.*.*.*.*.*.*',
  '(([a-z]+)*[0-9]?)*',
  '[^b]{1,300}',
  '(a|b){1,200}',
  `${'(a|'.repeat(9)}a${')*'.repeat(9)}`,
  `([${'\\w\\d'.repeat(45)}]{1,240}){0,2}`,
];

test.each(SLOW)('%s takes no time, whatever the ticket', (pattern) => {
  const texts = ['a'.repeat(99), `${'a'.repeat(98)}!`, '1'.repeat(99), `${'ab'.repeat(49)}!`, '😀'.repeat(50)];
  const { matches } = readTicketPattern(pattern);
  const begun = performance.now();
  for (const text of texts) matches?.(text);
  expect(matches).not.toBeNull();
  expect(performance.now() - begun).toBeLessThan(500);
});

test('takes no pattern that is slow, whatever it is made of', () => {
  let slowest = 0;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES, '{1,99}', 'a*', 'a+', 'a?', '(a'), { maxLength: 40 }), (parts) => {
      const begun = performance.now();
      const { matches } = readTicketPattern(parts.join(''));
      for (const text of ['a'.repeat(100), `${'ab'.repeat(49)}!`]) matches?.(text);
      slowest = Math.max(slowest, performance.now() - begun);
    }),
    { numRuns: 3000 },
  );
  expect(slowest).toBeLessThan(500);
});
