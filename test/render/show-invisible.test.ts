import { expect, test } from '@jest/globals';
import { showInvisible } from '../../src/render/show-invisible.js';

test.each([
  ['\u001b[31mred', '\\u{1b}[31mred'],
  ['a\nb\r\tc', 'a\\u{a}b\\u{d}\\u{9}c'],
  ['\u202egnp.exe', '\\u{202e}gnp.exe'],
  ['a\u200bb\ufeff', 'a\\u{200b}b\\u{feff}'],
  ['line\u2028end', 'line\\u{2028}end'],
  ['\ud800', '\\u{d800}'],
  ['a\u3164\u2800b', 'a\\u{3164}\\u{2800}b'],
  ['a\u{e0101}\ufe0f', 'a\\u{e0101}\\u{fe0f}'],
  ['❤\ufe0f\ufe0f', '❤\ufe0f\\u{fe0f}'],
  ['\u{e0041}\u{f0000}', '\\u{e0041}\\u{f0000}'],
])('%j is shown as %s', (text, shown) => {
  expect(showInvisible(text)).toBe(shown);
});

test.each(['', 'plain', 'Zoë, 東京, 👍, ⚠️', 'a b'])('%j stays as it is', (text) => {
  expect(showInvisible(text)).toBe(text);
});
