import { describe, expect, test } from '@jest/globals';
import { answerGraphql, github, mockGitHub, OID, scope } from './mocked-github.js';

mockGitHub();

const MERGE = '/repos/acme/access/pulls/12/merge';
const REQUEST = { number: 12, sha: OID.head, method: 'squash' } as const;

describe('merging', () => {
  test.each([
    [
      405,
      { message: 'Required status check "access/request" is expected.' },
      'Required status check "access/request" is expected.',
    ],
    [
      409,
      { message: 'Head branch was modified. Review and try the merge again.' },
      'Head branch was modified. Review and try the merge again.',
    ],
    [405, { message: 'Changes must be made through the merge queue' }, 'Changes must be made through the merge queue'],
    [
      405,
      { message: 'Repository rule violations found\n\nCannot update this protected ref.\n\n' },
      'Repository rule violations found Cannot update this protected ref.',
    ],
    [
      403,
      { message: "You're not authorized to push to this branch." },
      "You're not authorized to push to this branch.",
    ],
    [422, { message: 'Validation Failed', errors: [{ message: 'squash is off' }] }, 'Validation Failed; squash is off'],
  ])('that GitHub refuses with %i is not merged, in its words, and not tried again', async (status, body, why) => {
    scope().put(MERGE).reply(status, body);
    expect(await github().mergePullRequest(REQUEST)).toEqual({ merged: false, why });
  });

  test.each([
    [403, 'Resource not accessible by integration', 'not-permitted'],
    [403, 'You have exceeded a secondary rate limit.', 'unavailable'],
    [404, 'Not Found', 'not-found'],
    [500, 'no', 'unavailable'],
  ])('that fails with %i (%s) is an error', async (status, message, kind) => {
    scope().put(MERGE).reply(status, { message });
    await expect(github().mergePullRequest(REQUEST)).rejects.toMatchObject({ kind });
  });

  test('law 4: names the head that was judged', async () => {
    scope()
      .put(MERGE, { sha: OID.head, merge_method: 'squash' })
      .reply(200, { merged: true, sha: OID.base, message: '' });
    expect(await github().mergePullRequest(REQUEST)).toEqual({ merged: true, sha: OID.base });
  });

  test('that GitHub answers without merging says so', async () => {
    scope().put(MERGE).reply(200, { merged: false, sha: '', message: 'not now' });
    expect(await github().mergePullRequest(REQUEST)).toEqual({ merged: false, why: 'not now' });
  });
});

describe('merged pull requests of commits', () => {
  const node = {
    number: 12,
    url: 'https://github.test/acme/access/pull/12',
    mergedAt: '2026-11-20T12:00:00Z',
    headRefOid: OID.head,
    baseRefName: 'main',
    mergeCommit: { oid: OID.base },
    commits: { totalCount: 2 },
  };

  test.each([
    ['a commit that GitHub does not know', null],
    ['a direct push', { associatedPullRequests: { nodes: [] } }],
    ['an open pull request', { associatedPullRequests: { nodes: [{ ...node, mergedAt: null, mergeCommit: null }] } }],
    ['one that was merged elsewhere', { associatedPullRequests: { nodes: [{ ...node, baseRefName: 'release' }] } }],
    ['one whose merge GitHub lost', { associatedPullRequests: { nodes: [{ ...node, mergeCommit: null }] } }],
    ['an object that is no commit', {}],
  ])('are none for %s', async (_name, commit0) => {
    answerGraphql({ data: { repository: { commit0 } } });
    const found = await github().findMergedPullRequests([OID.base], 'main');
    expect([...found]).toEqual([[OID.base, []]]);
  });

  test('are those that brought it to the branch', async () => {
    answerGraphql({ data: { repository: { commit0: { associatedPullRequests: { nodes: [node] } } } } });
    const found = await github().findMergedPullRequests([OID.base], 'main');
    expect(found.get(OID.base)).toEqual([
      {
        number: 12,
        url: node.url,
        mergedAt: Date.UTC(2026, 10, 20, 12),
        headSha: OID.head,
        mergeSha: OID.base,
        commitCount: 2,
      },
    ]);
  });

  test('are asked for 50 commits at a time, each once', async () => {
    const commits = Array.from({ length: 60 }, (_, index) => index.toString(16).padStart(40, '0'));
    const first = answerGraphql({ data: { repository: {} } });
    const second = answerGraphql({ data: { repository: {} } });
    const found = await github().findMergedPullRequests([...commits, ...commits], 'main');
    expect([...found.keys()]).toEqual(commits);
    expect(Object.keys(first.request?.variables ?? {})).toHaveLength(52);
    expect(Object.keys(second.request?.variables ?? {})).toHaveLength(12);
  });

  test('need no request for no commit', async () => {
    expect((await github().findMergedPullRequests([], 'main')).size).toBe(0);
  });
});
