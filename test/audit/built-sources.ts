import { resolveGrants } from '../../src/access/grants.js';
import { resolveIncarnations } from '../../src/access/incarnations.js';
import type { Instant } from '../../src/access/instant.js';
import { readPolicy } from '../../src/access/read-policy.js';
import type { AuditRow } from '../../src/audit/audit-row.js';
import { auditRows } from '../../src/audit/audit-rows.js';
import type { AuditSources } from '../../src/audit/sources.js';
import { evidencePath } from '../../src/evidence/evidence-path.js';
import type { EvidenceRecord } from '../../src/evidence/record.js';
import { type BuiltHistory, buildHistory, type Changes, POLICY_FILES, PROVIDERS } from '../access/fixtures.js';

export const PATH = 'access/sandbox/alice/billing.yaml';
export const GRANT = 'sandbox/alice/billing';
export const REQUEST = 'role: billing-readonly\nduration: 4h\nreason: Look at invoice 8841\nticket: INC-1\n';

export interface BuiltSources extends AuditSources {
  readonly built: BuiltHistory;
}

/** The policy, then these commits, as `[committer date, changes]`; the first of them has the id `00…2`. */
export function sourcesOf(
  commits: readonly (readonly [string, Changes])[],
  records: readonly EvidenceRecord[] | null = [],
  faults: AuditSources['evidence']['faults'] = [],
): BuiltSources {
  const policy = Object.fromEntries(POLICY_FILES.map((file): [string, Uint8Array | null] => [file.path, file.bytes]));
  const built = buildHistory([['2026-11-01T00:00:00Z', policy], ...commits]);
  const evidence = {
    head: records === null ? null : 'e'.repeat(40),
    records: new Map((records ?? []).map((record) => [evidencePath(record), record])),
    faults,
  };
  const lives = resolveIncarnations(built.history, built.blobs);
  return { commit: built.history[0]?.sha ?? '', history: built.history, lives, evidence, built };
}

/** The rows as the branch is judged at a time. */
export function rowsOf(sources: BuiltSources, at: Instant): AuditRow[] {
  const { built, lives } = sources;
  const policy = readPolicy(built.files, PROVIDERS);
  return auditRows(sources, resolveGrants({ ...built, lives, policy, now: at }), at, at);
}

/** The id of the n-th commit behind the policy. */
export function commitId(n: number): string {
  return String(n + 1).padStart(40, '0');
}
