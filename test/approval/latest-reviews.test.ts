import { expect, test } from '@jest/globals';
import { latestReviews } from '../../src/approval/latest-reviews.js';
import { ALICE, BOB, CAROL, NOW, review } from './facts-builder.js';

function states(...reviews: Parameters<typeof latestReviews>[0]) {
  return latestReviews(reviews, null).map(({ author, state }) => `${author.login} ${state}`);
}

test('a review whose account is gone cannot count', () => {
  expect(states(review(null))).toEqual([]);
});

test('a comment and an unsent review neither count nor replace an approval', () => {
  const approval = review(BOB);
  const comment = review(BOB, { state: 'COMMENTED', submittedAt: NOW });
  const pending = review(BOB, { state: 'PENDING', submittedAt: NOW });
  expect(states(approval, comment, pending)).toEqual(['bob APPROVED']);
  expect(states(comment, pending)).toEqual([]);
});

test.each(['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'] as const)(
  'a later %s replaces what was before it',
  (state) => {
    for (const earlier of ['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'] as const) {
      const first = review(BOB, { state: earlier, submittedAt: NOW - 2 });
      expect(states(review(BOB, { state, submittedAt: NOW - 1 }), first)).toEqual([`bob ${state}`]);
    }
  },
);

test('at one time the greater id is the later review', () => {
  const earlier = review(BOB, { id: 7, state: 'APPROVED' });
  const later = review(BOB, { id: 8, state: 'CHANGES_REQUESTED' });
  expect(states(later, earlier)).toEqual(['bob CHANGES_REQUESTED']);
  expect(states(earlier, later)).toEqual(['bob CHANGES_REQUESTED']);
});

test('an account that was renamed is still the same one', () => {
  const renamed = { ...BOB, login: 'robert' };
  const changes = review(renamed, { state: 'CHANGES_REQUESTED', submittedAt: NOW });
  expect(states(review(BOB), changes)).toEqual(['robert CHANGES_REQUESTED']);
});

test('what is said after the merge neither counts nor replaces what was said before', () => {
  const before = review(BOB, { submittedAt: NOW });
  const after = review(BOB, { state: 'CHANGES_REQUESTED', submittedAt: NOW + 1 });
  expect(latestReviews([after, before, review(CAROL, { submittedAt: NOW + 1 })], NOW)).toEqual([before]);
});

test('each account has its own state, in the order of ids', () => {
  expect(states(review(CAROL), review(ALICE), review(BOB))).toEqual([
    'alice APPROVED',
    'bob APPROVED',
    'carol APPROVED',
  ]);
});
