import type { AuditRow } from '../../../src/audit/audit-row.js';
import type { Finding } from '../../../src/audit/finding.js';
import type { AuditReport } from '../../../src/audit/report.js';
import type { Approved } from '../../../src/evidence/record.js';

export const AT = Date.UTC(2026, 10, 22, 12);
export const HOUR = 3_600_000;
const SHA = 'a'.repeat(40);

/** Alice's grant, in force for one more hour, approved by carol and given. */
export function aRow(parts: Partial<AuditRow> = {}): AuditRow {
  return {
    grant: 'aws-sandbox/alice/billing',
    beneficiary: 'alice',
    system: 'aws-sandbox',
    role: 'billing-readonly',
    reason: 'Find out why',
    ticket: 'INC-1',
    window: { start: AT - HOUR, end: AT + HOUR },
    state: 'active',
    addedIn: SHA,
    mergedAt: AT - HOUR,
    author: 'Alice',
    subject: 'Ask',
    removedIn: null,
    removedAt: null,
    evidence: 'recorded',
    approvals: [anApproval()],
    refusal: null,
    failure: null,
    givenAt: AT - HOUR + 60_000,
    target: 'aws-iam:111122223333',
    removal: null,
    ...parts,
  };
}

export function anApproval(parts: Partial<Approved> = {}): Approved {
  return {
    kind: 'approved',
    run: { name: 'provision', commit: SHA, url: null, startedAt: '2026-11-22T11:00:00Z' },
    version: SHA,
    pullRequest: {
      number: 7,
      url: 'https://github.com/acme/access/pull/7',
      mergedAt: '2026-11-22T11:00:00Z',
      head: 'b'.repeat(40),
      merge: SHA,
    },
    requester: { login: 'alice', id: 1 },
    beneficiary: { login: 'alice', id: 1 },
    policy: { commit: 'c'.repeat(40), digest: `sha256:${'0'.repeat(64)}` },
    codeOwners: { path: '.github/CODEOWNERS', line: 3, pattern: '/access/', owners: ['@acme/security'] },
    groups: [{ from: 'code-owners', owners: ['@acme/security'], needed: 1, counted: ['carol'] }],
    approvers: [{ login: 'carol', id: 3, review: 9, commit: 'b'.repeat(40), submittedAt: '2026-11-22T10:30:00Z' }],
    because: 'approved by an owner',
    ...parts,
  };
}

export function aFinding(parts: Partial<Finding> = {}): Finding {
  return {
    level: 'wrong',
    rule: 'no-evidence',
    grant: 'aws-sandbox/alice/billing',
    addedIn: SHA,
    where: 'aws-sandbox/alice/billing',
    message: 'It has no record',
    cure: 'Run access-provision',
    ...parts,
  };
}

export function aReport(parts: Partial<AuditReport> = {}): AuditReport {
  return {
    at: AT,
    period: { since: null, until: null },
    commit: SHA,
    evidence: 'd'.repeat(40),
    rows: [aRow()],
    findings: [],
    ...parts,
  };
}
