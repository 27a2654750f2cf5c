import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { matchesBranch } from '../../../sandbox/github/protection.js';
import { refusalOf } from './acme.js';
import { openAnother, type Request, repo, startRequest } from './start-request.js';

let asked: Request;
beforeAll(async () => {
  asked = await startRequest();
});
afterAll(() => asked.stop());

type Fields = Readonly<Record<string, unknown>>;

function create(login: 'alice' | 'bob', branch: string, fields: Fields) {
  const conditions = { ref_name: { include: [`refs/heads/${branch}`], exclude: [] } };
  const ruleset = { name: branch, enforcement: 'active', target: 'branch', conditions, ...fields };
  return asked.user(login).repos.createRepoRuleset({ ...repo, ...ruleset } as never);
}

const review = (fields: Fields) => ({
  type: 'pull_request',
  parameters: {
    required_approving_review_count: 0,
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_review_thread_resolution: false,
    ...fields,
  },
});

describe('a ruleset by GitHub’s API', () => {
  test('is for administrators', async () => {
    expect(await refusalOf(create('alice', 'x', {}))).toMatchObject({ status: 403 });
  });

  test.each<[string, Fields]>([
    ['no name', { name: '' }],
    ['no enforcement', { enforcement: 'on' }],
    ['tags', { target: 'tag' }],
    ['a rule that the sandbox does not enforce', { rules: [{ type: 'required_deployments' }] }],
    ['branches left out', { conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: ['refs/heads/x'] } } }],
    ['no branches', { conditions: {} }],
    ['a branch without its refs/heads/', { conditions: { ref_name: { include: ['main'], exclude: [] } } }],
    ['a bypass for a team', { bypass_actors: [{ actor_id: 1, actor_type: 'Team' }] }],
    ['a bypass for an App that is not there', { bypass_actors: [{ actor_id: 1, actor_type: 'Integration' }] }],
    [
      'a bypass without a trace',
      { bypass_actors: [{ actor_id: 1001, actor_type: 'Integration', bypass_mode: 'exempt' }] },
    ],
    ['threads to be resolved', { rules: [review({ required_review_thread_resolution: true })] }],
    [
      'branches that must be up to date',
      {
        rules: [
          {
            type: 'required_status_checks',
            parameters: { required_status_checks: [], strict_required_status_checks_policy: true },
          },
        ],
      },
    ],
  ])('is refused with %s', async (_name, fields) => {
    expect(await refusalOf(create('bob', 'x', fields))).toMatchObject({ status: 422 });
  });

  test('wants the approval of somebody else than who pushed last', async () => {
    const one = await openAnother(asked);
    await create('bob', one.base, { rules: [review({ require_last_push_approval: true })] });
    const { data } = await asked.user('alice').pulls.get(one.named);
    const merge = () => asked.user('alice').pulls.merge(one.named);
    expect((await refusalOf(merge())).text).toContain('someone other than the last pusher');
    // bob pushes on top, and approves what he pushed.
    const { data: head } = await asked.user('bob').git.getCommit({ ...repo, commit_sha: data.head.sha });
    const commit = await asked.user('bob').git.createCommit({
      ...repo,
      message: 'More',
      tree: head.tree.sha,
      parents: [head.sha],
    });
    await asked.user('bob').git.updateRef({ ...repo, ref: `heads/${data.head.ref}`, sha: commit.data.sha });
    await asked.user('bob').pulls.createReview({ ...one.named, event: 'APPROVE' });
    expect((await refusalOf(merge())).text).toContain('someone other than the last pusher');
  });
});

test.each([
  ['lapse/**/*', 'lapse/revert/aws/alice/x', true],
  ['lapse/**/*', 'lapse/x', true],
  ['lapse/**/*', 'lapse/evidence', true],
  ['lapse/**/*', 'lapse', false],
  ['lapse/**', 'lapse/x', true],
  ['lapse/**', 'lapse/revert/x', false],
  ['lapse/*', 'lapse/revert/x', false],
  ['lapse/**/*', 'x/lapse/y', false],
  ['**/*', 'a/b', true],
  ['x**/y', 'xa/y', true],
  ['x**/y', 'xa/b/y', false],
])('%s holds %s: %s', (pattern, branch, expected) => {
  expect(matchesBranch(pattern, branch)).toBe(expected);
});
