import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../../src/plan/canonical-json.js';

test.each([
  [undefined],
  [Number.NaN],
  [Number.POSITIVE_INFINITY],
  [1n],
  [() => 1],
  [Symbol('x')],
  [[undefined]],
  [{ a: undefined }],
])('what JSON cannot hold is refused: %p', (value) => {
  expect(() => canonicalJson(value)).toThrow(TypeError);
});

test.each([
  [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
  [{ a2: 1, a10: 2, A: 3 }, '{"A":3,"a10":2,"a2":1}'],
  [JSON.parse('{"__proto__":1,"a":2}'), '{"__proto__":1,"a":2}'],
  ['é\n"', '"é\\n\\""'],
  [-0, '0'],
])('%j is written in one way', (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

test('the order of keys does not matter, and nothing is lost', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(reversed)).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
