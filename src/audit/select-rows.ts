import type { Instant } from '../access/instant.js';
import type { AuditRow } from './audit-row.js';

/** What gave access in `[since, until)`; null: open on that side. */
export interface AuditPeriod {
  readonly since: Instant | null;
  readonly until: Instant | null;
}

/** Whose, and what; null: all. */
export interface AuditScope {
  /** A login, in any case. */
  readonly user: string | null;
  readonly system: string | null;
  /** `<system>/<role>`, or a role's name, in whatever system. */
  readonly role: string | null;
  /** `<system>/<login>/<name>`. */
  readonly grant: string | null;
}

export const EVERYTHING: AuditScope = { user: null, system: null, role: null, grant: null };

/** What has no window counts by the time for which its file stood: it may have been meant for any of it. */
export function isInPeriod(row: AuditRow, { since, until }: AuditPeriod): boolean {
  const start = row.window?.start ?? row.mergedAt ?? Number.NEGATIVE_INFINITY;
  // The branch's word is not the access.
  const end = Math.max(endByBranch(row), lastSeen(row));
  // A file that was removed before its window began never gave anything; it is told where it would have begun.
  return (until === null || start < until) && (since === null || Math.max(start, end) > since || start >= since);
}

export function isInScope(
  row: Pick<AuditRow, 'grant' | 'beneficiary' | 'system' | 'role'>,
  scope: AuditScope,
): boolean {
  const { user, system, role, grant } = scope;
  if (user !== null && row.beneficiary !== user.toLowerCase()) return false;
  if (system !== null && row.system !== system) return false;
  if (role !== null && !isRole(row, role)) return false;
  return grant === null || row.grant === grant;
}

function isRole({ system, role }: Pick<AuditRow, 'system' | 'role'>, asked: string): boolean {
  return role !== null && (role === asked || `${system}/${role}` === asked);
}

function endByBranch({ window, removedAt }: AuditRow): Instant {
  return Math.min(window?.end ?? Number.POSITIVE_INFINITY, removedAt ?? Number.POSITIVE_INFINITY);
}

/** What was given counts until the provider showed its absence, and for ever where it never did. */
function lastSeen({ givenAt, removal }: AuditRow): Instant {
  if (givenAt === null) return Number.NEGATIVE_INFINITY;
  return removal?.goneAt ?? Number.POSITIVE_INFINITY;
}
