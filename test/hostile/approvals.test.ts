import { describe, expect, test } from '@jest/globals';
import { decideApproval } from '../../src/approval/decide-approval.js';
import type { PullRequestFacts } from '../../src/approval/facts.js';
import { toCommitFacts } from '../../src/github/account.js';
import {
  ALICE,
  ALICE_PATH,
  added,
  BOB,
  CAROL,
  codeOwnersFile,
  commit,
  factsOf,
  HOUR,
  MINUTE,
  modified,
  NOW,
  OLD_HEAD,
  person,
  policyOf,
  removed,
  renamed,
  requestText,
  review,
  roleOf,
  SECURITY,
  sourceFile,
  WEB_FLOW,
} from '../approval/facts-builder.js';

function decide(facts: Partial<PullRequestFacts>, policy = policyOf()) {
  return decideApproval({ facts: factsOf(facts), policy, memberships: SECURITY, now: NOW });
}

function whyNot(facts: Partial<PullRequestFacts>): (string | undefined)[] {
  const decision = decide(facts);
  expect(decision.verdict).not.toBe('approved');
  return decision.files.flatMap((file) => file.people.map((one) => one.rule));
}

describe('law 4: somebody whose approval was given for something else', () => {
  test('to another base, where the request did not show, before the pull request was turned to main', () => {
    const reviews = [review(BOB, { submittedAt: NOW - HOUR })];
    expect(whyNot({ reviews, baseChangedAt: NOW - MINUTE })).toEqual(['base-changed']);
    expect(whyNot({ reviews, baseChangedAt: NOW - HOUR })).toEqual(['base-changed']);
    expect(decide({ reviews, baseChangedAt: NOW - 2 * HOUR }).verdict).toBe('approved');
  });

  test('on the head before the last push, or on one that GitHub has lost', () => {
    expect(whyNot({ reviews: [review(BOB, { commitId: OLD_HEAD })] })).toEqual(['stale']);
    expect(whyNot({ reviews: [review(BOB, { commitId: null })] })).toEqual(['stale']);
  });

  test('and was taken back later, or turned into an objection', () => {
    const later = { submittedAt: NOW - MINUTE };
    expect(whyNot({ reviews: [review(BOB), review(BOB, { ...later, state: 'DISMISSED' })] })).toEqual(['dismissed']);
    const objection = review(BOB, { ...later, state: 'CHANGES_REQUESTED', commitId: OLD_HEAD });
    expect(whyNot({ reviews: [review(BOB), review(CAROL), objection] })).toContain('changes-requested');
  });
});

describe('law 5: whoever wants to approve their own access', () => {
  const OWNED_BY_ALICE = [codeOwnersFile('/access/ @ALICE @acme/security\n')];

  test.each<[string, Partial<PullRequestFacts>]>([
    ['has carol open it, and owns the path in capitals', { author: CAROL, commits: [commit(CAROL)] }],
    ['has another login with the same account', { author: CAROL, reviews: [review(person('alice-2', ALICE.id))] }],
    ['has taken the login that people.yaml names', { author: CAROL, reviews: [review(person('Alice', 999))] }],
    [
      'commits as carol, but leaves the commit as the committer',
      { author: CAROL, commits: [commit(CAROL, { committer: ALICE })] },
    ],
  ])('%s', (_name, facts) => {
    const reviews = facts.reviews ?? [review(ALICE)];
    expect(decide({ policyFiles: OWNED_BY_ALICE, ...facts, reviews }).verdict).not.toBe('approved');
  });

  test('writes a commit under the name of GitHub itself, without its signature', () => {
    const forged = toCommitFacts({
      oid: OLD_HEAD,
      author: { user: { __typename: 'User', login: 'alice', databaseId: ALICE.id } },
      authors: { nodes: [] },
      committer: {
        email: 'noreply@github.com',
        user: { __typename: 'User', login: 'web-flow', databaseId: WEB_FLOW.id },
      },
      signature: { isValid: true, wasSignedByGitHub: false },
    });
    expect(decide({ commits: [forged], reviews: [review(BOB)] })).toMatchObject({
      verdict: 'refused',
      reasons: [{ rule: 'unknown-author' }],
    });
  });

  test('has a bot ask, or hides behind a deleted account', () => {
    for (const author of [
      { login: 'helper[bot]', id: 7, type: 'Bot' },
      { login: 'ghost', id: 0, type: 'Ghost' },
    ]) {
      expect(decide({ author, reviews: [review(BOB)] })).toMatchObject({ verdict: 'refused' });
    }
  });

  test('counts one owner for two groups of a role', () => {
    const policy = policyOf([
      roleOf({
        approvers: [
          { from: 'code-owners', count: 1 },
          { from: '@acme/security', count: 1 },
        ],
      }),
    ]);
    expect(decide({ reviews: [review(BOB), review(BOB)] }, policy).verdict).toBe('pending');
  });
});

describe('a writer who wants something to ride on what needs no owner', () => {
  test.each<[string, string, string]>([
    [
      'a longer access called a shorter one, by the other way to say the end',
      requestText(),
      requestText('billing', 'expires: 2026-11-23T12:05:00Z'),
    ],
    ['another role beside a shorter end', requestText(), requestText('admin', 'duration: 1h')],
    ['what could not be read before', 'role: [', requestText('billing', 'duration: 1m')],
  ])('%s', (_name, before, after) => {
    expect(decide({ files: [modified(ALICE_PATH, before, after)] }).verdict).not.toBe('approved');
  });

  test('a symbolic link in the place of a request', () => {
    const file = {
      ...modified(ALICE_PATH, requestText(), ''),
      after: sourceFile(ALICE_PATH, '', { mode: '120000', bytes: null }),
    };
    expect(decide({ files: [file], reviews: [review(BOB)] }).verdict).toBe('refused');
  });

  test('a policy file that is renamed beside a removal, or a request that was hidden in the docs', () => {
    const policy = renamed('access/people.yaml', 'docs/people.yaml');
    expect(decide({ files: [removed(), policy] })).toMatchObject({ kind: 'mixed', verdict: 'refused' });
    const smuggled = renamed('docs/x.yaml', ALICE_PATH);
    expect(decide({ files: [smuggled], reviews: [review(BOB)] })).toMatchObject({ kind: 'mixed', verdict: 'refused' });
  });

  test('a list of files that was cut, so that the request is not in it', () => {
    expect(decide({ files: [removed()], totals: { files: 2, commits: 1 } }).verdict).toBe('refused');
    expect(decide({ files: [], totals: { files: 3001, commits: 1 } }).verdict).toBe('refused');
  });
});

describe('an owner of one system who wants a role of another', () => {
  const BOB_OWNS_SANDBOX = [codeOwnersFile('/access/ @acme/nobody\n/access/aws-sandbox @bob\n')];

  test.each([
    ['whose name begins alike', 'access/aws-sandbox-prod/alice/x.yaml'],
    ['in a folder that differs in case', 'access/AWS-sandbox/alice/x.yaml'],
    ['in a folder of look-alike letters', 'access/аws-sandbox/alice/x.yaml'],
  ])('%s', (_name, path) => {
    const decision = decide({ files: [added(path)], policyFiles: BOB_OWNS_SANDBOX, reviews: [review(BOB)] });
    expect(decision.verdict).not.toBe('approved');
  });

  test.each([
    ['a line that GitHub skips', '/access/ @carol\n/access/[aws]* @bob\n'],
    ['an owner with a comment stuck to it', '/access/ @carol\n/access/aws-sandbox @bob#x\n'],
    ['a byte order mark', '\ufeff/access/ @bob\n'],
    ['a last line without owners', '/access/ @bob\n/access/aws-sandbox/*/\n'],
  ])('through %s in CODEOWNERS', (_name, text) => {
    const decision = decide({ policyFiles: [codeOwnersFile(text)], reviews: [review(BOB)] });
    expect(decision.verdict).not.toBe('approved');
  });

  test('through a CODEOWNERS further down, while the first is a link or too large', () => {
    const below = codeOwnersFile('* @bob\n', 'docs/CODEOWNERS');
    for (const rest of [
      { mode: '120000', bytes: null },
      { size: 4 * 1024 * 1024, bytes: null },
    ]) {
      const first = sourceFile('.github/CODEOWNERS', '', rest);
      expect(decide({ policyFiles: [below, first], reviews: [review(BOB)] }).verdict).toBe('refused');
    }
  });
});
