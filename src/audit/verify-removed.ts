import type { Instant } from '../access/instant.js';
import { formatInstant } from '../access/instant-text.js';
import type { EvidenceEvent, Given, Removed } from '../evidence/record.js';
import { LATE_AFTER } from '../plan/removal-lag.js';
import type { Exhibit } from './exhibit.js';
import { SKEW, versionAt } from './subject.js';

/** @param before the events of the record before it. */
export function verifyRemoved(removed: Removed, before: readonly EvidenceEvent[], exhibit: Exhibit): void {
  const { subject, where, findings } = exhibit;
  const given = findGiven(removed, before);
  if (given === null) findings.doubt('removed-not-given', where);
  verifyWhy(removed, exhibit);
  if (given !== null && Date.parse(given.readBackAt) > Date.parse(removed.readBackAt) + SKEW) {
    const message = `It was seen to be gone at ${removed.readBackAt}, and what was put there was first seen at ${given.readBackAt}.`;
    findings.wrong('impossible-time', subject.about, where, message);
  }
  if (removed.endedAt === null) return;
  const endedAt = Date.parse(removed.endedAt);
  const goneAt = Date.parse(removed.readBackAt);
  if (goneAt < endedAt - SKEW) {
    const message = `It was seen to be gone at ${removed.readBackAt}, before its end at ${removed.endedAt}.`;
    findings.wrong('impossible-time', subject.about, where, message);
  }
  const knownAt = endKnownAt(endedAt, removed.run.commit, exhibit);
  if (goneAt - knownAt <= LATE_AFTER) return;
  const floor = given === null || given.floor === null ? null : Date.parse(given.floor);
  if (floor !== null && floor <= knownAt) {
    findings.doubt('floored-removal', where);
  } else {
    const minutes = Math.round((goneAt - knownAt) / 60_000);
    const held =
      floor === null ? 'and nothing at the provider ends it' : `and the provider ends it at ${formatInstant(floor)}`;
    const message = `Its absence was read back ${minutes} minutes after the end (${removed.endedAt}), ${held}.`;
    findings.wrong('late-removal', subject.about, where, message);
  }
}

/** An edit can move an end to before its own merge: nobody could have kept it before that. */
function endKnownAt(endedAt: Instant, runCommit: string, { subject, grounds }: Exhibit): Instant {
  const runAt = grounds.line.positions.get(runCommit) ?? -1;
  const seen = subject.life.versions.slice(0, versionAt(subject, runAt) + 1);
  const last = seen.findLast(({ window }) => window?.end === endedAt);
  return Math.max(endedAt, last?.committedAt ?? endedAt);
}

/** Holds the reason, the end and the commit that a record gives to the history. */
function verifyWhy(removed: Removed, exhibit: Exhibit): void {
  const { subject, where, grounds, findings } = exhibit;
  const { life } = subject;
  const { why, endedAt, removedIn, pullRequest } = removed;
  const wrong = (message: string) => findings.wrong('other-removal', subject.about, where, message);
  const runAt = grounds.line.positions.get(removed.run.commit);
  const own = life.removedIn;
  const isTakenAway = why === 'revoked' || why === 'deleted';
  if (removedIn !== null && (removedIn !== own?.commit || (runAt !== undefined && runAt < (subject.removedAt ?? 0)))) {
    wrong(
      `The record says that ${removedIn.slice(0, 12)} removed the request, ${own === null ? 'which stands' : `and it was ${own.commit.slice(0, 12)}`}.`,
    );
    return;
  }
  if (isTakenAway) {
    if (own === null || removedIn === null) wrong(`The record says that the request was ${why}, and names no commit.`);
    else if (endedAt !== formatInstant(own.at))
      wrong(`The record says that it ended at ${endedAt}; its file was removed at ${formatInstant(own.at)}.`);
    if ((pullRequest === null) !== (why === 'deleted')) {
      wrong(
        `The record says ${why}, and names ${pullRequest === null ? 'no pull request' : `pull request ${pullRequest}`}.`,
      );
    }
    return;
  }
  if (why !== 'expired' && removedIn !== null)
    wrong(`The record says ${why}, and names a commit that removed the file.`);
  if (removedIn === null && pullRequest !== null) wrong(`The record names pull request ${pullRequest}, and no commit.`);
  verifyEnd(removed, runAt, exhibit);
}

/** Reasons to take something from a grant that has not ended. */
const GOES_ON: readonly Removed['why'][] = ['changed', 'policy', 'unreadable', 'unapproved'];

function verifyEnd({ why, endedAt, run }: Removed, runAt: number | undefined, exhibit: Exhibit): void {
  const { subject, where, findings } = exhibit;
  const { versions } = subject.life;
  const newest = runAt === undefined ? versions.length - 1 : versionAt(subject, runAt);
  const seen = versions.slice(0, newest + 1);
  const ends = new Set<string | null>(seen.flatMap(({ window }) => (window === null ? [] : formatInstant(window.end))));
  // Whatever else was the matter with it, a run says of what has ended that it has, or nobody would see that it was late.
  const windows = seen.flatMap(({ window }) => window ?? []);
  const isOver = windows.length > 0 && windows.every(({ end }) => end <= Date.parse(run.startedAt));
  const isTakenAway = subject.removedAt !== null && runAt !== undefined && runAt >= subject.removedAt;
  if (GOES_ON.includes(why) && (isOver || isTakenAway)) {
    const message = `The record says ${why}, and by the run of ${run.startedAt} ${isOver ? 'the grant had ended' : 'its file had been removed'}.`;
    findings.wrong('other-removal', subject.about, where, message);
  }
  // Nobody knows the end of what cannot be read.
  if (why === 'unapproved' || (why === 'expired' && seen.at(-1)?.window === null)) ends.add(null);
  if (why === 'changed' || why === 'policy' || why === 'unreadable') {
    if (endedAt !== null) {
      findings.wrong('other-removal', subject.about, where, `The record says ${why}, and that it ended at ${endedAt}.`);
    }
  } else if (!ends.has(endedAt)) {
    const told = endedAt === null ? 'no end' : `the end ${endedAt}`;
    const message = `The record names ${told}; by the history it is ${[...ends].map((end) => end ?? 'unknown').join(' or ')}.`;
    findings.wrong('other-removal', subject.about, where, message);
  }
}

/** What was last put there; null: nothing, as far as is recorded. */
function findGiven({ target, entitlement }: Removed, before: readonly EvidenceEvent[]): Given | null {
  const given = before.findLast(
    (event) => event.kind === 'given' && event.target === target && event.entitlement === entitlement,
  );
  return given?.kind === 'given' ? given : null;
}
