import { describe, expect, test } from '@jest/globals';
import type { Commanded } from '../../src/approval/facts.js';
import { answerGraphql, github, mockGitHub, scope } from './mocked-github.js';
import { answerFiles, BOB, contents, pullRequest, README } from './recorded-pull-request.js';

mockGitHub();

const COMMENT = '/repos/acme/access/issues/comments/900';
const BRANCH = 'lapse/extend/aws/alice/billing/900';
const NODE = { fullDatabaseId: '900', lastEditedAt: null, body: '/lapse extend 2h', author: BOB };
const HOURS = 3_600_000;

function answerPullRequest(fields: object): void {
  answerGraphql(pullRequest({ viewerDidAuthor: true, headRefName: BRANCH, ...fields }));
  answerFiles([README]);
  answerGraphql(contents([]));
}

async function readCommanded(node: object | null): Promise<Commanded | null> {
  answerPullRequest({});
  scope().get(COMMENT).reply(200, { id: 900, node_id: 'IC_900', body: '/lapse extend 8h' });
  answerGraphql({ data: { node } });
  return (await github().readPullRequest(12)).facts.commanded;
}

describe('law 5: who commanded a pull request of ours', () => {
  test.each([
    ['was edited', { ...NODE, lastEditedAt: '2026-11-20T10:00:00Z' }],
    ['has no word on its editing', { fullDatabaseId: '900', body: NODE.body, author: BOB }],
    ['is by a bot', { ...NODE, author: { __typename: 'Bot', login: 'helper', databaseId: 9 } }],
    ['is by a deleted account', { ...NODE, author: null }],
    ['is by an organisation', { ...NODE, author: { __typename: 'Organization', login: 'acme', databaseId: 9 } }],
    ['commands nothing', { ...NODE, body: 'Would you /lapse extend 2h' }],
    ['commands something else', { ...NODE, body: '/lapse revoke' }],
    ['commands what we do not know', { ...NODE, body: '/lapse extend for ever' }],
    ['names another grant', { ...NODE, body: '/lapse extend 2h aws/alice/other' }],
    ['is another comment', { ...NODE, fullDatabaseId: '901' }],
    ['is no comment', {}],
    ['is gone', null],
  ])('nobody, where the comment %s', async (_name, node) => {
    expect(await readCommanded(node)).toBeNull();
  });

  test('nobody, where the comment was deleted', async () => {
    answerPullRequest({});
    scope().get(COMMENT).reply(404, { message: 'Not Found' });
    expect((await github().readPullRequest(12)).facts.commanded).toBeNull();
  });

  test('nobody, where the comment was deleted between two requests', async () => {
    answerPullRequest({});
    scope().get(COMMENT).reply(200, { id: 900, node_id: 'IC_900' });
    answerGraphql({ data: { node: null }, errors: [{ type: 'NOT_FOUND', path: ['node'], message: 'gone' }] });
    expect((await github().readPullRequest(12)).facts.commanded).toBeNull();
  });

  test.each([403, 500])('is an error where GitHub does not say (%i)', async (status) => {
    answerPullRequest({});
    scope().get(COMMENT).reply(status, { message: 'no' });
    await expect(github().readPullRequest(12)).rejects.toMatchObject({ name: 'GitHubError' });
  });

  test.each([
    ['somebody else opened from such a branch', { viewerDidAuthor: false }],
    ['we opened from a branch of reverts', { headRefName: 'lapse/revert/aws/alice/billing' }],
    ['we opened from a branch without a comment', { headRefName: 'lapse/extend/aws/alice/billing' }],
  ])('nobody, and nothing is asked, of what %s', async (_name, fields) => {
    answerPullRequest(fields);
    expect((await github().readPullRequest(12)).facts.commanded).toBeNull();
  });

  test.each(['/lapse extend 2h', '/lapse extend 2h aws/alice/billing'])(
    'whoever wrote “%s”, by the text that GraphQL says is unedited',
    async (body) => {
      const by = { login: 'bob', id: 102, type: 'User' };
      expect(await readCommanded({ ...NODE, body })).toEqual({ by, grant: 'aws/alice/billing', length: 2 * HOURS });
    },
  );
});
