import { describe, expect, test } from '@jest/globals';
import type { PullRequestFacts } from '../../src/approval/facts.js';
import { decide } from './decide.js';
import {
  ALICE,
  ALICE_PATH,
  added,
  BOB,
  codeOwnersFile,
  commit,
  LAPSE_BOT,
  modified,
  review,
  WEB_FLOW,
} from './facts-builder.js';

const approved = [review(BOB)];

describe('a pull request is refused whatever its reviews say', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, at) => added(`access/aws-sandbox/alice/r${at}.yaml`));
  const unsigned = { committer: null, committedByGitHub: false };

  test.each<[string, string, Partial<PullRequestFacts>]>([
    ['that comes from a fork', 'fork', { isFork: true }],
    ['whose requester is a bot', 'bot', { author: LAPSE_BOT }],
    ['whose requester is no account of a person', 'bot', { author: { ...ALICE, type: 'Mannequin' } }],
    [
      'with a commit whose author nobody knows',
      'unknown-author',
      { commits: [commit(), commit(null, { committer: ALICE })] },
    ],
    ['with a commit whose committer nobody knows', 'unknown-author', { commits: [commit(ALICE, unsigned)] }],
    [
      'with a commit that only says that GitHub made it',
      'unknown-author',
      { commits: [commit(ALICE, { committer: WEB_FLOW })] },
    ],
    ['whose commits are not listed', 'incomplete-facts', { commits: [], totals: { files: 1, commits: 0 } }],
    ['with more than 3,000 files', 'too-many-files', { files: [], totals: { files: 3001, commits: 1 } }],
    [
      'with more than 3,000 files of other kinds',
      'too-many-files',
      { files: Array.from({ length: 3001 }, (_, at) => added(`src/${at}.ts`, '')) },
    ],
    ['with more than 250 commits', 'too-many-commits', { commits: Array.from({ length: 251 }, () => commit()) }],
    [
      'with more than 250 commits, nothing of which is listed',
      'too-many-commits',
      { files: [], commits: [], totals: { files: 1, commits: 251 } },
    ],
    ['with more than 100 request files', 'too-many-requests', { files: many(101) }],
    ['with fewer files listed than there are', 'incomplete-facts', { totals: { files: 2, commits: 1 } }],
    ['with fewer commits listed than there are', 'incomplete-facts', { totals: { files: 1, commits: 2 } }],
    ['that goes to another branch', 'other-base', { baseBranch: 'release' }],
    ['whose base has no CODEOWNERS', 'no-codeowners', { policyFiles: [] }],
    [
      'whose base has a CODEOWNERS over 3 MB',
      'no-codeowners',
      { policyFiles: [{ ...codeOwnersFile(), size: 4e6, bytes: null }] },
    ],
    [
      'whose base has an invalid line in CODEOWNERS',
      'codeowners-line',
      { policyFiles: [codeOwnersFile('/access/ @acme/security\n!x @bob\n')] },
    ],
    ['that breaks CODEOWNERS', 'codeowners-line', { files: [modified('.github/CODEOWNERS', '* @bob', '* bob')] }],
    ['with a request beside a workflow', 'mixed', { files: [added(), added('.github/workflows/ci.yml', '')] }],
  ])('%s (%s)', (_what, rule, facts) => {
    const decision = decide({ reviews: approved, ...facts });
    expect(decision.verdict).toBe('refused');
    expect(decision.reasons.map((reason) => reason.rule)).toContain(rule);
    expect(decision.files.every(({ verdict }) => verdict === 'refused')).toBe(true);
    for (const { message, cure } of decision.reasons) expect(message && cure).not.toBe('');
  });

  test('law 7: an invalid line of CODEOWNERS is named, with what to do about it', () => {
    const decision = decide({ reviews: approved, policyFiles: [codeOwnersFile('/access/ @acme/security\n!x @bob\n')] });
    expect(decision.reasons[0]?.message).toMatch(/^\.github\/CODEOWNERS, line 2: The pattern "!x" begins with !/);
    expect(decision.reasons[0]?.cure).not.toBe('');
  });

  test('a mixed one says how to split it', () => {
    const [reason] = decide({ files: [added(), added('src/index.ts', ''), added('src/b.ts', '')] }).reasons;
    expect(reason?.message).toBe(`Requests stand beside other files: ${ALICE_PATH} beside src/index.ts and 1 more.`);
    expect(reason?.cure).toMatch(/two pull requests/);
  });
});
