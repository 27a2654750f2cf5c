import { describe, expect, test } from '@jest/globals';
import { answerGraphql, github, mockGitHub, scope } from './mocked-github.js';

mockGitHub();

const MARKED = '<!-- lapse:access aws-sandbox/alice/x -->\n\nNot given.';

function answerComments(...nodes: { fullDatabaseId: string; viewerDidAuthor: boolean; body: string }[]): void {
  answerGraphql({ data: { repository: { pullRequest: { comments: { nodes } } } } });
}

describe('a notice on a merged request', () => {
  test('that GitHub does not let us write is an error that names the permission', async () => {
    answerComments();
    scope().post('/repos/acme/access/issues/7/comments').reply(403, { message: 'Resource not accessible' });
    await expect(github().writeNotices(7, [{ grant: 'aws-sandbox/alice/x', body: 'Given.' }])).rejects.toMatchObject({
      kind: 'not-permitted',
      message: expect.stringContaining('Pull requests: write'),
    });
  });

  test('does not take the comment of somebody who has copied the marker', async () => {
    answerComments({ fullDatabaseId: '5', viewerDidAuthor: false, body: MARKED });
    scope()
      .post('/repos/acme/access/issues/7/comments', { body: '<!-- lapse:access aws-sandbox/alice/x -->\n\nGiven.' })
      .reply(201, {});
    answerComments({ fullDatabaseId: '5', viewerDidAuthor: false, body: MARKED });
    await github().writeNotices(7, [{ grant: 'aws-sandbox/alice/x', body: 'Given.' }]);
  });

  test('that two runs wrote at once stays once: the oldest, whichever of them is the other one', async () => {
    answerComments();
    scope().post('/repos/acme/access/issues/7/comments').reply(201, {});
    answerComments(
      { fullDatabaseId: '6', viewerDidAuthor: true, body: MARKED },
      { fullDatabaseId: '7', viewerDidAuthor: false, body: MARKED },
      { fullDatabaseId: '8', viewerDidAuthor: true, body: MARKED },
    );
    // The other run has taken it away already.
    scope().delete('/repos/acme/access/issues/comments/8').reply(404, { message: 'Not Found' });
    await github().writeNotices(7, [{ grant: 'aws-sandbox/alice/x', body: 'Given.' }]);
  });

  test('of many grants reads the comments once before and once after, and rewrites only what has changed', async () => {
    answerComments(
      { fullDatabaseId: '6', viewerDidAuthor: true, body: MARKED },
      { fullDatabaseId: '7', viewerDidAuthor: true, body: '<!-- lapse:access aws-sandbox/alice/y -->\n\nGiven.' },
    );
    scope()
      .patch('/repos/acme/access/issues/comments/6', { body: '<!-- lapse:access aws-sandbox/alice/x -->\n\nGiven.' })
      .reply(200, {});
    for (const name of ['v', 'w']) {
      const body = `<!-- lapse:access aws-sandbox/alice/${name} -->\n\nGiven.`;
      scope().post('/repos/acme/access/issues/7/comments', { body }).reply(201, {});
    }
    answerComments(
      { fullDatabaseId: '6', viewerDidAuthor: true, body: MARKED },
      { fullDatabaseId: '8', viewerDidAuthor: true, body: '<!-- lapse:access aws-sandbox/alice/w -->\n\nGiven.' },
      { fullDatabaseId: '9', viewerDidAuthor: true, body: '<!-- lapse:access aws-sandbox/alice/w -->\n\nGiven.' },
    );
    scope().delete('/repos/acme/access/issues/comments/9').reply(204);
    const given = ['x', 'y', 'v', 'w'].map((name) => ({ grant: `aws-sandbox/alice/${name}`, body: 'Given.' }));
    await github().writeNotices(7, given);
  });

  test('is rewritten in place', async () => {
    answerComments({ fullDatabaseId: '6', viewerDidAuthor: true, body: MARKED });
    scope()
      .patch('/repos/acme/access/issues/comments/6', { body: '<!-- lapse:access aws-sandbox/alice/x -->\n\nGiven.' })
      .reply(200, {});
    await github().writeNotices(7, [{ grant: 'aws-sandbox/alice/x', body: 'Given.' }]);
  });

  test('that says so already is left alone', async () => {
    answerComments({ fullDatabaseId: '6', viewerDidAuthor: true, body: MARKED });
    await github().writeNotices(7, [{ grant: 'aws-sandbox/alice/x', body: 'Not given.' }]);
  });

  test('is not rewritten by news that only count where nothing has been told yet', async () => {
    answerComments({ fullDatabaseId: '6', viewerDidAuthor: true, body: MARKED });
    await github().writeNotices(7, [{ grant: 'aws-sandbox/alice/x', body: 'Not reached.', mode: 'first' }]);
  });
});

describe('the answer to a command', () => {
  const marker = '<!-- lapse:answer 900 -->';

  test('is another comment than those to other commands, and than a notice', async () => {
    answerComments(
      { fullDatabaseId: '6', viewerDidAuthor: true, body: MARKED },
      { fullDatabaseId: '7', viewerDidAuthor: true, body: '<!-- lapse:answer 9001 -->\n\nDone.' },
    );
    scope()
      .post('/repos/acme/access/issues/7/comments', { body: `${marker}\n\nDone.` })
      .reply(201, {});
    answerComments({ fullDatabaseId: '8', viewerDidAuthor: true, body: `${marker}\n\nDone.` });
    await github().writeAnswer(7, 900, 'Done.');
  });

  test('does not take the comment of somebody who has copied the marker', async () => {
    answerComments({ fullDatabaseId: '5', viewerDidAuthor: false, body: `${marker}\n\nDone.` });
    scope()
      .post('/repos/acme/access/issues/7/comments', { body: `${marker}\n\nDone.` })
      .reply(201, {});
    answerComments({ fullDatabaseId: '5', viewerDidAuthor: false, body: `${marker}\n\nDone.` });
    await github().writeAnswer(7, 900, 'Done.');
  });

  test('is given once, however often the webhook comes', async () => {
    answerComments({ fullDatabaseId: '6', viewerDidAuthor: true, body: `${marker}\n\nDone.` });
    await github().writeAnswer(7, 900, 'Done.');
  });

  test('is rewritten in place where it says something else now', async () => {
    answerComments({ fullDatabaseId: '6', viewerDidAuthor: true, body: `${marker}\n\nDone.` });
    scope()
      .patch('/repos/acme/access/issues/comments/6', { body: `${marker}\n\nFailed.` })
      .reply(200, {});
    await github().writeAnswer(7, 900, 'Failed.');
  });
});
