import { describe, expect, test } from '@jest/globals';
import type { PullRequestFacts } from '../../src/approval/facts.js';
import { decide, decideRole, only } from './decide.js';
import {
  ALICE,
  ALICE_PATH,
  BOB,
  BOB_TWO,
  CAROL,
  codeOwnersFile,
  commit,
  HOUR,
  members,
  NOW,
  OLD_HEAD,
  review,
  SECURITY,
  WEB_FLOW,
} from './facts-builder.js';

const approved = [review(BOB)];

describe('a request is approved', () => {
  test('by an owner in a team, and the tree says why', () => {
    const decision = decide({ reviews: approved });
    expect(decision).toMatchObject({ kind: 'request', verdict: 'approved', reasons: [] });
    expect(only(decision)).toEqual({
      path: ALICE_PATH,
      verdict: 'approved',
      beneficiary: 'alice',
      role: 'billing',
      owners: { path: '.github/CODEOWNERS', line: 1, pattern: '/access/', owners: ['@acme/security'] },
      groups: [
        {
          from: 'code-owners',
          owners: ['@acme/security'],
          needed: 1,
          counted: ['bob'],
          barred: [],
          verdict: 'approved',
        },
      ],
      people: [
        {
          login: 'bob',
          counts: true,
          rule: 'owner',
          because: 'bob approved, and owns /access/ (.github/CODEOWNERS line 1)',
        },
      ],
      because: 'bob approved it.',
    });
  });

  test.each<[string, Partial<PullRequestFacts>]>([
    ['by an owner whose login is written in another case', { policyFiles: [codeOwnersFile('/access/ @BOB\n')] }],
    ['while it is a draft', { isDraft: true }],
    ['when it was closed', { state: 'closed' }],
    ['exactly approval_valid after the approval', { reviews: [review(BOB, { submittedAt: NOW - 24 * HOUR })] }],
    [
      'at the merge, however long ago that is',
      { state: 'merged', mergedAt: NOW - 1000 * HOUR, reviews: [review(BOB, { submittedAt: NOW - 1001 * HOUR })] },
    ],
    ['where GitHub itself committed', { commits: [commit(ALICE, { committer: WEB_FLOW, committedByGitHub: true })] }],
    ['by whoever GitHub committed for', { commits: [commit(ALICE, { committer: BOB, committedByGitHub: true })] }],
    [
      'where GitHub committed without an account',
      { commits: [commit(ALICE, { committer: null, committedByGitHub: true })] },
    ],
    [
      'after a comment by the same owner',
      { reviews: [...approved, review(BOB, { state: 'COMMENTED', submittedAt: NOW })] },
    ],
    [
      'by one owner, whatever those say who do not count',
      { reviews: [review(ALICE), review(CAROL, { commitId: OLD_HEAD }), ...approved] },
    ],
  ])('%s', (_what, facts) => {
    expect(decide({ reviews: approved, ...facts }).verdict).toBe('approved');
  });

  test('where the beneficiary is in one of the eligible teams', () => {
    const memberships = new Map([...SECURITY, ...members('@acme/engineering', ALICE)]);
    const eligible = ['@acme/contractors', '@acme/engineering'];
    expect(decideRole({ eligible }, { reviews: approved }, memberships).verdict).toBe('approved');
  });

  test('by the owners of the last matching line only', () => {
    const policyFiles = [codeOwnersFile('/access/ @acme/security\n/access/aws-sandbox/*/ @bob-two\n')];
    expect(decide({ policyFiles, reviews: approved }).verdict).toBe('pending');
    expect(decide({ policyFiles, reviews: [review(BOB_TWO)] }).verdict).toBe('approved');
  });
});
