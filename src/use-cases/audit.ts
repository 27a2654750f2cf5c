import type { Grant } from '../access/grant.js';
import { resolveGrants } from '../access/grants.js';
import type { HistoryCommit } from '../access/history.js';
import { type Incarnation, resolveIncarnations } from '../access/incarnations.js';
import type { Instant, Window } from '../access/instant.js';
import type { ProviderTerms } from '../access/provider-terms.js';
import { readPolicy } from '../access/read-policy.js';
import type { Repository } from '../git/repository.js';
import type { AuditRow } from '../render/terminal/audit-row.js';
import { refuseShallowClone } from './refuse-shallow-clone.js';

export interface AuditPorts {
  readonly repository: Repository;
  readonly providers: ReadonlyMap<string, ProviderTerms>;
  now(): Instant;
}

/** Rows whose window lies at least partly in `[since, until)`; null: open on that side. */
export interface AuditPeriod {
  readonly since: Instant | null;
  readonly until: Instant | null;
}

/**
 * Every grant that HEAD's history ever held, from a clone alone: who had what, when and why. Reads all of the history.
 * @throws {ShallowCloneError} where it is not all there.
 */
export async function audit(ports: AuditPorts, period: AuditPeriod): Promise<readonly AuditRow[]> {
  const { repository, providers } = ports;
  await refuseShallowClone(repository);
  const commit = await repository.resolve('HEAD');
  const files = await repository.readTree(commit, ['access']);
  const history = await repository.readHistory(commit, ['access'], null);
  const oids = history.flatMap((entry) => entry.changes.flatMap((change) => change.oid ?? []));
  const blobs = await repository.readBlobs([...new Set(oids)]);
  const policy = readPolicy(files, providers);
  const grants = resolveGrants({ files, history, blobs, policy, now: ports.now() });

  const standing = new Map(grants.map((grant) => [grant.path, grant]));
  const commits = new Map(history.map((entry) => [entry.sha, entry]));
  return resolveIncarnations(history, blobs)
    .map((life) =>
      describeLife(life, commits, life.removedIn === null ? standing.get(life.path) : undefined, ports.now()),
    )
    .filter((row) => overlaps(row, period));
}

/** @param grant as it stands; undefined where this life is over. */
function describeLife(
  life: Incarnation,
  commits: ReadonlyMap<string, HistoryCommit>,
  grant: Grant | undefined,
  now: Instant,
): AuditRow {
  const last = life.versions.findLast((version) => version.request !== null);
  const window = grant?.window ?? last?.window ?? null;
  const added = life.addedIn === null ? undefined : commits.get(life.addedIn);
  return {
    grant: life.grant,
    beneficiary: life.request.login,
    role: grant?.role ?? last?.request?.role ?? null,
    system: life.request.system,
    reason: last?.request?.reason ?? null,
    ticket: last?.request?.ticket ?? null,
    window,
    state: grant?.state ?? stateAtRemoval(life, window, now),
    addedIn: life.addedIn,
    mergedAt: life.addedAt,
    author: added?.authorName ?? null,
    subject: added?.subject ?? null,
    removedIn: life.removedIn?.commit ?? null,
    removedAt: life.removedIn?.at ?? null,
  };
}

function stateAtRemoval(life: Incarnation, window: Window | null, now: Instant): AuditRow['state'] {
  // Nobody ever had what was over before it was merged.
  if (window === null || window.end <= window.start) return 'invalid';
  return window.end <= (life.removedIn?.at ?? now) ? 'expired' : 'removed';
}

/** What has no window counts by the time for which its file stood: it may have been meant for any of it. */
function overlaps(row: AuditRow, { since, until }: AuditPeriod): boolean {
  const start = row.window?.start ?? row.mergedAt ?? Number.NEGATIVE_INFINITY;
  const end = Math.min(row.window?.end ?? Number.POSITIVE_INFINITY, row.removedAt ?? Number.POSITIVE_INFINITY);
  // A file that was removed before its window began never gave anything; it is told where it would have begun.
  return (until === null || start < until) && (since === null || Math.max(start, end) > since || start >= since);
}
