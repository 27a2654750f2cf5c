import { describe, expect, test } from '@jest/globals';
import type { Verdict } from '../../src/approval/decision.js';
import type { PullRequestFacts, UnknownOwner } from '../../src/approval/facts.js';
import { decide } from './decide.js';
import {
  ALICE,
  added,
  BOB,
  BOB_TWO,
  CAROL,
  codeOwnersFile,
  commit,
  HEAD,
  HOUR,
  MINUTE,
  modified,
  NOW,
  OLD_HEAD,
  person,
  removed,
  requestText,
  review,
  WEB_FLOW,
} from './facts-builder.js';

/** One sentence of the design, once as it keeps from an approval and once as it lets one pass. */
interface Row {
  readonly sentence: string;
  readonly no: Partial<PullRequestFacts>;
  readonly verdict?: Verdict;
  readonly yes: Partial<PullRequestFacts>;
}

const approved = [review(BOB)];
const later = { submittedAt: NOW - MINUTE };
const security = '/access/ @acme/security\n';
const owned = (text: string) => [codeOwnersFile(text)];
/** What GitHub says of an owner in the first line of CODEOWNERS. */
const unknown = (owner: string, source: string, rest: Partial<UnknownOwner> = {}): UnknownOwner[] => [
  { path: '.github/CODEOWNERS', line: 1, source, owner, ...rest },
];
const changes = (rest: Parameters<typeof review>[1] = {}) => review(CAROL, { state: 'CHANGES_REQUESTED', ...rest });

const REVIEWS: readonly Row[] = [
  {
    sentence: 'the latest state of a person counts, in time order and not in the order of the list',
    no: { reviews: [review(BOB, { ...later, state: 'DISMISSED' }), review(BOB)] },
    yes: { reviews: [review(BOB, later), review(BOB, { state: 'DISMISSED' })] },
  },
  {
    sentence: 'the state is that of an account id, whatever its login is by now',
    no: { reviews: [review(BOB), review({ ...BOB, login: 'robert' }, { ...later, state: 'DISMISSED' })] },
    yes: { reviews: [review(BOB), review(person('robert', 777), { ...later, state: 'DISMISSED' })] },
  },
  {
    sentence: 'COMMENTED and PENDING do not count, and take nothing back',
    no: { reviews: [review(BOB, { state: 'COMMENTED' }), review(CAROL, { state: 'PENDING' })] },
    yes: { reviews: [...approved, review(BOB, { ...later, state: 'COMMENTED' })] },
  },
  {
    sentence: "an owner's live CHANGES_REQUESTED blocks, whatever its commit",
    no: { reviews: [...approved, changes({ commitId: OLD_HEAD })] },
    yes: { reviews: [...approved, review(BOB_TWO, { state: 'CHANGES_REQUESTED' })] },
  },
  {
    sentence: 'a CHANGES_REQUESTED is no longer live once the same person approves, or it is dismissed',
    no: { reviews: [review(CAROL), changes(later)] },
    yes: { reviews: [changes(), review(CAROL, later)] },
  },
  {
    sentence: 'whoever approved an older commit after asking for changes blocks no more, and does not count either',
    no: { reviews: [changes(), review(CAROL, { ...later, commitId: OLD_HEAD })] },
    yes: { reviews: [...approved, changes(), review(CAROL, { ...later, commitId: OLD_HEAD })] },
  },
  {
    sentence: 'a CHANGES_REQUESTED blocks the files of its owner, also where the owner could not approve them',
    no: {
      files: [added('access/aws-sandbox/carol/billing.yaml')],
      reviews: [...approved, changes()],
    },
    yes: {
      files: [added('access/aws-sandbox/carol/billing.yaml')],
      policyFiles: owned('/access/ @carol\n/access/aws-sandbox/carol/ @bob\n'),
      reviews: [...approved, changes()],
    },
  },
];

const APPROVALS: readonly Row[] = [
  {
    sentence: 'law 4: an approval counts only for the head commit',
    no: { reviews: [review(BOB, { commitId: OLD_HEAD })] },
    yes: { reviews: [review(BOB, { commitId: HEAD })] },
  },
  {
    sentence: 'law 4: it is not older than approval_valid',
    no: { reviews: [review(BOB, { submittedAt: NOW - 24 * HOUR - 1 })] },
    yes: { reviews: [review(BOB, { submittedAt: NOW - 24 * HOUR })] },
  },
  {
    sentence: 'law 4: where there is a merge, the age is that at the merge',
    no: { mergedAt: NOW - HOUR, state: 'merged', reviews: [review(BOB, { submittedAt: NOW - 25 * HOUR - 1 })] },
    yes: { mergedAt: NOW - HOUR, state: 'merged', reviews: [review(BOB, { submittedAt: NOW - 25 * HOUR })] },
  },
  {
    sentence: "the reviewer's type is User",
    no: { policyFiles: owned('/access/ @bob\n'), reviews: [review({ ...BOB, type: 'Bot' })] },
    yes: { policyFiles: owned('/access/ @bob\n'), reviews: approved },
  },
  {
    sentence: 'the reviewer can push to the repository',
    no: { reviews: [review(BOB, { authorCanPush: false })] },
    yes: { reviews: [review(BOB, { authorCanPush: true })] },
  },
  {
    sentence: "the reviewer is an owner of that file's path on the base",
    no: { reviews: [review(BOB_TWO)] },
    yes: { policyFiles: owned('/access/ @bob-two\n'), reviews: [review(BOB_TWO)] },
  },
  {
    sentence: 'law 4: it is later than the last change or force push of the base',
    no: { reviews: [review(BOB, { submittedAt: NOW - HOUR })], baseChangedAt: NOW - HOUR },
    yes: { reviews: [review(BOB, { submittedAt: NOW - HOUR })], baseChangedAt: NOW - HOUR - 1 },
  },
  {
    sentence: 'law 5: nobody approves what they opened',
    no: { author: BOB, commits: [commit(ALICE)], reviews: approved },
    yes: { author: CAROL, commits: [commit(ALICE)], reviews: approved },
  },
  {
    sentence: 'law 5: nobody approves what they get',
    no: { files: [added('access/aws-sandbox/bob/billing.yaml')], reviews: approved },
    yes: { files: [added('access/aws-sandbox/carol/billing.yaml')], reviews: approved },
  },
  {
    sentence: 'law 5: nobody approves what they wrote a commit of',
    no: { commits: [commit(), commit(BOB, { committer: ALICE })], reviews: approved },
    yes: { commits: [commit(), commit(CAROL)], reviews: approved },
  },
  {
    sentence: 'law 5: nobody approves what they committed, unless GitHub itself committed it',
    no: { commits: [commit(ALICE, { committer: BOB })], reviews: approved },
    yes: { commits: [commit(ALICE, { committer: BOB, committedByGitHub: true })], reviews: approved },
  },
  {
    sentence: "GitHub's own committer web-flow bars nobody, and does not count without GitHub's signature",
    no: { commits: [commit(ALICE, { committer: WEB_FLOW })], reviews: approved },
    verdict: 'refused',
    yes: { commits: [commit(ALICE, { committer: WEB_FLOW, committedByGitHub: true })], reviews: approved },
  },
  {
    sentence: 'a co-author trailer bars nobody: GitHub writes one for a suggestion of the reviewer',
    no: { commits: [commit(BOB, { coAuthors: [ALICE] })], reviews: approved },
    yes: {
      commits: [commit(ALICE, { committer: WEB_FLOW, committedByGitHub: true, coAuthors: [BOB] })],
      reviews: approved,
    },
  },
  {
    sentence: 'a commit with no resolvable author gives no approval',
    no: { commits: [commit(), commit(null, { committer: ALICE })], reviews: approved },
    verdict: 'refused',
    yes: { commits: [commit(), commit(ALICE)], reviews: approved },
  },
];

const OWNERS: readonly Row[] = [
  {
    sentence: 'the last matching line wins',
    no: { policyFiles: owned(`${security}/access/*/alice/ @bob-two\n`), reviews: approved },
    yes: { policyFiles: owned(`/access/*/alice/ @bob-two\n${security}`), reviews: approved },
  },
  {
    sentence: 'a matching line without owners means nobody',
    no: { policyFiles: owned(`${security}/access/aws-sandbox/\n`), reviews: approved },
    verdict: 'refused',
    yes: { policyFiles: owned(`/access/aws-sandbox/\n${security}`), reviews: approved },
  },
  {
    sentence: 'paths are case-sensitive; the names of people and teams are not',
    no: { policyFiles: owned('/Access/ @acme/security\n'), reviews: approved },
    verdict: 'refused',
    yes: { policyFiles: owned('/access/ @ACME/Security\n'), reviews: approved },
  },
  {
    sentence: '.github comes before the root',
    no: { policyFiles: [codeOwnersFile('* @bob-two\n'), codeOwnersFile(security, 'CODEOWNERS')], reviews: approved },
    yes: { policyFiles: [codeOwnersFile(security), codeOwnersFile('* @bob-two\n', 'CODEOWNERS')], reviews: approved },
  },
  {
    sentence: 'the root comes before docs',
    no: {
      policyFiles: [codeOwnersFile(security, 'docs/CODEOWNERS'), codeOwnersFile('* @bob-two\n', 'CODEOWNERS')],
      reviews: approved,
    },
    yes: {
      policyFiles: [codeOwnersFile('* @bob-two\n', 'docs/CODEOWNERS'), codeOwnersFile(security, 'CODEOWNERS')],
      reviews: approved,
    },
  },
  {
    sentence: 'docs/* is one level',
    no: { policyFiles: owned('/access/* @acme/security\n'), reviews: approved },
    verdict: 'refused',
    yes: { policyFiles: owned('/access/*/*/* @acme/security\n'), reviews: approved },
  },
  {
    sentence: 'an invalid line is skipped, but the check fails',
    no: { policyFiles: owned(`!x @bob\n${security}`), reviews: approved },
    verdict: 'refused',
    yes: { policyFiles: owned(`# !x @bob\n${security}`), reviews: approved },
  },
  {
    sentence: 'a CODEOWNERS over 3 MB is not used',
    no: { policyFiles: [{ ...codeOwnersFile(security), size: 3 * 2 ** 20 + 1 }], reviews: approved },
    verdict: 'refused',
    yes: { policyFiles: [{ ...codeOwnersFile(security), size: 3 * 2 ** 20 }], reviews: approved },
  },
  {
    sentence: 'a line none of whose owners GitHub knows lets nobody approve, and one that it knows approves still',
    no: { unknownOwners: unknown('@ACME/security', '/access/ @acme/security'), reviews: approved },
    verdict: 'refused',
    yes: {
      policyFiles: owned('/access/ @acme/nope @acme/security\n'),
      unknownOwners: unknown('@acme/nope', '/access/ @acme/nope @acme/security'),
      reviews: approved,
    },
  },
  {
    sentence: 'whom GitHub does not know approves nothing, also beside owners that it knows',
    no: {
      policyFiles: owned('/access/ @bob @carol\n'),
      unknownOwners: unknown('@bob', '/access/ @bob @carol'),
      reviews: approved,
    },
    yes: {
      policyFiles: owned('/access/ @bob @carol\n'),
      unknownOwners: unknown('@carol', '/access/ @bob @carol'),
      reviews: approved,
    },
  },
  {
    sentence: 'what GitHub says of the owners holds for the line that decides, as it stands there',
    no: {
      policyFiles: owned('/access/ @acme/security\r\n'),
      unknownOwners: unknown('@acme/security', '/access/ @acme/security'),
      reviews: approved,
    },
    verdict: 'refused',
    yes: {
      unknownOwners: [
        ...unknown('@acme/security', '/access/  @acme/security'),
        ...unknown('@acme/security', '/access/ @acme/security', { line: 2 }),
        ...unknown('@acme/security', '/access/ @acme/security', { path: 'CODEOWNERS' }),
      ],
      reviews: approved,
    },
  },
  {
    sentence: 'whom GitHub does not know objects still: a change request blocks',
    no: {
      policyFiles: owned('/access/ @bob @carol\n'),
      unknownOwners: unknown('@carol', '/access/ @bob @carol'),
      reviews: [...approved, changes()],
    },
    yes: {
      policyFiles: owned('/access/ @bob @carol\n'),
      unknownOwners: unknown('@carol', '/access/ @bob @carol'),
      reviews: [...approved, changes({ state: 'DISMISSED' })],
    },
  },
  {
    sentence: 'law 6: what was merged is not refused because its owners are gone by now',
    no: { unknownOwners: unknown('@acme/security', '/access/ @acme/security'), reviews: approved },
    verdict: 'refused',
    yes: {
      unknownOwners: unknown('@acme/security', '/access/ @acme/security'),
      state: 'merged',
      mergedAt: NOW,
      reviews: approved,
    },
  },
  {
    sentence: 'the policy is that of the tip of the base, not of the pull request',
    no: { files: [modified('.github/CODEOWNERS', '* @acme/security\n', '* @bob\n')], reviews: approved },
    verdict: 'refused',
    yes: {
      files: [modified('.github/CODEOWNERS', '* @bob\n', '* @bob-two\n')],
      policyFiles: owned('* @bob\n'),
      reviews: approved,
    },
  },
  {
    sentence: 'every file needs its own quorum',
    no: {
      files: [added(), added('access/aws-sandbox/bob/billing.yaml')],
      reviews: approved,
    },
    yes: {
      files: [added(), added('access/aws-sandbox/bob/billing.yaml')],
      reviews: [...approved, review(CAROL)],
    },
  },
];

const PULL_REQUESTS: readonly Row[] = [
  {
    sentence: 'forks are refused, though all they do is take away; what is nothing of ours does not matter',
    no: { isFork: true, files: [removed()], reviews: approved },
    verdict: 'refused',
    yes: { isFork: true, files: [added('src/index.ts', '')] },
  },
  {
    sentence: 'law 5: what a bot opened grants nothing; it may only take access away',
    no: { author: { login: 'other[bot]', id: 901, type: 'Bot' }, reviews: approved },
    verdict: 'refused',
    yes: { author: { login: 'other[bot]', id: 901, type: 'Bot' }, files: [removed()] },
  },
  {
    sentence: 'access is given on the default branch only',
    no: { baseBranch: 'release', reviews: approved },
    verdict: 'refused',
    yes: { baseBranch: 'main', reviews: approved },
  },
  {
    sentence: 'a draft is judged like any other, and merged by nobody yet',
    no: { isDraft: true },
    yes: { isDraft: true, reviews: approved },
  },
  {
    sentence: 'a revocation needs no owner, whoever opened it; anything else beside it, and it is not one',
    no: { author: CAROL, files: [removed(), added('access/aws-sandbox/alice/other.yaml')] },
    yes: { author: CAROL, files: [removed(), modified('access/aws-sandbox/bob/a.yaml', ...shorter())] },
  },
  {
    sentence: 'a request or a revocation beside any other path is refused',
    no: { files: [removed(), added('README.md', '')], reviews: approved },
    verdict: 'refused',
    yes: { files: [removed()] },
  },
];

function shorter(): [string, string] {
  return [requestText(), requestText('billing', 'duration: 1h')];
}

describe.each([
  ['reviews', REVIEWS],
  ['what counts', APPROVALS],
  ['owners', OWNERS],
  ['pull requests', PULL_REQUESTS],
])('design §5, %s', (_part, rows) => {
  test.each(rows)('$sentence', ({ no, verdict = 'pending', yes }) => {
    expect(decide(no).verdict).toBe(verdict);
    expect(decide(yes).verdict).toBe('approved');
  });
});
