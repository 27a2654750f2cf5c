import { optionalText } from '../body.js';
import { emitReview } from '../emit.js';
import { findPull, levelOf, reaches } from '../find.js';
import { readCommit } from '../present/commit.js';
import { presentReview } from '../present/pull.js';
import { notFound, Refusal } from '../refusal.js';
import { type Answer, pageOf, type RepositoryCall, type Route, repositoryRoute } from '../router.js';
import type { Pull, Review } from '../state.js';

/** https://docs.github.com/en/rest/pulls/reviews */
export const reviewRoutes: readonly Route[] = [
  repositoryRoute('GET /pulls/{pull_number}/reviews', 'pull_requests:read', 'read', listReviews),
  repositoryRoute('POST /pulls/{pull_number}/reviews', 'pull_requests:write', 'read', createReview),
  repositoryRoute('GET /pulls/{pull_number}/reviews/{review_id}', 'pull_requests:read', 'read', getReview),
  repositoryRoute('PUT /pulls/{pull_number}/reviews/{review_id}', 'pull_requests:write', 'read', editReview),
  repositoryRoute('PUT /pulls/{pull_number}/reviews/{review_id}/dismissals', 'pull_requests:write', 'write', dismiss),
];

/** GitHub's `errors` are plain sentences here (`validation-failed-simple` of its OpenAPI description). */
function refusedReview(sentence: string): Refusal {
  return new Refusal(422, 'Unprocessable Entity', [sentence]);
}

function requireText(body: RepositoryCall['body'], field: string): string {
  const value = body[field];
  if (typeof value !== 'string') throw refusedReview(`Variable $${field} of type String! was provided invalid value`);
  return value;
}

const states = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;

function listReviews(call: RepositoryCall): Answer {
  const { world, repository, params } = call;
  const pull = findPull(repository, params['pull_number']);
  const { items, headers } = pageOf(call, pull.reviews);
  return { status: 200, headers, body: items.map((review) => presentReview(world, repository, pull, review)) };
}

async function createReview({ world, repository, actor, params, body }: RepositoryCall): Promise<Answer> {
  const pull = findPull(repository, params['pull_number']);
  const event = optionalText(body, 'event', 'PullRequestReview');
  if (event !== 'APPROVE' && event !== 'REQUEST_CHANGES' && event !== 'COMMENT')
    throw refusedReview('Variable $event of type PullRequestReviewEvent was provided invalid value');
  if (actor.account === pull.author && event !== 'COMMENT') {
    const verb = event === 'APPROVE' ? 'approve' : 'request changes on';
    throw refusedReview(`Can not ${verb} your own pull request`);
  }
  const text = optionalText(body, 'body', 'PullRequestReview') ?? '';
  if (event !== 'APPROVE' && text === '') throw refusedReview('Review body is required unless approving');
  const commitId = optionalText(body, 'commit_id', 'PullRequestReview') ?? pull.headSha;
  await readCommit(world, repository, commitId).catch(() => {
    throw refusedReview('The commit is not part of the pull request');
  });
  const id = world.nextId();
  const review: Review = {
    id,
    nodeId: `PRR_${Buffer.from(String(id)).toString('base64url')}`,
    author: actor.account,
    commitId,
    submittedAt: world.now(),
    state: states[event],
    body: text,
  };
  pull.reviews.push(review);
  pull.updatedAt = world.now();
  emitReview(world, repository, actor, 'submitted', pull, review);
  return { status: 200, body: presentReview(world, repository, pull, review) };
}

function findReview(pull: Pull, id: string | undefined): Review {
  const review = pull.reviews.find((one) => one.id === Number(id));
  if (!review) throw notFound();
  return review;
}

function getReview({ world, repository, params }: RepositoryCall): Answer {
  const pull = findPull(repository, params['pull_number']);
  const review = findReview(pull, params['review_id']);
  return { status: 200, body: presentReview(world, repository, pull, review) };
}

function editReview({ world, repository, actor, params, body }: RepositoryCall): Answer {
  const pull = findPull(repository, params['pull_number']);
  const review = findReview(pull, params['review_id']);
  if (actor.account !== review.author && !reaches(levelOf(world, repository, actor.account), 'admin'))
    throw new Refusal(403, 'You do not have permission to edit this review.');
  const from = review.body;
  review.body = requireText(body, 'body');
  emitReview(world, repository, actor, 'edited', pull, review, { changes: { body: { from } } });
  return { status: 200, body: presentReview(world, repository, pull, review) };
}

function dismiss({ world, repository, actor, params, body }: RepositoryCall): Answer {
  const pull = findPull(repository, params['pull_number']);
  const review = findReview(pull, params['review_id']);
  requireText(body, 'message');
  if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED')
    throw refusedReview('Can not dismiss a commented pull request review');
  review.state = 'DISMISSED';
  pull.updatedAt = world.now();
  emitReview(world, repository, actor, 'dismissed', pull, review);
  return { status: 200, body: presentReview(world, repository, pull, review) };
}
