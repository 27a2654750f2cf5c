import { describe, expect, test } from '@jest/globals';
import { answerGraphql, github, mockGitHub, OID } from './mocked-github.js';

mockGitHub();

const BRANCH = 'lapse/revert/aws/alice/billing';
const SIGNED = {
  oid: OID.head,
  message: 'Revert #12: it has ended\n\nlife',
  parents: { nodes: [{ oid: OID.base }] },
  author: { user: { __typename: 'User', login: 'lapse[bot]', databaseId: 7 } },
  authors: { nodes: [] },
  committer: { email: 'noreply@github.com', user: null },
  signature: { isValid: true, wasSignedByGitHub: true },
};
const NODE = {
  number: 20,
  baseRefName: 'main',
  headRefName: BRANCH,
  headRefOid: OID.head,
  isCrossRepository: false,
  author: { __typename: 'Bot' },
  files: { totalCount: 1, nodes: [{ path: 'access/aws/alice/billing.yaml', changeType: 'DELETED' }] },
  commits: { nodes: [{ commit: SIGNED }] },
};
const NEWEST = { ...NODE, createdAt: '2026-11-23T12:00:00Z' };

function answer(nodes: readonly unknown[], endCursor: string | null = null, newest?: readonly unknown[]) {
  const open = { pageInfo: { hasNextPage: endCursor !== null, endCursor }, nodes };
  const repository = { open, ...(newest === undefined ? {} : { newest: { nodes: newest } }) };
  return answerGraphql({ data: { repository } });
}

describe('the list of open reverts', () => {
  test('fails where there is no repository', async () => {
    answerGraphql({ data: { repository: null } });
    await expect(github().listReverts('main')).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('has what a bot opened from our branches, page by page, and when the newest were opened', async () => {
    const first = answer([NODE], 'next', [NEWEST, { ...NEWEST, headRefName: 'readme' }]);
    const second = answer([{ ...NODE, number: 19, headRefName: 'lapse/revert-batch/aws' }]);
    const { open, openedAt } = await github().listReverts('main');
    expect(open.map(({ number, branch }) => [number, branch])).toEqual([
      [20, BRANCH],
      [19, 'lapse/revert-batch/aws'],
    ]);
    expect(open[0]?.head).toEqual({
      sha: OID.head,
      signedByGitHub: true,
      parent: OID.base,
      changes: [{ path: 'access/aws/alice/billing.yaml', status: 'removed' }],
      headline: 'Revert #12: it has ended',
      author: 'lapse[bot]',
    });
    expect(openedAt).toEqual([Date.UTC(2026, 10, 23, 12)]);
    expect(first.request?.variables).toMatchObject({ after: null, isFirst: true });
    expect(second.request?.variables).toMatchObject({ after: 'next', isFirst: false });
  });

  test.each([
    ['somebody opened from our branch', { author: { __typename: 'User' } }],
    ['an account that is gone opened', { author: null }],
    ['comes from a fork', { isCrossRepository: true }],
    ['is from a branch of another name', { headRefName: 'lapse/extend/aws/alice/billing/1' }],
    ['is to another branch', { baseRefName: 'other' }],
  ])('has nothing that %s', async (_name, fields) => {
    answer([{ ...NODE, ...fields }], null, []);
    expect((await github().listReverts('main')).open).toEqual([]);
  });

  test.each([
    ['with files that are not all listed', { files: { ...NODE.files, totalCount: 101 } }],
    ['whose files are not known', { files: null }],
    [
      'whose last commit is another one than the head',
      { commits: { nodes: [{ commit: { ...SIGNED, oid: OID.other } }] } },
    ],
    ['that changes its file', { files: { ...NODE.files, nodes: [{ path: 'x', changeType: 'MODIFIED' }] } }],
  ])('shows no deletion %s', async (_name, fields) => {
    answer([{ ...NODE, ...fields }], null, []);
    const { open } = await github().listReverts('main');
    expect(open[0]?.head.changes.filter(({ status }) => status === 'removed')).toEqual([]);
  });

  test.each([
    ['unsigned', { signature: null }],
    ["signed with somebody's key", { signature: { isValid: true, wasSignedByGitHub: false } }],
    ['by another committer', { committer: { email: 'alice@acme.example', user: null } }],
  ])('tells a head that is %s from one of GitHub', async (_name, fields) => {
    answer([{ ...NODE, commits: { nodes: [{ commit: { ...SIGNED, ...fields } }] } }], null, []);
    expect((await github().listReverts('main')).open[0]?.head.signedByGitHub).toBe(false);
  });

  test('knows no one parent of a merge', async () => {
    const parents = { nodes: [{ oid: OID.base }, { oid: OID.other }] };
    answer([{ ...NODE, commits: { nodes: [{ commit: { ...SIGNED, parents } }] } }], null, []);
    expect((await github().listReverts('main')).open[0]?.head.parent).toBeNull();
  });
});
