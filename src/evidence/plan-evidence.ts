import type { GrantVersion } from '../access/grant.js';
import { formatInstant } from '../access/instant-text.js';
import { findApproved } from './find-approved.js';
import { findFailed } from './find-failed.js';
import { findGiven, findLeft, isToldSince } from './find-given.js';
import { type Gone, writeRemoved } from './find-gone.js';
import { findRefused } from './find-refused.js';
import { findRewriting } from './find-rewriting.js';
import type { RunIndex } from './index-run.js';
import type { EvidenceEvent, EvidenceRecord, EvidenceVersion, Removed } from './record.js';
import type { Answers, Life, RunFacts } from './run-facts.js';
import { addInRoom } from './spare-room.js';

export interface PlannedEvidence {
  /** By the path on the branch, in order of path: new ones, and those that have something added. */
  readonly changed: ReadonlyMap<string, EvidenceRecord>;
  /** What is left out of them, each in a sentence or two with its path. */
  readonly faults: readonly string[];
}

const UNANSWERED =
  'GitHub did not say which pull request took its file away, so its removal is not recorded; the next run makes it good.';

/**
 * What a run adds to the records (design §8): a function of what there is, so that the same facts add nothing twice, and
 * what an earlier run did not live to record is made good.
 *
 * @param records of the lives concerned, by path.
 */
export function planEvidence(
  facts: RunFacts,
  index: RunIndex,
  records: ReadonlyMap<string, EvidenceRecord>,
  gone: readonly Gone[],
  answers: Answers,
): PlannedEvidence {
  const events = new Map<string, EvidenceEvent[]>();
  const add = (path: string, fact: EvidenceEvent): void => {
    const own = events.get(path);
    if (own === undefined) events.set(path, [fact]);
    else own.push(fact);
  };
  const faults = new Set<string>();
  for (const { path, fact } of findApproved(facts, records, answers)) add(path, fact);
  // Before what is refused: it stood before that, and a refusal is the last word until something is given.
  for (const { path, fact } of findLeft(facts, index, records)) add(path, fact);
  for (const { path, fact } of findRefused(facts, index, records, answers)) add(path, fact);
  for (const one of gone) {
    const fact = writeRemoved(one, facts, answers);
    if (fact === null) faults.add(`${one.path}: ${UNANSWERED}`);
    else if (!isToldSince(facts.run.startedAt, lastAbout(fact, records.get(one.path)))) add(one.path, fact);
  }
  for (const { path, fact } of findGiven(facts, index, records)) add(path, fact);
  for (const { path, fact } of findFailed(facts, index, records)) add(path, fact);

  const changed = new Map<string, EvidenceRecord>();
  for (const path of [...new Set([...events.keys(), ...records.keys()])].sort()) {
    const before = records.get(path);
    const base = before ?? begin(index.lives.get(path), facts);
    if (base === null) continue;
    const versions = newVersions(base, index.lives.get(path));
    const added = events.get(path) ?? [];
    if (versions.length === 0 && added.length === 0) continue;
    const { record: after, leftOut } = addInRoom(base, versions, added);
    if (leftOut > 0) faults.add(`${path}: It is full, so ${leftOut} of its versions and facts are not recorded.`);
    if (after.versions.length === base.versions.length && after.events.length === base.events.length) continue;
    const rewriting = before === undefined ? null : findRewriting(before, after);
    // Whatever is wrong then is a mistake of ours, and one record's: it may not undo the others (law 7).
    if (rewriting === null) changed.set(path, after);
    else faults.add(`${path}: It would be rewritten, not added to (${rewriting}), so nothing of this run is recorded.`);
  }
  return { changed, faults: [...faults].sort() };
}

function lastAbout(fact: Removed, record: EvidenceRecord | undefined): Removed | null {
  const last = record?.events.findLast(
    (event) =>
      (event.kind === 'removed' || event.kind === 'given') &&
      event.target === fact.target &&
      event.entitlement === fact.entitlement,
  );
  return last?.kind === 'removed' ? last : null;
}

function begin(life: Life | undefined, { repositoryId }: RunFacts): EvidenceRecord | null {
  if (life === undefined) return null;
  const { grant, addedIn } = life;
  return { schema: 1, grant, addedIn, repositoryId, versions: [], events: [] };
}

function newVersions({ versions }: EvidenceRecord, life: Life | undefined): EvidenceVersion[] {
  const known = new Set(versions.map(({ commit }) => commit));
  return (life?.versions ?? []).filter(({ commit }) => !known.has(commit)).map(writeVersion);
}

function writeVersion({ commit, oid, committedAt, request, window }: GrantVersion): EvidenceVersion {
  const text = { commit, blob: oid, committedAt: formatInstant(committedAt) };
  if (request === null || window === null) return { ...text, request: null };
  const { role, reason, ticket } = request;
  const [start, end] = [formatInstant(window.start), formatInstant(window.end)];
  return { ...text, request: { role, reason, ticket, start, end } };
}
