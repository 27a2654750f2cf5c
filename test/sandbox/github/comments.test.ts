import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { octokitFor, refusalOf } from './acme.js';
import { type Request, repo, startRequest } from './start-request.js';

let asked: Request;
let id = 0;

beforeAll(async () => {
  asked = await startRequest();
}, 30_000);
afterAll(() => asked.stop());
beforeEach(async () => {
  const { data } = await asked.user('carol').issues.createComment({ ...repo, issue_number: 1, body: 'as it was' });
  id = data.id;
  await asked.github.settle();
  asked.deliveries.length = 0;
});

async function askGraphql(query: string, token = asked.tokens.alice) {
  const headers = { authorization: `bearer ${token}` };
  const answer = await fetch(`${asked.github.url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query }),
  });
  return (await answer.json()) as { data?: unknown; errors?: unknown[] };
}

async function readNode(fields: string, token?: string) {
  const { data } = await asked.user('alice').issues.getComment({ ...repo, comment_id: id });
  return askGraphql(`{ node(id: "${data.node_id}") { __typename ... on IssueComment { ${fields} } } }`, token);
}

describe('a comment', () => {
  test('that nobody edited says so', async () => {
    expect(
      await readNode('fullDatabaseId body lastEditedAt includesCreatedEdit editor { login } author { login }'),
    ).toEqual({
      data: {
        node: {
          __typename: 'IssueComment',
          fullDatabaseId: String(id),
          body: 'as it was',
          lastEditedAt: null,
          includesCreatedEdit: false,
          editor: null,
          author: { login: 'carol' },
        },
      },
    });
  });

  test('is not edited or deleted by somebody who may only read', async () => {
    const { data } = await asked.user('bob').issues.createComment({ ...repo, issue_number: 1, body: 'mine' });
    const named = { ...repo, comment_id: data.id };
    expect(await refusalOf(asked.user('carol').issues.updateComment({ ...named, body: 'x' }))).toMatchObject({
      status: 403,
    });
    expect(await refusalOf(asked.user('carol').issues.deleteComment(named))).toMatchObject({ status: 403 });
  });

  test('that somebody else who may write edits keeps its author and names the editor, as the webhook does', async () => {
    asked.clock.now += 60_000;
    await asked.user('bob').issues.updateComment({ ...repo, comment_id: id, body: 'as bob has it' });
    await asked.github.settle();
    expect(await readNode('body lastEditedAt editor { login } author { login }')).toMatchObject({
      data: {
        node: {
          body: 'as bob has it',
          lastEditedAt: new Date(asked.clock.now).toISOString().replace('.000', ''),
          editor: { login: 'bob' },
          author: { login: 'carol' },
        },
      },
    });
    expect(asked.deliveries).toMatchObject([
      {
        event: 'issue_comment',
        payload: {
          action: 'edited',
          changes: { body: { from: 'as it was' } },
          comment: { id, body: 'as bob has it', user: { login: 'carol', type: 'User' } },
          issue: { number: 1, pull_request: { url: expect.stringMatching(/\/pulls\/1$/) } },
          sender: { login: 'bob' },
        },
      },
    ]);
  });

  test('stays edited when it is put back', async () => {
    for (const body of ['other', 'as it was']) {
      await asked.user('carol').issues.updateComment({ ...repo, comment_id: id, body });
    }
    expect(await readNode('body lastEditedAt')).toMatchObject({
      data: { node: { body: 'as it was', lastEditedAt: expect.any(String) } },
    });
  });

  test('that somebody deletes is gone, and a webhook tells of it', async () => {
    const { data } = await asked.user('alice').issues.getComment({ ...repo, comment_id: id });
    await asked.user('bob').issues.deleteComment({ ...repo, comment_id: id });
    await asked.github.settle();
    expect(await refusalOf(asked.user('alice').issues.getComment({ ...repo, comment_id: id }))).toMatchObject({
      status: 404,
    });
    const { errors } = await askGraphql(`{ node(id: "${data.node_id}") { id } }`);
    expect(errors).toMatchObject([{ type: 'NOT_FOUND' }]);
    expect(asked.deliveries).toMatchObject([
      { event: 'issue_comment', payload: { action: 'deleted', comment: { id }, sender: { login: 'bob' } } },
    ]);
  });

  test('is not shown by GraphQL to a token that may not read pull requests', async () => {
    const { token } = asked.github.addActionsToken('acme/access', { contents: 'read', issues: 'read' });
    expect((await readNode('body', token)).errors).toMatchObject([{ type: 'FORBIDDEN' }]);
  });
});

describe('a reaction', () => {
  const react = (login: 'alice' | 'carol', content: '+1' | 'eyes' | 'rocket') =>
    asked.user(login).reactions.createForIssueComment({ ...repo, comment_id: id, content });

  test.each(['', 'thumbs', 'THUMBS_UP'])('%j is none that GitHub has', async (content) => {
    const wishes = { ...repo, comment_id: id, content: content as '+1' };
    expect(await refusalOf(asked.user('alice').reactions.createForIssueComment(wishes))).toMatchObject({
      status: 422,
      text: expect.stringContaining('content'),
    });
  });

  test('to a comment that is not there is 404', async () => {
    const wishes = { ...repo, comment_id: 999_999, content: '+1' } as const;
    expect(await refusalOf(asked.user('alice').reactions.createForIssueComment(wishes))).toMatchObject({ status: 404 });
  });

  test('on a pull request needs more than the permission on issues', async () => {
    const wishes = { ...repo, comment_id: id, content: '+1' } as const;
    const act = (permissions: Record<string, 'read' | 'write'>) => {
      const { token } = asked.github.addActionsToken('acme/access', permissions);
      return octokitFor(asked.github, token).rest.reactions.createForIssueComment(wishes);
    };
    expect(await refusalOf(act({ issues: 'write' }))).toMatchObject({ status: 403 });
    expect((await act({ pull_requests: 'write' })).status).toBe(201);
  });

  test('is one a person and kind, 201 at first and 200 afterwards, and no webhook tells of it', async () => {
    const statuses = [
      await react('alice', '+1'),
      await react('alice', '+1'),
      await react('carol', '+1'),
      await react('alice', 'eyes'),
    ];
    expect(statuses.map(({ status }) => status)).toEqual([201, 200, 201, 201]);
    const { data: comment } = await asked.user('alice').issues.getComment({ ...repo, comment_id: id });
    expect(comment.reactions).toMatchObject({ total_count: 3, '+1': 2, eyes: 1, rocket: 0 });
    const { data } = await asked
      .user('alice')
      .reactions.listForIssueComment({ ...repo, comment_id: id, content: '+1' });
    expect(data.map(({ user, content }) => [user?.login, content])).toEqual([
      ['alice', '+1'],
      ['carol', '+1'],
    ]);
    await asked.github.settle();
    expect(asked.deliveries).toEqual([]);
  });
});
