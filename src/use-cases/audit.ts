import { resolveGrants } from '../access/grants.js';
import type { Instant } from '../access/instant.js';
import { formatInstant } from '../access/instant-text.js';
import type { ProviderTerms } from '../access/provider-terms.js';
import { readPolicy } from '../access/read-policy.js';
import { auditRows } from '../audit/audit-rows.js';
import { type RowAtTime, rowsAt } from '../audit/in-force.js';
import type { AuditReport } from '../audit/report.js';
import { type AuditPeriod, type AuditScope, isInPeriod, isInScope } from '../audit/select-rows.js';
import type { AuditSources } from '../audit/sources.js';
import type { Repository } from '../git/repository.js';
import { findCommitAt } from './find-commit-at.js';
import { readAuditSources } from './read-audit-sources.js';
import { requireEvidence } from './read-evidence-branch.js';
import { UsageError } from './usage-error.js';

export interface AuditPorts {
  readonly repository: Repository;
  readonly providers: ReadonlyMap<string, ProviderTerms>;
  now(): Instant;
}

export interface AuditQuestion {
  readonly period: AuditPeriod;
  readonly scope: AuditScope;
  /** Who had what at this time; null: the whole population, as it is judged now. */
  readonly at: Instant | null;
  /** A revision of the evidence; null: the branch where a clone has it, or none. */
  readonly evidence: string | null;
}

export interface AuditAnswer {
  readonly report: AuditReport;
  /** All of it, whatever was asked: what a verification goes by. */
  readonly sources: AuditSources;
  /** The report's rows, each with how it stood at the time that was asked about; null: none was. */
  readonly standing: readonly RowAtTime[] | null;
}

/**
 * Every grant that HEAD's history ever held, or who had what at a time, from a clone alone. Reads all of the history.
 *
 * @throws {ShallowCloneError} where it is not all there.
 * @throws {UsageError} for evidence that is not there, and for a time that has not come or lies before the history.
 */
export async function audit(ports: AuditPorts, question: AuditQuestion): Promise<AuditAnswer> {
  const { repository, providers } = ports;
  const now = ports.now();
  const at = question.at ?? now;
  if (at > now) {
    throw new UsageError(`${formatInstant(at)} has not come yet`, '`lapse grants --at` tells what will stand then');
  }
  const evidence = await requireEvidence(repository, question.evidence);
  const head = await repository.resolve('HEAD');
  const commit = question.at === null ? head : await findCommitAt(repository, head, at);
  const sources = await readAuditSources(repository, evidence, commit);

  const files = await repository.readTree(commit, ['access']);
  const policy = readPolicy(files, providers);
  const { history, lives } = sources;
  const grants = resolveGrants({ files, history, blobs: new Map(), lives, policy, now: at });
  const all = auditRows(sources, grants, at, question.at ?? undefined);

  const isAsked = (row: (typeof all)[number]) => isInScope(row, question.scope);
  const standing = question.at === null ? null : rowsAt(sources, all, at).filter(({ row }) => isAsked(row));
  const rows = standing?.map(({ row }) => row) ?? all.filter((row) => isAsked(row) && isInPeriod(row, question.period));
  const report = { at, period: question.period, commit, evidence: sources.evidence.head, rows, findings: null };
  return { report, sources, standing };
}
