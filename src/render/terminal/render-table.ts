import Table from 'cli-table3';
import { showInvisible } from '../show-invisible.js';
import { paint, type Style } from './style.js';

/** No frame: what is selected in a terminal is then the text alone. */
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
  middle: '  ',
};

/** Aligned columns below their names, one line a row. Cells may hold hostile text. Ends in a line break. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[], style: Style): string {
  const table = new Table({
    chars: NO_FRAME,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    head: head.map((name) => paint(name, 'bold', style)),
  });
  table.push(...rows.map((row) => row.map((cell) => showInvisible(cell))));
  const lines = table.toString().split('\n');
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}
