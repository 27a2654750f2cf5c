import type { Account, PullRequestFacts, ReviewFacts } from '../approval/facts.js';
import { toAccount, toCommitFacts } from './account.js';
import { readCommanded } from './commanded.js';
import { ask, type Connection, query } from './connection.js';
import { toSystems } from './contents-query.js';
import { GitHubError, type PullRequestReading } from './github.js';
import { listFiles } from './list-files.js';
import { PUBLISHED_ALIASES, readPublished } from './published-checks.js';
import {
  PULL_REQUEST_QUERY,
  type PullRequest,
  type PullRequestAnswer,
  type Review,
  STATES,
} from './pull-request-query.js';
import { readContents } from './read-contents.js';
import { findComment, readAll } from './read-pages.js';
import { toUnknownOwners, UNKNOWN_OWNER_ALIASES } from './unknown-owners.js';

/** Past these a pull request is refused, not truncated (design §5). */
const MAXIMUM_FILES = 3_000;
const MAXIMUM_COMMITS = 250;

const PERMISSION = 'Pull requests: read, Contents: read';
const OPTIONAL = [...PUBLISHED_ALIASES, ...UNKNOWN_OWNER_ALIASES];

/** Reads one pull request, or gives null where it moved while it was read: its parts would not belong together. */
export async function readPullRequest(
  connection: Connection,
  number: number,
  policyAt: string | undefined,
): Promise<PullRequestReading | null> {
  const call = { what: `the query of pull request ${number}`, permission: PERMISSION };
  // `HEAD` is the default branch, nearly always the base, whose tip is not known yet; the contents are read by its id.
  const variables = { number, systems: `${policyAt ?? 'HEAD'}:access` };
  const answer = await query<PullRequestAnswer>(connection, call, PULL_REQUEST_QUERY, variables, OPTIONAL);
  const { repository } = answer;
  const pullRequest = repository?.pullRequest ?? null;
  if (repository === null || pullRequest === null) {
    throw new GitHubError('not-found', `${connection.owner}/${connection.name} has no pull request ${number}.`);
  }
  const headSha = pullRequest.headRefOid;
  const baseSha = policyAt ?? pullRequest.baseRef?.target?.oid ?? pullRequest.baseRefOid;
  const totals = { files: pullRequest.changedFiles, commits: await countCommits(connection, pullRequest) };
  const isListed = totals.files <= MAXIMUM_FILES && totals.commits <= MAXIMUM_COMMITS;

  const nodes = isListed ? await readAll(connection, number, 'commits', pullRequest.commits) : [];
  const commits = nodes.map((node) => toCommitFacts(node.commit));
  if (isListed && commits.length < totals.commits) return null;
  if (commits.length > 0 && !commits.some((commit) => commit.oid === headSha)) return null;
  const reviews = (await readAll(connection, number, 'reviews', pullRequest.reviews)).flatMap(toReviewFacts);
  const listed = isListed ? await listFiles(connection, number) : null;
  if (listed !== null && listed.length < totals.files) return null;
  const baseBranch = pullRequest.baseRefName;
  const concerned = { systems: toSystems(repository.systems), reviewers: listReviewers(reviews) };
  const contents = await readContents(connection, { number, baseSha, headSha, baseBranch }, listed, concerned);
  if (contents === null) return null;

  const defaultBranch = repository.defaultBranchRef?.name ?? '';
  const facts: PullRequestFacts = {
    number,
    url: pullRequest.url,
    title: pullRequest.title,
    author: toAccount(pullRequest.author) ?? GHOST,
    commanded: pullRequest.viewerDidAuthor ? await readCommanded(connection, pullRequest.headRefName) : null,
    state: STATES[pullRequest.state],
    isDraft: pullRequest.isDraft,
    isFork: pullRequest.isCrossRepository,
    headSha,
    headBranch: pullRequest.headRefName,
    baseSha,
    baseBranch,
    baseChangedAt: toInstant(pullRequest.baseChanges.nodes[0]?.createdAt ?? null),
    defaultBranch,
    mergedAt: toInstant(pullRequest.mergedAt),
    totals,
    commits,
    reviews,
    sharingHead: listSharing(pullRequest, defaultBranch),
    unknownOwners: toUnknownOwners(repository),
    ...contents,
  };
  const comment = await findComment(connection, number, pullRequest.comments);
  return {
    facts,
    repositoryId: repository.databaseId,
    openedByUs: pullRequest.viewerDidAuthor,
    published: readOurs(answer.viewer.login, pullRequest),
    comment,
  };
}

function toInstant(time: string | null): number | null {
  return time === null ? null : Date.parse(time);
}

/** Whoever deleted the account: no `User`, so nothing is granted for it. */
const GHOST: Account = { login: 'ghost', id: 0, type: 'Ghost' };

/**
 * GitHub lists 250 commits of a pull request and no more, so a list as long as that may not be all of it; REST counts
 * them: https://docs.github.com/en/rest/pulls/pulls#list-commits-on-a-pull-request
 */
async function countCommits(connection: Connection, pullRequest: PullRequest): Promise<number> {
  const listed = pullRequest.commits.totalCount;
  if (listed !== MAXIMUM_COMMITS) return listed;
  const { data } = await ask<{ commits: number }>(connection, 'GET /repos/{owner}/{repo}/pulls/{pull_number}', {
    pull_number: pullRequest.number,
  });
  return Math.max(listed, data.commits);
}

/** A review that is not sent yet has no time, and counts for nothing. */
function toReviewFacts(review: Review): ReviewFacts[] {
  if (review.submittedAt === null) return [];
  return [
    {
      id: Number(review.fullDatabaseId),
      author: toAccount(review.author),
      state: review.state,
      commitId: review.commit?.oid ?? null,
      submittedAt: Date.parse(review.submittedAt),
      authorCanPush: review.authorCanPushToRepository,
    },
  ];
}

/** Those whose reviews can count: anybody may review a public repository. */
function listReviewers(reviews: readonly ReviewFacts[]): string[] {
  const able = reviews.filter(({ author, authorCanPush }) => author?.type === 'User' && authorCanPush);
  return [...new Set(able.flatMap(({ author }) => (author === null ? [] : [author.login])))];
}

/** Of the head and no other commit: of more than 250 the last that is listed is not the head. */
function readOurs(viewer: string, { headRefOid, headCommit }: PullRequest): PullRequestReading['published'] {
  const head = headCommit.nodes.find(({ commit }) => commit.oid === headRefOid);
  return head === undefined ? new Map() : readPublished(viewer, head.commit);
}

/**
 * Others that are open to the default branch from the same commit; a pull request that only contains it does not share its
 * checks. Of forks none: they block nobody, and a stranger could open as many from somebody's commit as would take all time.
 */
function listSharing(pullRequest: PullRequest, defaultBranch: string): number[] {
  const associated = pullRequest.headCommit.nodes.flatMap((node) => node.commit.associatedPullRequests?.nodes ?? []);
  return associated
    .filter((other) => other.state === 'OPEN' && !other.isCrossRepository && other.baseRefName === defaultBranch)
    .filter((other) => other.headRefOid === pullRequest.headRefOid && other.number !== pullRequest.number)
    .map((other) => other.number);
}
