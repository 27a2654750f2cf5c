import type { Instant } from '../access/instant.js';
import { formatInstant, parseInstant } from '../access/instant-text.js';
import { type Change, grantsOf } from '../plan/change.js';
import { entitlementKey } from '../plan/entitlement.js';
import { type Absence, keyOf, type Place, type RunIndex } from './index-run.js';
import { standingGiven } from './last-given.js';
import type { EvidenceRecord, Removed } from './record.js';
import type { Answers, Life, RunFacts } from './run-facts.js';

/** Something that was given is there no more, and is not to be. */
export interface Gone extends Place {
  /** Of the record of the life that had it. */
  readonly path: string;
  readonly absence: Absence;
  readonly end: End;
}

/** Why a life had to give something back. `taken-away`: its file was, by a pull request or by none. */
interface End {
  readonly why: Exclude<Removed['why'], 'revoked' | 'deleted'> | 'taken-away';
  readonly endedAt: Instant | null;
  readonly removedIn: string | null;
}

/**
 * What is gone and not recorded as gone: by what this run removed, and by what the records say was put and the targets do
 * not show. A removal belongs to the lives that had it by their records, else to the last one that can have had it.
 */
export function findGone(facts: RunFacts, index: RunIndex, records: ReadonlyMap<string, EvidenceRecord>): Gone[] {
  const removals = listRemovals(facts, index);
  const gone: Gone[] = [];
  const told = new Set<string>();
  for (const [path, record] of records) {
    for (const { target, entitlement } of standingGiven(record)) {
      const place = { target, entitlement };
      const removal = removals.get(keyOf(place));
      // What is wanted and not there was taken away by others, and is to come back: that is no end of it.
      const absence = index.wants(path, place) && removal === undefined ? null : index.absenceOf(place);
      if (absence === null) continue;
      gone.push({ path, ...place, absence, end: explainEnd(path, removal?.change, facts, index, record) });
      told.add(keyOf(place));
    }
  }
  for (const [key, { change, place }] of removals) {
    const path = lifeOf(change, index);
    const absence = index.absenceOf(place);
    if (told.has(key) || path === undefined || absence === null) continue;
    gone.push({ path, ...place, absence, end: explainEnd(path, change, facts, index, records.get(path)) });
  }
  return gone;
}

/** The commits that have to be asked about before {@link writeRemoved} can say why. */
export function commitsOf(gone: readonly Gone[]): readonly string[] {
  return [...new Set(gone.flatMap(({ end }) => end.removedIn ?? []))];
}

/** null: GitHub has not told which pull request took the file away, and nothing untrue is to be written. */
export function writeRemoved(gone: Gone, facts: RunFacts, { pullRequests }: Answers): Removed | null {
  const { target, entitlement, absence, end } = gone;
  const pullRequest = end.removedIn === null ? null : pullRequests.get(end.removedIn);
  if (pullRequest === undefined) return null;
  const takenAway = pullRequest === null ? 'deleted' : 'revoked';
  return {
    kind: 'removed',
    target,
    entitlement,
    why: end.why === 'taken-away' ? takenAway : end.why,
    by: absence.by,
    endedAt: end.endedAt === null ? null : formatInstant(end.endedAt),
    removedIn: end.removedIn,
    pullRequest,
    readBackAt: formatInstant(absence.at),
    run: facts.run,
  };
}

/** The life whose something a removal was, where no record tells; undefined: it cannot be told. */
export function lifeOf(change: Change, index: RunIndex): string | undefined {
  const [grant] = grantsOf(change);
  if (grant === undefined) return undefined;
  const [standing, over] = [index.standingOf(grant), index.lastOverOf(grant)];
  return change.reason === 'deleted' ? (over ?? standing) : (standing ?? over);
}

interface Removal {
  readonly change: Change & { readonly action: 'remove' };
  readonly place: Place;
}

function listRemovals({ outcomes }: RunFacts, index: RunIndex): Map<string, Removal> {
  const removals = new Map<string, Removal>();
  for (const { change, result } of outcomes) {
    if (change.action !== 'remove' || result !== 'done' || !index.isGiving(change)) continue;
    const target = index.targetOf(change.system);
    if (target === undefined) continue;
    const place = { target, entitlement: change.observed.id };
    removals.set(keyOf(place), { change, place });
  }
  return removals;
}

function explainEnd(
  path: string,
  change: Removal['change'] | undefined,
  facts: RunFacts,
  index: RunIndex,
  record: EvidenceRecord | undefined,
): End {
  const life = index.lives.get(path);
  if (life === undefined) return endOfOld(record, facts.startedAt);
  const grant = index.standing.get(path);
  if (grant === undefined) return endOfLife(life);
  const { startedAt, problems, former } = facts;
  const removedIn = null;
  const { window } = grant;
  const isOver = window !== null && window.end <= startedAt;
  if (grant.state === 'expired' || isOver) return { why: 'expired', endedAt: window?.end ?? null, removedIn };
  const isUnresolved = problems.some((problem) => problem.rule === 'unresolved-grant' && problem.path === grant.path);
  if (grant.state === 'invalid' || isUnresolved) {
    return { why: grant.request === null ? 'unreadable' : 'policy', endedAt: null, removedIn };
  }
  // It goes on: what is taken away as over is what an earlier version gave, where the later one is not approved.
  if (change?.reason !== 'expired' && change?.reason !== 'deleted') return { why: 'changed', endedAt: null, removedIn };
  const { system, observed } = change;
  const before = former.get(entitlementKey({ system, id: observed.id }))?.get(observed.content);
  return { why: 'unapproved', endedAt: before?.end ?? null, removedIn };
}

/** The end of its window, or the removal of its file where that came first. */
function endOfLife({ versions, removedIn }: Life): End {
  const windowEnd = versions.at(-1)?.window?.end ?? Number.POSITIVE_INFINITY;
  const removedAt = removedIn?.at ?? Number.POSITIVE_INFINITY;
  const commit = removedIn?.commit ?? null;
  if (windowEnd <= removedAt && Number.isFinite(windowEnd)) {
    return { why: 'expired', endedAt: windowEnd, removedIn: commit };
  }
  return { why: 'taken-away', endedAt: removedIn?.at ?? null, removedIn: commit };
}

/** Of a life from before the history that was read: nothing can last that long, so its end has come. */
function endOfOld(record: EvidenceRecord | undefined, now: Instant): End {
  const end = parseInstant(record?.versions.at(-1)?.request?.end ?? '');
  return { why: 'expired', endedAt: end !== null && end <= now ? end : null, removedIn: null };
}
