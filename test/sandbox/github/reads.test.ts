import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Acme, jwtOf, octokitFor, startAcme, startTime } from './acme.js';

const repo = { owner: 'acme', repo: 'access' };

describe('what can be read and written', () => {
  let acme: Acme;
  let main = '';
  const files: Record<string, string> = {};
  beforeAll(async () => {
    acme = await startAcme();
    // Over git's limit of 1 MB for a request in one piece, so that it comes in chunks.
    for (let index = 0; index < 350; index += 1)
      files[`access/s/u${index}/r.yaml`] = randomBytes(4000).toString('base64');
    const clone = await acme.clone('alice');
    main = await clone.commit('Start', { 'README.md': 'hello\n', 'exe cute/ü.txt': 'x\n' });
    await clone.git('push', '-q', 'origin', 'main');
  });
  afterAll(() => acme.stop());

  const alice = () => acme.as(acme.tokens.alice).rest;

  test('takes a large push, and pages through the files of its pull request', async () => {
    const clone = await acme.clone('bob');
    await clone.git('checkout', '-q', '-b', 'many');
    await clone.commit('Many', files);
    await clone.git('push', '-q', 'origin', 'many');
    const bob = acme.as(acme.tokens.bob);
    await bob.rest.pulls.create({ ...repo, title: 'Many', head: 'many', base: 'main' });
    const all = await bob.paginate(bob.rest.pulls.listFiles, { ...repo, pull_number: 1, per_page: 100 });
    expect(all).toHaveLength(350);
    expect(new Set(all.map((file) => file.filename))).toEqual(new Set(Object.keys(files)));
    const requests = acme.github.requests.filter((one) => one.route.endsWith('/files'));
    expect(requests).toHaveLength(4);
    expect(requests[0]).toMatchObject({
      route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
      actor: 'bob',
      status: 200,
    });
  });

  test('gives an App its installations and a token for part of them', async () => {
    const app = octokitFor(acme.github, jwtOf(acme.privateKey, startTime)).rest;
    expect((await app.apps.getAuthenticated()).data).toMatchObject({
      id: 77,
      slug: 'lapse',
      events: expect.any(Array),
    });
    expect((await app.apps.listInstallations()).data.map((one) => one.id)).toEqual([acme.installationId]);
    expect((await app.apps.getRepoInstallation(repo)).data.id).toBe(acme.installationId);
    expect((await app.apps.getOrgInstallation({ org: 'acme' })).data.id).toBe(acme.installationId);
    const { data } = await app.apps.createInstallationAccessToken({
      installation_id: acme.installationId,
      repositories: ['access'],
      permissions: { contents: 'read' },
    });
    expect(data).toMatchObject({ expires_at: '2026-11-22T10:00:00Z', permissions: { contents: 'read' } });
    await expect(acme.as(data.token).rest.pulls.list(repo)).rejects.toMatchObject({ status: 403 });
    expect((await acme.as(data.token).rest.repos.getBranch({ ...repo, branch: 'main' })).data.commit.sha).toBe(main);
  });

  test('reads files, folders, trees, blobs and commits', async () => {
    const { data: file } = await alice().repos.getContent({ ...repo, path: 'exe cute/ü.txt', ref: main });
    expect(file).toMatchObject({ type: 'file', content: 'eAo=\n', path: 'exe cute/ü.txt' });
    const { data: folder } = await alice().repos.getContent({ ...repo, path: '' });
    expect(folder).toMatchObject([
      { name: 'README.md', type: 'file' },
      { name: 'exe cute', type: 'dir' },
    ]);
    await expect(alice().repos.getContent({ ...repo, path: 'none' })).rejects.toMatchObject({ status: 404 });
    const { data: tree } = await alice().git.getTree({ ...repo, tree_sha: main, recursive: '1' });
    expect(tree.tree.map((one) => [one.path, one.type])).toEqual([
      ['README.md', 'blob'],
      ['exe cute', 'tree'],
      ['exe cute/ü.txt', 'blob'],
    ]);
    const { data: blob } = await alice().git.getBlob({ ...repo, file_sha: tree.tree[0]?.sha ?? '' });
    expect(Buffer.from(blob.content, 'base64').toString()).toBe('hello\n');
    const { data: commit } = await alice().git.getCommit({ ...repo, commit_sha: main });
    expect(commit).toMatchObject({ message: 'Start', verification: { verified: false }, author: { name: 'alice' } });
  });

  test('makes an orphan branch of API commits that are signed for a bot', async () => {
    const app = acme.as(await acme.appToken()).rest;
    const { data: tree } = await app.git.createTree({
      ...repo,
      tree: [{ path: 'e/x.json', mode: '100644', type: 'blob', content: '{}' }],
    });
    const { data: commit } = await app.git.createCommit({ ...repo, message: 'Evidence', tree: tree.sha, parents: [] });
    expect(commit).toMatchObject({ verification: { verified: true }, parents: [], author: { name: 'lapse[bot]' } });
    await app.git.createRef({ ...repo, ref: 'refs/heads/lapse/evidence', sha: commit.sha });
    const { data: ref } = await app.git.getRef({ ...repo, ref: 'heads/lapse/evidence' });
    expect(ref.object.sha).toBe(commit.sha);
  });

  test('tells who is who and what they may do', async () => {
    expect((await alice().users.getAuthenticated()).data).toMatchObject({ login: 'alice', id: 11, type: 'User' });
    expect((await alice().users.getByUsername({ username: 'lapse[bot]' })).data).toMatchObject({ type: 'Bot' });
    const permission = async (username: string) =>
      (await alice().repos.getCollaboratorPermissionLevel({ ...repo, username })).data.permission;
    expect([await permission('alice'), await permission('bob'), await permission('carol')]).toEqual([
      'write',
      'admin',
      'read',
    ]);
    expect((await alice().rateLimit.get()).data.rate.limit).toBe(5000);
  });

  test('keeps comments, labels and issues', async () => {
    const { data: issue } = await alice().issues.create({ ...repo, title: 'Help', labels: ['bug'] });
    const { data: labels } = await alice().issues.addLabels({ ...repo, issue_number: issue.number, labels: ['lapse'] });
    expect(labels.map((label) => label.name)).toEqual(['bug', 'lapse']);
    const { data: comment } = await alice().issues.createComment({ ...repo, issue_number: issue.number, body: 'one' });
    await alice().issues.updateComment({ ...repo, comment_id: comment.id, body: 'two' });
    await expect(
      acme.as(acme.tokens.carol).rest.issues.updateComment({ ...repo, comment_id: comment.id, body: 'no' }),
    ).rejects.toMatchObject({ status: 403 });
    const { data: comments } = await alice().issues.listComments({ ...repo, issue_number: issue.number });
    expect(comments.map((one) => one.body)).toEqual(['two']);
    const { data: issues } = await alice().issues.listForRepo({ ...repo, labels: 'lapse' });
    expect(issues.map((one) => one.number)).toEqual([issue.number]);
  });

  test('rewrites and closes an issue for its author and for writers, and makes a label once', async () => {
    const { data: issue } = await alice().issues.create({ ...repo, title: 'Help', labels: ['kept'] });
    const change = { ...repo, issue_number: issue.number };
    const stranger = acme.as(acme.tokens.carol).rest.issues.update({ ...change, body: 'mine' });
    await expect(stranger).rejects.toMatchObject({ status: 403 });
    await expect(alice().issues.update({ ...change, state: 'gone' as 'open' })).rejects.toMatchObject({ status: 422 });
    await expect(alice().issues.update({ ...change, issue_number: 999 })).rejects.toMatchObject({ status: 404 });
    const { data: closed } = await alice().issues.update({ ...change, body: 'two', state: 'closed' });
    expect(closed).toMatchObject({ state: 'closed', state_reason: 'completed', body: 'two', title: 'Help' });
    const { data: opened } = await alice().issues.update({ ...change, state: 'open' });
    expect(opened).toMatchObject({ state: 'open', closed_at: null });
    const { data: label } = await alice().issues.createLabel({ ...repo, name: 'lapse-new', color: 'b60205' });
    expect(label).toMatchObject({ name: 'lapse-new', color: 'b60205' });
    const again = alice().issues.createLabel({ ...repo, name: 'LAPSE-new' });
    await expect(again).rejects.toMatchObject({ status: 422, message: expect.stringContaining('already_exists') });
  });

  test('lists issues in GraphQL by label and state, and no pull requests', async () => {
    const { data: issue } = await alice().issues.create({ ...repo, title: 'Help', labels: ['graph'] });
    const query = `query { repository(owner: "acme", name: "access") {
      issues(first: 5, labels: ["graph"], states: OPEN, orderBy: { field: CREATED_AT, direction: DESC }) {
        nodes { number title state viewerDidAuthor labels(first: 5) { nodes { name } } }
      }
    } }`;
    const own = { number: issue.number, title: 'Help', state: 'OPEN', labels: { nodes: [{ name: 'graph' }] } };
    const { repository } = await acme.as(acme.tokens.alice).graphql<{ repository: unknown }>(query);
    expect(repository).toEqual({ issues: { nodes: [{ ...own, viewerDidAuthor: true }] } });
    const { token } = acme.github.addActionsToken('acme/access', { contents: 'read' });
    await expect(acme.as(token).graphql(query)).rejects.toThrow('Resource not accessible by integration');
  });

  test('lists pull requests by state, head and base', async () => {
    await alice().git.createRef({ ...repo, ref: 'refs/heads/one', sha: main });
    await alice().repos.createOrUpdateFileContents({
      ...repo,
      branch: 'one',
      path: 'one',
      message: 'One',
      content: '',
    });
    const { data: pull } = await alice().pulls.create({ ...repo, title: 'One', head: 'one', base: 'main' });
    const numbers = async (query: Record<string, string>) =>
      (await alice().pulls.list({ ...repo, ...query })).data.map((one) => one.number);
    expect(await numbers({ head: 'acme:one' })).toEqual([pull.number]);
    expect(await numbers({ base: 'one' })).toEqual([]);
    expect(await numbers({ state: 'open' })).toEqual([pull.number, 1]);
    expect(await numbers({ state: 'closed' })).toEqual([]);
  });

  test('follows a pull request from a fork', async () => {
    acme.github.addRepository({ owner: 'carol', name: 'access', id: 6, collaborators: {} });
    const clone = await acme.clone('carol');
    const fork = acme.cloneUrl
      .replace('http://', `http://carol:${acme.tokens.carol}@`)
      .replace('acme/access', 'carol/access');
    const first = await clone.commit('Fork', { 'access/carol.yaml': 'role: x\n' });
    await clone.git('push', '-q', fork, 'HEAD:refs/heads/mine');
    const carol = acme.as(acme.tokens.carol).rest;
    const { data } = await carol.pulls.create({ ...repo, title: 'Fork', head: 'carol:mine', base: 'main' });
    expect(data.head).toMatchObject({ sha: first, repo: { full_name: 'carol/access' } });
    const moved = await clone.commit('Again', { 'access/carol.yaml': 'role: y\n' });
    await clone.git('push', '-q', fork, 'HEAD:refs/heads/mine');
    expect((await carol.pulls.get({ ...repo, pull_number: data.number })).data.head.sha).toBe(moved);
    const answer = await acme
      .as(acme.tokens.alice)
      .graphql(
        `{ repository(owner: "acme", name: "access") { pullRequest(number: ${data.number}) { isCrossRepository headRepository { nameWithOwner } } } }`,
      );
    expect(answer).toEqual({
      repository: { pullRequest: { isCrossRepository: true, headRepository: { nameWithOwner: 'carol/access' } } },
    });
  });
});
