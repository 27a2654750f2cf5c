import { associationOf } from '../find.js';
import { commitsOfPull, filesOfPull, isMergeable } from '../pull-contents.js';
import type { Pull, Repository, Review, World } from '../state.js';
import { iso, isoOrNull, presentAccount, presentAccountOrNull } from './account.js';
import { apiOf, pageUrlOf, presentRepository } from './repository.js';
import { commentsOf, presentLabels } from './thread.js';

function presentSide(world: World, repository: Repository, ref: string, sha: string) {
  return {
    label: `${repository.owner.login}:${ref}`,
    ref,
    sha,
    user: presentAccount(world, repository.owner),
    repo: presentRepository(world, repository),
  };
}

/** `pull-request-simple`: what lists and webhooks about reviews carry. */
export function presentPullSimple(world: World, repository: Repository, pull: Pull) {
  const api = apiOf(world, repository);
  const own = `${api}/pulls/${pull.number}`;
  const issue = `${api}/issues/${pull.number}`;
  const page = `${pageUrlOf(world, repository)}/pull/${pull.number}`;
  const urls = {
    comments: `${issue}/comments`,
    commits: `${own}/commits`,
    statuses: `${api}/statuses/${pull.headSha}`,
    html: page,
    issue,
    review_comments: `${own}/comments`,
    review_comment: `${api}/pulls/comments{/number}`,
    self: own,
  };
  return {
    url: own,
    id: pull.id,
    node_id: pull.nodeId,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: urls.issue,
    commits_url: urls.commits,
    review_comments_url: urls.review_comments,
    review_comment_url: urls.review_comment,
    comments_url: urls.comments,
    statuses_url: urls.statuses,
    number: pull.number,
    state: pull.state,
    locked: false,
    active_lock_reason: null,
    title: pull.title,
    user: presentAccount(world, pull.author),
    body: pull.body,
    labels: presentLabels(world, repository, pull),
    milestone: null,
    created_at: iso(pull.createdAt),
    updated_at: iso(pull.updatedAt),
    closed_at: isoOrNull(pull.closedAt),
    merged_at: isoOrNull(pull.mergedAt),
    merge_commit_sha: pull.mergeCommitSha,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: presentSide(world, pull.headRepository, pull.headRef, pull.headSha),
    base: presentSide(world, repository, pull.baseRef, pull.baseSha),
    _links: {
      self: { href: urls.self },
      html: { href: urls.html },
      issue: { href: urls.issue },
      comments: { href: urls.comments },
      review_comments: { href: urls.review_comments },
      review_comment: { href: urls.review_comment },
      commits: { href: urls.commits },
      statuses: { href: urls.statuses },
    },
    author_association: associationOf(world, repository, pull.author),
    auto_merge: null,
    draft: pull.draft,
  };
}

/** `pull-request`: with everything that must be read from git. */
export async function presentPull(world: World, repository: Repository, pull: Pull) {
  const files = await filesOfPull(world, repository, pull);
  const commits = await commitsOfPull(world, repository, pull);
  const mergeable = pull.state === 'open' ? await isMergeable(world, repository, pull) : null;
  return {
    ...presentPullSimple(world, repository, pull),
    merged: pull.mergedAt !== null,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: mergeable === null ? 'unknown' : mergeable ? 'clean' : 'dirty',
    merged_by: presentAccountOrNull(world, pull.mergedBy),
    comments: commentsOf(repository, pull.number).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commits.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

/** `pull-request-review`; webhooks write its state in lower case. */
export function presentReview(world: World, repository: Repository, pull: Pull, review: Review) {
  const page = `${pageUrlOf(world, repository)}/pull/${pull.number}#pullrequestreview-${review.id}`;
  const own = `${apiOf(world, repository)}/pulls/${pull.number}`;
  return {
    id: review.id,
    node_id: review.nodeId,
    user: presentAccount(world, review.author),
    body: review.body,
    state: review.state as string,
    html_url: page,
    pull_request_url: own,
    author_association: associationOf(world, repository, review.author),
    _links: { html: { href: page }, pull_request: { href: own } },
    submitted_at: iso(review.submittedAt),
    commit_id: review.commitId,
  };
}
