import { describe, expect, test } from '@jest/globals';
import type { Policy } from '../../src/access/policy.js';
import type { PullRequestFacts } from '../../src/approval/facts.js';
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
  policyOf,
  removed,
  review,
  roleOf,
} from './facts-builder.js';

function ask(facts: Partial<PullRequestFacts>, policy: Policy = policyOf()): readonly string[] {
  return teamsToAsk(factsOf(facts), policy, { now: NOW }).map(({ team, login }) => `${team} ${login}`);
}

describe('nobody is asked about', () => {
  test.each<[string, Partial<PullRequestFacts>]>([
    ['where there is no review', {}],
    ['who asked for it', { reviews: [review(ALICE)] }],
    ['who would get it', { author: CAROL, commits: [commit(CAROL)], reviews: [review(ALICE)] }],
    ['who made a commit', { commits: [commit(BOB)], reviews: [review(BOB)] }],
    ['who is a bot', { reviews: [review(LAPSE_BOT)] }],
    ['who cannot push', { reviews: [review(BOB, { authorCanPush: false })] }],
    [
      'who asked for changes and cannot push',
      { reviews: [review(BOB, { authorCanPush: false, state: 'CHANGES_REQUESTED' })] },
    ],
    ['who approved an older commit', { reviews: [review(BOB, { commitId: OLD_HEAD })] }],
    ['who approved too long ago', { reviews: [review(BOB, { submittedAt: NOW - 25 * HOUR })] }],
    ['whose review was dismissed', { reviews: [review(BOB, { state: 'DISMISSED' })] }],
    ['who only commented', { reviews: [review(BOB, { state: 'COMMENTED' })] }],
    [
      'who is an owner by login',
      { policyFiles: [codeOwnersFile('/access/ @BOB @acme/security')], reviews: [review(BOB)] },
    ],
    ['where the owners are people only', { policyFiles: [codeOwnersFile('/access/ @carol')], reviews: [review(BOB)] }],
    ['where the pull request is refused anyway', { isFork: true, reviews: [review(BOB)] }],
    ['where the path is unowned', { policyFiles: [codeOwnersFile('/docs/ @acme/docs')], reviews: [review(BOB)] }],
    ['where the role is unknown', { files: [added('access/aws-other/alice/billing.yaml')], reviews: [review(BOB)] }],
    ['for a revocation', { files: [removed()], reviews: [review(BOB)] }],
    ['for what is nothing of ours', { files: [added('src/index.ts', '')], reviews: [review(BOB)] }],
  ])('%s', (_what, facts) => {
    expect(ask(facts)).toEqual([]);
  });
});

describe('what is asked', () => {
  test('is each team of the owners for each review that could count, once', () => {
    const policyFiles = [codeOwnersFile('/access/ @acme/security @Acme/Platform')];
    const files = [added(), added('access/aws-sandbox/alice/other.yaml')];
    const reviews = [review(BOB), review(BOB_TWO, { state: 'CHANGES_REQUESTED', commitId: OLD_HEAD })];
    expect(ask({ policyFiles, files, reviews })).toEqual([
      '@acme/security bob',
      '@acme/platform bob',
      '@acme/security bob-two',
      '@acme/platform bob-two',
    ]);
  });

  test('is the teams that the role asks for', () => {
    const approvers = [
      { from: 'code-owners', count: 1 },
      { from: '@acme/finance', count: 1 },
    ];
    expect(ask({ reviews: [review(BOB)] }, policyOf([roleOf({ approvers })]))).toEqual([
      '@acme/security bob',
      '@acme/finance bob',
    ]);
  });

  test('is whether the beneficiary may ask, and whether they need a review', () => {
    const role = roleOf({ eligible: ['@acme/engineering', '@acme/data'], autoApprove: ['@acme/oncall'] });
    expect(ask({}, policyOf([role]))).toEqual(['@acme/engineering alice', '@acme/data alice', '@acme/oncall alice']);
    expect(ask({ author: BOB }, policyOf([role]))).toEqual(['@acme/engineering alice', '@acme/data alice']);
  });

  test('is the owners of a policy file', () => {
    expect(ask({ files: [modified('access/people.yaml', '', 'x')], reviews: [review(BOB)] })).toEqual([
      '@acme/security bob',
    ]);
  });

  test('is more where it is not known when the decision is taken', () => {
    const facts = factsOf({ reviews: [review(BOB, { submittedAt: NOW - 25 * HOUR })] });
    expect(teamsToAsk(facts, policyOf())).toEqual([{ team: '@acme/security', login: 'bob' }]);
  });

  test('has a key in lower case', () => {
    expect(membershipKey('@Acme/Security', 'Bob')).toBe('@acme/security bob');
  });
});
