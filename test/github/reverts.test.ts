import { describe, expect, test } from '@jest/globals';
import { github, mockGitHub, OID, scope } from './mocked-github.js';

mockGitHub();

const BRANCH = 'lapse/revert/aws/alice/billing';
const REF = `/repos/acme/access/git/ref/${encodeURIComponent(`heads/${BRANCH}`)}`;
const PULLS = '/repos/acme/access/pulls';
const NEWEST = { head: `acme:${BRANCH}`, base: 'main', state: 'all', sort: 'created', direction: 'desc', per_page: 30 };

const COMMIT = {
  sha: OID.head,
  author: { login: 'lapse[bot]' },
  committer: { id: 19864447, login: 'web-flow' },
  commit: { message: 'Revert #12: it has ended\n\nlife', verification: { verified: true } },
  parents: [{ sha: OID.base }],
  files: [{ filename: 'access/aws/alice/billing.yaml', status: 'removed' }],
};

const PULL_REQUEST = {
  number: 20,
  html_url: 'https://github.test/acme/access/pull/20',
  state: 'open',
  merged_at: null,
  closed_at: null,
  head: { sha: OID.head },
  user: { login: 'lapse[bot]', type: 'Bot' },
};

function answerCommit(fields: Record<string, unknown>): void {
  scope()
    .get(REF)
    .reply(200, { object: { sha: OID.head } });
  scope()
    .get(`/repos/acme/access/commits/${OID.head}`)
    .reply(200, { ...COMMIT, ...fields });
  scope().get(PULLS).query(NEWEST).reply(200, []);
}

describe('what there is of a revert', () => {
  test.each([
    [403, 'not-permitted'],
    [500, 'unavailable'],
  ])('is unknown where the branch cannot be read (%i)', async (status, kind) => {
    scope().get(REF).reply(status, { message: 'no' });
    await expect(github().readRevert(BRANCH, 'main')).rejects.toMatchObject({ kind });
  });

  test('is nothing before the first run', async () => {
    scope().get(REF).reply(404, { message: 'Not Found' });
    scope().get(PULLS).query(NEWEST).reply(200, []);
    expect(await github().readRevert(BRANCH, 'main')).toEqual({ head: null, pullRequest: null });
  });

  test('is the head with its change, and the newest pull request', async () => {
    scope()
      .get(REF)
      .reply(200, { object: { sha: OID.head } });
    scope().get(`/repos/acme/access/commits/${OID.head}`).reply(200, COMMIT);
    scope().get(PULLS).query(NEWEST).reply(200, [PULL_REQUEST]);
    expect(await github().readRevert(BRANCH, 'main')).toEqual({
      head: {
        sha: OID.head,
        signedByGitHub: true,
        parent: OID.base,
        changes: [{ path: 'access/aws/alice/billing.yaml', status: 'removed' }],
        headline: 'Revert #12: it has ended',
        author: 'lapse[bot]',
      },
      pullRequest: { number: 20, url: PULL_REQUEST.html_url, state: 'open', headSha: OID.head, closedAt: null },
    });
  });

  test('is not what somebody opened from our branch, nor what an account that is gone did', async () => {
    scope().get(REF).reply(404, {});
    const planted = [
      { ...PULL_REQUEST, number: 22, user: { login: 'carol', type: 'User' } },
      { ...PULL_REQUEST, number: 21, user: null },
    ];
    scope()
      .get(PULLS)
      .query(NEWEST)
      .reply(200, [...planted, PULL_REQUEST]);
    expect((await github().readRevert(BRANCH, 'main')).pullRequest?.number).toBe(20);
  });

  test.each([
    ['an unsigned commit', { commit: { verification: { verified: false } } }],
    ['a commit without a word on its signature', { commit: {} }],
    ["a commit signed with somebody's key", { committer: { id: 101, login: 'alice' } }],
    ['a committer without an account', { committer: null }],
    ['an empty committer', { committer: {} }],
  ])('is not signed by GitHub with %s', async (_name, fields) => {
    answerCommit(fields);
    expect((await github().readRevert(BRANCH, 'main')).head?.signedByGitHub).toBe(false);
  });

  test('has no one parent where it is a merge, and no author where GitHub knows none', async () => {
    answerCommit({ parents: [{ sha: OID.base }, { sha: OID.other }], author: null });
    expect((await github().readRevert(BRANCH, 'main')).head).toMatchObject({ parent: null, author: null });
  });

  test('shows a rename as two changes', async () => {
    answerCommit({ files: [{ filename: 'x', previous_filename: 'access/aws/alice/billing.yaml', status: 'renamed' }] });
    expect((await github().readRevert(BRANCH, 'main')).head?.changes).toHaveLength(2);
  });

  test.each([
    ['closed', null, 'closed'],
    ['closed', '2026-11-20T12:00:00Z', 'merged'],
  ])('tells a %s pull request with merged_at %j as %s', async (state, mergedAt, expected) => {
    scope().get(REF).reply(404, {});
    const closed = { ...PULL_REQUEST, state, merged_at: mergedAt, closed_at: '2026-11-20T12:00:00Z' };
    scope().get(PULLS).query(NEWEST).reply(200, [closed]);
    const { pullRequest } = await github().readRevert(BRANCH, 'main');
    expect(pullRequest).toMatchObject({ state: expected, closedAt: Date.UTC(2026, 10, 20, 12) });
  });
});

describe('opening a pull request', () => {
  const request = { branch: BRANCH, base: 'main', title: 'Revert', body: 'life' };

  test('fails in GitHub’s words where there is one already', async () => {
    scope()
      .post(PULLS)
      .reply(422, { message: 'Validation Failed', errors: [{ message: 'A pull request already exists for acme:x.' }] });
    await expect(github().openPullRequest(request)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('already exists'),
    });
  });

  test('gives its number', async () => {
    scope().post(PULLS, { head: BRANCH, base: 'main', title: 'Revert', body: 'life' }).reply(201, { number: 21 });
    expect(await github().openPullRequest(request)).toBe(21);
  });
});
