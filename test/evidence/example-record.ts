import type {
  Approved,
  EvidenceRecord,
  EvidenceRun,
  EvidenceVersion,
  Given,
  Removed,
} from '../../src/evidence/record.js';

/** A commit, blob or head of these tests: forty times one digit. */
export function sha(digit: string): string {
  return digit.repeat(40);
}

export const GRANT = 'sandbox/alice/billing';
export const TARGET = 'aws-iam:111122223333';
export const ENTITLEMENT = 'alice.smith/lapse-42-billing';
export const END = '2026-11-23T18:00:00Z';

export const RUN: EvidenceRun = {
  name: 'provision',
  commit: sha('b'),
  url: 'https://github.com/acme/access/actions/runs/7',
  startedAt: '2026-11-23T14:01:00Z',
};

export const VERSION: EvidenceVersion = {
  commit: sha('a'),
  blob: sha('d'),
  committedAt: '2026-11-23T14:00:00Z',
  request: { role: 'billing', reason: 'invoice 8841', ticket: null, start: '2026-11-23T14:00:00Z', end: END },
};

export const APPROVED: Approved = {
  kind: 'approved',
  version: sha('a'),
  pullRequest: {
    number: 12,
    url: 'https://github.com/acme/access/pull/12',
    mergedAt: '2026-11-23T14:00:00Z',
    head: sha('c'),
    merge: sha('a'),
  },
  requester: { login: 'alice', id: 1 },
  beneficiary: { login: 'alice', id: 1 },
  policy: { commit: sha('9'), digest: `sha256:${'e'.repeat(64)}` },
  codeOwners: { path: '.github/CODEOWNERS', line: 2, pattern: '/access/', owners: ['@bob'] },
  groups: [{ from: 'code-owners', owners: ['@bob'], needed: 1, counted: ['bob'] }],
  approvers: [{ login: 'bob', id: 2, review: 31, commit: sha('c'), submittedAt: '2026-11-23T13:50:00Z' }],
  because: 'bob approved it.',
  run: RUN,
};

export const GIVEN: Given = {
  kind: 'given',
  target: TARGET,
  entitlement: ENTITLEMENT,
  why: 'granted',
  content: '{"Statement":[]}',
  form: 1,
  floor: END,
  readBackAt: '2026-11-23T14:01:05Z',
  run: RUN,
};

export const REMOVED: Removed = {
  kind: 'removed',
  target: TARGET,
  entitlement: ENTITLEMENT,
  why: 'expired',
  by: 'run',
  endedAt: END,
  removedIn: null,
  pullRequest: null,
  readBackAt: '2026-11-23T18:07:00Z',
  run: { ...RUN, name: 'expire' },
};

/** One life of alice's, approved and given; with what is given in its place. */
export function exampleRecord(changes: Partial<EvidenceRecord> = {}): EvidenceRecord {
  const events = [APPROVED, GIVEN];
  return { schema: 1, grant: GRANT, addedIn: sha('a'), repositoryId: 42, versions: [VERSION], events, ...changes };
}
