import { expect, test } from '@jest/globals';
import { readDocument, writeDocument } from '../../../src/providers/aws-iam/policy-document.js';

function encode(document: unknown): string {
  return encodeURIComponent(JSON.stringify(document));
}

test.each([['%7Bnot json'], ['%'], [''], ['%E0%A4%A'], ['{"a":1}x']])(
  '%j cannot be read, and equals no content of ours',
  (encoded) => {
    expect(readDocument(encoded)).toMatch(/^invalid:[0-9a-f]{64}$/);
  },
);

test('two documents that cannot be read differ', () => {
  expect(readDocument('%')).not.toBe(readDocument('%%'));
});

test.each<[string, unknown, unknown]>([
  ['a list of one and its member', { Action: ['a:b'], Resource: '*' }, { Action: 'a:b', Resource: ['*'] }],
  ['lists in another order', { Action: ['a:b', 'a:c'] }, { Action: ['a:c', 'a:b', 'a:b'] }],
  ['keys in another order', { Action: 'a:b', Resource: '*' }, { Resource: '*', Action: 'a:b' }],
  ['values of conditions', { Condition: { Bool: { 'a:b': ['x'] } } }, { Condition: { Bool: { 'a:b': 'x' } } }],
])('%s are the same to IAM, and to us', (_what, one, other) => {
  const whole = readDocument(encode({ Version: '2012-10-17', Statement: [one] }));
  expect(readDocument(encode({ Statement: other, Version: '2012-10-17' }))).toBe(whole);
});

test.each<[string, unknown]>([
  ['null', null],
  ['a list', [1]],
  ['a statement that is none', { Statement: 'x' }],
  ['lists of other things', { Statement: [{ Action: [1, { a: 1 }], Condition: 'x' }] }],
])('%s is kept as it is', (_what, document) => {
  expect(JSON.parse(readDocument(encode(document)))).toEqual(
    document !== null && !Array.isArray(document) && typeof document === 'object' && 'Statement' in document
      ? { Statement: [document.Statement].flat() }
      : document,
  );
});

test('a member named __proto__ does not vanish', () => {
  const own = writeDocument([{ action: 'a:b', resource: '*' }], { start: 0, end: 1000 });
  const hidden = own.replace('{"Statement"', '{"__proto__":{"x":1},"Statement"');
  expect(hidden).not.toBe(own);
  expect(readDocument(encodeURIComponent(hidden))).not.toBe(own);
});

test('what is written is read as the same content', () => {
  const own = writeDocument([{ action: ['b:c', 'a:b'], resource: ['*'] }], { start: 0, end: 1000 });
  expect(readDocument(encodeURIComponent(own))).toBe(own);
});
