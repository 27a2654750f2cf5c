import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refusalOf } from './acme.js';
import { pullRequest, type Request, repo, startRequest } from './start-request.js';

let asked: Request;
let runId = 0;
beforeAll(async () => {
  asked = await startRequest();
  runId = (await asked.check('ci', 'success')).data.id;
  const second = { ...repo, ref: 'refs/heads/second', sha: asked.head };
  await asked.user('alice').git.createRef(second);
  await asked.user('alice').git.createRef({ ...second, ref: 'refs/heads/closed' });
  await asked.user('alice').git.createRef({ ...second, ref: 'refs/heads/base', sha: asked.main });
  await asked.user('alice').pulls.create({ ...repo, title: 'Closed', head: 'closed', base: 'main' });
  await asked.user('alice').pulls.update({ ...repo, pull_number: 2, state: 'closed' });
});
afterAll(() => asked.stop());

const alice = () => asked.user('alice');
const asApp = async () => asked.as(await asked.appToken());
const open = (head: string, base: string) => alice().pulls.create({ ...repo, title: 't', head, base });
const actions = (permissions: Record<string, 'read' | 'write'>) =>
  asked.as(asked.github.addActionsToken('acme/access', permissions).token).rest;

type Case = [string, () => Promise<unknown>, number, string];
const expectRefused = async (attempt: () => Promise<unknown>, status: number, text: string) =>
  expect(await refusalOf(attempt())).toEqual({ status, text: expect.stringContaining(text) });

describe('a pull request is refused', () => {
  test.each<Case>([
    [
      'for a head that has one open, with its owner',
      () => open('acme:ask', 'main'),
      422,
      'already exists for acme:ask',
    ],
    ['for a base that is not there', () => open('second', 'no'), 422, '"field":"base"'],
    ['for the base itself', () => open('main', 'main'), 422, 'No commits between main and main'],
    ['for a fork that is not there', () => open('dave:ask', 'main'), 422, '"field":"head"'],
    [
      'by who does not see the repository',
      () => asked.user('carol').pulls.create({ owner: 'acme', repo: 'none', title: 't', head: 'ask', base: 'main' }),
      404,
      'Not Found',
    ],
    [
      'by who may not write to its head',
      () => asked.user('carol').pulls.create({ ...repo, title: 't', head: 'second', base: 'main' }),
      404,
      'Not Found',
    ],
    [
      'that is turned to a base that is not there',
      () => alice().pulls.update({ ...pullRequest, base: 'no' }),
      422,
      '"field":"base"',
    ],
    [
      'that is closed and turned to another base',
      () => alice().pulls.update({ ...repo, pull_number: 2, base: 'base' }),
      422,
      '"field":"base"',
    ],
    [
      'with a state that there is not',
      () => asked.as(asked.tokens.alice).request('PATCH /repos/acme/access/pulls/1', { state: 'merged' }),
      422,
      '"field":"state"',
    ],
    [
      'that somebody else edits without write',
      () => asked.user('carol').pulls.update({ ...pullRequest, title: 'x' }),
      403,
      'Must have admin rights',
    ],
  ])('%s', async (_, attempt, status, text) => expectRefused(attempt, status, text));

  test('when it is opened again beside another of the same head', async () => {
    const { data } = await open('closed', 'main');
    const reopen = () => alice().pulls.update({ ...repo, pull_number: 2, state: 'open' });
    await expectRefused(reopen, 422, 'A pull request already exists for acme:closed.');
    await alice().pulls.update({ ...repo, pull_number: data.number, state: 'closed' });
  });

  test('when it is opened again after its branch has gone', async () => {
    await alice().git.createRef({ ...repo, ref: 'refs/heads/gone', sha: asked.head });
    const { data } = await open('gone', 'main');
    await alice().git.deleteRef({ ...repo, ref: 'heads/gone' });
    const reopen = () => alice().pulls.update({ ...repo, pull_number: data.number, state: 'open' });
    await expectRefused(reopen, 422, 'The gone branch has been deleted.');
  });
});

describe('a review is refused', () => {
  const review = (more: object, login: 'alice' | 'bob' = 'bob') =>
    asked.user(login).pulls.createReview({ ...pullRequest, event: 'APPROVE', ...more });
  test.each<Case>([
    ['of oneself', () => review({}, 'alice'), 422, 'Can not approve your own pull request'],
    [
      'of a bot by itself',
      async () => {
        const app = await asked.app();
        await app.git.createRef({ ...repo, ref: 'refs/heads/lapse/x', sha: asked.head });
        const { data } = await app.pulls.create({ ...repo, title: 't', head: 'lapse/x', base: 'main' });
        return app.pulls.createReview({ ...repo, pull_number: data.number, event: 'APPROVE' });
      },
      422,
      'Can not approve your own pull request',
    ],
    ['without an event that the sandbox knows', () => review({ event: 'PENDING' }), 422, '$event'],
    ['of a commit that is not there', () => review({ commit_id: '1'.repeat(40) }), 422, 'not part of the pull request'],
    ['that asks for changes in silence', () => review({ event: 'REQUEST_CHANGES' }), 422, 'body is required'],
    ['of a pull request that is not there', () => review({ pull_number: 99 }), 404, 'Not Found'],
    [
      'that is dismissed without a reason',
      async () => {
        const { data } = await review({});
        return asked
          .as(asked.tokens.bob)
          .request(`PUT /repos/acme/access/pulls/1/reviews/${data.id}/dismissals`, { event: 'DISMISS' });
      },
      422,
      '$message',
    ],
    [
      'that is dismissed though it was a comment',
      async () => {
        const { data } = await review({ event: 'COMMENT', body: 'x' });
        return asked.user('bob').pulls.dismissReview({ ...pullRequest, review_id: data.id, message: 'no' });
      },
      422,
      'Can not dismiss a commented pull request review',
    ],
    [
      'that somebody else edits',
      async () => {
        const { data } = await review({});
        return alice().pulls.updateReview({ ...pullRequest, review_id: data.id, body: 'mine' });
      },
      403,
      'do not have permission to edit this review',
    ],
  ])('%s', async (_, attempt, status, text) => expectRefused(attempt, status, text));

  // GitHub takes it (https://github.com/cli/cli/issues/5280): an approval may be younger than the end of its pull request.
  test('but not of a closed pull request, which stays closed and unmerged', async () => {
    const { data } = await review({ pull_number: 2 });
    expect(data.state).toBe('APPROVED');
    await expectRefused(() => asked.user('bob').pulls.merge({ ...repo, pull_number: 2 }), 405, 'not mergeable');
  });
});

describe('a check run is refused', () => {
  const update = { ...repo, conclusion: 'success' as const };
  test.each<Case>([
    ['by a user', () => alice().checks.create({ ...repo, name: 'x', head_sha: asked.head }), 403, 'via a GitHub App'],
    ['updated by a user', () => alice().checks.update({ ...update, check_run_id: runId }), 403, 'via a GitHub App'],
    [
      'updated by another App',
      () => actions({ checks: 'write' }).checks.update({ ...update, check_run_id: runId }),
      403,
      'check run can only be modified by the GitHub App that created it',
    ],
    [
      'that is not there',
      async () => (await asked.app()).checks.update({ ...update, check_run_id: 1 }),
      404,
      'Not Found',
    ],
    [
      'with a conclusion that there is not',
      async () => (await asApp()).request(`PATCH /repos/acme/access/check-runs/${runId}`, { conclusion: 'fine' }),
      422,
      '"field":"conclusion"',
    ],
    [
      'with an output without summary',
      async () => (await asApp()).request(`PATCH /repos/acme/access/check-runs/${runId}`, { output: { title: 'x' } }),
      422,
      '"field":"summary"',
    ],
    [
      'with a text over the limit',
      async () =>
        (await asked.app()).checks.update({
          ...repo,
          check_run_id: runId,
          output: { title: 't', summary: 's', text: 'x'.repeat(65_536) },
        }),
      422,
      'exceeds a maximum of 65535 characters',
    ],
    [
      'on a branch instead of a commit',
      async () => (await asked.app()).checks.create({ ...repo, name: 'x', head_sha: 'ask' }),
      422,
      'No commit found for SHA: ask',
    ],
  ])('%s', async (_, attempt, status, text) => {
    await expectRefused(attempt, status, text);
    const { data } = await alice().checks.listForRef({ ...repo, ref: 'ask', filter: 'all' });
    expect(data.check_runs.map((run) => [run.name, run.conclusion])).toEqual([['ci', 'success']]);
  });
});
