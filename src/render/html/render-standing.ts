import type { Instant } from '../../access/instant.js';
import type { AuditRow } from '../../audit/audit-row.js';
import type { AuditReport } from '../../audit/report.js';
import { formatCount } from './count-words.js';
import { escapeHtml } from './escape-html.js';
import { describeInstant, describeLeft, renderTime } from './instant-words.js';
import { renderTable } from './render-table.js';

/** Who has what at the time of the report, and what has ended and is not shown to be gone. Readable without the script. */
export function renderStanding(report: AuditReport): string {
  const parts = [isWhole(report) ? '' : `<p>${PARTIAL}</p>`, renderActive(report), renderNotGone(report)];
  return parts.filter((part) => part !== '').join('\n');
}

const PARTIAL =
  'The period of this report leaves other times out: what is in force and not in the period is not told here.';

/** What is in force at a time gives access in each period that holds that time. */
function isWhole({ at, period: { since, until } }: AuditReport): boolean {
  return (since === null || since <= at) && (until === null || until > at);
}

function renderActive({ at, rows }: AuditReport): string {
  const active = rows.filter((row) => row.state === 'active' && row.window !== null).toSorted(byPersonThenEnd);
  if (active.length === 0) return '<p class="empty">No grant of this report is in force.</p>';
  const table = renderTable({
    caption: `In force at ${describeInstant(at)}: ${formatCount(active.length)}`,
    columns: ['Person', 'System', 'Role', 'Time left', 'Ends', 'Approved by', 'Given'],
    rows: active.map((row) => activeCells(row, at)),
  });
  return `<p class="scripted" id="clock-note">“By your clock” is counted by the clock of this device. The page does not learn of what was changed after it was made.</p>
${table}`;
}

function activeCells(row: AuditRow, at: Instant): readonly string[] {
  const end = row.window?.end ?? at;
  return [
    ...whoAndWhat(row),
    `<span>${describeLeft(end, at)}</span><span class="clock" data-end="${end}"></span>`,
    renderTime(end),
    listApprovers(row),
    row.givenAt === null ? 'not recorded' : `read back ${renderTime(row.givenAt)}`,
  ];
}

/** Access was given, should have ended, and nothing says that the provider showed its absence. */
function renderNotGone({ rows }: AuditReport): string {
  const open = rows.filter((row) => row.givenAt !== null && row.removal === null && endOf(row) !== null);
  if (open.length === 0) return '';
  return renderTable({
    caption: `Ended, and not shown to be gone: ${formatCount(open.length)}`,
    columns: ['Person', 'System', 'Role', 'Ended', 'Given at'],
    rows: open.toSorted(byPersonThenEnd).map((row) => {
      const end = endOf(row);
      return [...whoAndWhat(row), end === null ? '' : renderTime(end), named(row.target)];
    }),
  });
}

/** null: it has not ended. */
function endOf({ state, window, removedAt }: AuditRow): Instant | null {
  if (state === 'expired') return window?.end ?? null;
  return state === 'removed' ? removedAt : null;
}

function whoAndWhat({ beneficiary, system, role }: AuditRow): readonly string[] {
  return [named(beneficiary), named(system), named(role)];
}

function listApprovers({ approvals }: AuditRow): string {
  const logins = new Set(approvals.flatMap(({ approvers }) => approvers.map(({ login }) => login)));
  if (logins.size > 0) return [...logins].map(named).join(', ');
  return approvals.length === 0 ? 'not recorded' : 'nobody had to';
}

/** In an element of its own, so that a name that is written from right to left moves nothing beside it. */
function named(text: string | null): string {
  return `<bdi>${escapeHtml(text ?? 'unknown')}</bdi>`;
}

function byPersonThenEnd(one: AuditRow, other: AuditRow): number {
  if (one.beneficiary !== other.beneficiary) return one.beneficiary < other.beneficiary ? -1 : 1;
  return (one.window?.end ?? 0) - (other.window?.end ?? 0);
}
