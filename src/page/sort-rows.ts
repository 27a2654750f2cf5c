import type { PageRow } from '../render/html/page-data.js';

export const COLUMNS = [
  { name: 'name', label: 'Grant' },
  { name: 'person', label: 'Person' },
  { name: 'system', label: 'System' },
  { name: 'role', label: 'Role' },
  { name: 'start', label: 'Start' },
  { name: 'end', label: 'End' },
  { name: 'state', label: 'State' },
  { name: 'approver', label: 'Approved by' },
  { name: 'evidence', label: 'Evidence' },
] as const;
export type ColumnName = (typeof COLUMNS)[number]['name'];

export interface Order {
  readonly column: ColumnName;
  readonly descending: boolean;
}

/** Remembers what it has sorted: a search then only leaves rows out. */
export class SortedRows {
  readonly #rows: readonly PageRow[];
  readonly #known = new Map<string, readonly PageRow[]>();

  constructor(rows: readonly PageRow[]) {
    this.#rows = rows;
  }

  /** All rows; those that are equal stay as they came, and those with nothing in the column come last. */
  by({ column, descending }: Order): readonly PageRow[] {
    const key = `${column} ${descending}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const keyed = this.#rows.map((row) => ({ row, key: keyOf(row, column) }));
    keyed.sort((one, other) => compare(one.key, other.key, descending));
    const sorted = keyed.map(({ row }) => row);
    this.#known.set(key, sorted);
    return sorted;
  }
}

/** null: nothing to sort by. */
function keyOf(row: PageRow, column: ColumnName): string | number | null {
  switch (column) {
    case 'start':
      return row.window?.start ?? null;
    case 'end':
      return row.window?.end ?? null;
    case 'approver':
      return row.approvers.join(' ').toLowerCase() || null;
    default:
      return row[column].toLowerCase() || null;
  }
}

/** The keys of a column are all texts or all numbers. */
function compare(one: string | number | null, other: string | number | null, descending: boolean): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  return one < other === descending ? 1 : -1;
}
