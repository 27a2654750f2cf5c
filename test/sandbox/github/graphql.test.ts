import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Acme, startAcme } from './acme.js';

const repo = { owner: 'acme', repo: 'access' };

describe('GraphQL', () => {
  let acme: Acme;
  let head = '';
  let first = '';
  const odd = 'access/new\nline "and" $(quote).yaml';
  beforeAll(async () => {
    acme = await startAcme();
    const clone = await acme.clone('alice');
    first = await clone.commit('Start', { 'README.md': 'hello\n', 'access/gone.yaml': 'x\n' });
    await clone.git('push', '-q', 'origin', 'main');
    await clone.git('checkout', '-q', '-b', 'ask');
    head = await clone.commit('Ask\n\nfor it', {
      'access/a.yaml': 'role: x\n',
      [odd]: 'odd\n',
      'bin.dat': Buffer.from([1, 0, 2]),
      'bad.txt': Buffer.from([0x61, 0xff, 0x62]),
      'access/gone.yaml': null,
    });
    await clone.git('push', '-q', 'origin', 'ask');
    await acme
      .as(acme.tokens.alice)
      .rest.pulls.create({ ...repo, title: 'Ask', head: 'ask', base: 'main', body: 'please' });
    const app = acme.as(await acme.appToken());
    await app.rest.issues.createComment({ ...repo, issue_number: 1, body: 'by the App' });
    await acme.as(acme.tokens.bob).rest.pulls.createReview({ ...repo, pull_number: 1, event: 'APPROVE' });
    await acme.as(acme.tokens.carol).rest.pulls.createReview({ ...repo, pull_number: 1, event: 'COMMENT', body: 'hm' });
  });
  afterAll(() => acme.stop());

  async function ask(query: string, variables: Record<string, unknown> = {}, token = acme.tokens.alice) {
    const answer = await fetch(`${acme.github.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    return { status: answer.status, body: (await answer.json()) as { data?: unknown; errors?: unknown[] } };
  }

  test.each([
    ['an unknown repository', '{ repository(owner: "acme", name: "no") { id } }', 'NOT_FOUND'],
    [
      'an unknown pull request',
      '{ repository(owner: "acme", name: "access") { pullRequest(number: 9) { id } } }',
      'NOT_FOUND',
    ],
    [
      'a list without a size',
      '{ repository(owner: "acme", name: "access") { pullRequests { totalCount } } }',
      'MISSING_PAGINATION_BOUNDARIES',
    ],
    [
      'a page of more than 100',
      '{ repository(owner: "acme", name: "access") { pullRequests(first: 101) { totalCount } } }',
      'EXCESSIVE_PAGINATION',
    ],
  ])('refuses %s with its type', async (_, query, type) => {
    const { status, body } = await ask(query);
    expect(status).toBe(200);
    expect(body.errors).toMatchObject([{ type }]);
  });

  test('refuses a field that GitHub does not have', async () => {
    const { body } = await ask('{ repository(owner: "acme", name: "access") { noSuchField } }');
    expect(body.errors).toMatchObject([{ message: expect.stringContaining('noSuchField') }]);
    expect(body.data).toBeUndefined();
  });

  test('says so where the sandbox does not serve a field of GitHub', async () => {
    const { body } = await ask('{ repository(owner: "acme", name: "access") { diskUsage } }');
    expect(body.errors).toMatchObject([{ message: 'The sandbox does not serve Repository.diskUsage' }]);
  });

  test('refuses a token without the permission that a field needs', async () => {
    const { token } = acme.github.addActionsToken('acme/access', { contents: 'read' });
    const { body } = await ask(
      '{ repository(owner: "acme", name: "access") { pullRequest(number: 1) { id } } }',
      {},
      token,
    );
    expect(body.errors).toMatchObject([{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }]);
  });

  test('reads a pull request with its reviews, commits, comments and files', async () => {
    const query = `query Evaluate($number: Int!) { repository(owner: "acme", name: "access") {
      id databaseId nameWithOwner owner { login } visibility isPrivate viewerPermission
      defaultBranchRef { name target { oid } }
      pullRequest(number: $number) {
        number title url state isDraft merged mergedAt mergeCommit { oid } isCrossRepository mergeable
        baseRefName baseRefOid headRefName headRefOid baseRef { name target { oid } } headRepository { nameWithOwner }
        author { __typename login ... on User { databaseId } ... on Bot { databaseId } }
        reviews(first: 1) { totalCount pageInfo { hasNextPage endCursor } nodes {
          id fullDatabaseId databaseId state submittedAt commit { oid } author { __typename login }
          authorCanPushToRepository authorAssociation body } }
        commits(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes { commit {
          oid committedDate authoredDate message
          author { name email date user { login databaseId } } committer { name email user { login } }
          signature { isValid wasSignedByGitHub state } parents(first: 2) { nodes { oid } } } } }
        comments(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes {
          databaseId fullDatabaseId viewerDidAuthor body author { __typename login ... on Bot { databaseId } } } }
        files(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes { path changeType additions deletions } }
      } } }`;
    const { body } = await ask(query, { number: 1 }, await acme.appToken());
    expect(body).toMatchObject({
      data: {
        repository: {
          databaseId: 4242,
          visibility: 'PRIVATE',
          viewerPermission: 'WRITE',
          defaultBranchRef: { name: 'main', target: { oid: first } },
          pullRequest: {
            state: 'OPEN',
            mergeable: 'MERGEABLE',
            isCrossRepository: false,
            headRefOid: head,
            baseRefOid: first,
            author: { __typename: 'User', login: 'alice', databaseId: 11 },
            reviews: {
              totalCount: 2,
              pageInfo: { hasNextPage: true },
              nodes: [
                { state: 'APPROVED', commit: { oid: head }, authorCanPushToRepository: true, author: { login: 'bob' } },
              ],
            },
            commits: {
              totalCount: 1,
              nodes: [
                {
                  commit: {
                    oid: head,
                    message: 'Ask\n\nfor it',
                    author: { user: { databaseId: 11 } },
                    signature: null,
                  },
                },
              ],
            },
            comments: { nodes: [{ viewerDidAuthor: true, author: { __typename: 'Bot', login: 'lapse' } }] },
            files: {
              totalCount: 5,
              nodes: [
                { path: 'access/a.yaml', changeType: 'ADDED' },
                { path: 'access/gone.yaml', changeType: 'DELETED' },
                { path: odd },
                { path: 'bad.txt' },
                { path: 'bin.dat' },
              ],
            },
          },
        },
      },
    });
    expect(body.errors).toBeUndefined();
    expect(acme.github.requests.at(-1)).toMatchObject({
      route: 'POST /graphql',
      graphqlOperation: 'Evaluate',
      status: 200,
      actor: 'lapse[bot]',
    });
  });

  test('goes on after a cursor, and tells who may not push', async () => {
    const page = (after: string) => `{ repository(owner: "acme", name: "access") { pullRequest(number: 1) {
      reviews(first: 1${after}) { pageInfo { hasNextPage endCursor } nodes { state authorCanPushToRepository } } } } }`;
    const { body } = await ask(page(''));
    const cursor = /"endCursor":"([^"]+)"/.exec(JSON.stringify(body))?.[1];
    const next = await ask(page(`, after: "${cursor}"`));
    expect(JSON.stringify(next.body)).toContain(
      '"pageInfo":{"hasNextPage":false,"endCursor":"Y3Vyc29yOjE="},"nodes":[{"state":"COMMENTED","authorCanPushToRepository":false}]',
    );
  });

  test.each([
    ['a text', `:access/a.yaml`, { byteSize: 8, isBinary: false, isTruncated: false, text: 'role: x\n' }],
    ['an odd path', `:${odd}`, { text: 'odd\n' }],
    ['a binary file', ':bin.dat', { isBinary: true, text: null }],
    ['bytes that are not UTF-8', ':bad.txt', { isBinary: false, text: 'a\ufffdb' }],
  ])('reads %s by commit and path', async (_, path, wanted) => {
    const query = `query ($e: String!) { repository(owner: "acme", name: "access") { object(expression: $e) {
      __typename ... on Blob { oid byteSize isBinary isTruncated text } } } }`;
    for (const revision of [head, 'ask', 'refs/heads/ask']) {
      const { body } = await ask(query, { e: `${revision}${path}` });
      expect(body).toMatchObject({ data: { repository: { object: wanted } } });
    }
  });

  test.each([
    'ask:no/such',
    'no-branch:README.md',
    'ask:./README.md',
    'ask:../x',
    `${'0'.repeat(40)}:a`,
    ':/Ask',
    'ask:a\nb',
  ])('gives null for %j', async (expression) => {
    const query =
      'query ($e: String!) { repository(owner: "acme", name: "access") { object(expression: $e) { oid } } }';
    const { body } = await ask(query, { e: expression });
    expect(body).toEqual({ data: { repository: { object: null } } });
  });

  test('reads a folder with its blobs', async () => {
    const query = `{ repository(owner: "acme", name: "access") { object(expression: "ask:access") {
      ... on Tree { entries { name path type mode oid size object { ... on Blob { text } } } } } } }`;
    expect((await ask(query)).body).toMatchObject({
      data: {
        repository: {
          object: {
            entries: [
              {
                name: 'a.yaml',
                path: 'access/a.yaml',
                type: 'blob',
                mode: 33188,
                size: 8,
                object: { text: 'role: x\n' },
              },
              {},
            ],
          },
        },
      },
    });
  });

  const commit = `mutation ($oid: GitObjectID!, $path: String!) { createCommitOnBranch(input: {
    branch: { repositoryNameWithOwner: "acme/access", branchName: "ask" }
    message: { headline: "Revert", body: "Reverts #1" }
    fileChanges: { additions: [{ path: $path, contents: "aGk=" }], deletions: [{ path: "access/a.yaml" }] }
    expectedHeadOid: $oid }) { commit { oid url signature { wasSignedByGitHub isValid } author { user { login } } } } }`;

  test('refuses a commit on a head that has moved', async () => {
    const { status, body } = await ask(commit, { oid: first, path: 'x' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ errors: [{ type: 'STALE_DATA', path: ['createCommitOnBranch'] }] });
  });

  test('refuses a commit of a path that git does not take', async () => {
    const { body } = await ask(commit, { oid: head, path: '../x' });
    expect(body.errors).toMatchObject([{ type: 'UNPROCESSABLE' }]);
  });

  test('makes a signed commit that moves the pull request', async () => {
    const { body } = await ask(commit, { oid: head, path: 'x/y.txt' }, await acme.appToken());
    expect(body).toMatchObject({
      data: {
        createCommitOnBranch: {
          commit: { signature: { wasSignedByGitHub: true, isValid: true }, author: { user: { login: 'lapse[bot]' } } },
        },
      },
    });
    const { data: pull } = await acme.as(acme.tokens.alice).rest.pulls.get({ ...repo, pull_number: 1 });
    expect(JSON.stringify(body)).toContain(pull.head.sha);
    const { data: files } = await acme.as(acme.tokens.alice).rest.pulls.listFiles({ ...repo, pull_number: 1 });
    expect(files.map((file) => file.filename)).toContain('x/y.txt');
    expect(files.map((file) => file.filename)).not.toContain('access/a.yaml');
  });
});
