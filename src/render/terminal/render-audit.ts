import { stringify } from 'csv-stringify/sync';
import { markdownTable } from 'markdown-table';
import { neutraliseMarkdown } from '../neutralise-markdown.js';
import { showInvisible } from '../show-invisible.js';
import { AUDIT_COLUMNS, type AuditColumn, type AuditRow, flattenAuditRow } from './audit-row.js';
import { renderJson } from './render-json.js';
import { renderTable } from './render-table.js';
import type { Style } from './style.js';

export const AUDIT_FORMATS = ['table', 'json', 'csv', 'markdown'] as const;
export type AuditFormat = (typeof AUDIT_FORMATS)[number];

/** What fits a terminal; the other forms have everything. */
const TABLE_COLUMNS: readonly AuditColumn[] = [
  'grant',
  'beneficiary',
  'role',
  'start',
  'end',
  'state',
  'mergedAt',
  'author',
  'removedAt',
  'ticket',
  'reason',
];

/** The audit in one of its forms. Ends in a line break. */
export function renderAudit(rows: readonly AuditRow[], format: AuditFormat, style: Style): string {
  const flat = rows.map(flattenAuditRow);
  switch (format) {
    case 'table':
      return renderAuditTable(flat, style);
    case 'json':
      return renderJson(flat);
    case 'csv':
      return renderCsv(flat);
    case 'markdown':
      return renderMarkdown(flat);
  }
}

type FlatRow = Record<AuditColumn, string | null>;

function renderAuditTable(rows: readonly FlatRow[], style: Style): string {
  if (rows.length === 0) return 'no grants\n';
  const cells = rows.map((row) => TABLE_COLUMNS.map((column) => row[column] ?? '-'));
  return renderTable(TABLE_COLUMNS, cells, style);
}

/** A spreadsheet runs a cell that begins like a formula: https://owasp.org/www-community/attacks/CSV_Injection */
function renderCsv(rows: readonly FlatRow[]): string {
  const cells = rows.map((row) => AUDIT_COLUMNS.map((column) => showInvisible(row[column] ?? '')));
  return stringify([[...AUDIT_COLUMNS], ...cells], { escape_formulas: true });
}

function renderMarkdown(rows: readonly FlatRow[]): string {
  const cells = rows.map((row) => AUDIT_COLUMNS.map((column) => neutraliseMarkdown(row[column] ?? '')));
  return `${markdownTable([[...AUDIT_COLUMNS], ...cells], { alignDelimiters: false })}\n`;
}
