import { formatInstant } from '../access/instant-text.js';
import type { PullRequestFacts, ReviewFacts } from '../approval/facts.js';
import { requesterOf } from '../approval/requester.js';
import type { Approved, EvidenceReview } from '../evidence/record.js';
import type { About, FindingList } from './finding-list.js';

/** What GitHub says today of the pull request that brought a commit. */
export interface MergedFacts {
  readonly number: number;
  readonly url: string;
  readonly mergedAt: number;
  readonly headSha: string;
  readonly mergeSha: string;
}

/** An approval of a record, to be held to what GitHub says of it. */
export interface OnlineExhibit {
  readonly about: About;
  readonly approved: Approved;
  /** The pull request's address. */
  readonly where: string;
  readonly findings: FindingList;
}

/** @param merged null: GitHub knows none that brought the commit. */
export function compareMerge(merged: MergedFacts | null, { about, approved, where, findings }: OnlineExhibit): void {
  const { pullRequest, version } = approved;
  const wrong = (message: string) => findings.wrong('online-pull-request', about, where, message);
  if (merged === null) {
    wrong(
      `GitHub knows no merged pull request that brought ${version.slice(0, 12)}; the record names ${pullRequest.number}.`,
    );
    return;
  }
  const fields: readonly (readonly [string, string, string])[] = [
    ['number', String(pullRequest.number), String(merged.number)],
    ['address', pullRequest.url, merged.url],
    ['head', pullRequest.head, merged.headSha],
    ['merge', pullRequest.merge, merged.mergeSha],
    ['time of the merge', pullRequest.mergedAt, formatInstant(merged.mergedAt)],
  ];
  for (const [name, told, is] of fields) {
    if (told !== is) wrong(`The record says that the ${name} is ${told}, and GitHub says ${is}.`);
  }
}

type Told = Pick<PullRequestFacts, 'author' | 'commanded' | 'reviews' | 'commits' | 'files'>;

/**
 * Whether GitHub has the reviews that a record names, by those accounts and of that head, and who asked for it.
 *
 * @param blob of the version that was approved.
 */
export function compareReviews(facts: Told, path: string, blob: string, exhibit: OnlineExhibit): void {
  const { about, approved, where, findings } = exhibit;
  const requester = requesterOf(facts);
  if (requester.type === 'Bot' && facts.commanded === null) {
    // Who commanded it only the App itself can read.
    findings.doubt('online-requester', where);
  } else if (requester.id !== approved.requester.id) {
    const message = `The record says that ${approved.requester.login} (${approved.requester.id}) asked, and GitHub says ${requester.login} (${requester.id}).`;
    findings.wrong('online-pull-request', about, where, message);
  }
  const file = facts.files.find((one) => one.path === path);
  if (file?.after?.oid !== blob) {
    const message = `The pull request's head does not hold ${path} with the bytes that stand on the branch.`;
    findings.wrong('online-pull-request', about, where, message);
  }
  for (const approver of approved.approvers) {
    compareReview(
      approver,
      facts.reviews.find(({ id }) => id === approver.review),
      exhibit,
    );
    const own = facts.commits.find(({ author }) => author?.id === approver.id);
    if (own !== undefined) {
      const message = `${approver.login} wrote the commit ${own.oid.slice(0, 12)} of the pull request that they approved.`;
      findings.wrong('online-review', about, where, message);
    }
  }
}

/** A review that was dismissed after the merge had counted at the merge. */
const COUNTED: readonly ReviewFacts['state'][] = ['APPROVED', 'DISMISSED'];

function compareReview(
  { login, id, review, commit, submittedAt }: EvidenceReview,
  is: ReviewFacts | undefined,
  { about, where, findings }: OnlineExhibit,
): void {
  const wrong = (message: string) => findings.wrong('online-review', about, where, message);
  if (is === undefined) {
    wrong(`GitHub has no review ${review} of this pull request, which is said to be by ${login}.`);
    return;
  }
  // An account that is gone, and a commit that was collected, leave an empty place behind.
  if (is.author === null || is.commitId === null) findings.doubt('online-gone', where);
  if (is.author !== null && is.author.id !== id) {
    wrong(
      `The review ${review} is said to be by ${login} (${id}), and GitHub says ${is.author.login} (${is.author.id}).`,
    );
  }
  if (is.commitId !== null && is.commitId !== commit) {
    wrong(`The review ${review} is said to be of ${commit.slice(0, 12)}, and GitHub says ${is.commitId.slice(0, 12)}.`);
  }
  if (!COUNTED.includes(is.state)) wrong(`The review ${review} by ${login} is no approval: GitHub says ${is.state}.`);
  const at = formatInstant(is.submittedAt);
  if (at !== submittedAt) wrong(`The review ${review} is said to be of ${submittedAt}, and GitHub says ${at}.`);
}
