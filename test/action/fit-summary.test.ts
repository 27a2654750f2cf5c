import { expect, test } from '@jest/globals';
import { fitSummary } from '../../action/fit-summary.js';

const MOST = 1024 * 1024;

test.each([
  ['ASCII', 'x'.repeat(1_000)],
  ['what is no ASCII', '\u65e5\u{1f600}'.repeat(500)],
])('a summary that GitHub would not show at all is cut at a line (%s)', (_, line) => {
  const text = `- ❌ the first\n${`- ${line}\n`.repeat(2_000)}`;
  const fitted = fitSummary(text);
  expect(Buffer.byteLength(fitted)).toBeLessThan(MOST);
  expect(Buffer.byteLength(fitted)).toBeGreaterThan(MOST / 4);
  expect(fitted).toMatch(/^- ❌ the first\n/);
  expect(fitted).toMatch(/GitHub takes no more text here\.$/);
});

test('a summary that fits is left alone', () => {
  expect(fitSummary('short\n')).toBe('short\n');
});
