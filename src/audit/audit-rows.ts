import type { Grant } from '../access/grant.js';
import type { HistoryCommit } from '../access/history.js';
import type { Incarnation } from '../access/incarnations.js';
import type { Instant, Milliseconds, Window } from '../access/instant.js';
import { parseInstant } from '../access/instant-text.js';
import { evidencePath } from '../evidence/evidence-path.js';
import type { EvidenceRecord, TimeText } from '../evidence/record.js';
import type { AuditRow } from './audit-row.js';
import { type AuditFacts, NO_FACTS, readFacts } from './read-facts.js';
import { recordUntil } from './record-until.js';
import type { AuditSources } from './sources.js';

/** Within this time of a merge a run may not have come yet: the schedule of `provision`, and GitHub's delays. */
const FIRST_RUN: Milliseconds = 3_600_000;

/**
 * One row a life: the whole population of the history, in order of grant and then of time. A pure function of what the
 * clone says and the time (law 1).
 *
 * @param grants those that stand at the sources' commit, as `resolveGrants` judges them at the time.
 * @param until nothing counts that the evidence tells of a later time. Now that is nothing: a clock that is behind must not
 * hide what was recorded.
 */
export function auditRows(
  sources: AuditSources,
  grants: readonly Grant[],
  at: Instant,
  until: Instant = Number.POSITIVE_INFINITY,
): AuditRow[] {
  const standing = new Map(grants.map((grant) => [grant.path, grant]));
  const commits = new Map(sources.history.map((commit) => [commit.sha, commit]));
  const unreadable = new Set(sources.evidence.faults.map(({ path }) => path));
  const began = findBeginning(sources.evidence.records.values());
  return sources.lives.map((life) => {
    const grant = life.removedIn === null ? standing.get(life.path) : undefined;
    const told = fromHistory(life, commits, grant, at);
    const record = recordOf(life, sources);
    const facts = record === null ? NO_FACTS : readFacts(recordUntil(record, until), endOf(told));
    return toRow(told, evidenceOf(life, told, record, { sources, unreadable, began, at }), facts);
  });
}

/** Key by key: of a hundred thousand rows, those that are spread together are slow to make and large to hold. */
function toRow(told: Told, evidence: AuditRow['evidence'], facts: AuditFacts): AuditRow {
  return {
    grant: told.grant,
    beneficiary: told.beneficiary,
    system: told.system,
    role: told.role,
    reason: told.reason,
    ticket: told.ticket,
    window: told.window,
    state: told.state,
    addedIn: told.addedIn,
    mergedAt: told.mergedAt,
    author: told.author,
    subject: told.subject,
    removedIn: told.removedIn,
    removedAt: told.removedAt,
    evidence,
    approvals: facts.approvals,
    refusal: facts.refusal,
    failure: facts.failure,
    givenAt: facts.givenAt,
    target: facts.target,
    removal: facts.removal,
  };
}

/** The record of a life; null: there is none that can be read. */
export function recordOf({ grant, addedIn }: Incarnation, { evidence }: AuditSources): EvidenceRecord | null {
  if (addedIn === null) return null;
  return evidence.records.get(evidencePath({ grant, addedIn })) ?? null;
}

type Told = Omit<AuditRow, 'evidence' | keyof AuditFacts>;

/** @param grant as it stands; undefined where this life is over. */
function fromHistory(
  life: Incarnation,
  commits: ReadonlyMap<string, HistoryCommit>,
  grant: Grant | undefined,
  at: Instant,
): Told {
  const last = life.versions.findLast((version) => version.request !== null);
  const window = grant?.window ?? last?.window ?? null;
  const added = life.addedIn === null ? undefined : commits.get(life.addedIn);
  return {
    grant: life.grant,
    beneficiary: life.request.login,
    system: life.request.system,
    role: grant?.role ?? last?.request?.role ?? null,
    reason: last?.request?.reason ?? null,
    ticket: last?.request?.ticket ?? null,
    window,
    state: grant?.state ?? stateAtRemoval(life, window, at),
    addedIn: life.addedIn,
    mergedAt: life.addedAt,
    author: added?.authorName ?? null,
    subject: added?.subject ?? null,
    removedIn: life.removedIn?.commit ?? null,
    removedAt: life.removedIn?.at ?? null,
  };
}

function stateAtRemoval(life: Incarnation, window: Window | null, at: Instant): AuditRow['state'] {
  // Nobody ever had what was over before it was merged.
  if (window === null || window.end <= window.start) return 'invalid';
  return window.end <= (life.removedIn?.at ?? at) ? 'expired' : 'removed';
}

/** When the access ended, or will, by the branch. */
function endOf({ window, removedAt }: Told): Instant {
  return Math.min(window?.end ?? Number.POSITIVE_INFINITY, removedAt ?? Number.POSITIVE_INFINITY);
}

interface Surroundings {
  readonly sources: AuditSources;
  /** Paths of the evidence. */
  readonly unreadable: ReadonlySet<string>;
  /** When the first run recorded anything. */
  readonly began: Instant;
  readonly at: Instant;
}

function evidenceOf(
  life: Incarnation,
  told: Told,
  record: EvidenceRecord | null,
  { sources, unreadable, began, at }: Surroundings,
): AuditRow['evidence'] {
  if (sources.evidence.head === null) return 'absent';
  if (record !== null) return 'recorded';
  if (life.addedIn !== null && unreadable.has(evidencePath({ grant: life.grant, addedIn: life.addedIn }))) {
    return 'unreadable';
  }
  return isDue(told, began, at) ? 'none' : 'not-due';
}

/** Whether a run must have come by, while there were records, and something to give or to refuse. */
function isDue({ window, mergedAt, removedAt }: Told, began: Instant, at: Instant): boolean {
  if (window === null || window.end <= window.start) return false;
  const from = Math.max(window.start, mergedAt ?? Number.NEGATIVE_INFINITY) + FIRST_RUN;
  const end = Math.min(window.end, removedAt ?? Number.POSITIVE_INFINITY);
  return began < end && from <= Math.min(at, removedAt ?? Number.POSITIVE_INFINITY);
}

/** Evidence without a single record is none that has only just begun: then all of it is missing. */
function findBeginning(records: Iterable<EvidenceRecord>): Instant {
  let began: TimeText | null = null;
  for (const { events } of records) {
    for (const { run } of events) if (began === null || run.startedAt < began) began = run.startedAt;
  }
  return (began === null ? null : parseInstant(began)) ?? Number.NEGATIVE_INFINITY;
}
