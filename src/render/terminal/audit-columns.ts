import type { Instant } from '../../access/instant.js';
import { formatInstant } from '../../access/instant-text.js';
import type { AuditRow } from '../../audit/audit-row.js';
import type { Finding } from '../../audit/finding.js';
import type { Standing } from '../../audit/in-force.js';
import type { Approved, EvidenceReview } from '../../evidence/record.js';

/** A row with what was asked about it besides. */
export interface AuditLine {
  readonly row: AuditRow;
  /** null: no time was asked about. */
  readonly standing: Standing | null;
  /** Of its life; empty also where nothing was verified. */
  readonly findings: readonly Finding[];
}

type Write = (line: AuditLine) => string | null;

/**
 * The columns of the CSV and Markdown forms, in order; docs/audit.md says which question each answers. A cell may hold
 * hostile text. Lists are parted by `; `, and those of the approvals have their places in common.
 */
export const AUDIT_COLUMNS = {
  grant: ({ row }) => row.grant,
  system: ({ row }) => row.system,
  target: ({ row }) => row.target,
  role: ({ row }) => row.role,
  beneficiary: ({ row }) => row.beneficiary,
  beneficiaryId: ({ row }) =>
    list(
      row.approvals.map(({ beneficiary }) => String(beneficiary.id)),
      'once',
    ),
  requester: ({ row }) =>
    list(
      row.approvals.map(({ requester }) => requester.login),
      'once',
    ),
  reason: ({ row }) => row.reason,
  ticket: ({ row }) => row.ticket,
  start: ({ row }) => time(row.window?.start),
  end: ({ row }) => time(row.window?.end),
  state: ({ row }) => row.state,
  standing: ({ standing }) => standing,
  addedIn: ({ row }) => row.addedIn,
  mergedAt: ({ row }) => time(row.mergedAt),
  author: ({ row }) => row.author,
  subject: ({ row }) => row.subject,
  pullRequest: ({ row }) =>
    list(
      row.approvals.map(({ pullRequest }) => pullRequest.url),
      'once',
    ),
  mergeCommit: ({ row }) =>
    list(
      row.approvals.map(({ pullRequest }) => pullRequest.merge),
      'once',
    ),
  approvers: ({ row }) => list(reviewsOf(row).map(({ login }) => login)),
  approvedCommit: ({ row }) => list(reviewsOf(row).map(({ commit }) => commit)),
  approvedAt: ({ row }) => list(reviewsOf(row).map(({ submittedAt }) => submittedAt)),
  because: ({ row }) =>
    list(
      row.approvals.map(({ because }) => because),
      'once',
    ),
  codeOwnersLine: ({ row }) => list(row.approvals.map(describeOwners), 'once'),
  policyCommit: ({ row }) =>
    list(
      row.approvals.map(({ policy }) => policy.commit),
      'once',
    ),
  policyDigest: ({ row }) =>
    list(
      row.approvals.map(({ policy }) => policy.digest),
      'once',
    ),
  refused: ({ row }) => (row.refusal === null ? null : `${row.refusal.rule}: ${row.refusal.message}`),
  givenAt: ({ row }) => time(row.givenAt),
  failed: ({ row }) => (row.failure === null ? null : `${row.failure.rule}: ${row.failure.message}`),
  removedIn: ({ row }) => row.removedIn,
  removedAt: ({ row }) => time(row.removedAt),
  removalWhy: ({ row }) => row.removal?.why ?? null,
  goneAt: ({ row }) => time(row.removal?.goneAt),
  lagSeconds: ({ row }) => seconds(row),
  evidence: ({ row }) => row.evidence,
  findings: ({ findings }) =>
    list(
      findings.map(({ level, rule }) => `${level}: ${rule}`),
      'once',
    ),
} as const satisfies Record<string, Write>;

export type AuditColumn = keyof typeof AUDIT_COLUMNS;

/** The names of the columns, in order. */
export const AUDIT_COLUMN_NAMES = Object.keys(AUDIT_COLUMNS) as readonly AuditColumn[];

/** From the end of the access to the absence that was read back, in whole seconds. */
function seconds({ removal }: AuditRow): string | null {
  return removal === null || removal.lag === null ? null : String(Math.round(removal.lag / 1000));
}

function reviewsOf({ approvals }: AuditRow): readonly EvidenceReview[] {
  return approvals.flatMap(({ approvers }) => approvers);
}

/** `.github/CODEOWNERS:2 /access/ @acme/security` */
function describeOwners({ codeOwners }: Approved): string {
  const { path, line, pattern, owners } = codeOwners;
  return [`${path}:${line}`, pattern, ...owners].join(' ');
}

function list(values: readonly string[], repeats: 'once' | 'kept' = 'kept'): string | null {
  const kept = repeats === 'once' ? [...new Set(values)] : values;
  return kept.length === 0 ? null : kept.join('; ');
}

function time(instant: Instant | null | undefined): string | null {
  return instant == null ? null : formatInstant(instant);
}
