import { followEdits } from '../access/grants.js';
import type { HistoryCommit } from '../access/history.js';
import type { Incarnation } from '../access/incarnations.js';
import type { Instant, Milliseconds, Window } from '../access/instant.js';
import type { EvidenceRecord } from '../evidence/record.js';
import type { ProviderRules } from '../plan/provider-rules.js';
import { approvedWindows } from './approved-windows.js';
import type { About } from './finding-list.js';
import type { JudgedLine } from './judged-line.js';
import type { PolicyStates } from './policy-states.js';

/** A life whose beginning is in the history. */
export interface Life extends Incarnation {
  readonly addedIn: string;
}

/** One life with its record, to be held to each other. */
export interface Subject {
  readonly life: Life;
  readonly record: EvidenceRecord;
  /** Of the record, on the branch of the evidence. */
  readonly path: string;
  readonly about: About;
  /** Where on the line each version of the life is. */
  readonly versionsAt: readonly number[];
  /** Where the file was removed; null: it stands. */
  readonly removedAt: number | null;
  /** What was approved of it after each of its versions; null: nothing. */
  readonly approved: readonly (Window | null)[];
}

/** What records are held to. */
export interface Grounds {
  readonly now: Instant;
  readonly line: JudgedLine;
  readonly policy: PolicyStates;
  /** Those that touch requests or the policy, by id. */
  readonly commits: ReadonlyMap<string, HistoryCommit>;
  /** What the clone holds at the heads of pull requests. */
  readonly heads: HeadBlobs;
  readonly rules: ReadonlyMap<string, ProviderRules>;
  /** When the first of it was written, by the dates of the branch and of the runs that it names. */
  readonly evidenceBegan: Instant;
}

export interface HeadBlobs {
  /** The blob of a path at a commit: null where it is not there; undefined where the clone lacks the commit. */
  find(commit: string, path: string): string | null | undefined;
}

/** By which a run may be late, or a grant short, before anything is missed: GitHub's scheduler drops runs. */
export const GRACE: Milliseconds = 60 * 60_000;

/** Clocks of GitHub, of its runners and of providers differ; a commit may be dated a minute after its merge (design §3). */
export const SKEW: Milliseconds = 5 * 60_000;

export function makeSubject(life: Life, record: EvidenceRecord, path: string, line: JudgedLine): Subject {
  const at = (commit: string) => line.positions.get(commit) ?? -1;
  const versionsAt = life.versions.map(({ commit }) => at(commit));
  return {
    life,
    record,
    path,
    about: { grant: life.grant, addedIn: life.addedIn },
    versionsAt,
    removedAt: life.removedIn === null ? null : at(life.removedIn.commit),
    approved: approvedWindows(life, record, versionsAt, line),
  };
}

/**
 * For how long the branch gave access by a life, between two times: each version's window while that version stood, up to
 * the first edit that was not allowed, after which none counts (design §3).
 */
export function activeFor(life: Incarnation, since: Instant, now: Instant): Milliseconds {
  const { versions, removedIn } = life;
  const { lastGood, problems } = followEdits(life.request, versions, life.addedAt ?? since);
  const sound =
    problems.length === 0 ? versions : versions.slice(0, lastGood === null ? 0 : versions.indexOf(lastGood) + 1);
  let active = 0;
  for (const [index, { committedAt, window }] of sound.entries()) {
    if (window === null) continue;
    const replacedAt = versions[index + 1]?.committedAt ?? removedIn?.at ?? now;
    active += Math.max(0, Math.min(window.end, replacedAt, now) - Math.max(window.start, committedAt, since));
  }
  return active;
}

/** The newest version of a life at a place of the line; -1: it had not begun. */
export function versionAt({ versionsAt }: Subject, position: number): number {
  return versionsAt.findLastIndex((at) => at <= position);
}
