import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { renderTable } from '../../../src/render/terminal/render-table.js';

const PLAIN = { colour: false };

describe('a table', () => {
  test('aligns its columns below their names, without blanks at the ends of lines', () => {
    const rows = [
      ['aws-sandbox/alice/billing', '-', ''],
      ['x', 'active', 'y'],
    ];
    expect(renderTable(['grant', 'state', 'reason'], rows, PLAIN)).toBe(
      'grant                      state   reason\n' +
        'aws-sandbox/alice/billing  -\n' +
        'x                          active  y\n',
    );
  });

  test.each([
    ['wide', '日本語', 6],
    ['combining', 'e\u0301', 1],
    ['an emoji', '👍', 2],
    ['typographic', '“ab…”', 5],
    ['Latin and Cyrillic', 'ñÖЖω', 4],
    ['the mark of the measure', '日|', 3],
    ['what cannot be seen', '\u202e', '\\u{202e}'.length],
  ])('counts the columns of a terminal for what is %s', (_what, text, width) => {
    const [, line = ''] = renderTable(['a', 'b'], [[text, 'end']], PLAIN).split('\n');
    expect(line).toMatch(/^\S+ {2}end$/);
    const [, , second = ''] = renderTable(
      ['a', 'b'],
      [
        [text, 'end'],
        ['', 'end'],
      ],
      PLAIN,
    ).split('\n');
    expect(second.indexOf('end')).toBe(width + 2);
  });

  test('colours its head alone, and keeps it aligned', () => {
    const [head = '', line = ''] = renderTable(['a', 'b'], [['long', 'x']], { colour: true }).split('\n');
    expect(stripVTControlCharacters(head)).toBe('a     b');
    expect(line).toBe('long  x');
  });

  test('takes no more than a moment for as many rows as a year has', () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => [String(index), 'é'.repeat(index % 5), 'x']);
    const begin = performance.now();
    expect(renderTable(['a', 'b', 'c'], rows, PLAIN).split('\n')).toHaveLength(20_002);
    expect(performance.now() - begin).toBeLessThan(10_000);
  });
});
