import type { Instant } from '../access/instant.js';
import type { Account, ReviewFacts } from './facts.js';

/** A review that says something, by an account that still is. */
export interface LatestReview extends ReviewFacts {
  readonly author: Account;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED';
}

/**
 * The latest state of each account (design §5), by account id, in time order and then by review id: approvals, change requests and
 * dismissals replace each other, comments and unsent reviews do not count. Reviews after `until` (the merge) are too
 * late to say anything; null: there is no such limit yet.
 */
export function latestReviews(reviews: readonly ReviewFacts[], until: Instant | null): readonly LatestReview[] {
  const latest = new Map<number, LatestReview>();
  for (const review of reviews) {
    if (!isLatestReview(review) || (until !== null && review.submittedAt > until)) continue;
    const other = latest.get(review.author.id);
    if (other === undefined || isLater(review, other)) latest.set(review.author.id, review);
  }
  return [...latest.values()].sort((a, b) => a.author.id - b.author.id);
}

function isLatestReview(review: ReviewFacts): review is LatestReview {
  return review.author !== null && review.state !== 'COMMENTED' && review.state !== 'PENDING';
}

function isLater(review: ReviewFacts, than: ReviewFacts): boolean {
  return review.submittedAt > than.submittedAt || (review.submittedAt === than.submittedAt && review.id > than.id);
}
