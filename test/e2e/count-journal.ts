import type { AwsRequestRecord } from '../../sandbox/aws/serve-request.js';
import type { DeliveryRecord } from '../../sandbox/github/webhooks.js';
import { type Access, countAccess } from './count-access.js';

/** A review as GitHub told it. */
export interface CountedReview {
  readonly id: number;
  readonly login: string;
  readonly commit: string;
}

/** A change of one file of the default branch. */
export interface CountedChange {
  readonly commit: string;
  /** Milliseconds since the epoch, UTC. */
  readonly at: number;
  /** null: it was pushed. */
  readonly pullRequest: number | null;
  readonly requester: string | null;
  readonly approvals: readonly CountedReview[];
}

/** One life of one request, as GitHub's webhooks and IAM's journal tell it. */
export interface CountedLife {
  readonly grant: string;
  readonly added: CountedChange;
  readonly edited: readonly CountedChange[];
  readonly removed: CountedChange | null;
  /** What Lapse put for it, and when that was gone, by whomever; in order of time. */
  readonly access: readonly Access[];
}

export interface Journals {
  readonly deliveries: readonly DeliveryRecord[];
  readonly iam: readonly AwsRequestRecord[];
}

interface Commit {
  readonly id: string;
  readonly timestamp: string;
  readonly added: readonly string[];
  readonly modified: readonly string[];
  readonly removed: readonly string[];
}

interface Push {
  readonly ref: string;
  readonly commits: readonly Commit[];
  readonly head_commit: Commit | null;
}

interface Pull {
  readonly number: number;
  readonly merged?: boolean;
  readonly merged_at: string | null;
  readonly merge_commit_sha: string | null;
  readonly user: { readonly login: string };
  readonly head: { readonly ref: string };
}

interface Comment {
  readonly id: number;
  readonly user: { readonly login: string };
}

interface Review {
  readonly id: number;
  readonly state: string;
  readonly commit_id: string;
  readonly user: { readonly login: string };
}

interface Payload {
  readonly pull_request: Pull;
  readonly review: Review;
  readonly comment: Comment;
}

/**
 * Every life that there ever was, counted from what the sandbox itself wrote down: which files each push took to the
 * default branch, which pull request was merged into which commit, who approved what, and what was put at and deleted from
 * each user. Nothing of `src/` has a part in it.
 */
export function countLives({ deliveries, iam }: Journals): readonly CountedLife[] {
  const changeOf = readChanges(deliveries);
  const open = new Map<string, Omit<CountedLife, 'access'> & { edited: CountedChange[] }>();
  const lives: Omit<CountedLife, 'access'>[] = [];
  for (const commit of listCommits(deliveries)) {
    const change = changeOf(commit);
    for (const grant of requestsOf(commit.added)) {
      const life = { grant, added: change, edited: [], removed: null };
      open.set(grant, life);
      lives.push(life);
    }
    for (const grant of requestsOf(commit.modified)) open.get(grant)?.edited.push(change);
    for (const grant of requestsOf(commit.removed)) Object.assign(open.get(grant) ?? {}, { removed: change });
  }
  return lives.map((life) => {
    const next = lives.find((other) => other.grant === life.grant && other.added.at > life.added.at);
    const access = countAccess(iam, life.grant);
    const isOwn = ({ putAt }: Access) => putAt >= life.added.at && (next === undefined || putAt < next.added.at);
    return { ...life, access: access.filter(isOwn) };
  });
}

/** Whether IAM gave it at a time: the policy stood, and its window was open. */
export function hadAccess({ access }: CountedLife, at: number): boolean {
  return access.some(
    ({ putAt, deletedAt, start, end }) =>
      putAt <= at && (deletedAt === null || deletedAt > at) && start <= at && at < end,
  );
}

/** What each push laid on the default branch: one commit, since whoever merges and pushes here does it one by one. */
function listCommits(deliveries: readonly DeliveryRecord[]): Commit[] {
  return deliveries.flatMap(({ event, payload }) => {
    const push = payload as unknown as Push;
    if (event !== 'push' || push.ref !== 'refs/heads/main' || push.head_commit === null) return [];
    return [push.head_commit];
  });
}

function readChanges(deliveries: readonly DeliveryRecord[]): (commit: Commit) => CountedChange {
  const merged = new Map<string, Pull>();
  const reviews = new Map<number, CountedReview[]>();
  const commanders = new Map<string, string>();
  for (const { event, action, payload } of deliveries) {
    const { pull_request: pull, review, comment } = payload as unknown as Payload;
    if (event === 'issue_comment' && action === 'created') commanders.set(String(comment.id), comment.user.login);
    if (event === 'pull_request' && action === 'closed' && pull.merged === true) {
      merged.set(pull.merge_commit_sha ?? '', pull);
    }
    if (event === 'pull_request_review' && action === 'submitted' && review.state === 'approved') {
      const counted = { id: review.id, login: review.user.login, commit: review.commit_id };
      reviews.set(pull.number, [...(reviews.get(pull.number) ?? []), counted]);
    }
  }
  return ({ id, timestamp }) => {
    const pull = merged.get(id);
    return {
      commit: id,
      at: Date.parse(pull?.merged_at ?? timestamp),
      pullRequest: pull?.number ?? null,
      // What the App opened for a comment is its writer's: the branch ends with the comment's number.
      requester: (pull && commanders.get(pull.head.ref.split('/').at(-1) ?? '')) ?? pull?.user.login ?? null,
      approvals: pull === undefined ? [] : (reviews.get(pull.number) ?? []),
    };
  };
}

function requestsOf(paths: readonly string[]): string[] {
  return paths.flatMap((path) => /^access\/([^/]+\/[^/]+\/[^/]+)\.yaml$/.exec(path)?.[1] ?? []);
}
