import { stringify } from 'csv-stringify/sync';
import { markdownTable } from 'markdown-table';
import type { Finding } from '../../audit/finding.js';
import type { RowAtTime } from '../../audit/in-force.js';
import type { AuditReport } from '../../audit/report.js';
import { describeLag } from '../describe-lag.js';
import { neutraliseFormula } from '../neutralise-formula.js';
import { neutraliseMarkdown } from '../neutralise-markdown.js';
import { AUDIT_COLUMN_NAMES, AUDIT_COLUMNS, type AuditColumn, type AuditLine } from './audit-columns.js';
import { describeAuditRow } from './describe-audit-row.js';
import { renderFindings, renderFindingsMarkdown } from './render-findings.js';
import { renderJson } from './render-json.js';
import { renderTable } from './render-table.js';
import type { Style } from './style.js';

/** The forms for terminals and programs; the page for browsers is `src/render/html`. */
export const TEXT_FORMATS = ['table', 'json', 'csv', 'markdown'] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];

/** What fits a terminal; the other forms have everything. */
const TABLE_COLUMNS: readonly AuditColumn[] = [
  'grant',
  'role',
  'start',
  'end',
  'state',
  'approvers',
  'givenAt',
  'goneAt',
  'evidence',
  'ticket',
  'reason',
];

/** A table of approvals is no table any more: they are cut here, in the terminal alone. */
const LONGEST_CELL = 60;

export interface RenderedAudit {
  /** For standard output. Ends in a line break. */
  readonly text: string;
  /** What has no place in that form, for people: the findings of a CSV. Empty where there is nothing. */
  readonly aside: string;
}

/**
 * The audit in one of its forms, with the findings behind the rows, or in an object beside them, where it was verified.
 *
 * @param standing the same rows with how they stood, where a time was asked about.
 */
export function renderAudit(
  report: AuditReport,
  standing: readonly RowAtTime[] | null,
  format: TextFormat,
  style: Style,
): RenderedAudit {
  const { findings } = report;
  const lines = toLines(report, standing);
  switch (format) {
    case 'table':
      return onlyText(`${renderAuditTable(lines, standing !== null, style)}${behind(findings, style)}`);
    case 'json': {
      const rows = lines.map(describeAuditRow);
      return onlyText(renderJson(findings === null ? rows : { rows, findings }));
    }
    case 'csv':
      return { text: renderCsv(lines), aside: findings === null ? '' : renderFindings(findings, { colour: false }) };
    case 'markdown':
      return onlyText(`${renderMarkdown(lines)}${findings === null ? '' : `\n${renderFindingsMarkdown(findings)}`}`);
  }
}

function onlyText(text: string): RenderedAudit {
  return { text, aside: '' };
}

function behind(findings: readonly Finding[] | null, style: Style): string {
  return findings === null ? '' : `\n${renderFindings(findings, style)}`;
}

function toLines({ rows, findings }: AuditReport, standing: readonly RowAtTime[] | null): readonly AuditLine[] {
  const byLife = new Map<string, Finding[]>();
  for (const finding of findings ?? []) {
    const key = lifeKey(finding.grant, finding.addedIn);
    const same = byLife.get(key);
    if (same === undefined) byLife.set(key, [finding]);
    else same.push(finding);
  }
  return rows.map((row, index) => ({
    row,
    standing: standing?.[index]?.standing ?? null,
    findings: byLife.get(lifeKey(row.grant, row.addedIn)) ?? [],
  }));
}

function lifeKey(grant: string | null, addedIn: string | null): string {
  return `${grant ?? ''}@${addedIn ?? ''}`;
}

function renderAuditTable(lines: readonly AuditLine[], hasStanding: boolean, style: Style): string {
  if (lines.length === 0) return 'no grants\n';
  const columns = TABLE_COLUMNS.flatMap((column): AuditColumn[] =>
    hasStanding && column === 'state' ? ['state', 'standing'] : [column],
  );
  const cells = lines.map((line) => columns.map((column) => inTerminal(column, line)));
  return renderTable(columns, cells, style);
}

function inTerminal(column: AuditColumn, line: AuditLine): string {
  const text = AUDIT_COLUMNS[column](line) ?? '-';
  const { removal } = line.row;
  if (column === 'goneAt' && removal?.lag != null) return `${text} (${describeLag(removal.lag)} after)`;
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text;
}

function renderCsv(lines: readonly AuditLine[]): string {
  const cells = lines.map((line) =>
    AUDIT_COLUMN_NAMES.map((column) => neutraliseFormula(AUDIT_COLUMNS[column](line) ?? '')),
  );
  return stringify([[...AUDIT_COLUMN_NAMES], ...cells]);
}

function renderMarkdown(lines: readonly AuditLine[]): string {
  const cells = lines.map((line) =>
    AUDIT_COLUMN_NAMES.map((column) => neutraliseMarkdown(AUDIT_COLUMNS[column](line) ?? '')),
  );
  return `${markdownTable([[...AUDIT_COLUMN_NAMES], ...cells], { alignDelimiters: false })}\n`;
}
