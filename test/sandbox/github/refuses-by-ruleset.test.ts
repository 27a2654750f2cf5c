import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Ruleset } from '../../../sandbox/github/start-github.js';
import { refusalOf } from './acme.js';
import { type Another, openAnother, type Request, repo, startRequest } from './start-request.js';

let asked: Request;
/** A pull request with a base of its own, so that the rules of one test say nothing to another. */
let one: Another;
beforeAll(async () => {
  asked = await startRequest();
});
beforeEach(async () => {
  one = await openAnother(asked);
});
afterAll(() => asked.stop());

function protect(rules: Omit<Ruleset, 'ruleset' | 'branches'>, branches = [one.base]): void {
  asked.github.protect('acme/access', { ruleset: `rules of ${one.base}`, branches, ...rules });
}

const bypass = (mode: 'always' | 'pull_request', appSlug = 'lapse') => ({ bypassActors: [{ appSlug, mode }] });

describe('who bypasses a ruleset', () => {
  test.each(['always', 'pull_request'] as const)('merges past its reviews and checks (%s)', async (mode) => {
    protect({ requiredApprovals: 1, requiredChecks: [{ name: 'ci' }], ...bypass(mode) });
    await expect(asked.user('bob').pulls.merge(one.named)).rejects.toMatchObject({ status: 405 });
    expect((await (await asked.app()).pulls.merge(one.named)).data.merged).toBe(true);
  });

  test('is bound by the others, classic protection among them', async () => {
    protect({ requiredApprovals: 1, ...bypass('pull_request') });
    protect({ requiredChecks: [{ name: 'access/request', appSlug: 'lapse' }] });
    asked.github.protect('acme/access', { branch: one.base, requiredChecks: [{ name: 'access/approval' }] });
    const app = await asked.app();
    expect((await refusalOf(app.pulls.merge(one.named))).text).toContain('access/approval');
    await one.check('access/approval', 'success');
    expect((await refusalOf(app.pulls.merge(one.named))).text).toContain('access/request');
    await one.check('access/request', 'success');
    expect((await app.pulls.merge(one.named)).data.merged).toBe(true);
  });

  test('is the App that is named and no other', async () => {
    protect({ requiredApprovals: 1, ...bypass('always', 'github-actions') });
    expect(await refusalOf((await asked.app()).pulls.merge(one.named))).toMatchObject({ status: 405 });
    const { token } = asked.github.addActionsToken('acme/access', { contents: 'write' });
    expect((await asked.as(token).rest.pulls.merge(one.named)).data.merged).toBe(true);
  });

  test('gets all violations at once where it does not', async () => {
    protect({ requiredApprovals: 1, requiredChecks: [{ name: 'a' }, { name: 'b' }] });
    const { status, text } = await refusalOf(asked.user('bob').pulls.merge(one.named));
    expect(status).toBe(405);
    expect((JSON.parse(text) as { message: string }).message).toBe(
      'Repository rule violations found\n\nRequired status check "a" is expected.\nRequired status check "b" is expected.\nAt least 1 approving review is required by reviewers with write access.\n\n',
    );
  });

  test.each(['evaluate', 'disabled'] as const)('does not matter while it is on %s', async (enforcement) => {
    protect({ requiredApprovals: 1, enforcement });
    expect((await asked.user('bob').pulls.merge(one.named)).data.merged).toBe(true);
  });
});

/** Where only the App may write in this test: the `lapse/**` of a repository of its own. */
const own = () => `lapse-of-${one.base}`;

/** Every way to write a branch past pull requests, by its title. */
const ways: [string, (token: string) => Promise<unknown>][] = [
  [
    'creating it',
    (token) => asked.as(token).rest.git.createRef({ ...repo, ref: `refs/heads/${own()}/x/new`, sha: asked.main }),
  ],
  [
    'moving it',
    (token) => asked.as(token).rest.git.updateRef({ ...repo, ref: `heads/${own()}/revert/x`, sha: asked.head }),
  ],
  ['deleting it', (token) => asked.as(token).rest.git.deleteRef({ ...repo, ref: `heads/${own()}/revert/x` })],
  [
    'a file of its own',
    (token) =>
      asked.as(token).rest.repos.createOrUpdateFileContents({
        ...repo,
        path: 'access/new.yaml',
        message: 'm',
        content: '',
        branch: `${own()}/revert/x`,
      }),
  ],
  [
    'createCommitOnBranch',
    (token) =>
      asked.as(token).graphql(
        `mutation ($oid: GitObjectID!, $branch: String!) { createCommitOnBranch(input: {
          branch: { repositoryNameWithOwner: "acme/access", branchName: $branch }
          message: { headline: "m" } expectedHeadOid: $oid
          fileChanges: { additions: [{ path: "x", contents: "aGk=" }] } }) { commit { oid } } }`,
        { oid: asked.main, branch: `${own()}/revert/x` },
      ),
  ],
  [
    'git push',
    (token) =>
      asked.commits.git(
        'push',
        '-q',
        asked.cloneUrl.replace('http://', `http://x:${token}@`),
        `ask:refs/heads/${own()}/revert/x`,
      ),
  ],
];

describe('a ruleset for lapse/**/*', () => {
  const restricted = { restrictCreations: true, restrictUpdates: true, restrictDeletions: true };
  beforeEach(async () => {
    await asked.user('bob').git.createRef({ ...repo, ref: `refs/heads/${own()}/revert/x`, sha: asked.main });
  });

  test.each(ways)('refuses %s to everybody but the App that bypasses it', async (_, write) => {
    protect({ ...restricted, ...bypass('always') }, [`${own()}/**/*`]);
    const before = await asked.commits.git('ls-remote', 'origin');
    await expect(write(asked.tokens.alice)).rejects.toThrow(
      /rule violations|GH006|restricted|Cannot (?:update|delete)/,
    );
    await expect(write(asked.tokens.bob)).rejects.toThrow();
    expect(await asked.commits.git('ls-remote', 'origin')).toBe(before);
    await write(await asked.appToken());
    expect(await asked.commits.git('ls-remote', 'origin')).not.toBe(before);
  });

  test.each(ways)('refuses %s to an App that bypasses it for pull requests only', async (_, write) => {
    protect({ ...restricted, ...bypass('pull_request') }, [`${own()}/**/*`]);
    await expect(write(await asked.appToken())).rejects.toThrow();
  });

  test.each<[string, () => string]>([
    ['lapsed', () => `${own()}d`],
    ['x/lapse/y', () => `x/${own()}/y`],
    ['Lapse/y', () => `${own().replace('l', 'L')}/y`],
  ])('does not speak about %s', async (_, branch) => {
    protect(restricted, [`${own()}/**/*`]);
    const { status } = await asked
      .user('alice')
      .git.createRef({ ...repo, ref: `refs/heads/${branch()}`, sha: asked.main });
    expect(status).toBe(201);
  });
});

describe('rules for a branch that is pushed to', () => {
  const move = (sha: string, force = false) =>
    asked.user('bob').git.updateRef({ ...repo, ref: `heads/${one.base}`, sha, force });

  test('hold it to required checks of the commit that it moves to', async () => {
    protect({ requiredChecks: [{ name: 'ci' }] });
    expect(await refusalOf(move(one.head))).toMatchObject({
      status: 422,
      text: expect.stringContaining('is expected'),
    });
    await one.check('ci', 'success');
    expect((await move(one.head)).data.object.sha).toBe(one.head);
  });

  test('refuse what does not come by a pull request', async () => {
    protect({ requirePullRequest: true });
    expect(await refusalOf(move(one.head))).toMatchObject({
      status: 422,
      text: expect.stringContaining('Changes must be made through a pull request.'),
    });
    expect((await asked.user('bob').pulls.merge(one.named)).data.merged).toBe(true);
  });

  test('refuse a forced push', async () => {
    await move(one.head);
    protect({ blockForcePushes: true });
    expect(await refusalOf(move(asked.main, true))).toMatchObject({
      status: 422,
      text: expect.stringContaining('Cannot force-push to this branch'),
    });
  });
});
