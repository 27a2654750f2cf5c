import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ProtectionRules } from '../../../sandbox/github/start-github.js';
import { type Another, openAnother, type Request, repo, startRequest } from './start-request.js';

let asked: Request;
let one: Another;
beforeAll(async () => {
  asked = await startRequest();
});
beforeEach(async () => {
  one = await openAnother(asked);
  asked.deliveries.length = 0;
});
afterAll(() => asked.stop());

const states = async () => (await asked.user('alice').pulls.listReviews(one.named)).data.map((one) => one.state);
const reviewEvents = () =>
  asked.deliveries.filter((one) => one.event === 'pull_request_review').map((one) => one.payload['action']);

const kinds: [string, (rules: Omit<ProtectionRules, 'branch'>) => void][] = [
  ['classic protection', (rules) => asked.github.protect('acme/access', { branch: one.base, ...rules })],
  [
    'a ruleset',
    (rules) =>
      asked.github.protect('acme/access', { ruleset: one.base, branches: [one.base.replace('base', 'b*e')], ...rules }),
  ],
];

describe.each(kinds)('%s that dismisses stale reviews', (_, protect) => {
  beforeEach(() => protect({ requiredApprovals: 1, dismissStaleReviews: true }));

  test('takes an approval away when the head moves, tells the App, and refuses the merge', async () => {
    await one.review('bob', 'APPROVE');
    await one.push('access/y.yaml');
    expect(await states()).toEqual(['DISMISSED']);
    await expect(asked.user('bob').pulls.merge(one.named)).rejects.toMatchObject({ status: 405 });
    await asked.github.settle();
    expect(reviewEvents()).toEqual(['submitted', 'dismissed']);
    await one.review('bob', 'APPROVE');
    expect((await asked.user('bob').pulls.merge(one.named)).data.merged).toBe(true);
  });

  test('takes it away for a commit that is made over the API too', async () => {
    await one.review('bob', 'APPROVE');
    const change = { path: 'access/b.yaml', message: 'm', content: '', branch: one.branch };
    await asked.user('alice').repos.createOrUpdateFileContents({ ...repo, ...change });
    expect(await states()).toEqual(['DISMISSED']);
  });

  test('leaves a request for changes and a comment alone', async () => {
    await one.review('bob', 'REQUEST_CHANGES');
    await one.review('carol', 'COMMENT');
    await one.push('access/y.yaml');
    expect(await states()).toEqual(['CHANGES_REQUESTED', 'COMMENTED']);
  });

  test('keeps an approval of the same difference under a new message', async () => {
    await one.review('bob', 'APPROVE');
    const { git } = asked.user('alice');
    const { data: before } = await git.getCommit({ ...repo, commit_sha: one.head });
    const parents = before.parents.map((parent) => parent.sha);
    const { data } = await git.createCommit({ ...repo, message: 'Please', tree: before.tree.sha, parents });
    await git.updateRef({ ...repo, ref: `heads/${one.branch}`, sha: data.sha, force: true });
    expect((await asked.user('alice').pulls.get(one.named)).data.head.sha).toBe(data.sha);
    expect(await states()).toEqual(['APPROVED']);
  });
});

describe('approvals stay when the head moves', () => {
  test.each<[string, () => void]>([
    ['without rules', () => {}],
    [
      'where the rules do not say so',
      () => asked.github.protect('acme/access', { branch: one.base, requiredApprovals: 1 }),
    ],
    ['where they speak about another branch', () => protectOther('active')],
    ['where the ruleset is off', () => protectOther('disabled', one.base)],
  ])('%s', async (_, protect) => {
    protect();
    await one.review('bob', 'APPROVE');
    await one.push('access/y.yaml');
    expect(await states()).toEqual(['APPROVED']);
  });

  function protectOther(enforcement: 'active' | 'disabled', branch = 'other'): void {
    const rules = { ruleset: 'r', branches: [branch], dismissStaleReviews: true, enforcement };
    asked.github.protect('acme/access', rules);
  }
});
