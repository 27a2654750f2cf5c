import { describe, expect, test } from '@jest/globals';
import { answerGraphql, github, mockGitHub, OID, scope } from './mocked-github.js';

mockGitHub();

const TEXT = { title: 'Not given', body: 'One.' };
const LABEL = { name: 'lapse-unapproved', color: 'b60205', description: expect.any(String) };

interface Node {
  readonly number: number;
  readonly viewerDidAuthor: boolean;
  readonly body: string;
}

function page(nodes: readonly Node[], endCursor: string | null = null) {
  return { pageInfo: { hasNextPage: endCursor !== null, endCursor }, nodes };
}

function answerTip(issues: ReturnType<typeof page>): void {
  const defaultBranchRef = { name: 'main', target: { oid: OID.base } };
  answerGraphql({ data: { repository: { databaseId: 77, defaultBranchRef, issues } } });
}

const planted = (number: number): Node => ({ number, viewerDidAuthor: false, body: 'planted' });

describe('our open issues', () => {
  test('are none of those that others gave the label', async () => {
    answerTip(page([planted(3), { number: 4, viewerDidAuthor: true, body: 'ours' }, planted(5)]));
    expect((await github().readTip()).openIssues).toEqual([{ number: 4, body: 'ours' }]);
  });

  test('are found behind a page of planted ones', async () => {
    answerTip(page([planted(1), planted(2)], 'next'));
    const issues = page([{ number: 9, viewerDidAuthor: true, body: 'ours' }]);
    const seen = answerGraphql({ data: { repository: { issues } } });
    expect((await github().readTip()).openIssues).toEqual([{ number: 9, body: 'ours' }]);
    expect(seen.request?.variables).toMatchObject({ after: 'next' });
  });
});

describe('the issue', () => {
  test('is opened with its label, which is made first', async () => {
    scope()
      .post('/repos/acme/access/labels', (body) => expect(body).toEqual(LABEL) === undefined)
      .reply(201, {});
    scope()
      .post('/repos/acme/access/issues', { ...TEXT, labels: ['lapse-unapproved'] })
      .reply(201, {});
    await github().writeIssue(null, TEXT);
  });

  test('is opened where the label is there already', async () => {
    scope().post('/repos/acme/access/labels').reply(422, { message: 'Validation Failed' });
    scope().post('/repos/acme/access/issues').reply(201, {});
    await github().writeIssue(null, TEXT);
  });

  test('is not opened where the label cannot be made: it would not be found again', async () => {
    scope().post('/repos/acme/access/labels').reply(403, { message: 'Resource not accessible by integration' });
    await expect(github().writeIssue(null, TEXT)).rejects.toMatchObject({
      kind: 'not-permitted',
      message: expect.stringContaining('Issues: write'),
    });
  });

  test('is rewritten in place, at most as long as GitHub takes it', async () => {
    scope()
      .patch('/repos/acme/access/issues/4', (body) => body.body.length <= 65_536)
      .reply(200, {});
    await github().writeIssue({ number: 4, body: 'old' }, { ...TEXT, body: 'x\n'.repeat(40_000) });
  });

  test('that says so already is left alone', async () => {
    await github().writeIssue({ number: 4, body: 'One.' }, TEXT);
  });

  test('is closed in one request, with its last words', async () => {
    scope()
      .patch('/repos/acme/access/issues/4', { body: 'Done.', state: 'closed', state_reason: 'completed' })
      .reply(200, {});
    await github().closeIssue(4, 'Done.');
  });
});
