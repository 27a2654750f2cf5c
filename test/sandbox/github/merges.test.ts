import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Acme, startAcme } from './acme.js';

const repo = { owner: 'acme', repo: 'access' };

describe('merging', () => {
  let acme: Acme;
  let clone: Awaited<ReturnType<Acme['clone']>>;
  let main = '';
  beforeEach(async () => {
    acme = await startAcme();
    clone = await acme.clone('alice');
    main = await clone.commit('Start', { 'README.md': 'hello\n', '.github/CODEOWNERS': '/access/ @acme/security\n' });
    await clone.git('checkout', '-q', '-b', 'ask');
    await clone.commit('One', { 'access/a.yaml': 'one\n' });
    await clone.commit('Two', { 'access/a.yaml': 'two\n' });
    await clone.git('push', '-q', 'origin', 'main', 'ask');
    await alice().pulls.create({ ...repo, title: 'Ask', head: 'ask', base: 'main' });
  });
  afterEach(() => acme.stop());

  const alice = () => acme.as(acme.tokens.alice).rest;
  const bob = () => acme.as(acme.tokens.bob).rest;
  const merge = (login: 'alice' | 'bob' = 'alice') =>
    acme.as(acme.tokens[login]).rest.pulls.merge({ ...repo, pull_number: 1 });
  const head = async () => (await alice().pulls.get({ ...repo, pull_number: 1 })).data.head.sha;

  async function aheadOnMain() {
    const { data } = await bob().repos.createOrUpdateFileContents({
      ...repo,
      path: 'other.txt',
      message: 'Other',
      content: Buffer.from('x').toString('base64'),
    });
    return data.commit.sha ?? '';
  }

  test.each([
    ['merge', 2, ['Merge pull request #1 from acme/ask\n\nAsk'], true, 'web-flow'],
    ['squash', 1, ['Ask (#1)\n\n* One\n\n* Two'], true, 'web-flow'],
    ['rebase', 1, ['Two', 'One'], false, 'bob'],
  ] as const)('by %s gives the commits that GitHub makes', async (method, parents, messages, verified, committer) => {
    const tip = await aheadOnMain();
    acme.clock.now += 5000;
    const before = await head();
    const { data } = await bob().pulls.merge({ ...repo, pull_number: 1, merge_method: method });
    const { data: list } = await alice().repos.listCommits({ ...repo });
    const brought = list.slice(0, messages.length);
    expect(brought.map((one) => one.commit.message)).toEqual([...messages]);
    expect(brought[0]).toMatchObject({
      sha: data.sha,
      committer: { login: committer },
      commit: { verification: { verified }, committer: { date: '2026-11-22T09:00:05Z' } },
    });
    expect(brought[0]?.parents).toHaveLength(parents);
    if (method === 'merge') expect(brought[0]?.parents.map((one) => one.sha)).toEqual([tip, before]);
    const tree = await alice().git.getTree({ ...repo, tree_sha: 'main', recursive: '1' });
    expect(tree.data.tree.map((one) => one.path)).toEqual([
      '.github',
      '.github/CODEOWNERS',
      'README.md',
      'access',
      'access/a.yaml',
      'other.txt',
    ]);
    for (const one of brought) {
      const pulls = await alice().repos.listPullRequestsAssociatedWithCommit({ ...repo, commit_sha: one.sha });
      expect(pulls.data.map((pull) => pull.number)).toEqual([1]);
    }
  });

  test.each([
    [
      'a closed one',
      async () => void (await alice().pulls.update({ ...repo, pull_number: 1, state: 'closed' })),
      'not mergeable',
    ],
    [
      'one with conflicts',
      async () =>
        void (await bob().repos.createOrUpdateFileContents({
          ...repo,
          path: 'access/a.yaml',
          message: 'm',
          content: 'aGk=',
        })),
      'not mergeable',
    ],
    [
      'one whose required check is missing',
      async () => acme.github.protect('acme/access', { branch: 'main', requiredChecks: [{ name: 'ci' }] }),
      'Required status check',
    ],
    [
      'one whose required check failed after it had passed',
      async () => {
        acme.github.protect('acme/access', { branch: 'main', requiredChecks: [{ name: 'ci', appSlug: 'lapse' }] });
        await check('ci', 'success');
        await check('ci', 'failure');
      },
      'is failing',
    ],
    [
      'one whose required check is of another App',
      async () => {
        acme.github.protect('acme/access', { branch: 'main', requiredChecks: [{ name: 'ci', appSlug: 'lapse' }] });
        const { token } = acme.github.addActionsToken('acme/access', { checks: 'write' });
        await acme.as(token).rest.checks.create({ ...repo, name: 'ci', head_sha: await head(), conclusion: 'success' });
      },
      'is expected',
    ],
    [
      'one that lacks a review',
      async () => acme.github.protect('acme/access', { branch: 'main', requiredApprovals: 1 }),
      'At least 1 approving review',
    ],
    [
      'one approved by who may only read',
      async () => {
        acme.github.protect('acme/access', { branch: 'main', requiredApprovals: 1 });
        await acme.as(acme.tokens.carol).rest.pulls.createReview({ ...repo, pull_number: 1, event: 'APPROVE' });
      },
      'At least 1 approving review',
    ],
    [
      'one that lacks a code owner\u2019s review',
      async () => acme.github.protect('acme/access', { branch: 'main', requireCodeOwnerReview: true }),
      'code owner review',
    ],
  ])('refuses %s with 405', async (_, prepare, message) => {
    await prepare();
    await expect(merge()).rejects.toMatchObject({ status: 405, message: expect.stringContaining(message) });
    const { data: branch } = await alice().git.getRef({ ...repo, ref: 'heads/main' });
    expect((await alice().repos.getCommit({ ...repo, ref: 'main' })).data.sha).toBe(branch.object.sha);
    expect((await alice().pulls.get({ ...repo, pull_number: 1 })).data.merged).toBe(false);
  });

  async function check(name: string, conclusion: 'success' | 'failure') {
    const app = acme.as(await acme.appToken());
    await app.rest.checks.create({ ...repo, name, head_sha: await head(), conclusion });
  }

  test('goes ahead with the checks and the code owner\u2019s review', async () => {
    acme.github.protect('acme/access', {
      branch: 'main',
      requiredChecks: [{ name: 'ci', appSlug: 'lapse' }],
      requiredApprovals: 1,
      requireCodeOwnerReview: true,
    });
    await check('ci', 'failure');
    await check('ci', 'success');
    await bob().pulls.createReview({ ...repo, pull_number: 1, event: 'APPROVE' });
    expect((await merge()).data.merged).toBe(true);
  });

  test('lets an App pass the reviews but not the checks', async () => {
    acme.github.protect('acme/access', {
      branch: 'main',
      requiredChecks: [{ name: 'ci' }],
      requiredApprovals: 1,
      bypassReviews: ['lapse'],
    });
    const app = acme.as(await acme.appToken());
    await expect(app.rest.pulls.merge({ ...repo, pull_number: 1 })).rejects.toMatchObject({ status: 405 });
    await check('ci', 'success');
    await expect(merge('bob')).rejects.toMatchObject({ status: 405 });
    expect((await app.rest.pulls.merge({ ...repo, pull_number: 1 })).data.merged).toBe(true);
  });

  test('happens by a push of the head to the base too', async () => {
    await clone.git('push', '-q', 'origin', 'ask:main');
    const { data } = await alice().pulls.get({ ...repo, pull_number: 1 });
    expect(data).toMatchObject({ merged: true, merge_commit_sha: data.head.sha, merged_by: { login: 'alice' } });
    expect(data.base.sha).toBe(main);
  });

  test('refuses a draft until it is ready', async () => {
    const { data } = await alice().pulls.get({ ...repo, pull_number: 1 });
    const draft = (name: string) =>
      acme
        .as(acme.tokens.alice)
        .graphql(`mutation { ${name}(input: { pullRequestId: "${data.node_id}" }) { clientMutationId } }`);
    await draft('convertPullRequestToDraft');
    await expect(merge()).rejects.toMatchObject({ status: 405, message: expect.stringContaining('draft') });
    await draft('markPullRequestReadyForReview');
    expect((await merge()).data.merged).toBe(true);
  });
});
