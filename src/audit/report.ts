import type { Instant } from '../access/instant.js';
import type { AuditRow } from './audit-row.js';
import type { Finding } from './finding.js';

/** What an audit has to tell, whatever the form it is told in. */
export interface AuditReport {
  /** What `state` is judged at: now, or the time that was asked about. */
  readonly at: Instant;
  /** null: open on that side. */
  readonly period: { readonly since: Instant | null; readonly until: Instant | null };
  /** The commit of the default branch that was judged, and the head of the evidence; null: there is none in the clone. */
  readonly commit: string;
  readonly evidence: string | null;
  /** In order of grant and then of time. */
  readonly rows: readonly AuditRow[];
  /** null: nothing was verified. */
  readonly findings: readonly Finding[] | null;
}
