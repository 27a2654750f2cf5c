import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Ruleset } from '../../../sandbox/github/start-github.js';
import { refusalOf } from './acme.js';
import { pullRequest, type Request, repo, startRequest } from './start-request.js';

let asked: Request;
beforeEach(async () => {
  asked = await startRequest();
});
afterEach(() => asked.stop());

function protect(rules: Omit<Ruleset, 'ruleset' | 'branches'>, branches = ['main']): void {
  asked.github.protect('acme/access', { ruleset: `rules ${asked.clock.now}`, branches, ...rules });
}

const bypass = (mode: 'always' | 'pull_request', appSlug = 'lapse') => ({ bypassActors: [{ appSlug, mode }] });

describe('who bypasses a ruleset', () => {
  test.each(['always', 'pull_request'] as const)('merges past its reviews and checks (%s)', async (mode) => {
    protect({ requiredApprovals: 1, requiredChecks: [{ name: 'ci' }], ...bypass(mode) });
    await expect(asked.user('bob').pulls.merge(pullRequest)).rejects.toMatchObject({ status: 405 });
    expect((await (await asked.app()).pulls.merge(pullRequest)).data.merged).toBe(true);
  });

  test('is bound by the others, classic protection among them', async () => {
    protect({ requiredApprovals: 1, ...bypass('pull_request') });
    protect({ requiredChecks: [{ name: 'access/request', appSlug: 'lapse' }] });
    asked.github.protect('acme/access', { branch: 'main', requiredChecks: [{ name: 'access/approval' }] });
    const app = await asked.app();
    expect((await refusalOf(app.pulls.merge(pullRequest))).text).toContain('access/approval');
    await asked.check('access/approval', 'success');
    expect((await refusalOf(app.pulls.merge(pullRequest))).text).toContain('access/request');
    await asked.check('access/request', 'success');
    expect((await app.pulls.merge(pullRequest)).data.merged).toBe(true);
  });

  test('is the App that is named and no other', async () => {
    protect({ requiredApprovals: 1, ...bypass('always', 'github-actions') });
    expect(await refusalOf((await asked.app()).pulls.merge(pullRequest))).toMatchObject({ status: 405 });
    const { token } = asked.github.addActionsToken('acme/access', { contents: 'write' });
    expect((await asked.as(token).rest.pulls.merge(pullRequest)).data.merged).toBe(true);
  });

  test('gets all violations at once where it does not', async () => {
    protect({ requiredApprovals: 1, requiredChecks: [{ name: 'a' }, { name: 'b' }] });
    const { status, text } = await refusalOf(asked.user('bob').pulls.merge(pullRequest));
    expect(status).toBe(405);
    expect((JSON.parse(text) as { message: string }).message).toBe(
      'Repository rule violations found\n\nRequired status check "a" is expected.\nRequired status check "b" is expected.\nAt least 1 approving review is required by reviewers with write access.\n\n',
    );
  });

  test.each(['evaluate', 'disabled'] as const)('does not matter while it is on %s', async (enforcement) => {
    protect({ requiredApprovals: 1, enforcement });
    expect((await asked.user('bob').pulls.merge(pullRequest)).data.merged).toBe(true);
  });
});

/** Every way to write a branch past pull requests, by its title. */
const ways: [string, (token: string) => Promise<unknown>][] = [
  [
    'creating it',
    (token) => asked.as(token).rest.git.createRef({ ...repo, ref: 'refs/heads/lapse/x/new', sha: asked.main }),
  ],
  [
    'moving it',
    (token) => asked.as(token).rest.git.updateRef({ ...repo, ref: 'heads/lapse/revert/x', sha: asked.head }),
  ],
  ['deleting it', (token) => asked.as(token).rest.git.deleteRef({ ...repo, ref: 'heads/lapse/revert/x' })],
  [
    'a file of its own',
    (token) =>
      asked.as(token).rest.repos.createOrUpdateFileContents({
        ...repo,
        path: 'access/new.yaml',
        message: 'm',
        content: '',
        branch: 'lapse/revert/x',
      }),
  ],
  [
    'createCommitOnBranch',
    (token) =>
      asked.as(token).graphql(
        `mutation ($oid: GitObjectID!) { createCommitOnBranch(input: {
          branch: { repositoryNameWithOwner: "acme/access", branchName: "lapse/revert/x" }
          message: { headline: "m" } expectedHeadOid: $oid
          fileChanges: { additions: [{ path: "x", contents: "aGk=" }] } }) { commit { oid } } }`,
        { oid: asked.main },
      ),
  ],
  [
    'git push',
    (token) =>
      asked.commits.git(
        'push',
        '-q',
        asked.cloneUrl.replace('http://', `http://x:${token}@`),
        'ask:refs/heads/lapse/revert/x',
      ),
  ],
];

describe('a ruleset for lapse/**', () => {
  const own = { restrictCreations: true, restrictUpdates: true, restrictDeletions: true };
  beforeEach(async () => {
    await asked.user('bob').git.createRef({ ...repo, ref: 'refs/heads/lapse/revert/x', sha: asked.main });
  });

  test.each(ways)('refuses %s to everybody but the App that bypasses it', async (_, write) => {
    protect({ ...own, ...bypass('always') }, ['lapse/**']);
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
    protect({ ...own, ...bypass('pull_request') }, ['lapse/**']);
    await expect(write(await asked.appToken())).rejects.toThrow();
  });

  test.each(['lapsed', 'x/lapse/y', 'Lapse/y'])('does not speak about %s', async (branch) => {
    protect(own, ['lapse/**']);
    const { status } = await asked
      .user('alice')
      .git.createRef({ ...repo, ref: `refs/heads/${branch}`, sha: asked.main });
    expect(status).toBe(201);
  });
});

describe('rules for a branch that is pushed to', () => {
  const move = (sha: string, force = false) =>
    asked.user('bob').git.updateRef({ ...repo, ref: 'heads/main', sha, force });

  test('hold it to required checks of the commit that it moves to', async () => {
    protect({ requiredChecks: [{ name: 'ci' }] });
    expect(await refusalOf(move(asked.head))).toMatchObject({
      status: 422,
      text: expect.stringContaining('is expected'),
    });
    await asked.check('ci', 'success');
    expect((await move(asked.head)).data.object.sha).toBe(asked.head);
  });

  test('refuse what does not come by a pull request', async () => {
    protect({ requirePullRequest: true });
    expect(await refusalOf(move(asked.head))).toMatchObject({
      status: 422,
      text: expect.stringContaining('Changes must be made through a pull request.'),
    });
    expect((await asked.user('bob').pulls.merge(pullRequest)).data.merged).toBe(true);
  });

  test('refuse a forced push', async () => {
    await move(asked.head);
    protect({ blockForcePushes: true });
    expect(await refusalOf(move(asked.main, true))).toMatchObject({
      status: 422,
      text: expect.stringContaining('Cannot force-push to this branch'),
    });
  });
});
