import { describe, expect, test } from '@jest/globals';
import { MAXIMUM_PROBLEMS } from '../../src/access/fault.js';
import { findSchemaFaults } from '../../src/access/schema-faults.js';
import type { SchemaWording } from '../../src/access/schema-wording.js';

const SCHEMA = {
  type: 'object',
  additionalProperties: false,
  oneOf: [{ required: ['a'] }, { required: ['b'] }],
  properties: {
    a: {
      title: 'Action',
      anyOf: [
        { type: 'string', pattern: '^x', examples: ['x1'] },
        { type: 'array', items: { type: 'string', pattern: '^x' } },
      ],
    },
    b: { title: 'Block', type: 'object', required: ['c'], properties: { c: { type: 'integer', minimum: 1 } } },
    d: { enum: ['p', 'q'] },
  },
};

describe('findSchemaFaults', () => {
  test.each<[string, unknown, string[]]>([
    ['neither of two keys', {}, ['exactly-one-key /base: There is none of a, b.']],
    ['both of two keys', { a: 'x', b: { c: 1 } }, ['exactly-one-key /base/b: There are a and b at once.']],
    [
      'text that does not fit, without speaking of lists',
      { a: 'y' },
      ['schema /base/a: a is "y": it does not have the right form.'],
    ],
    [
      'a list that does not fit, without speaking of text',
      { a: ['y'] },
      ['schema /base/a/0: 0 is "y": it does not have the right form.'],
    ],
    [
      'a value of no type that fits',
      { a: 7 },
      ['unquoted /base/a: a is the number 7, not text.', 'schema /base/a: a is 7, where a list is wanted.'],
    ],
    [
      'the wrong type, and nothing of what it lacks',
      { b: 'text' },
      ['schema /base/b: b is "text", where a mapping is wanted.'],
    ],
    ['a missing key', { b: {} }, ['missing-key /base/b: b lacks the key c.']],
    ['a number that is too small', { b: { c: 0 } }, ['schema /base/b/c: c is 0: it is less than 1.']],
    ['a value that is none of a list', { a: 'x', d: 'r' }, ['schema /base/d: d is "r".']],
    ['a list where a mapping is wanted', [], ['schema /base: base is an empty list, where a mapping is wanted.']],
  ])('tells of %s', (_, value, expected) => {
    expect(
      findSchemaFaults(SCHEMA, value, '/base').map(({ rule, pointer, message }) => `${rule} ${pointer}: ${message}`),
    ).toEqual(expected);
  });

  test.each<[string, unknown, string]>([
    ['a list', [['x']], 'a list'],
    ['a mapping', { e: 1 }, 'a mapping'],
    ['an empty mapping', {}, 'an empty mapping'],
  ])('names %s and does not write it out', (_, value, expected) => {
    const [fault] = findSchemaFaults({ type: 'string', title: 'Text' }, value, '/x');
    expect(fault?.message).toBe(`x is ${expected}, where text is wanted.`);
  });

  test('survives what is nested deeper than the stack', () => {
    const [fault] = findSchemaFaults(SCHEMA, JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`), '/x');
    expect(fault?.message).toBe('x is a list, where a mapping is wanted.');
  });

  test('tells of the first fault alone where it is asked to', () => {
    const value = { a: 'x', b: {}, d: 'r', f: 1 };
    expect(findSchemaFaults(SCHEMA, value, '').length).toBeGreaterThan(2);
    expect(findSchemaFaults(SCHEMA, { ...value, b: undefined }, '', [], 'first')).toHaveLength(1);
  });

  test('puts no more into words than anybody is told of, and says of the others where they are', () => {
    const part = { title: 'Part', type: 'object', not: { required: ['a', 'b'] } };
    let worded = 0;
    const wording: SchemaWording = {
      title: 'Part',
      keyword: 'not',
      rule: 'both',
      message: () => `There are both, for the time ${++worded}.`,
      cure: 'Keep one.',
      key: 'a',
    };
    const value = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`k${n}`, { a: 1, b: 1 }]));
    const faults = findSchemaFaults({ type: 'object', additionalProperties: part }, value, '', [wording]);
    expect(worded).toBe(MAXIMUM_PROBLEMS);
    expect(new Set(faults.map(({ pointer }) => pointer.split('/')[1])).size).toBe(5_000);
    expect(faults.every(({ severity }) => severity === 'error')).toBe(true);
  });

  test('shortens what it quotes', () => {
    const [fault] = findSchemaFaults(SCHEMA, { a: 'y'.repeat(10_000) }, '');
    expect(fault?.message.length).toBeLessThan(150);
  });

  test('throws for a schema that is wrong, for no value is to blame', () => {
    expect(() => findSchemaFaults({ type: 'nothing' }, {}, '')).toThrow();
  });
});
