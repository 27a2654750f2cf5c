import { describe, expect, test } from '@jest/globals';
import type { Commanded, PullRequestFacts } from '../../src/approval/facts.js';
import { decide, decideRole, only } from './decide.js';
import {
  ALICE,
  ALICE_PATH,
  added,
  BOB,
  BOB_TWO,
  CAROL,
  commit,
  HOUR,
  LAPSE_BOT,
  members,
  modified,
  NOW,
  removed,
  requestText,
  review,
  sourceFile,
  WEB_FLOW,
} from './facts-builder.js';

const FOUR = requestText('billing', 'duration: 4h');
const SIX = requestText('billing', 'duration: 6h');
const EXTENDED = modified(ALICE_PATH, FOUR, SIX);
/** How GitHub shows what an App commits: signed, and by nobody that it knows. */
const OURS = commit(null, { committer: WEB_FLOW, committedByGitHub: true });
const GRANT = 'aws-sandbox/alice/billing';

function commandedBy(by = ALICE, rest: Partial<Commanded> = {}): Commanded {
  return { by, grant: GRANT, length: 2 * HOUR, ...rest };
}

/** What the App opened because alice said `/lapse extend 2h`, unless said otherwise. */
function extension(rest: Partial<PullRequestFacts> = {}): Partial<PullRequestFacts> {
  return {
    author: LAPSE_BOT,
    commanded: commandedBy(),
    headBranch: `lapse/extend/${GRANT}/4711`,
    files: [EXTENDED],
    commits: [OURS],
    reviews: [review(BOB)],
    ...rest,
  };
}

function refusals(facts: Partial<PullRequestFacts>): string[] {
  const decision = decide(facts);
  expect(decision.verdict).toBe('refused');
  expect(decision.files.every(({ verdict }) => verdict === 'refused')).toBe(true);
  return decision.reasons.map(({ rule }) => rule);
}

describe('law 5: a pull request that a bot opened grants nothing', () => {
  test.each<[string, Partial<PullRequestFacts>]>([
    ['where no command is to be had: its comment was edited, deleted, or is somebody’s from another branch', {}],
    ['where another bot planted it on our branch', { author: { ...LAPSE_BOT, login: 'other[bot]', id: 901 } }],
    ['where it adds a request', { files: [added()] }],
    ['where it was merged already', { state: 'merged', mergedAt: NOW }],
  ])('%s', (_name, facts) => {
    expect(refusals(extension({ commanded: null, ...facts }))).toContain('bot');
  });

  test('and what a bot is said to have commanded does not either', () => {
    expect(refusals(extension({ commanded: commandedBy(LAPSE_BOT) }))).toContain('bot');
  });

  test('but it may take access away, commanded or not', () => {
    for (const commanded of [null, commandedBy()]) {
      expect(decide(extension({ commanded, files: [removed()] })).verdict).toBe('approved');
    }
  });
});

describe('law 5: a commanded pull request is exactly what the command makes of the base', () => {
  const linked = { ...EXTENDED, after: sourceFile(ALICE_PATH, SIX, { bytes: null }) };
  test.each<[string, Partial<PullRequestFacts>]>([
    ['and not by a minute more', { files: [modified(ALICE_PATH, FOUR, FOUR.replace('4h', '6h1m'))] }],
    ['and not with another reason', { files: [modified(ALICE_PATH, FOUR, SIX.replace('twice', 'thrice'))] }],
    ['and not with a comment', { files: [modified(ALICE_PATH, FOUR, `${SIX}# by the way\n`)] }],
    ['and not with another role', { files: [modified(ALICE_PATH, FOUR, SIX.replace('billing', 'admin'))] }],
    ['and not of another name', { files: [modified('access/aws-sandbox/alice/other.yaml', FOUR, SIX)] }],
    ['and not of another person', { files: [modified('access/aws-sandbox/carol/billing.yaml', FOUR, SIX)] }],
    ['and not with a second request', { files: [EXTENDED, added('access/aws-sandbox/carol/billing.yaml')] }],
    ['and not with a second request that goes', { files: [EXTENDED, removed('access/aws-sandbox/carol/x.yaml')] }],
    ['and not a new file', { files: [added(ALICE_PATH, SIX)] }],
    ['and not a copy', { files: [{ ...EXTENDED, status: 'copied', previousPath: 'access/aws-sandbox/bob/x.yaml' }] }],
    [
      'and not a rename',
      { files: [{ ...EXTENDED, status: 'renamed', previousPath: 'access/aws-sandbox/alice/x.yaml' }] },
    ],
    ['and not a file that was not read', { files: [linked] }],
    ['and not of a base that another one has extended since', { files: [modified(ALICE_PATH, SIX, SIX)] }],
    ['and not of a base where it is gone', { files: [{ ...EXTENDED, before: null }] }],
    ['and not a policy file', { files: [modified('access/people.yaml', 'a', 'b')] }],
    ['and not by another command’s length', { commanded: commandedBy(ALICE, { length: 3 * HOUR }) }],
    ['and not for another command’s grant', { commanded: commandedBy(ALICE, { grant: 'aws-sandbox/alice/x' }) }],
  ])('%s', (_name, facts) => {
    expect(refusals(extension(facts))).toContain('not-as-commanded');
  });

  test('and nothing beside it, a workflow least of all', () => {
    expect(refusals(extension({ files: [EXTENDED, added('.github/workflows/x.yml', '')] }))).toContain('mixed');
  });

  test('then an owner can approve it, though GitHub knows no author of the App’s commit', () => {
    expect(decide(extension()).verdict).toBe('approved');
    expect(decide(extension({ reviews: [] })).verdict).toBe('pending');
  });

  test.each([
    ['an author whom nobody knows, and that GitHub has not signed', commit(null, { committer: WEB_FLOW })],
    ['a committer whom nobody knows', commit(ALICE, { committer: null })],
  ])('a commit with %s is refused all the same', (_name, pushed) => {
    expect(refusals(extension({ commits: [OURS, pushed] }))).toContain('unknown-author');
  });

  test('and elsewhere the App’s commit is one of nobody', () => {
    const facts = { author: ALICE, commanded: null, files: [EXTENDED], commits: [OURS], reviews: [review(BOB)] };
    expect(refusals(facts)).toContain('unknown-author');
  });
});

describe('law 5: who commanded it is its requester', () => {
  test('an owner who commanded it cannot approve it', () => {
    const decision = decide(extension({ commanded: commandedBy(BOB) }));
    expect(decision.verdict).toBe('pending');
    expect(only(decision).people.map(({ rule }) => rule)).toEqual(['requester']);
    expect(decide(extension({ commanded: commandedBy(BOB), reviews: [review(CAROL)] })).verdict).toBe('approved');
  });

  test('nor can the beneficiary, where somebody else commanded it', () => {
    const decision = decide(extension({ commanded: commandedBy(BOB), reviews: [review(ALICE)] }));
    expect(only(decision).people.map(({ rule }) => rule)).toEqual(['beneficiary']);
  });

  test('nor can whoever pushed to our branch, though the files are the same again', () => {
    const facts = extension({ commits: [OURS, commit(BOB)] });
    expect(only(decide(facts)).people.map(({ rule }) => rule)).toEqual(['author']);
    expect(decide({ ...facts, reviews: [review(CAROL)] }).verdict).toBe('approved');
  });

  test('whoever opened a pull request stays barred, whatever is said of a command', () => {
    const decision = decide(extension({ author: BOB, commanded: commandedBy(ALICE) }));
    expect(only(decision).people.map(({ rule }) => rule)).toEqual(['requester']);
  });

  test('a beneficiary whose own requests need no review needs none for this', () => {
    const memberships = new Map(members('@acme/oncall', ALICE, BOB_TWO));
    const role = { autoApprove: ['@acme/oncall'] };
    const automatic = decideRole(role, extension({ reviews: [] }), memberships);
    expect(automatic.verdict).toBe('approved');
    expect(only(automatic).because).toContain('alice asked for it');
    const byOther = extension({ reviews: [], commanded: commandedBy(BOB_TWO) });
    expect(decideRole(role, byOther, memberships).verdict).toBe('pending');
  });
});
