import { EARLIEST_BEFORE_MERGE, LATEST_AFTER_MERGE } from '../access/merge-bounds.js';
import type { Approved } from '../evidence/record.js';
import type { Exhibit } from './exhibit.js';

/** Whether the pull request of an approval can have brought the version, with the bytes that were looked at. */
export function verifyMerge(approved: Approved, index: number, exhibit: Exhibit): void {
  const { subject, where, grounds, findings } = exhibit;
  const { pullRequest, version } = approved;
  const at = subject.versionsAt[index] ?? -1;
  const wrong = (message: string) => findings.wrong('approval-merge', subject.about, where, message);

  const mergedIn = grounds.line.positions.get(pullRequest.merge);
  if (mergedIn === undefined) {
    wrong(`Its merge ${pullRequest.merge.slice(0, 12)} is no commit of the default branch.`);
  } else if (at > mergedIn) {
    wrong(`The version ${version.slice(0, 12)} came after the merge ${pullRequest.merge.slice(0, 12)} that it names.`);
  }
  verifySubject(approved, exhibit);
  if (!pullRequest.url.endsWith(`/pull/${pullRequest.number}`)) {
    wrong(`The pull request ${pullRequest.number} has the address of another one.`);
  }
  const merge = grounds.commits.get(pullRequest.merge);
  // What it merged is dated like the merge, and so is the merge.
  for (const committedAt of [
    ...datesOf(approved, index, exhibit),
    ...(merge === undefined ? [] : [merge.committedAt]),
  ]) {
    const late = committedAt - Date.parse(pullRequest.mergedAt);
    // The record's time is a whole second.
    if (late < LATEST_AFTER_MERGE + 1000 && late >= -EARLIEST_BEFORE_MERGE) continue;
    const message = `Its commit is dated ${Math.round(late / 1000)} s from the merge that is named (${pullRequest.mergedAt}).`;
    findings.wrong('merge-time', subject.about, where, message);
    break;
  }
  verifyHead(approved, index, exhibit);
}

/**
 * GitHub ends a squash's subject with the number, and begins a merge commit's with it; whoever merges may write another.
 * https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/incorporating-changes-from-a-pull-request/about-pull-request-merges
 */
function verifySubject({ pullRequest }: Approved, { subject, where, grounds, findings }: Exhibit): void {
  const { subject: text = '', parents = [] } = grounds.commits.get(pullRequest.merge) ?? {};
  const pattern = parents.length > 1 ? /^Merge pull request #(\d+) from / : / \(#(\d+)\)$/;
  const told = pattern.exec(text)?.[1];
  if (told === undefined || Number(told) === pullRequest.number) return;
  const message = `The record names pull request ${pullRequest.number}, and its merge ${pullRequest.merge.slice(0, 12)} says #${told}.`;
  findings.unproved('other-number', subject.about, where, message);
}

/** Of the versions that came with the pull request: a window counts from the first of them. */
function datesOf({ policy }: Approved, index: number, { subject, grounds }: Exhibit): readonly number[] {
  const policyAt = grounds.line.positions.get(policy.commit) ?? Number.POSITIVE_INFINITY;
  const own = subject.life.versions.slice(0, index + 1);
  return own
    .filter((_version, at) => at === index || (subject.versionsAt[at] ?? -1) > policyAt)
    .map((version) => version.committedAt);
}

/** Law 4: what stands on the branch is what stood at the head that was approved. */
function verifyHead({ pullRequest, version }: Approved, index: number, exhibit: Exhibit): void {
  const { subject, where, grounds, findings } = exhibit;
  // A merge commit names the head that it merged: https://git-scm.com/docs/git-merge#_description
  const merged = pullRequest.merge === version ? grounds.commits.get(version)?.parents[1] : undefined;
  if (merged !== undefined && merged !== pullRequest.head) {
    const message = `The approved head is ${pullRequest.head.slice(0, 12)}, and the merge commit brought ${merged.slice(0, 12)}.`;
    findings.wrong('approval-merge', subject.about, where, message);
  }
  const held = grounds.heads.find(pullRequest.head, subject.life.path);
  if (held === undefined) {
    findings.doubt('head-not-in-clone', where);
  } else if (held !== subject.life.versions[index]?.oid) {
    const message = `The approved head ${pullRequest.head.slice(0, 12)} does not hold the bytes that stand on the branch.`;
    findings.wrong('other-bytes', subject.about, where, message);
  }
}
