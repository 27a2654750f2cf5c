import { describe, expect, test } from '@jest/globals';
import type { PullRequestFacts } from '../../src/approval/facts.js';
import { decide, decideRole, only } from './decide.js';
import {
  ALICE,
  added,
  BOB,
  BOB_TWO,
  CAROL,
  codeOwnersFile,
  commit,
  HOUR,
  LAPSE_BOT,
  members,
  NOW,
  OLD_HEAD,
  person,
  review,
  SECURITY,
} from './facts-builder.js';

const approved = [review(BOB)];

describe('an approval does not count', () => {
  const forCarol = [added('access/aws-sandbox/carol/billing.yaml')];
  const everyone = new Map(members('@acme/security', ALICE, BOB, CAROL, LAPSE_BOT, person('Carol', 777)));

  test.each<[string, string, string | RegExp, Partial<PullRequestFacts>]>([
    [
      'law 4: on an older commit',
      'stale',
      'bob approved an older commit (1a2b3c4)',
      { reviews: [review(BOB, { commitId: OLD_HEAD })] },
    ],
    ['law 4: on a commit that GitHub lost', 'stale', /no longer knows/, { reviews: [review(BOB, { commitId: null })] }],
    [
      'law 4: that is older than approval_valid',
      'too-old',
      'bob approved more than 24 h ago',
      { reviews: [review(BOB, { submittedAt: NOW - 24 * HOUR - 1 })] },
    ],
    [
      'law 4: that was too old at the merge',
      'too-old',
      'bob approved more than 24 h before the merge',
      { state: 'merged', mergedAt: NOW - HOUR, reviews: [review(BOB, { submittedAt: NOW - 25 * HOUR - 1 })] },
    ],
    ['law 5: of the requester', 'requester', /^alice asked for it/, { reviews: [review(ALICE)] }],
    [
      'law 5: of the requester for somebody else',
      'requester',
      /^bob asked for it/,
      { author: BOB, commits: [commit(ALICE)], reviews: approved },
    ],
    [
      'law 5: of the requester under a new login',
      'requester',
      /^alina asked for it/,
      { reviews: [review({ ...ALICE, login: 'alina' })] },
    ],
    [
      'law 5: of the beneficiary',
      'beneficiary',
      'carol would get the access',
      { files: forCarol, reviews: [review(CAROL)] },
    ],
    [
      'law 5: of the beneficiary under a new login',
      'beneficiary',
      /caroline/,
      { files: forCarol, reviews: [review({ ...CAROL, login: 'caroline' })] },
    ],
    [
      'law 5: of whoever took the login of the beneficiary',
      'beneficiary',
      /Carol/,
      { files: forCarol, reviews: [review(person('Carol', 777))] },
    ],
    [
      'law 5: of the author of a commit',
      'author',
      'bob wrote a commit of this pull request (aaaaaaa)',
      { commits: [commit(), commit(BOB)], reviews: approved },
    ],
    [
      'law 5: of the committer of a commit',
      'committer',
      /^bob committed/,
      { commits: [commit(ALICE, { committer: BOB })], reviews: approved },
    ],
    ['law 5: of a bot', 'bot', /not a person's account \(Bot\)/, { reviews: [review(LAPSE_BOT)] }],
    [
      'of an enterprise account that is no person',
      'bot',
      /Mannequin/,
      { reviews: [review({ ...BOB, type: 'Mannequin' })] },
    ],
    [
      'of somebody who cannot push',
      'cannot-push',
      'bob cannot push to this repository',
      { reviews: [review(BOB, { authorCanPush: false })] },
    ],
    [
      'of somebody who does not own the path',
      'not-owner',
      'bob-two approved, but does not own /access/ (.github/CODEOWNERS line 1)',
      { reviews: [review(BOB_TWO)] },
    ],
    [
      'of whoever has taken the login of an owner',
      'other-account',
      "bob approved, but people.yaml knows that login as another account's",
      { reviews: [review(person('bob', 999))], policyFiles: [codeOwnersFile('/access/ @bob @carol\n')] },
    ],
    [
      'that was dismissed',
      'dismissed',
      "bob's review was dismissed",
      { reviews: [review(BOB, { state: 'DISMISSED' })] },
    ],
  ])('%s', (_what, rule, because, facts) => {
    const decision = decide(facts, { memberships: everyone });
    expect(decision.verdict).toBe('pending');
    const [person] = only(decision).people;
    expect(person).toMatchObject({ counts: false, rule });
    expect(person?.because).toEqual(typeof because === 'string' ? because : expect.stringMatching(because));
  });

  test.each<[string, Partial<PullRequestFacts>]>([
    ['of an account that is gone', { reviews: [review(null)] }],
    ['that was only a comment', { reviews: [review(BOB, { state: 'COMMENTED' })] }],
    [
      'that was given after the merge',
      { state: 'merged', mergedAt: NOW - HOUR, reviews: [review(BOB, { submittedAt: NOW - HOUR + 1 })] },
    ],
  ])('%s', (_what, facts) => {
    expect(decide(facts).verdict).toBe('pending');
  });

  test('of somebody whose membership is unknown', () => {
    expect(decide({ reviews: approved }, { memberships: new Map() }).verdict).toBe('pending');
  });

  test('of an owner of another file', () => {
    const policyFiles = [codeOwnersFile('/access/ @acme/security\n/access/aws-sandbox/carol/ @bob-two\n')];
    const files = [added(), added('access/aws-sandbox/carol/billing.yaml')];
    const decision = decide({ policyFiles, files, reviews: approved });
    expect(decision.files.map(({ verdict }) => verdict)).toEqual(['approved', 'pending']);
    expect(decision.verdict).toBe('pending');
    expect(decision.summary).toMatch(/^1 of 2 files: access\/aws-sandbox\/carol\/billing\.yaml is not approved yet/);
  });

  test('of the beneficiary of one file, though it counts for the other', () => {
    const files = [added(), added('access/aws-sandbox/bob/billing.yaml')];
    expect(decide({ files, reviews: approved }).files.map(({ verdict }) => verdict)).toEqual(['approved', 'pending']);
  });
});

describe('a change request', () => {
  const policyFiles = [codeOwnersFile('/access/ @acme/security @carol-two\n')];
  test.each<[string, Parameters<typeof review>]>([
    ['of an owner', [CAROL, { state: 'CHANGES_REQUESTED' }]],
    ['of an owner on an older commit', [CAROL, { state: 'CHANGES_REQUESTED', commitId: OLD_HEAD }]],
    ['of an owner, made long ago', [CAROL, { state: 'CHANGES_REQUESTED', submittedAt: NOW - 1000 * HOUR }]],
    ['of an owner by login, in another case', [person('Carol-Two', 105), { state: 'CHANGES_REQUESTED' }]],
    ['of an owner who approved before', [BOB, { state: 'CHANGES_REQUESTED', submittedAt: NOW }]],
  ])('%s blocks an approved file', (_what, change) => {
    const decision = decide({ policyFiles, reviews: [...approved, review(...change)] });
    expect(decision.verdict).toBe('pending');
    expect(only(decision).people.map(({ rule }) => rule)).toContain('changes-requested');
    expect(only(decision).because).toMatch(/asked for changes/);
  });

  test('of an owner blocks what needs no review', () => {
    const memberships = new Map([...SECURITY, ...members('@acme/oncall', ALICE)]);
    const reviews = [review(BOB, { state: 'CHANGES_REQUESTED' })];
    expect(decideRole({ autoApprove: ['@acme/oncall'] }, { reviews }, memberships).verdict).toBe('pending');
  });

  test('of a member of a team that the role asks for blocks as well', () => {
    const approvers = [
      { from: 'code-owners', count: 1 },
      { from: '@acme/finance', count: 1 },
    ];
    const memberships = new Map([...SECURITY, ...members('@acme/finance', BOB_TWO, CAROL)]);
    const reviews = [...approved, review(CAROL), review(BOB_TWO, { state: 'CHANGES_REQUESTED' })];
    expect(decideRole({ approvers }, { reviews }, memberships).verdict).toBe('pending');
  });

  test.each<[string, Parameters<typeof review>]>([
    ['of somebody who owns nothing', [BOB_TWO, { state: 'CHANGES_REQUESTED' }]],
    ['of an owner who cannot push', [CAROL, { state: 'CHANGES_REQUESTED', authorCanPush: false }]],
    ['that was dismissed', [CAROL, { state: 'DISMISSED' }]],
    ['of an account that is gone', [null, { state: 'CHANGES_REQUESTED' }]],
  ])('%s does not block', (_what, change) => {
    expect(decide({ policyFiles, reviews: [...approved, review(...change)] }).verdict).toBe('approved');
  });
});
