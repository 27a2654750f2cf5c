import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readTicketPattern } from '../../src/access/ticket-pattern.js';

describe('readTicketPattern', () => {
  test.each([
    '(a+)+',
    '(a*)*',
    '(a|a)*',
    '(a|b)+',
    '(a?)*',
    '((ab)+)+',
    'a+?',
    'a**',
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
    '[',
    '[a',
    'a{',
    'a{1000}',
    '(a{99}){99}',
    '[z-a]',
    '\\',
    '*a',
    '\\d*\\d*\\d*\\d*',
    'a^b',
    'a$b',
    '[[a]]',
    'a?'.repeat(30),
    '('.repeat(20) + ')'.repeat(20),
    'a{2,1}',
  ])('refuses %s', (pattern) => {
    expect(readTicketPattern(pattern)).toEqual({ matches: null, fault: expect.stringMatching(/\.$/) });
  });

  test.each([
    ['INC-\\d+', 'INC-1234', 'xINC-1234'],
    ['INC-\\d+', 'INC-1', 'INC-1\n'],
    ['^INC-\\d+$', 'INC-1', 'INC-'],
    ['(INC|CHG)-[0-9]{4,8}', 'CHG-1234', 'CHG-123'],
    ['A|B', 'B', 'AB'],
    ['[A-Z][A-Z0-9_]*-\\d+', 'OPS_1-7', 'OPS'],
    ['[^ ]+', 'anything', 'with space'],
    ['[\\d-]+', '1-2', 'a'],
    ['INC-\\d+(?:\\.\\d)?', 'INC-1.2', 'INC-1x2'],
    ['(ab)+', 'abab', 'aba'],
    ['#\\d{1,}', '#7', '#'],
    ['.{3}', 'añb', 'ab'],
  ])('%s matches %s as a whole, and not %j', (pattern, good, bad) => {
    const { matches } = readTicketPattern(pattern);
    expect(matches?.(good)).toBe(true);
    expect(matches?.(bad)).toBe(false);
  });

  test('takes no pattern that is slow, whatever it is made of', () => {
    const pieces = fc.constantFrom(
      'a',
      '(',
      ')',
      '|',
      '*',
      '+',
      '?',
      '{2}',
      '{1,50}',
      '[ab]',
      '\\d',
      '.',
      '(?:',
      'a*',
      'a+',
      'a?',
    );
    const tickets = ['a'.repeat(99), `${'a'.repeat(98)}!`, '1'.repeat(99), `${'ab'.repeat(49)}!`];
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
        const { matches } = readTicketPattern(parts.join(''));
        if (matches === null) return;
        const begun = performance.now();
        for (const ticket of tickets) matches(ticket);
        expect(performance.now() - begun).toBeLessThan(1000);
      }),
      { numRuns: 3000 },
    );
  });
});
