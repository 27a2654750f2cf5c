import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Choices, readView, writeView } from '../../src/page/view.js';

const CHOICES: Choices = {
  person: new Set(['alice', 'bob & co']),
  system: new Set(['aws-sandbox']),
  role: new Set(['deploy']),
  state: new Set(['active']),
  evidence: new Set(['none']),
  approver: new Set(['carol']),
  verification: new Set(),
};
const SUBJECTS = new Set(['person:alice', 'system:aws-sandbox']);

function read(fragment: string) {
  return readView(fragment, CHOICES, SUBJECTS);
}

describe('a fragment that is none of ours', () => {
  test.each([
    '',
    '#',
    '#content',
    '#?',
    '#?person=nobody&subject=person:nobody&sort=__proto__&page=-1',
    '#?state=__proto__&page=1e9&verification=wrong',
    '#?%ff%00=%',
  ])('%j is the view that the page opens with', (fragment) => {
    expect(writeView(read(fragment))).toBe('');
  });
});

test('whatever stands in the fragment, what is read of it is written so that it reads the same', () => {
  const part = fc.constantFrom('q', 'person', 'state', 'sort', 'page', 'subject', 'x');
  const value = fc.oneof(fc.string(), fc.constantFrom('alice', 'bob & co', '-end', 'role', '2', 'all', 'person:alice'));
  fc.assert(
    fc.property(fc.array(fc.tuple(part, value)), (pairs) => {
      const view = read(`#?${new URLSearchParams(pairs)}`);
      expect(read(writeView(view))).toEqual(view);
    }),
  );
});

test('all that can be chosen is kept', () => {
  const fragment =
    '#?q=invoice+8841&person=bob+%26+co&state=active&approver=carol&sort=-end&page=all&subject=system%3Aaws-sandbox';
  expect(writeView(read(fragment))).toBe(fragment);
  expect(read(fragment)).toMatchObject({ page: 0, order: { column: 'end', descending: true } });
});
