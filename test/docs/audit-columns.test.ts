import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { AUDIT_COLUMN_NAMES } from '../../src/render/terminal/audit-columns.js';
import { ROOT } from './markdown.js';

const page = readFileSync(join(ROOT, 'docs/audit.md'), 'utf8');

/** The cells of the table with this head. */
function tableOf(head: string): string[][] {
  const [, table = ''] = page.split(`\n| ${head} |`);
  const lines = table.split('\n\n')[0]?.split('\n').slice(2) ?? [];
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('docs/audit.md', () => {
  const columns = tableOf('column | the question that it answers | where it is asked');

  test('lists exactly the columns of the CSV, in their order', () => {
    expect(columns.map(([name]) => name)).toEqual(AUDIT_COLUMN_NAMES.map((name) => `\`${name}\``));
  });

  test('each with a question, and with where it is asked', () => {
    for (const [, question = '', asked = ''] of columns) {
      expect(question).toContain('?');
      expect(asked).not.toBe('');
    }
  });

  test('names no control that the page does not explain, and each that was to be answered', () => {
    const named = new Set(
      columns.flatMap(([, , asked = '']) => asked.match(/\b(?:CC|A\.)[\d.]*\d|\b\d+\.[\d.]*\d/g) ?? []),
    );
    const [, explained = ''] = page.split('What each of the controls is about');
    for (const control of named)
      expect(explained).toMatch(new RegExp(`\\b${control.replaceAll('.', '\\.')}\\b|${groupOf(control)}`));
    for (const control of [
      'CC6.1',
      'CC6.2',
      'CC6.3',
      'A.5.15',
      'A.5.16',
      'A.5.17',
      'A.5.18',
      'A.8.2',
      '7.2',
      '8.2',
      '10.2',
    ]) {
      expect(explained).toContain(control);
    }
  });

  test('lists every standing that there can be', () => {
    const union = /type Standing =([^;]+);/.exec(readFileSync(join(ROOT, 'src/audit/in-force.ts'), 'utf8'))?.[1] ?? '';
    const known = [...union.matchAll(/'([a-z-]+)'/g)].map(([, name]) => `\`${name}\``);
    expect(tableOf('standing | meaning').map(([name]) => name)).toEqual(known);
  });
});

/** `7.2.2` is explained by `7.2`. */
function groupOf(control: string): string {
  return `\\b${control.split('.').slice(0, 2).join('\\.')}\\b`;
}
