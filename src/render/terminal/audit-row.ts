import type { Instant, Window } from '../../access/instant.js';
import { formatInstant } from '../../access/instant-text.js';

/** One life of one grant, as the git history tells it. Every text in it is hostile. */
export interface AuditRow {
  readonly grant: string;
  readonly beneficiary: string;
  readonly role: string | null;
  readonly system: string;
  readonly reason: string | null;
  readonly ticket: string | null;
  readonly window: Window | null;
  /** `removed`: its file was removed before its end. */
  readonly state: 'pending' | 'active' | 'expired' | 'invalid' | 'removed';
  readonly addedIn: string | null;
  /** When the merge stood on the default branch; the window counts from it. */
  readonly mergedAt: Instant | null;
  readonly author: string | null;
  readonly subject: string | null;
  readonly removedIn: string | null;
  readonly removedAt: Instant | null;
}

/** The columns of the JSON, CSV and Markdown forms, in order. */
export const AUDIT_COLUMNS = [
  'grant',
  'beneficiary',
  'role',
  'system',
  'reason',
  'ticket',
  'start',
  'end',
  'state',
  'addedIn',
  'mergedAt',
  'author',
  'subject',
  'removedIn',
  'removedAt',
] as const;

export type AuditColumn = (typeof AUDIT_COLUMNS)[number];

/** The row as flat values: times in RFC 3339, UTC; null where there is none. */
export function flattenAuditRow(row: AuditRow): Record<AuditColumn, string | null> {
  const { window, mergedAt, removedAt, ...texts } = row;
  return {
    ...texts,
    start: window === null ? null : formatInstant(window.start),
    end: window === null ? null : formatInstant(window.end),
    mergedAt: mergedAt === null ? null : formatInstant(mergedAt),
    removedAt: removedAt === null ? null : formatInstant(removedAt),
  };
}
