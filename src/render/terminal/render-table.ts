import Table from 'cli-table3';
import { showInvisible } from '../show-invisible.js';
import { paint, type Style } from './style.js';

/** No frame: what is selected in a terminal is then the text alone. */
const BETWEEN = '  ';

/** One column a character, in every terminal: ASCII, Latin, Greek, Cyrillic and what typographers set between words. */
const PLAIN = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u024f\u0370-\u0482\u048a-\u052f\u2013\u2014\u2018-\u201d\u2026]*$/;

interface Cell {
  readonly text: string;
  readonly width: number;
}

/** Aligned columns below their names, one line a row. Cells may hold hostile text. Ends in a line break. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[], style: Style): string {
  const names = head.map((name) => ({ text: paint(name, 'bold', style), width: widthOf(name) }));
  const lines = [names, ...rows.map((row) => row.map(showInvisible).map((text) => ({ text, width: widthOf(text) })))];
  const widths = head.map((_, column) => lines.reduce((most, line) => Math.max(most, line[column]?.width ?? 0), 0));
  return `${lines.map((line) => layOut(line, widths)).join('\n')}\n`;
}

function layOut(cells: readonly Cell[], widths: readonly number[]): string {
  const padded = cells.map(({ text, width }, column) => text + ' '.repeat((widths[column] ?? width) - width));
  return padded.join(BETWEEN).trimEnd();
}

/**
 * The columns that a text takes in a terminal. What is not plain is left to the library, which knows wide and combining
 * characters. It is not given whole tables, because its time grows with the square of their rows.
 */
function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  const table = new Table({ chars: NO_FRAME, style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 } });
  // What stands beside nothing, below the text, is as far right as the text is wide.
  table.push([text, MARK], ['', MARK]);
  return table.toString().split('\n').at(-1)?.indexOf(MARK) ?? text.length;
}

const MARK = '|';

const NO_FRAME = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};
