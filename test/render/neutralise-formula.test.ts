import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { neutraliseFormula } from '../../src/render/neutralise-formula.js';

test.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['  =1', "  '=1"],
  ['\u3000=1', "\u3000'=1"],
  ['＝1', "'＝1"],
  ['\t=1', '\\u{9}=1'],
  ['\r\n=1', '\\u{d}\\u{a}=1'],
  ['INC-1;=1', "INC-1;'=1"],
  ['bob; -carol', "bob; '-carol"],
  ['a = b', 'a = b'],
  ['alice@acme.example', 'alice@acme.example'],
  ['2026-11-23T18:00:00Z', '2026-11-23T18:00:00Z'],
  ['\u202e=1', '\\u{202e}=1'],
  ['', ''],
])('%j becomes %j', (text, expected) => {
  expect(neutraliseFormula(text)).toBe(expected);
});

test('no cell, and no part of it behind a semicolon, begins a formula, whatever is in it', () => {
  const text = fc.string({ unit: fc.constantFrom(...'=+-@;, \t\r\n＝＋－＠\u00a0\u200b\'"x1'), maxLength: 12 });
  fc.assert(
    fc.property(text, (hostile) => {
      for (const part of neutraliseFormula(hostile).split(';')) {
        expect(part.trim().normalize('NFKC')).not.toMatch(/^[=+\-@]/);
      }
    }),
  );
});
