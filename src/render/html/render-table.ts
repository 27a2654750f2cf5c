import { formatCount } from './count-words.js';
import { escapeHtml } from './escape-html.js';

/** More rows than these are folded away behind a line that tells how many. */
const MOST_OPEN = 200;

export interface HtmlTable {
  readonly caption: string;
  readonly columns: readonly string[];
  /** Cells as HTML; the first of each row is its heading. */
  readonly rows: readonly (readonly string[])[];
}

/**
 * A table that CSS may lay out as cards: the roles say what it is then too, and each cell carries its column's name.
 * https://www.w3.org/TR/html-aria/#el-table
 */
export function renderTable(table: HtmlTable): string {
  const first = renderPart(table, table.caption, table.rows.slice(0, MOST_OPEN));
  const rest = table.rows.slice(MOST_OPEN);
  if (rest.length === 0) return first;
  const more = renderPart(table, `${table.caption}, continued`, rest);
  return `${first}\n<details><summary>${formatCount(rest.length)} more</summary>\n${more}\n</details>`;
}

function renderPart({ columns }: HtmlTable, caption: string, rows: HtmlTable['rows']): string {
  const names = columns.map(escapeHtml);
  const head = names.map((name) => `<th role="columnheader" scope="col">${name}</th>`).join('');
  const body = rows.map((cells) => renderRow(names, cells)).join('\n');
  return `<table role="table">
<caption>${escapeHtml(caption)}</caption>
<thead role="rowgroup"><tr role="row">${head}</tr></thead>
<tbody role="rowgroup">
${body}
</tbody>
</table>`;
}

function renderRow(names: readonly string[], cells: readonly string[]): string {
  const parts = cells.map((cell, index) => {
    const label = `data-label="${names[index] ?? ''}"`;
    return index === 0
      ? `<th role="rowheader" scope="row" ${label}>${cell}</th>`
      : `<td role="cell" ${label}>${cell}</td>`;
  });
  return `<tr role="row">${parts.join('')}</tr>`;
}
