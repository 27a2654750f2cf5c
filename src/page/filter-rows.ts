import type { PageApproval, PageRow } from '../render/html/page-data.js';
import { EVIDENCE, STATES } from '../render/html/words.js';

export const FILTERS = ['person', 'system', 'role', 'state', 'evidence', 'approver', 'verification'] as const;
export type FilterName = (typeof FILTERS)[number];

/** What is searched for and, of each filter, the one value that is wanted; empty: any. */
export type Wanted = Readonly<Record<FilterName | 'q', string>>;

/** What a filter sees of a row: it matches where the wanted value is among these. */
export function valuesOf(row: PageRow, filter: FilterName): readonly string[] {
  switch (filter) {
    case 'approver':
      return row.approvers;
    case 'verification':
      return row.findings.length === 0 ? ['clean'] : [...new Set(row.findings.map(({ level }) => level))];
    default:
      return row[filter] === '' ? [] : [row[filter]];
  }
}

/** A few milliseconds' worth. */
const ROWS_AT_ONCE = 500;

/** Rows with all their texts in one, to be searched; made once. */
export class SearchableRows {
  readonly #texts = new Map<PageRow, string>();

  /** Gets the rows ready a few at a time, so that the first letter of a search does not wait for all of them. */
  prepare(rows: readonly PageRow[], from = 0): void {
    for (const row of rows.slice(from, from + ROWS_AT_ONCE)) this.#textOf(row);
    const next = from + ROWS_AT_ONCE;
    if (next < rows.length) setTimeout(() => this.prepare(rows, next));
  }

  /** The rows that have every word of the search and what each filter wants, in their order. */
  filter(rows: readonly PageRow[], wanted: Wanted): readonly PageRow[] {
    const words = wanted.q
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    const filters = FILTERS.filter((filter) => wanted[filter] !== '');
    return rows.filter((row) => {
      if (!filters.every((filter) => valuesOf(row, filter).includes(wanted[filter]))) return false;
      if (words.length === 0) return true;
      const text = this.#textOf(row);
      return words.every((word) => text.includes(word));
    });
  }

  #textOf(row: PageRow): string {
    const known = this.#texts.get(row);
    if (known !== undefined) return known;
    const text = listTexts(row).join('\n').toLowerCase();
    this.#texts.set(row, text);
    return text;
  }
}

function listTexts(row: PageRow): readonly string[] {
  return [
    row.grant,
    row.person,
    row.system,
    row.role,
    row.reason,
    row.ticket,
    STATES[row.state].label,
    EVIDENCE[row.evidence].label,
    row.added?.commit ?? '',
    row.added?.text ?? '',
    row.removed?.commit ?? '',
    row.refusal,
    row.failure,
    row.target,
    ...row.approvals.flatMap(listApproval),
    ...row.findings.map(({ message }) => message),
  ];
}

function listApproval(approval: PageApproval): readonly string[] {
  return [
    approval.version,
    approval.because,
    approval.requester,
    approval.pullRequest.text,
    approval.head,
    approval.merge,
    approval.policy,
    approval.digest,
    approval.codeOwners,
    ...approval.groups,
    ...approval.approvers.flatMap(({ login, commit }) => [login, commit]),
  ];
}
