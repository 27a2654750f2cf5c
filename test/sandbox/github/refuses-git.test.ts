import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refusalOf } from './acme.js';
import { type Request, repo, startRequest } from './start-request.js';

let asked: Request;
beforeAll(async () => {
  asked = await startRequest();
});
afterAll(() => asked.stop());

const git = (login: 'alice' | 'carol' = 'alice') => asked.user(login).git;
const tips = () => asked.commits.git('ls-remote', 'origin');

describe('a ref is left alone', () => {
  test.each<[string, () => Promise<unknown>, number, string]>([
    [
      'that exists, even at the same commit',
      () => git().createRef({ ...repo, ref: 'refs/heads/ask', sha: asked.head }),
      422,
      'Reference already exists',
    ],
    [
      'that is no branch or tag',
      () => git().createRef({ ...repo, ref: 'refs/pull/9/head', sha: asked.head }),
      422,
      'valid ref name',
    ],
    ['without its prefix', () => git().createRef({ ...repo, ref: 'ask', sha: asked.head }), 422, 'valid ref name'],
    ['to be deleted by a reader', () => git('carol').deleteRef({ ...repo, ref: 'heads/ask' }), 403, 'Must have'],
    [
      'that moves to nothing',
      () => git().updateRef({ ...repo, ref: 'heads/ask', sha: '1'.repeat(40) }),
      422,
      'Object does not exist',
    ],
    [
      'that would move back',
      () => git().updateRef({ ...repo, ref: 'heads/ask', sha: asked.main }),
      422,
      'Update is not a fast forward',
    ],
    [
      'that is not there',
      () => git().updateRef({ ...repo, ref: 'heads/no', sha: asked.main }),
      422,
      'Reference does not exist',
    ],
    [
      'that is not there to be deleted',
      () => git().deleteRef({ ...repo, ref: 'heads/no' }),
      422,
      'Reference does not exist',
    ],
    [
      'of the default branch',
      () => git().deleteRef({ ...repo, ref: 'heads/main' }),
      422,
      'Cannot delete the default branch',
    ],
    ['that nobody made', () => git().getRef({ ...repo, ref: 'heads/no' }), 404, 'Not Found'],
  ])('%s', async (_, attempt, status, text) => {
    const before = await tips();
    expect(await refusalOf(attempt())).toEqual({ status, text: expect.stringContaining(text) });
    expect(await tips()).toBe(before);
  });
});

describe('an object is refused', () => {
  test.each<[string, () => Promise<unknown>, number, string]>([
    [
      'a commit of a tree that is not there',
      () => git().createCommit({ ...repo, message: 'm', tree: '1'.repeat(40) }),
      422,
      'Tree SHA does not exist',
    ],
    [
      'a commit of a parent that is not there',
      async () => {
        const { data } = await git().getCommit({ ...repo, commit_sha: asked.main });
        return git().createCommit({ ...repo, message: 'm', tree: data.tree.sha, parents: ['1'.repeat(40)] });
      },
      422,
      'Parent SHA does not exist',
    ],
    [
      'a tree with a path that leaves it',
      () => git().createTree({ ...repo, tree: [{ path: '../x', mode: '100644', type: 'blob', content: 'x' }] }),
      422,
      'malformed path component',
    ],
    [
      'a tree of a blob that is not there',
      () => git().createTree({ ...repo, tree: [{ path: 'x', mode: '100644', type: 'blob', sha: '1'.repeat(40) }] }),
      422,
      'is not a valid blob',
    ],
    ['a blob by who may only read', () => git('carol').createBlob({ ...repo, content: 'x' }), 403, 'Must have'],
    ['a blob that is not there', () => git().getBlob({ ...repo, file_sha: '1'.repeat(40) }), 404, 'Not Found'],
    ['a tree that is not there', () => git().getTree({ ...repo, tree_sha: '1'.repeat(40) }), 404, 'Not Found'],
    [
      'a commit that is not there',
      () => asked.user('alice').repos.getCommit({ ...repo, ref: 'no' }),
      422,
      'No commit found for SHA: no',
    ],
  ])('%s', async (_, attempt, status, text) => {
    expect(await refusalOf(attempt())).toEqual({ status, text: expect.stringContaining(text) });
  });
});

describe('createCommitOnBranch is refused', () => {
  async function commit(
    token: string,
    more: { branch?: string; oid?: string; deletions?: string[]; additions?: object[] } = {},
  ) {
    const input = {
      branch: { repositoryNameWithOwner: 'acme/access', branchName: more.branch ?? 'ask' },
      message: { headline: 'm' },
      expectedHeadOid: more.oid ?? asked.head,
      fileChanges: {
        deletions: (more.deletions ?? ['access/a.yaml']).map((path) => ({ path })),
        additions: more.additions ?? [],
      },
    };
    const query =
      'mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }';
    const answer = await fetch(`${asked.github.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables: { input } }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }

  test.each<[string, () => Promise<{ status: number; body: Record<string, unknown> }>, string, string]>([
    [
      'with a head that is behind',
      () => commit(asked.tokens.alice, { oid: asked.main }),
      'STALE_DATA',
      'Expected branch to point to',
    ],
    [
      'with a head that is no commit',
      () => commit(asked.tokens.alice, { oid: '1'.repeat(40) }),
      'STALE_DATA',
      'Expected branch to point to',
    ],
    [
      'on a branch that is not there',
      () => commit(asked.tokens.alice, { branch: 'no' }),
      'NOT_FOUND',
      'Branch not found',
    ],
    [
      'for a file that is not there',
      () => commit(asked.tokens.alice, { deletions: ['no'] }),
      'UNPROCESSABLE',
      'does not exist',
    ],
    [
      'for a file that is taken away and written',
      () => commit(asked.tokens.alice, { additions: [{ path: 'access/a.yaml', contents: 'aGk=' }] }),
      'UNPROCESSABLE',
      'more than once',
    ],
    ...['aGk', 'aGk=\n', '-_-_'].map((contents): [string, () => ReturnType<typeof commit>, string, string] => [
      `with contents that are no Base64 (${JSON.stringify(contents)})`,
      () => commit(asked.tokens.alice, { additions: [{ path: 'b', contents }] }),
      'UNPROCESSABLE',
      'not valid Base64',
    ]),
    ['to who may only read', () => commit(asked.tokens.carol), 'FORBIDDEN', 'push access'],
    [
      'to a token without contents: write',
      () => commit(asked.github.addActionsToken('acme/access', { contents: 'read' }).token),
      'FORBIDDEN',
      'Resource not accessible by integration',
    ],
  ])('%s, with status 200', async (_, attempt, type, text) => {
    const before = await tips();
    const { status, body } = await attempt();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      data: { createCommitOnBranch: null },
      errors: [{ type, path: ['createCommitOnBranch'], message: expect.stringContaining(text) }],
    });
    expect(await tips()).toBe(before);
  });

  test('to one of two who started from the same head', async () => {
    const outcomes = await Promise.all([commit(asked.tokens.alice), commit(asked.tokens.bob)]);
    const types = outcomes.map(({ body }) => (body['errors'] as { type: string }[] | undefined)?.[0]?.type ?? 'done');
    expect(types.sort()).toEqual(['STALE_DATA', 'done']);
  });

  test('to an invalid token, with status 401', async () => {
    expect(await commit('ghp_bad')).toMatchObject({ status: 401, body: { message: 'Bad credentials' } });
  });
});
