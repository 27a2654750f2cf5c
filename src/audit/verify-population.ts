import type { Incarnation } from '../access/incarnations.js';
import type { Instant } from '../access/instant.js';
import { formatInstant } from '../access/instant-text.js';
import { EVIDENCE_BRANCH, evidencePath, readEvidencePath } from '../evidence/evidence-path.js';
import { type FindingList, THE_WHOLE } from './finding-list.js';
import type { JudgedLine } from './judged-line.js';
import type { EvidenceReading } from './sources.js';
import { activeFor, GRACE, type Grounds, type Life, makeSubject, type Subject } from './subject.js';

/**
 * Holds the population of the history to that of the evidence: each life that gave access has a record, and each record is
 * of a life. Gives the pairs, oldest life first, so that what is read of the policy for one serves its neighbours.
 */
export function verifyPopulation(
  lives: readonly Incarnation[],
  evidence: EvidenceReading,
  grounds: Pick<Grounds, 'now' | 'line' | 'evidenceBegan'>,
  findings: FindingList,
): readonly Subject[] {
  const subjects: Subject[] = [];
  const known = new Set<string>();
  const faulty = new Set(evidence.faults.map(({ path }) => path));
  const looks = findLooks(evidence, grounds.line);
  for (const life of lives) {
    if (!hasBeginning(life)) continue;
    const path = evidencePath(life);
    known.add(path);
    const record = evidence.records.get(path);
    if (record !== undefined) subjects.push(makeSubject(life, record, path, grounds.line));
    else if (!faulty.has(path)) missRecord(life, path, looks, grounds, findings);
  }
  for (const [path, { grant, addedIn }] of evidence.records) {
    if (known.has(path)) continue;
    const message = `There is a record of ${grant}, and commit ${addedIn.slice(0, 12)} of the default branch added no such request.`;
    findings.wrong('evidence-without-grant', { grant, addedIn }, path, message);
  }
  for (const { path, message } of evidence.faults) {
    const name = readEvidencePath(path);
    // What is no record's path is told with the commit that brought it.
    if (name === null) continue;
    findings.wrong('evidence-unreadable', name, path, `The record cannot be read: ${message}`);
  }
  verifyRepository(evidence, findings);
  return subjects.sort((a, b) => (a.versionsAt[0] ?? 0) - (b.versionsAt[0] ?? 0));
}

/** Of a clone without any: where the history tells of grants that a run should have recorded, that is no small thing. */
export function missEvidence(lives: readonly Incarnation[], now: Instant, findings: FindingList): void {
  const missed = lives.filter((life) => activeFor(life, Number.NEGATIVE_INFINITY, now) >= GRACE).length;
  if (missed === 0) {
    findings.doubt('no-evidence', EVIDENCE_BRANCH);
    return;
  }
  const grants = missed === 1 ? '1 grant' : `${missed} grants`;
  const message = `The clone has no evidence, and by its history ${grants} gave access for an hour or more.`;
  findings.wrong('evidence-absent', THE_WHOLE, EVIDENCE_BRANCH, message);
}

/** When there began to be evidence: the branch's first commit, or the first run that a record names. */
export function findBeginning(evidence: EvidenceReading, firstCommitAt: Instant): Instant {
  let began = firstCommitAt;
  for (const { events } of evidence.records.values()) {
    for (const { run } of events) began = Math.min(began, Date.parse(run.startedAt));
  }
  return began;
}

function hasBeginning(life: Incarnation): life is Life {
  return life.addedIn !== null;
}

/** A run of `provision` that looked at a system's target, as the record of another grant shows. */
interface Look {
  readonly commit: string;
  readonly at: Instant;
  /** Of its commit on the line. */
  readonly position: number;
}

/** By system. Such a run says something of all that it finds there, so a record that it did not write was taken away. */
function findLooks({ records }: EvidenceReading, { positions }: JudgedLine): ReadonlyMap<string, readonly Look[]> {
  const looks = new Map<string, Map<string, Look>>();
  for (const { grant, events } of records.values()) {
    const system = grant.split('/', 1)[0] ?? '';
    for (const event of events) {
      if (event.kind === 'approved' || event.kind === 'refused' || event.run.name !== 'provision') continue;
      const { commit, startedAt } = event.run;
      const position = positions.get(commit);
      if (position === undefined) continue;
      const own = looks.get(system) ?? new Map<string, Look>();
      looks.set(system, own.set(`${commit} ${startedAt}`, { commit, at: Date.parse(startedAt), position }));
    }
  }
  return new Map([...looks].map(([system, own]) => [system, [...own.values()]]));
}

/** A run that looked while the request stood and had not ended. */
function findLook(life: Life, looks: readonly Look[], { positions }: JudgedLine): Look | undefined {
  const added = positions.get(life.addedIn) ?? Number.POSITIVE_INFINITY;
  const removed = life.removedIn === null ? undefined : positions.get(life.removedIn.commit);
  const end = life.versions.reduce(
    (earliest, { window }) => Math.min(earliest, window?.end ?? 0),
    Number.POSITIVE_INFINITY,
  );
  return looks.find(
    ({ at, position }) => position >= added && (removed === undefined || position < removed) && at < end,
  );
}

function missRecord(
  life: Life,
  path: string,
  looks: ReadonlyMap<string, readonly Look[]>,
  { now, evidenceBegan, line }: Pick<Grounds, 'now' | 'evidenceBegan' | 'line'>,
  findings: FindingList,
): void {
  const active = activeFor(life, evidenceBegan, now);
  if (activeFor(life, Number.NEGATIVE_INFINITY, now) <= 0) return;
  const begins = life.versions.find(({ window }) => window !== null)?.window?.start ?? now;
  const look = active < GRACE ? findLook(life, looks.get(life.request.system) ?? [], line) : undefined;
  if (look !== undefined) {
    const message = `The run of ${formatInstant(look.at)} looked at ${life.request.system} with ${look.commit.slice(0, 12)}, where ${life.grant} stood, and there is no record of it.`;
    findings.wrong('evidence-missing', { grant: life.grant, addedIn: life.addedIn }, path, message);
  } else if (active < GRACE && begins < evidenceBegan) {
    findings.doubt('before-evidence', life.grant);
  } else if (active < GRACE) {
    findings.doubt('short-without-evidence', life.grant);
  } else {
    const message = `${life.grant} gave access for ${Math.floor(active / 60_000)} minutes since there is evidence, and has no record.`;
    findings.wrong('evidence-missing', { grant: life.grant, addedIn: life.addedIn }, path, message);
  }
}

/** The evidence is one repository's: whatever most records say. */
function verifyRepository({ records }: EvidenceReading, findings: FindingList): void {
  const counts = new Map<number, number>();
  for (const { repositoryId } of records.values()) counts.set(repositoryId, (counts.get(repositoryId) ?? 0) + 1);
  if (counts.size < 2) return;
  const [usual] = [...counts].sort(([a, many], [b, few]) => few - many || a - b)[0] ?? [0];
  for (const [path, { grant, addedIn, repositoryId }] of records) {
    if (repositoryId === usual) continue;
    const message = `The record is of repository ${repositoryId}, and the others are of ${usual}.`;
    findings.wrong('other-repository', { grant, addedIn }, path, message);
  }
}
