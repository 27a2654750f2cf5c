import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decideApproval } from '../../src/approval/decide-approval.js';
import type { PullRequestFacts, ReviewFacts } from '../../src/approval/facts.js';
import { membershipKey, teamsToAsk } from '../../src/approval/teams-to-ask.js';
import {
  ALICE,
  added,
  BOB,
  BOB_TWO,
  CAROL,
  codeOwnersFile,
  commit,
  factsOf,
  HOUR,
  LAPSE_BOT,
  modified,
  NOW,
  OLD_HEAD,
  person,
  policyOf,
  review,
  roleOf,
} from './facts-builder.js';

const OUTSIDER = person('alice-two', 200);
const COMMITTER = person('bob-three', 201);
/** Whom no law stands against. */
const FREE = [BOB_TWO, person('carol-two', 105), person('carol-three', 106)];
const EVERYBODY = [ALICE, BOB, CAROL, COMMITTER, LAPSE_BOT, ...FREE];
const TEAMS = ['@acme/security', '@acme/finance'];

/** Everybody but the outsider is in both teams, so that only the laws stand between them and an approval. */
const memberships = new Map(
  EVERYBODY.flatMap(({ login }) => TEAMS.map((team) => [membershipKey(team, login), true] as const)),
);
const approvers = [
  { from: 'code-owners', count: 1 },
  { from: '@acme/finance', count: 1 },
];
const policy = policyOf([roleOf({ approvers })]);

/** bob asks for carol, alice wrote the commit and bob-three committed it; or the same of the roles. */
const factsWith = (reviews: readonly ReviewFacts[], isPolicy: boolean): PullRequestFacts =>
  factsOf({
    author: BOB,
    files: isPolicy ? [modified('access/people.yaml', 'a', 'b')] : [added('access/aws-sandbox/carol/billing.yaml')],
    commits: [commit(ALICE, { committer: COMMITTER })],
    policyFiles: [codeOwnersFile('/access/ @acme/security')],
    reviews,
  });

function decide(reviews: readonly ReviewFacts[], isPolicy = false) {
  return decideApproval({ facts: factsWith(reviews, isPolicy), policy, now: NOW, memberships });
}

const state = fc.constantFrom('APPROVED', 'CHANGES_REQUESTED', 'DISMISSED', 'COMMENTED', 'PENDING' as const);
const anyReview: fc.Arbitrary<ReviewFacts> = fc.record({
  id: fc.integer({ min: 1, max: 50 }),
  author: fc.constantFrom(...EVERYBODY, ...FREE, OUTSIDER, null),
  state: fc.oneof({ weight: 3, arbitrary: fc.constant('APPROVED' as const) }, { weight: 1, arbitrary: state }),
  commitId: fc.constantFrom('aaaaaaa1'.padEnd(40, '0'), 'aaaaaaa1'.padEnd(40, '0'), OLD_HEAD, null),
  submittedAt: fc.integer({ min: 1, max: 30 }).map((hours) => NOW - hours * HOUR),
  authorCanPush: fc.constantFrom(true, true, false),
}) as fc.Arbitrary<ReviewFacts>;
/** One review a person, with an id of its own: people who do not know of each other. */
const independent = fc.uniqueArray(anyReview, { selector: ({ author }) => author?.id ?? 0, maxLength: 8 });
const anyReviews = fc.uniqueArray(anyReview, { selector: ({ id }) => id, maxLength: 8 });

describe('adding an approval never turns a decision to approved', () => {
  test.each<[string, ReviewFacts, boolean]>([
    ['law 5: by the requester', review(BOB), true],
    ['law 5: by the beneficiary', review(CAROL), false],
    ['law 5: by an author', review(ALICE), true],
    ['law 5: by a committer', review(COMMITTER), true],
    ['law 5: by a bot', review(LAPSE_BOT), true],
    ['by somebody who owns nothing', review(OUTSIDER), true],
    ['by somebody who cannot push', review(BOB_TWO, { authorCanPush: false }), true],
    ['law 4: that is too old', review(BOB_TWO, { submittedAt: NOW - 24 * HOUR - 1 }), true],
    ['law 4: on another commit', review(BOB_TWO, { commitId: OLD_HEAD }), true],
  ])('%s', (_what, approval, isPolicyToo) => {
    fc.assert(
      fc.property(anyReviews, fc.boolean(), (others, isPolicy) => {
        // A later word of the same person replaces an earlier one, so an own change request is another matter.
        const reviews = others.filter(({ author }) => author?.id !== approval.author?.id);
        const before = decide(reviews, isPolicy && isPolicyToo).verdict;
        expect(decide([...reviews, { ...approval, id: 99 }], isPolicy && isPolicyToo).verdict).toBe(before);
      }),
    );
  });
});

test('removing an approval never turns a decision to approved', () => {
  fc.assert(
    fc.property(independent, fc.nat(), fc.boolean(), (reviews, at, isPolicy) => {
      const approvals = reviews.filter(({ state: is }) => is === 'APPROVED');
      const gone = approvals[at % Math.max(approvals.length, 1)];
      const left = decide(
        reviews.filter((one) => one !== gone),
        isPolicy,
      ).verdict;
      if (left === 'approved') expect(decide(reviews, isPolicy).verdict).toBe('approved');
    }),
  );
});

test('dismissing an approval never does either, whatever else its author said', () => {
  fc.assert(
    fc.property(anyReviews, fc.nat(), fc.boolean(), (reviews, at, isPolicy) => {
      const approvals = reviews.filter(({ state: is }) => is === 'APPROVED');
      const gone = approvals[at % Math.max(approvals.length, 1)];
      // GitHub dismisses a review where it stands: the same id, the same time.
      const left = reviews.map((one) => (one === gone ? { ...one, state: 'DISMISSED' as const } : one));
      if (decide(left, isPolicy).verdict === 'approved') expect(decide(reviews, isPolicy).verdict).toBe('approved');
    }),
  );
});

test('the order of reviews by different people does not matter', () => {
  const shuffled = independent.chain((reviews) =>
    fc.tuple(fc.constant(reviews), fc.shuffledSubarray(reviews, { minLength: reviews.length })),
  );
  fc.assert(
    fc.property(shuffled, fc.boolean(), ([one, other], isPolicy) =>
      expect(decide(one, isPolicy)).toEqual(decide(other, isPolicy)),
    ),
  );
});

test('the answers to the questions that are asked are enough for the decision', () => {
  fc.assert(
    fc.property(anyReviews, fc.boolean(), (reviews, isPolicy) => {
      const facts = factsWith(reviews, isPolicy);
      const keys = teamsToAsk(facts, policy, { now: NOW }).map(({ team, login }) => membershipKey(team, login));
      const answers = new Map(keys.map((key) => [key, memberships.get(key) === true]));
      expect(decideApproval({ facts, policy, now: NOW, memberships: answers })).toEqual(decide(reviews, isPolicy));
    }),
  );
});

test('the properties see decisions of both verdicts, of both kinds', () => {
  const seen = new Set<string>();
  for (const reviews of fc.sample(anyReviews, { numRuns: 500, seed: 7 })) {
    for (const isPolicy of [true, false]) seen.add(`${isPolicy} ${decide(reviews, isPolicy).verdict}`);
  }
  expect([...seen].sort()).toEqual(['false approved', 'false pending', 'true approved', 'true pending']);
});
