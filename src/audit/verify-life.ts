import type { Instant, Milliseconds } from '../access/instant.js';
import { formatInstant } from '../access/instant-text.js';
import { standingGiven } from '../evidence/last-given.js';
import type { EvidenceEvent } from '../evidence/record.js';
import { isBound } from './bound-target.js';
import type { Exhibit } from './exhibit.js';
import type { FindingList } from './finding-list.js';
import { activeFor, GRACE, type Grounds, SKEW, type Subject } from './subject.js';
import { verifyApproval } from './verify-approval.js';
import { verifyGiven } from './verify-given.js';
import { verifyRemoved } from './verify-removed.js';
import { verifyVersions } from './verify-versions.js';

/** As long as GitHub lets a job on its runners last: https://docs.github.com/en/actions/reference/limits */
const LONGEST_RUN: Milliseconds = 6 * 60 * 60_000;

/** All that a record of one life says, held to the history: each fact by itself, then whether the story is whole. */
export function verifyLife(subject: Subject, grounds: Grounds, findings: FindingList): void {
  verifyVersions(subject, grounds, findings);
  const { record, path } = subject;
  for (const [index, event] of record.events.entries()) {
    const exhibit = { subject, grounds, findings, where: `${path} events[${index}]` };
    verifyRun(event, exhibit);
    if (event.kind === 'approved') verifyApproval(event, exhibit);
    if (event.kind === 'refused') verifyRefused(event.version, exhibit);
    if (event.kind === 'given') verifyGiven(event, exhibit);
    if (event.kind === 'removed') verifyRemoved(event, record.events.slice(0, index), exhibit);
  }
  verifyStory(subject, grounds, findings);
}

/** Every fact names a run of this branch, at a time that can be. */
function verifyRun(event: EvidenceEvent, { subject, where, grounds, findings }: Exhibit): void {
  const { run } = event;
  const { about } = subject;
  if (!grounds.line.positions.has(run.commit)) {
    const message = `The run that recorded it reconciled ${run.commit.slice(0, 12)}, which is not on the default branch.`;
    findings.wrong('run-commit', about, where, message);
  }
  const startedAt = Date.parse(run.startedAt);
  if (startedAt < (subject.life.addedAt ?? 0) - SKEW) {
    const message = `Its run began at ${run.startedAt}, before the request was merged.`;
    findings.wrong('impossible-time', about, where, message);
  }
  if (startedAt > grounds.now + SKEW) {
    findings.wrong('impossible-time', about, where, `Its run began at ${run.startedAt}, which is yet to come.`);
  }
  if (event.kind !== 'given' && event.kind !== 'removed') return;
  findings.doubt('provider-word', where);
  const readBackAt = Date.parse(event.readBackAt);
  if (readBackAt < startedAt - SKEW) {
    const message = `It was read back at ${event.readBackAt}, before its run began (${run.startedAt}).`;
    findings.wrong('impossible-time', about, where, message);
  }
  if (readBackAt > startedAt + LONGEST_RUN) {
    const message = `It was read back at ${event.readBackAt}, and its run began at ${run.startedAt}: none lasts that long.`;
    findings.wrong('impossible-time', about, where, message);
  }
  if (readBackAt > grounds.now + SKEW) {
    findings.wrong('impossible-time', about, where, `It was read back at ${event.readBackAt}, which is yet to come.`);
  }
}

function verifyRefused(version: string, { subject, where, findings }: Exhibit): void {
  if (subject.life.versions.some(({ commit }) => commit === version)) return;
  const message = `It refuses commit ${version.slice(0, 12)}, which holds no version of this request.`;
  findings.wrong('other-version', subject.about, where, message);
}

/** What was approved was given, and what was given has gone. */
function verifyStory(subject: Subject, grounds: Grounds, findings: FindingList): void {
  const { life, record, path, about } = subject;
  const has = (kind: EvidenceEvent['kind']) => record.events.some((event) => event.kind === kind);
  const isSilent = !has('given') && !has('failed') && !has('refused') && !has('removed');
  const active = activeFor(life, grounds.evidenceBegan, grounds.now);
  if (isSilent && active >= GRACE) {
    const message = `It should have given access for ${Math.floor(active / 60_000)} minutes, and no run says that it did, or why not.`;
    findings.wrong('never-given', about, path, message);
  }
  const end = endOf(subject);
  if (end === null || grounds.now - end <= GRACE) return;
  for (const { target, entitlement, floor } of standingGiven(record)) {
    if (floor !== null && Date.parse(floor) <= end && !isLookedAt(target, end + GRACE, subject, grounds)) {
      findings.doubt('unconfirmed-elsewhere', path);
      continue;
    }
    const held = floor === null ? 'Nothing at the provider ends it.' : `The provider itself ends it at ${floor}.`;
    const message = `${entitlement} at ${target} ended at ${formatInstant(end)}, and nobody has seen it gone. ${held}`;
    findings.wrong('removal-unconfirmed', about, path, message);
  }
}

/** Whether the policy that stood at a time had a system at the target, so that a run saw what is there. */
function isLookedAt(target: string, at: Instant, { life }: Subject, grounds: Grounds): boolean {
  let position = -1;
  for (const { sha, committedAt } of grounds.commits.values()) {
    if (committedAt <= at) position = Math.max(position, grounds.line.positions.get(sha) ?? -1);
  }
  return isBound(target, life.request.system, position, grounds);
}

/** When a life ended: with what of it was approved, or with the removal of its file; null: nobody knows. */
function endOf({ life, approved }: Subject): Instant | null {
  const { versions, removedIn } = life;
  const window = approved.at(-1) ?? versions.findLast((version) => version.window !== null)?.window;
  const end = Math.min(window?.end ?? Number.POSITIVE_INFINITY, removedIn?.at ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(end) ? end : null;
}
