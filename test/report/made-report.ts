import type { AuditRow } from '../../src/audit/audit-row.js';
import type { Finding } from '../../src/audit/finding.js';
import type { AuditReport } from '../../src/audit/report.js';
import type { Approved } from '../../src/evidence/record.js';

export const AT = Date.UTC(2026, 10, 22, 12);
const HOUR = 3_600_000;
const PEOPLE = ['alice', 'bob', 'carol'];
const ROLES = ['billing-readonly', 'deploy', 'support'];
const STATES: readonly AuditRow['state'][] = [
  'expired',
  'expired',
  'expired',
  'active',
  'removed',
  'pending',
  'invalid',
];
const RUN = { name: 'provision', commit: hex(7), url: null, startedAt: '2026-11-22T10:00:00Z' } as const;

/** How a text of a row is written: as it is, or with something hostile. */
export type Spoil = (text: string, index: number) => string;

/** A report of so many grants of every fate, always the same. Every seventh is in force at most. */
export function makeReport(count: number, spoil: Spoil = (text) => text): AuditReport {
  const rows = Array.from({ length: count }, (_, index) => makeRow(index, count, spoil));
  return {
    at: AT,
    period: { since: null, until: null },
    commit: hex(1),
    evidence: hex(2),
    rows,
    findings: rows.flatMap((row, index) => makeFindings(row, index, spoil)),
  };
}

function makeRow(index: number, count: number, spoil: Spoil): AuditRow {
  const system = index % 4 === 0 ? 'aws-production' : 'aws-sandbox';
  const person = PEOPLE[index % PEOPLE.length] ?? 'alice';
  const state = STATES[index % STATES.length] ?? 'expired';
  const window = windowOf(state, index, count);
  const approved = state !== 'invalid';
  const given = state === 'expired' || state === 'active' || state === 'removed';
  const endedAt = state === 'removed' ? window.start + HOUR : window.end;
  const gone = (state === 'expired' || state === 'removed') && index % 50 !== 0;
  return {
    grant: spoil(`${system}/${person}/invoice-${index}`, index),
    beneficiary: spoil(person, index),
    system: spoil(system, index),
    role: state === 'invalid' ? null : spoil(ROLES[index % ROLES.length] ?? '', index),
    reason: spoil(`Find out why invoice ${index} was charged twice`, index),
    ticket: index % 3 === 0 ? null : spoil(`INC-${index}`, index),
    window: state === 'invalid' && index % 2 === 0 ? null : window,
    state,
    addedIn: hex(1_000 + index),
    mergedAt: window.start,
    author: spoil('Alice', index),
    subject: spoil(`Ask for ${index}`, index),
    removedIn: state === 'removed' ? hex(5_000 + index) : null,
    removedAt: state === 'removed' ? endedAt : null,
    evidence: given ? (index % 100 === 3 ? 'none' : 'recorded') : 'not-due',
    approvals: approved && index % 11 !== 0 ? [makeApproval(index, person, spoil)] : [],
    refusal: approved ? null : makeRefusal(index, spoil),
    failure: index % 40 === 0 ? makeFailure(index, spoil) : null,
    givenAt: given ? window.start + 40_000 : null,
    target: given ? 'aws-iam:111122223333' : null,
    removal: gone ? { why: 'expired', goneAt: endedAt + 9 * 60_000, endedAt, lag: 9 * 60_000 } : null,
  };
}

function windowOf(state: AuditRow['state'], index: number, count: number): { start: number; end: number } {
  const length = (1 + (index % 8)) * HOUR;
  if (state === 'active') return { start: AT - HOUR / 2 - (index % 30) * 60_000, end: AT + length };
  if (state === 'pending') return { start: AT + HOUR, end: AT + HOUR + length };
  const start = AT - 10 * HOUR - Math.floor((1 - index / count) * 365 * 24) * HOUR - (index % 3_600) * 1_000;
  return { start, end: start + length };
}

function makeApproval(index: number, person: string, spoil: Spoil): Approved {
  const approver = person === 'carol' ? 'bob' : 'carol';
  const time = new Date(AT - index * 60_000).toISOString().replace('.000Z', 'Z');
  return {
    kind: 'approved',
    run: RUN,
    version: hex(1_000 + index),
    pullRequest: {
      number: index + 1,
      url: spoil(`https://github.com/acme/access/pull/${index + 1}`, index),
      mergedAt: time,
      head: hex(2_000 + index),
      merge: hex(1_000 + index),
    },
    requester: { login: spoil(person, index), id: 583_231 },
    beneficiary: { login: spoil(person, index), id: 583_231 },
    policy: { commit: hex(3_000 + index), digest: `sha256:${hex(index).padEnd(64, '0')}` },
    codeOwners: {
      path: spoil('.github/CODEOWNERS', index),
      line: 12,
      pattern: spoil('/access/aws-sandbox/*/', index),
      owners: [spoil('@acme/finance-leads', index)],
    },
    groups: [
      {
        from: spoil('code-owners', index),
        owners: ['@acme/finance-leads'],
        needed: 1,
        counted: [spoil(approver, index)],
      },
    ],
    approvers: [
      { login: spoil(approver, index), id: 77, review: 900 + index, commit: hex(2_000 + index), submittedAt: time },
    ],
    because: spoil('approved by an owner of its path', index),
  };
}

function makeRefusal(index: number, spoil: Spoil): AuditRow['refusal'] {
  const message = spoil('the file is no YAML', index);
  return { kind: 'refused', run: RUN, version: hex(index), rule: 'invalid-yaml', message, pullRequest: index + 1 };
}

function makeFailure(index: number, spoil: Spoil): AuditRow['failure'] {
  return {
    kind: 'failed',
    run: RUN,
    target: 'aws-iam:111122223333',
    entitlement: 'lapse-1',
    action: 'put',
    rule: 'no-such-user',
    message: spoil('there is no user alice.smith', index),
  };
}

function makeFindings(row: AuditRow, index: number, spoil: Spoil): readonly Finding[] {
  const { grant, addedIn } = row;
  if (row.evidence === 'none') {
    const message = spoil(`${grant} was given access and has no record`, index);
    return [{ level: 'wrong', rule: 'no-evidence', grant, addedIn, where: addedIn ?? '', message, cure: CURE }];
  }
  if (index % 60 !== 1) return [];
  const where = spoil(`https://github.com/acme/access/pull/${index + 1}`, index);
  const message = spoil('the commit that recorded it is not signed', index);
  return [{ level: 'unproved', rule: 'unsigned', grant, addedIn, where, message, cure: 'Look at the run' }];
}

const CURE = 'Run access-provision, and look at what it says';

function hex(number: number): string {
  return (number * 2_654_435_761).toString(16).padStart(40, 'a1b2c3d4e5f60718293a4b5c6d7e8f9');
}
