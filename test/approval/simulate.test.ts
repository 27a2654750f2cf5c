import { describe, expect, test } from '@jest/globals';
import type { PullRequestFacts } from '../../src/approval/facts.js';
import { type Simulation, simulate } from '../../src/approval/simulate.js';
import { decide } from './decide.js';
import {
  ALICE,
  BOB,
  CAROL,
  commit,
  factsOf,
  HEAD,
  HOUR,
  LAPSE_BOT,
  modified,
  NOW,
  OLD_HEAD,
  policyOf,
  review,
} from './facts-builder.js';

function imagine(facts: Partial<PullRequestFacts>, simulation: Partial<Simulation>) {
  return simulate(factsOf(facts), policyOf(), { approve: [], dismiss: [], at: NOW, ...simulation });
}

function verdictIf(facts: Partial<PullRequestFacts>, simulation: Partial<Simulation>): string {
  return decide(imagine(facts, simulation).facts).verdict;
}

describe('what would be if', () => {
  test.each<[string, Partial<PullRequestFacts>, Partial<Simulation>, string]>([
    ['nobody did anything', {}, {}, 'pending'],
    ['an owner approved', {}, { approve: ['bob'] }, 'approved'],
    ['the requester approved', {}, { approve: ['alice'] }, 'pending'],
    ['the requester approved, written otherwise', {}, { approve: ['ALICE'] }, 'pending'],
    ['a committer approved', { commits: [commit(), commit(BOB, { oid: OLD_HEAD })] }, { approve: ['bob'] }, 'pending'],
    ['somebody approved whom nobody knows', {}, { approve: ['mallory'] }, 'pending'],
    ['a bot approved', {}, { approve: ['lapse[bot]'] }, 'pending'],
    [
      'an owner approved again after a push',
      { reviews: [review(BOB, { commitId: OLD_HEAD })] },
      { approve: ['bob'] },
      'approved',
    ],
    ['the only approval were dismissed', { reviews: [review(BOB)] }, { dismiss: ['bob'] }, 'pending'],
    ['another approval were dismissed', { reviews: [review(BOB), review(CAROL)] }, { dismiss: ['carol'] }, 'approved'],
    [
      'what blocks were dismissed',
      { reviews: [review(BOB), review(CAROL, { state: 'CHANGES_REQUESTED' })] },
      { dismiss: ['Carol'] },
      'approved',
    ],
    [
      'whoever asked for changes approved',
      { reviews: [review(CAROL, { state: 'CHANGES_REQUESTED' })] },
      { approve: ['carol'] },
      'approved',
    ],
    [
      'one were dismissed, and another approved',
      { reviews: [review(CAROL, { state: 'CHANGES_REQUESTED' })] },
      { approve: ['bob'], dismiss: ['carol'] },
      'approved',
    ],
    [
      'somebody approved who cannot push, as an earlier review shows',
      { reviews: [review(BOB, { state: 'COMMENTED', authorCanPush: false })] },
      { approve: ['bob'] },
      'pending',
    ],
    ['somebody approved after the merge', { state: 'merged', mergedAt: NOW - HOUR }, { approve: ['bob'] }, 'pending'],
  ])('%s', (_what, facts, simulation, verdict) => {
    expect(verdictIf(facts, simulation)).toBe(verdict);
  });
});

describe('the imagined review', () => {
  test('is of the present head, now, by the account that people.yaml has for the login', () => {
    expect(imagine({}, { approve: ['bob'] }).facts.reviews).toEqual([
      { id: 1, author: BOB, state: 'APPROVED', commitId: HEAD, submittedAt: NOW, authorCanPush: true },
    ]);
  });

  test('is by the account that GitHub has named, where the login was freed and taken', () => {
    const other = { ...BOB, id: 999 };
    const { facts } = imagine({ reviews: [review(other, { state: 'COMMENTED' })] }, { approve: ['bob'] });
    expect(facts.reviews.at(-1)?.author).toEqual(other);
  });

  test.each([
    ['of a review', { reviews: [review(LAPSE_BOT, { state: 'COMMENTED' as const })] }],
    ['of the pull request', { author: LAPSE_BOT }],
    ['of a commit', { commits: [commit(ALICE, { coAuthors: [LAPSE_BOT] })] }],
  ])('is by the author %s', (_what, facts) => {
    expect(imagine(facts, { approve: ['lapse[bot]'] }).facts.reviews.at(-1)?.author).toEqual(LAPSE_BOT);
  });

  test('of people whom nobody knows is by accounts that cannot be anybody, nor each other', () => {
    const { facts, assumptions } = imagine({}, { approve: ['mallory', 'eve'] });
    const ids = facts.reviews.map(({ author }) => author?.id ?? 0);
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toBeLessThan(0);
    expect(assumptions).toContain(
      'mallory is neither in people.yaml nor in this pull request, so only the login is compared.',
    );
  });
});

describe('what is assumed is said', () => {
  const roles = [modified('access/aws-sandbox/roles.yaml', 'roles: {}\n', 'roles:\n')];

  test.each<[string, Partial<PullRequestFacts>, Partial<Simulation>, readonly string[]]>([
    ['nothing, where nothing is imagined', {}, {}, []],
    ['that somebody can push', {}, { approve: ['bob'] }, ['bob can push to this repository.']],
    ['nothing of whoever has reviewed', { reviews: [review(BOB, { commitId: OLD_HEAD })] }, { approve: ['bob'] }, []],
    [
      'that there is nothing to dismiss',
      {},
      { dismiss: ['carol'] },
      ['carol has given no review that could be dismissed.'],
    ],
    [
      'that a policy change gives the approver nothing',
      { files: roles },
      { approve: ['bob'] },
      ["The change widens no grant of bob: bob's requests were not read.", 'bob can push to this repository.'],
    ],
    [
      'that it is too late',
      { state: 'merged', mergedAt: NOW - HOUR, reviews: [review(BOB)] },
      { approve: ['bob'] },
      ['The pull request is merged: an approval from now on comes too late, and changes nothing.'],
    ],
  ])('%s', (_what, facts, simulation, assumptions) => {
    expect(imagine(facts, simulation).assumptions).toEqual(assumptions);
  });
});
