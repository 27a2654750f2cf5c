import { describe, expect, test } from '@jest/globals';
import { COMMENT_MARKER } from '../../src/github/github.js';
import { answerGraphql, github, mockGitHub, OID } from './mocked-github.js';
import {
  ALICE,
  answerFiles,
  BOB,
  commit,
  contents,
  page,
  pullRequest,
  README,
  readWith,
  review,
  WEB_FLOW,
} from './recorded-pull-request.js';

mockGitHub();

describe('law 5: who made a commit', () => {
  const signed = { isValid: true, wasSignedByGitHub: true };
  const committer = { email: 'noreply@github.com', user: WEB_FLOW };
  test.each([
    ['by GitHub, signed', { committer, signature: signed }, true],
    ['by GitHub under no account, signed', { committer: { ...committer, user: null }, signature: signed }, true],
    ['in its name without a signature', { committer, signature: null }, false],
    ['in its name with a broken signature', { committer, signature: { ...signed, isValid: false } }, false],
    ['in its name with a key of somebody', { committer, signature: { ...signed, wasSignedByGitHub: false } }, false],
    ['by somebody, signed by GitHub', { committer: { email: 'bob@acme.test', user: BOB }, signature: signed }, false],
    ["by somebody with GitHub's e-mail", { committer: { ...committer, user: BOB }, signature: signed }, false],
  ])('a commit made %s is GitHub’s own: %#', async (_name, fields, expected) => {
    const { facts } = await readWith({ commits: page([commit(OID.head, fields)]) });
    expect(facts.commits[0]?.committedByGitHub).toBe(expected);
  });

  test.each([
    ['no account', { user: null }, null],
    ['nothing at all', null, null],
    ['an account without an id', { user: { ...ALICE, databaseId: null } }, null],
    ['an account', { user: ALICE }, { login: 'alice', id: 101, type: 'User' }],
  ])('an author with %s is %j', async (_name, author, expected) => {
    const { facts } = await readWith({ commits: page([commit(OID.head, { author })]) });
    expect(facts.commits[0]?.author).toEqual(expected);
  });
});

describe('who else a commit names', () => {
  const CAROL = { __typename: 'User', login: 'carol', databaseId: 103 };
  const carol = { login: 'carol', id: 103, type: 'User' };
  test.each([
    ['the author alone', [{ user: ALICE }], []],
    ['somebody after the author', [{ user: ALICE }, { user: CAROL }], [carol]],
    ['the author again', [{ user: ALICE }, { user: ALICE }], []],
    ['somebody twice', [{ user: ALICE }, { user: CAROL }, { user: CAROL }], [carol]],
    ['nobody that GitHub knows', [{ user: ALICE }, { user: null }, null], []],
    ['nobody at all', [], []],
  ])('%s: %#', async (_name, nodes, expected) => {
    const { facts } = await readWith({ commits: page([commit(OID.head, { authors: { nodes } })]) });
    expect(facts.commits[0]?.coAuthors).toEqual(expected);
  });

  test('an App’s bot, which GraphQL calls a user there, is a bot', async () => {
    const author = { user: { __typename: 'User', login: 'lapse[bot]', databaseId: 9 } };
    const { facts } = await readWith({ commits: page([commit(OID.head, { author })]) });
    expect(facts.commits[0]?.author).toEqual({ login: 'lapse[bot]', id: 9, type: 'Bot' });
  });
});

describe('reviews', () => {
  test('carry their numeric ids, also those that no longer fit 32 bits', async () => {
    const { facts } = await readWith({ reviews: page([review()]) });
    expect(facts.reviews).toEqual([
      {
        id: 4_000_000_001,
        author: { login: 'bob', id: 102, type: 'User' },
        state: 'APPROVED',
        commitId: OID.head,
        submittedAt: Date.UTC(2026, 10, 20, 10),
        authorCanPush: true,
      },
    ]);
  });

  test('of a deleted account or on a lost commit say so; unsent ones are left out', async () => {
    const nodes = [review({ author: null, commit: null }), review({ state: 'PENDING', submittedAt: null })];
    const { facts } = await readWith({ reviews: page(nodes) });
    expect(facts.reviews).toEqual([expect.objectContaining({ author: null, commitId: null })]);
  });

  test('past the first 100 come in one request a page', async () => {
    answerGraphql(pullRequest({ reviews: page([review()], 'next', 2) }));
    const seen = answerGraphql({
      data: { repository: { pullRequest: { reviews: page([review({ fullDatabaseId: '2' })]) } } },
    });
    answerFiles([README]);
    answerGraphql(contents([]));
    const { facts } = await github().readPullRequest(12);
    expect(facts.reviews.map((one) => one.id)).toEqual([4_000_000_001, 2]);
    expect(seen.request?.variables).toMatchObject({ number: 12, after: 'next' });
  });

  test('whose further page does not come are an error, never a shorter list', async () => {
    answerGraphql(pullRequest({ reviews: page([review()], 'next', 2) }));
    answerGraphql({ data: { repository: { pullRequest: null } } });
    await expect(github().readPullRequest(12)).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

describe('our comment', () => {
  const comment = { fullDatabaseId: '9000000001', viewerDidAuthor: true, body: `${COMMENT_MARKER}\n\ntext` };
  test.each([
    ['none', [], null],
    ["somebody else's with our marker", [{ ...comment, viewerDidAuthor: false }], null],
    ['ours with another text', [{ ...comment, body: `Hello ${COMMENT_MARKER}` }], null],
    ['ours', [{ ...comment, viewerDidAuthor: false }, comment], { id: 9_000_000_001, body: 'text' }],
  ])('is found among %s', async (_name, nodes, expected) => {
    const reading = await readWith({ comments: page(nodes) });
    expect(reading.comment).toEqual(expected);
  });

  test('is looked for on further pages', async () => {
    answerGraphql(pullRequest({ comments: page([{ ...comment, viewerDidAuthor: false }], 'next', 2) }));
    answerFiles([README]);
    answerGraphql(contents([]));
    answerGraphql({ data: { repository: { pullRequest: { comments: page([comment]) } } } });
    const reading = await github().readPullRequest(12);
    expect(reading.comment?.id).toBe(9_000_000_001);
  });
});
