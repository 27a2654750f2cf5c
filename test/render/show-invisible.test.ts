import { expect, test } from '@jest/globals';
import { showInvisible } from '../../src/render/show-invisible.js';

test.each([
  ['\u001b[31mred', '\\u{1b}[31mred'],
  ['a\nb\r\tc', 'a\\u{a}b\\u{d}\\u{9}c'],
  ['\u202egnp.exe', '\\u{202e}gnp.exe'],
  ['a\u200bb\ufeff', 'a\\u{200b}b\\u{feff}'],
  ['line\u2028end', 'line\\u{2028}end'],
  ['\ud800', '\\u{d800}'],
  ['\u{e0041}\u{f0000}', '\\u{e0041}\\u{f0000}'],
])('%j is shown as %s', (text, shown) => {
  expect(showInvisible(text)).toBe(shown);
});

test.each(['', 'plain', 'Zoë, 東京, 👍', 'a b'])('%j stays as it is', (text) => {
  expect(showInvisible(text)).toBe(text);
});
