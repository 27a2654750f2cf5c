import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ProtectionRules } from '../../../sandbox/github/start-github.js';
import { type Another, openAnother, type Request, repo, startRequest } from './start-request.js';

type Rules = Omit<ProtectionRules, 'branch'>;

let asked: Request;
let one: Another;
beforeAll(async () => {
  asked = await startRequest();
});
beforeEach(async () => {
  one = await openAnother(asked);
});
afterAll(() => asked.stop());

async function expectUnmerged(promise: Promise<unknown>, status: number, message: string): Promise<void> {
  await expect(promise).rejects.toMatchObject({ status, message: expect.stringContaining(message) });
  expect((await asked.user('alice').git.getRef({ ...repo, ref: `heads/${one.base}` })).data.object.sha).toBe(
    asked.main,
  );
  expect((await asked.user('alice').pulls.get(one.named)).data.merged).toBe(false);
}

const merge = (login: 'alice' | 'bob' = 'bob', more = {}) => asked.user(login).pulls.merge({ ...one.named, ...more });

const kinds: [string, (rules: Rules) => void][] = [
  ['classic protection', (rules) => asked.github.protect('acme/access', { branch: one.base, ...rules })],
  ['a ruleset', (rules) => asked.github.protect('acme/access', { ruleset: one.base, branches: [one.base], ...rules })],
];

const ours = { requiredChecks: [{ name: 'ci', appSlug: 'lapse' }] };
const missing: [string, Rules, () => Promise<unknown>, string][] = [
  ['no check', ours, async () => {}, 'Required status check "ci" is expected.'],
  ['a check under way', ours, () => one.check('ci'), 'Required status check "ci" is in progress.'],
  ['a check that failed', ours, () => one.check('ci', 'failure'), 'Required status check "ci" is failing.'],
  [
    'a check that failed when it was run again',
    ours,
    async () => {
      await one.check('ci', 'success');
      await one.check('ci', 'failure');
    },
    'Required status check "ci" is failing.',
  ],
  ['a check of another name', ours, () => one.check('CI', 'success'), 'is expected'],
  [
    'a check of another App',
    ours,
    () => {
      const { token } = asked.github.addActionsToken('acme/access', { checks: 'write' });
      return asked.as(token).rest.checks.create({ ...repo, name: 'ci', head_sha: one.head, conclusion: 'success' });
    },
    'is expected',
  ],
  [
    'a check of the head before',
    ours,
    async () => {
      await one.check('ci', 'success');
      await one.push('access/y.yaml');
    },
    'is expected',
  ],
  ['no review', { requiredApprovals: 1 }, async () => {}, 'At least 1 approving review is required'],
  ['one review of two', { requiredApprovals: 2 }, () => one.review('bob', 'APPROVE'), 'At least 2 approving reviews'],
  ['a reader\u2019s approval', { requiredApprovals: 1 }, () => one.review('carol', 'APPROVE'), 'At least 1 approving'],
  ['a comment', { requiredApprovals: 1 }, () => one.review('bob', 'COMMENT'), 'At least 1 approving review'],
  [
    'an approval taken back',
    { requiredApprovals: 1 },
    async () => {
      await one.review('bob', 'APPROVE');
      await one.review('bob', 'REQUEST_CHANGES');
    },
    'Changes have been requested',
  ],
  [
    'an approval that was dismissed',
    { requiredApprovals: 1 },
    async () => {
      const { data } = await one.review('bob', 'APPROVE');
      await asked.user('bob').pulls.dismissReview({ ...one.named, review_id: data.id, message: 'no' });
    },
    'At least 1 approving review',
  ],
  ['no code owner\u2019s review', { requireCodeOwnerReview: true }, async () => {}, 'code owner review'],
];

describe.each(kinds)('%s refuses a merge with 405', (_, protect) => {
  test.each(missing)('that has %s', async (_title, rules, prepare, message) => {
    protect(rules);
    await prepare();
    await expectUnmerged(merge(), 405, message);
  });
});

describe.each(kinds)('%s lets a merge pass', (_, protect) => {
  test.each(['success', 'neutral'] as const)('with every check (%s) and review', async (conclusion) => {
    protect({ ...ours, requiredApprovals: 1, requireCodeOwnerReview: true });
    await one.check('ci', conclusion);
    await one.review('bob', 'APPROVE');
    expect((await merge()).data.merged).toBe(true);
  });
});

describe('whatever the rules, a merge is refused', () => {
  test.each<[string, () => Promise<unknown>, object, number, string]>([
    ['that names another head', async () => {}, { sha: '1'.repeat(40) }, 409, 'Head branch was modified.'],
    [
      'of a head that has moved since',
      () => one.push('access/y.yaml'),
      { sha: 'head' },
      409,
      'Head branch was modified.',
    ],
    ['by a method that there is not', async () => {}, { merge_method: 'octopus' }, 422, 'merge_method'],
    [
      'of a closed pull request',
      () => asked.user('alice').pulls.update({ ...one.named, state: 'closed' }),
      {},
      405,
      'not mergeable',
    ],
  ])('%s', async (_, prepare, more: { sha?: string }, status, message) => {
    await prepare();
    await expectUnmerged(merge('bob', more.sha === 'head' ? { sha: one.head } : more), status, message);
  });

  test('when it is merged already', async () => {
    await merge();
    await expect(merge()).rejects.toMatchObject({ status: 405 });
  });
});
