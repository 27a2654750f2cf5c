import { associationOf, levelOf, reaches } from '../find.js';
import { iso, isoOrNull } from '../present/account.js';
import { readCommit } from '../present/commit.js';
import { pageUrlOf } from '../present/repository.js';
import { commentsOf, presentLabels } from '../present/thread.js';
import { commitsOfPull, filesOfPull, isMergeable, mostCommits, mostFiles } from '../pull-contents.js';
import type { Pull, Repository, Review, World } from '../state.js';
import { actorOf } from './actors.js';
import { commentOf, writtenBy } from './comment.js';
import { connectionOf, type PageArguments } from './connection.js';
import type { Context } from './context.js';
import { commitOf } from './git-objects.js';
import { refOf, repositoryOf } from './repository.js';

/** GraphQL's PullRequest. */
export function pullOf(world: World, repository: Repository, pull: Pull): Record<string, unknown> {
  const readSha = async (sha: string) => commitOf(world, repository, await readCommit(world, repository, sha));
  return {
    __typename: 'PullRequest',
    id: pull.nodeId,
    databaseId: pull.id,
    fullDatabaseId: String(pull.id),
    number: pull.number,
    title: pull.title,
    body: pull.body ?? '',
    url: `${pageUrlOf(world, repository)}/pull/${pull.number}`,
    resourcePath: `/${repository.fullName}/pull/${pull.number}`,
    repository: () => repositoryOf(world, repository),
    state: pull.mergedAt !== null ? 'MERGED' : pull.state.toUpperCase(),
    closed: pull.state === 'closed',
    isDraft: pull.draft,
    locked: false,
    merged: pull.mergedAt !== null,
    mergedAt: isoOrNull(pull.mergedAt),
    closedAt: isoOrNull(pull.closedAt),
    createdAt: iso(pull.createdAt),
    updatedAt: iso(pull.updatedAt),
    mergedBy: pull.mergedBy ? actorOf(world, pull.mergedBy) : null,
    mergeCommit: pull.mergeCommitSha ? () => readSha(pull.mergeCommitSha ?? '') : null,
    isCrossRepository: pull.headRepository !== repository,
    mergeable: () => mergeableOf(world, repository, pull),
    baseRefName: pull.baseRef,
    baseRefOid: pull.baseSha,
    headRefName: pull.headRef,
    headRefOid: pull.headSha,
    baseRef: () => refOf(world, repository, `refs/heads/${pull.baseRef}`),
    headRef: () => refOf(world, pull.headRepository, `refs/heads/${pull.headRef}`),
    baseRepository: () => repositoryOf(world, repository),
    headRepository: () => repositoryOf(world, pull.headRepository),
    headRepositoryOwner: () => actorOf(world, pull.headRepository.owner),
    author: actorOf(world, pull.author),
    authorAssociation: associationOf(world, repository, pull.author),
    viewerDidAuthor: (_: unknown, { actor }: Context) => actor.account === pull.author,
    labels: (args: PageArguments) => connectionOf('labels', presentLabels(world, repository, pull), args, (one) => one),
    reviewDecision: null,
    reviews: (args: PageArguments) => reviewsOf(world, repository, pull, args),
    latestReviews: (args: PageArguments) => reviewsOf(world, repository, pull, args),
    commits: async (args: PageArguments) => {
      const commits = (await commitsOfPull(world, repository, pull)).slice(0, mostCommits);
      return connectionOf('commits', commits, args, (commit) => ({
        __typename: 'PullRequestCommit',
        id: `PURC_${commit.sha}`,
        commit: commitOf(world, repository, commit),
        url: `${pageUrlOf(world, repository)}/pull/${pull.number}/commits/${commit.sha}`,
      }));
    },
    timelineItems: (args: TimelineArguments) => timelineOf(pull, args),
    comments: (args: PageArguments) =>
      connectionOf('comments', commentsOf(repository, pull.number), args, (one) => commentOf(world, repository, one)),
    files: async (args: PageArguments) => {
      const files = (await filesOfPull(world, repository, pull)).slice(0, mostFiles);
      return connectionOf('files', files, args, (file) => ({
        __typename: 'PullRequestChangedFile',
        path: file.path,
        changeType: changeTypes[file.status],
        additions: file.additions,
        deletions: file.deletions,
        viewerViewedState: 'UNVIEWED',
      }));
    },
    changedFiles: async () => (await filesOfPull(world, repository, pull)).length,
    additions: async () => (await filesOfPull(world, repository, pull)).reduce((sum, file) => sum + file.additions, 0),
    deletions: async () => (await filesOfPull(world, repository, pull)).reduce((sum, file) => sum + file.deletions, 0),
  };
}

interface TimelineArguments extends PageArguments {
  readonly itemTypes?: readonly string[] | null;
}

/** Of the many things that GitHub's timeline holds, the changes of the base. */
function timelineOf(pull: Pull, args: TimelineArguments) {
  const isWanted = !args.itemTypes || args.itemTypes.includes('BASE_REF_CHANGED_EVENT');
  const changes = isWanted && pull.baseChangedAt !== null ? [pull.baseChangedAt] : [];
  return connectionOf('timelineItems', changes, args, (at) => ({
    __typename: 'BaseRefChangedEvent',
    id: `BRCE_${pull.id}_${at}`,
    createdAt: iso(at),
  }));
}

/** https://docs.github.com/en/graphql/reference/enums#patchstatus: a removed file is DELETED here. */
const changeTypes = { added: 'ADDED', modified: 'MODIFIED', removed: 'DELETED', renamed: 'RENAMED' } as const;

async function mergeableOf(world: World, repository: Repository, pull: Pull): Promise<string> {
  if (pull.state !== 'open') return 'UNKNOWN';
  return (await isMergeable(world, repository, pull)) ? 'MERGEABLE' : 'CONFLICTING';
}

interface ReviewArguments extends PageArguments {
  readonly states?: readonly string[] | null;
  readonly author?: string | null;
}

function reviewsOf(world: World, repository: Repository, pull: Pull, args: ReviewArguments) {
  const wanted = pull.reviews.filter(
    (review) =>
      (!args.states || args.states.includes(review.state)) && (!args.author || review.author.login === args.author),
  );
  return connectionOf('reviews', wanted, args, (review) => reviewOf(world, repository, pull, review));
}

function reviewOf(world: World, repository: Repository, pull: Pull, review: Review) {
  return {
    __typename: 'PullRequestReview',
    id: review.nodeId,
    databaseId: review.id,
    fullDatabaseId: String(review.id),
    state: review.state,
    body: review.body,
    submittedAt: iso(review.submittedAt),
    createdAt: iso(review.submittedAt),
    updatedAt: iso(review.submittedAt),
    url: `${pageUrlOf(world, repository)}/pull/${pull.number}#pullrequestreview-${review.id}`,
    commit: async () => commitOf(world, repository, await readCommit(world, repository, review.commitId)),
    ...writtenBy(world, repository, review.author),
    authorCanPushToRepository: reaches(levelOf(world, repository, review.author), 'write'),
    pullRequest: () => pullOf(world, repository, pull),
  };
}
