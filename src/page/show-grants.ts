import type { PageRow } from '../render/html/page-data.js';
import { EVIDENCE, STATES } from '../render/html/words.js';
import { element, find, named } from './element.js';
import { describeApprovers } from './labels.js';
import { showDetails } from './show-details.js';
import { COLUMNS, type ColumnName, type Order } from './sort-rows.js';
import { timeOf } from './times.js';

/** As many as can be made between two frames. */
const ROWS_AT_ONCE = 100;

/** The table of grants, with a button in each row that unfolds what there is to know of it. */
export class GrantTable {
  readonly #table = find('grants', HTMLTableElement);
  readonly #heads = new Map<ColumnName, HTMLElement>();
  /** What the reader has unfolded stays so, whatever is searched for next. */
  readonly #open = new Set<PageRow>();
  #shown: readonly PageRow[] = [];
  #order: Order | null = null;

  constructor(sort: (order: Order) => void) {
    for (const { name, label } of COLUMNS) {
      const button = element('button', { type: 'button' }, label);
      button.addEventListener('click', () => {
        sort({ column: name, descending: this.#order?.column === name && !this.#order.descending });
      });
      this.#heads.set(name, element('th', { role: 'columnheader', scope: 'col' }, button));
    }
    this.#table.tHead?.rows[0]?.replaceChildren(...this.#heads.values());
  }

  /** Many rows come a few at a time, so that the page stays at hand; `atOnce`: all of them before it returns. */
  show(rows: readonly PageRow[], order: Order, atOnce = false): void {
    this.#order = order;
    for (const [name, head] of this.#heads) {
      if (name !== order.column) head.removeAttribute('aria-sort');
      else head.setAttribute('aria-sort', order.descending ? 'descending' : 'ascending');
    }
    this.#table.hidden = rows.length === 0;
    for (const body of [...this.#table.tBodies]) body.remove();
    this.#shown = rows;
    this.#append(rows, 0, atOnce ? rows.length : ROWS_AT_ONCE);
  }

  /** Each part is a group of rows of its own, which the browser need not lay out again for the next. */
  #append(rows: readonly PageRow[], from: number, count: number): void {
    const part = rows.slice(from, from + count);
    const made = part.flatMap((row, index) => this.#makeRow(row, from + index));
    this.#table.append(element('tbody', { role: 'rowgroup' }, ...made));
    const next = from + part.length;
    if (next >= rows.length) return;
    requestAnimationFrame(() => {
      if (this.#shown === rows) this.#append(rows, next, count);
    });
  }

  #makeRow(row: PageRow, index: number): readonly HTMLElement[] {
    const id = `details-${index}`;
    const button = element('button', { type: 'button', class: 'unfold', 'aria-controls': id }, named(row.name));
    const cells = cellsOf(row, button);
    const details = element('tr', { role: 'row', class: 'details', id });
    const fold = (open: boolean): void => {
      button.setAttribute('aria-expanded', String(open));
      details.hidden = !open;
      if (!open || details.hasChildNodes()) return;
      details.append(element('td', { role: 'cell', colspan: String(COLUMNS.length) }, showDetails(row)));
    };
    button.addEventListener('click', () => {
      if (!this.#open.delete(row)) this.#open.add(row);
      fold(this.#open.has(row));
    });
    fold(this.#open.has(row));
    return [element('tr', { role: 'row' }, ...cells), details];
  }
}

function cellsOf(row: PageRow, button: HTMLElement): readonly HTMLElement[] {
  const { window, state } = row;
  const contents: Readonly<Record<ColumnName, Node | string>> = {
    name: button,
    person: named(row.person),
    system: named(row.system),
    role: row.role === '' ? 'unknown' : named(row.role),
    start: window === null ? 'unknown' : timeOf(window.start),
    end: window === null ? 'unknown' : timeOf(window.end),
    state: element('span', { class: `state ${state}` }, STATES[state].label),
    approver: named(describeApprovers(row)),
    evidence: describeEvidence(row),
  };
  return COLUMNS.map(({ name, label }, index) => {
    if (index === 0) return element('th', { role: 'rowheader', scope: 'row', 'data-label': label }, contents[name]);
    return element('td', { role: 'cell', 'data-label': label }, contents[name]);
  });
}

function describeEvidence({ evidence, findings }: PageRow): Node {
  const { label } = EVIDENCE[evidence];
  const wrong = findings.filter(({ level }) => level === 'wrong').length;
  if (wrong === 0) return element('span', {}, label);
  return element('span', {}, `${label}, `, element('strong', { class: 'wrong' }, `${wrong} wrong`));
}
