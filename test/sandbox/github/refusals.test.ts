import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Acme, jwtOf, octokitFor, refusalOf, startAcme, startTime } from './acme.js';

const repo = { owner: 'acme', repo: 'access' };

describe('what GitHub refuses', () => {
  let acme: Acme;
  let main = '';
  let head = '';
  let app = '';
  beforeAll(async () => {
    acme = await startAcme();
    const clone = await acme.clone('alice');
    main = await clone.commit('Start', { 'README.md': 'hello\n' });
    await clone.git('push', '-q', 'origin', 'main');
    await clone.git('checkout', '-q', '-b', 'ask');
    head = await clone.commit('Ask', { 'access/a.yaml': 'role: x\n' });
    await clone.git('push', '-q', 'origin', 'ask', 'ask:same', 'main:empty');
    await acme.as(acme.tokens.alice).rest.pulls.create({ ...repo, title: 'Ask', head: 'ask', base: 'main' });
    app = await acme.appToken();
    acme.github.addRepository({ owner: 'acme', name: 'other', id: 5, collaborators: { alice: 'write' } });
    acme.github.protect('acme/access', { branch: 'lapse/**/*', requirePullRequest: true, pushAllowances: ['lapse'] });
  });
  afterAll(() => acme.stop());

  const alice = () => acme.as(acme.tokens.alice).rest;
  const carol = () => acme.as(acme.tokens.carol).rest;
  const lapse = () => acme.as(app).rest;
  const jwt = (claims: Record<string, unknown>) =>
    octokitFor(acme.github, jwtOf(acme.privateKey, startTime, claims)).rest;
  const withPermissions = (permissions: Record<string, 'read' | 'write'>) =>
    acme.as(acme.github.addActionsToken('acme/access', permissions).token).rest;
  const annotation = { path: 'a', start_line: 1, end_line: 1, annotation_level: 'failure' as const, message: 'm' };
  const seconds = startTime / 1000;

  test.each<[string, () => Promise<unknown>, number, string]>([
    ['no token', () => octokitFor(acme.github).rest.repos.get(repo), 401, 'Requires authentication'],
    ['an unknown token', () => acme.as('ghp_no').rest.repos.get(repo), 401, 'Bad credentials'],
    ['a JWT that has expired', () => jwt({ exp: seconds - 1 }).apps.getAuthenticated(), 401, 'exp'],
    [
      'a JWT that lasts too long',
      () => jwt({ exp: seconds + 3600 }).apps.getAuthenticated(),
      401,
      'too far in the future',
    ],
    ['a JWT from the future', () => jwt({ iat: seconds + 120 }).apps.getAuthenticated(), 401, 'iat'],
    ['a JWT of an unknown App', () => jwt({ iss: 78 }).apps.getAuthenticated(), 401, 'Integration not found'],
    ['a JWT for a repository', () => jwt({}).repos.get(repo), 401, 'JSON web token'],
    ['a user token where an App is asked for', () => alice().apps.getAuthenticated(), 401, 'JSON web token'],
    [
      'more permissions than the installation has',
      () =>
        jwt({}).apps.createInstallationAccessToken({
          installation_id: acme.installationId,
          permissions: { actions: 'read' },
        }),
      422,
      'not granted to this installation',
    ],
    [
      'a token for a repository that is not of the installation',
      () =>
        jwt({}).apps.createInstallationAccessToken({ installation_id: acme.installationId, repositories: ['other'] }),
      422,
      'not accessible to the parent installation',
    ],
    [
      'a repository that is not of the installation',
      () => lapse().repos.get({ owner: 'acme', repo: 'other' }),
      404,
      'Not Found',
    ],
    [
      'a repository that the user does not see',
      () => carol().repos.get({ owner: 'acme', repo: 'other' }),
      404,
      'Not Found',
    ],
    ['an unknown route', () => acme.as(acme.tokens.alice).request('GET /no/such'), 404, 'Not Found'],
    ['an unknown pull request', () => alice().pulls.get({ ...repo, pull_number: 99 }), 404, 'Not Found'],
    [
      'a permission that the token lacks',
      () => withPermissions({ contents: 'read' }).pulls.get({ ...repo, pull_number: 1 }),
      403,
      'Resource not accessible by integration',
    ],
    [
      'a write with a permission to read',
      () => withPermissions({ issues: 'read' }).issues.createComment({ ...repo, issue_number: 1, body: 'x' }),
      403,
      'Resource not accessible by integration',
    ],
    [
      'team membership without members: read',
      () =>
        withPermissions({ contents: 'read' }).teams.getMembershipForUserInOrg({
          org: 'acme',
          team_slug: 'security',
          username: 'bob',
        }),
      403,
      'Resource not accessible by integration',
    ],
    [
      'membership of who is in no team',
      () => lapse().teams.getMembershipForUserInOrg({ org: 'acme', team_slug: 'security', username: 'alice' }),
      404,
      'Not Found',
    ],
    [
      'a check run by a user',
      () => alice().checks.create({ ...repo, name: 'x', head_sha: head }),
      403,
      'You must authenticate via a GitHub App.',
    ],
    [
      'a check run on an unknown commit',
      () => lapse().checks.create({ ...repo, name: 'x', head_sha: '1'.repeat(40) }),
      422,
      'No commit found for SHA',
    ],
    [
      'more than 50 annotations',
      () =>
        lapse().checks.create({
          ...repo,
          name: 'x',
          head_sha: head,
          output: { title: 't', summary: 's', annotations: Array(51).fill(annotation) },
        }),
      422,
      'No more than 50 items',
    ],
    [
      'a completed run without conclusion',
      () => lapse().checks.create({ ...repo, name: 'x', head_sha: head, status: 'completed' }),
      422,
      'conclusion',
    ],
    [
      'approving one\u2019s own pull request',
      () => alice().pulls.createReview({ ...repo, pull_number: 1, event: 'APPROVE' }),
      422,
      'Can not approve your own pull request',
    ],
    [
      'requesting changes on one\u2019s own pull request',
      () => alice().pulls.createReview({ ...repo, pull_number: 1, event: 'REQUEST_CHANGES', body: 'no' }),
      422,
      'Can not request changes on your own pull request',
    ],
    [
      'a second pull request for the same head',
      () => alice().pulls.create({ ...repo, title: 't', head: 'ask', base: 'main' }),
      422,
      'A pull request already exists for acme:ask.',
    ],
    [
      'a base that does not exist',
      () => alice().pulls.create({ ...repo, title: 't', head: 'ask', base: 'no' }),
      422,
      '"field":"base"',
    ],
    [
      'a head that does not exist',
      () => alice().pulls.create({ ...repo, title: 't', head: 'no', base: 'main' }),
      422,
      '"field":"head"',
    ],
    [
      'nothing between head and base',
      () => alice().pulls.create({ ...repo, title: 't', head: 'empty', base: 'main' }),
      422,
      'No commits between main and empty',
    ],
    [
      'a pull request without a title',
      () => acme.as(acme.tokens.alice).request('POST /repos/acme/access/pulls', { head: 'same', base: 'main' }),
      422,
      '"field":"title"',
    ],
    [
      'a ref that exists',
      () => alice().git.createRef({ ...repo, ref: 'refs/heads/ask', sha: main }),
      422,
      'Reference already exists',
    ],
    [
      'a ref to nothing',
      () => alice().git.createRef({ ...repo, ref: 'refs/heads/x', sha: '1'.repeat(40) }),
      422,
      'Object does not exist',
    ],
    [
      'an ill-formed ref',
      () => alice().git.createRef({ ...repo, ref: 'refs/heads/a..b', sha: main }),
      422,
      'not a valid ref name',
    ],
    [
      'a ref that moves back',
      () => alice().git.updateRef({ ...repo, ref: 'heads/ask', sha: main }),
      422,
      'Update is not a fast forward',
    ],
    [
      'a write by who may only read',
      () => carol().git.createRef({ ...repo, ref: 'refs/heads/x', sha: main }),
      403,
      'Must have',
    ],
    [
      'a write to a guarded branch',
      () => alice().git.createRef({ ...repo, ref: 'refs/heads/lapse/x', sha: main }),
      422,
      'through a pull request',
    ],
    [
      'a file change without the blob it replaces',
      () =>
        alice().repos.createOrUpdateFileContents({
          ...repo,
          path: 'README.md',
          message: 'm',
          content: '',
          branch: 'ask',
        }),
      422,
      "wasn't supplied",
    ],
    [
      'a file change of another blob',
      () =>
        alice().repos.createOrUpdateFileContents({
          ...repo,
          path: 'README.md',
          message: 'm',
          content: '',
          branch: 'ask',
          sha: main,
        }),
      409,
      'does not match',
    ],
    [
      'a merge of a head that has moved',
      () => alice().pulls.merge({ ...repo, pull_number: 1, sha: main }),
      409,
      'Head branch was modified. Review and try the merge again.',
    ],
    ['a merge by who may only read', () => carol().pulls.merge({ ...repo, pull_number: 1 }), 403, 'Must have'],
    [
      'a comment that is too long',
      () => alice().issues.createComment({ ...repo, issue_number: 1, body: 'x'.repeat(65_537) }),
      422,
      'too long',
    ],
    [
      'a body that is no JSON',
      () =>
        fetch(`${acme.github.url}/repos/acme/access/issues`, {
          method: 'POST',
          headers: { authorization: `token ${acme.tokens.alice}` },
          body: '{',
        }).then(async (answer) => {
          throw { status: answer.status, response: { data: await answer.json() } };
        }),
      400,
      'Problems parsing JSON',
    ],
  ])('%s', async (_, attempt, status, text) => {
    const refusal = await refusalOf(attempt());
    expect(refusal).toEqual({ status, text: expect.stringContaining(text) });
    const shape = JSON.parse(refusal.text) as Record<string, unknown>;
    expect(shape).toMatchObject({ message: expect.any(String), documentation_url: expect.any(String) });
    if (shape['message'] === 'Validation Failed') expect(shape['errors']).toBeInstanceOf(Array);
  });

  test('an installation token after its hour', async () => {
    const token = await acme.appToken();
    await acme.as(token).rest.repos.get(repo);
    acme.clock.now += 3_600_000;
    expect(await refusalOf(acme.as(token).rest.repos.get(repo))).toMatchObject({ status: 401 });
    acme.clock.now = startTime;
  });

  test('a child team counts for its parent', async () => {
    const { data } = await lapse().teams.getMembershipForUserInOrg({
      org: 'acme',
      team_slug: 'security',
      username: 'carol',
    });
    expect(data).toMatchObject({ state: 'active', role: 'member' });
  });
});
