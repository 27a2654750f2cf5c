import { describe, expect, test } from '@jest/globals';
import type { PullRequestFacts } from '../../src/approval/facts.js';
import { decide, only } from './decide.js';
import {
  ALICE,
  ALICE_PATH,
  added,
  BOB,
  BOB_TWO,
  codeOwnersFile,
  commit,
  LAPSE_BOT,
  modified,
  OLD_HEAD,
  policyOf,
  removed,
  renamed,
  requestText,
  review,
} from './facts-builder.js';

const approved = [review(BOB)];

describe('a revocation', () => {
  const shorter = modified(ALICE_PATH, requestText(), requestText('billing', 'duration: 1h'));
  test.each<[string, Partial<PullRequestFacts>]>([
    ['by its requester', { files: [removed()] }],
    ['by a shorter duration', { files: [shorter] }],
    [
      'by our own App',
      {
        files: [removed()],
        author: LAPSE_BOT,
        commits: [commit(LAPSE_BOT, { committer: null, committedByGitHub: true })],
      },
    ],
    ['in commits that nobody knows', { files: [removed()], commits: [commit(null)] }],
    ['with a broken CODEOWNERS', { files: [removed()], policyFiles: [codeOwnersFile('!x')] }],
    ['without CODEOWNERS', { files: [removed()], policyFiles: [] }],
    ['against the will of an owner', { files: [removed()], reviews: [review(BOB, { state: 'CHANGES_REQUESTED' })] }],
  ])('%s is approved at once, and says so', (_what, facts) => {
    const decision = decide(facts);
    expect(decision).toMatchObject({
      kind: 'revocation',
      verdict: 'approved',
      summary: expect.stringMatching(/needs no owner/),
    });
    expect(only(decision).because).toMatch(/needs no owner/);
  });

  test('from a fork is refused', () => {
    expect(decide({ files: [removed()], isFork: true }).verdict).toBe('refused');
  });

  test('a file that is removed beside others needs no owner, and the others do', () => {
    const decision = decide({ files: [removed(), added('access/aws-sandbox/alice/other.yaml')] });
    expect(decision.kind).toBe('request');
    expect(decision.files.map(({ verdict }) => verdict)).toEqual(['approved', 'pending']);
  });

  test('a renamed request is a removal and an addition, which needs its owners', () => {
    const decision = decide({ files: [renamed(ALICE_PATH, 'access/aws-sandbox/alice/other.yaml')] });
    expect(decision.files.map(({ path, verdict }) => [path, verdict])).toEqual([
      ['access/aws-sandbox/alice/other.yaml', 'pending'],
      [ALICE_PATH, 'approved'],
    ]);
  });
});

describe('a policy pull request', () => {
  const roles = modified('access/aws-sandbox/roles.yaml', 'roles: {}', 'roles: {}\n');
  const workflow = modified('.github/workflows/ci.yml', 'on: push', 'on: [push]');
  const policyFiles = [codeOwnersFile('/access/ @acme/security\n/.github/ @bob-two\n')];

  test.each<[string, Partial<PullRequestFacts>]>([
    ['by its requester', { author: BOB, reviews: approved }],
    ['by the author of a commit', { commits: [commit(BOB)], reviews: approved }],
    ['by the committer of a commit', { commits: [commit(ALICE, { committer: BOB })], reviews: approved }],
    ['on an older commit', { reviews: [review(BOB, { commitId: OLD_HEAD })] }],
    ['by somebody who owns nothing', { reviews: [review(BOB_TWO)] }],
  ])('law 5: is not approved %s', (_what, facts) => {
    expect(decide({ files: [roles], ...facts })).toMatchObject({ kind: 'policy', verdict: 'pending' });
  });

  test('with a path that nobody owns is refused, with the line to add', () => {
    const decision = decide({ files: [workflow], reviews: approved });
    expect(only(decision)).toMatchObject({
      verdict: 'refused',
      because: expect.stringContaining('"/.github/ @your-org/your-team"'),
    });
  });

  test('needs the owners of each of its files', () => {
    const one = decide({ files: [roles, workflow], policyFiles, reviews: approved });
    expect(one.files.map(({ verdict }) => verdict)).toEqual(['approved', 'pending']);
    const all = decide({ files: [roles, workflow], policyFiles, reviews: [...approved, review(BOB_TWO)] });
    expect(all.verdict).toBe('approved');
  });

  test('that moves or copies a policy file needs the owners of where it was', () => {
    for (const status of ['renamed', 'copied'] as const) {
      const file = { ...renamed('.github/workflows/ci.yml', 'action/ci.yml'), status };
      const owners = [codeOwnersFile('/action/ @acme/security\n/.github/ @bob-two\n')];
      const decision = decide({ files: [file], policyFiles: owners, reviews: approved });
      expect(decision.files.map(({ path, verdict }) => [path, verdict])).toEqual([
        ['action/ci.yml', 'approved'],
        ['.github/workflows/ci.yml', 'pending'],
      ]);
    }
  });

  test('that removes a policy file needs its owners', () => {
    expect(decide({ files: [removed('access/people.yaml')] }).verdict).toBe('pending');
  });

  test('can mend a broken config.yaml, and other files beside it do not matter', () => {
    const files = [modified('access/config.yaml', 'systems: [', 'systems: {}'), added('src/index.ts', '')];
    const decision = decide({ files, reviews: approved }, { policy: policyOf([], { config: null }) });
    expect(decision).toMatchObject({ kind: 'policy', verdict: 'approved' });
    expect(decision.files.map(({ path }) => path)).toEqual(['access/config.yaml']);
  });

  test('takes its policy from the base, never from itself (law 4)', () => {
    const files = [modified('.github/CODEOWNERS', '* @acme/security', '* @bob-two')];
    const decision = decide({ files, policyFiles: [codeOwnersFile('* @acme/security\n')], reviews: [review(BOB_TWO)] });
    expect(decision.verdict).toBe('pending');
  });
});

describe('what touches nothing of ours', () => {
  test.each<[string, Partial<PullRequestFacts>]>([
    ['code', {}],
    ['code from a fork', { isFork: true }],
    ['code by a bot, in a repository without CODEOWNERS', { author: LAPSE_BOT, policyFiles: [] }],
    ['code to another branch', { baseBranch: 'release' }],
  ])('%s is approved at once', (_what, facts) => {
    expect(decide({ files: [added('src/index.ts', '')], ...facts })).toMatchObject({
      kind: 'nothing-of-ours',
      verdict: 'approved',
      files: [],
    });
  });
});
