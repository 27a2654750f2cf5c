import { describe, expect, test } from '@jest/globals';
import { answerGraphql, github, mockGitHub, OID } from './mocked-github.js';

mockGitHub();

const NONE = { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] };
const NO_ISSUES = { unapproved: NONE, drift: NONE };

describe('the tip of the default branch', () => {
  test.each([
    ['no repository', null],
    ['no commit yet', { databaseId: 77, defaultBranchRef: null }],
    ['a branch without a commit', { databaseId: 77, defaultBranchRef: { name: 'main', target: null } }],
    ['no numeric id', { databaseId: null, defaultBranchRef: { name: 'main', target: { oid: OID.base } } }],
  ])('is not found where there is %s', async (_name, repository) => {
    answerGraphql({ data: { repository } });
    await expect(github().readTip()).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('comes with the numeric id of the repository', async () => {
    answerGraphql({
      data: {
        repository: {
          databaseId: 77,
          defaultBranchRef: { name: 'main', target: { oid: OID.base } },
          ...NO_ISSUES,
        },
      },
    });
    expect(await github().readTip()).toEqual({
      repositoryId: 77,
      branch: 'main',
      sha: OID.base,
      evidence: null,
      openIssues: { 'lapse-unapproved': [], 'lapse-drift': [] },
    });
  });

  test.each([
    ['no branch of it', null, null],
    ['a branch that leads nowhere', { target: null }, null],
    ['a branch', { target: { oid: OID.head } }, OID.head],
  ])('comes with the head of the evidence: %s', async (_name, evidence, expected) => {
    const defaultBranchRef = { name: 'main', target: { oid: OID.base } };
    const seen = answerGraphql({ data: { repository: { databaseId: 77, defaultBranchRef, evidence, ...NO_ISSUES } } });
    expect(await github().readTip()).toMatchObject({ sha: OID.base, evidence: expected });
    expect(seen.request?.query).toContain('ref(qualifiedName: "refs/heads/lapse/evidence")');
  });
});

describe('the head of a pull request', () => {
  test('is not found where there is none', async () => {
    answerGraphql({ data: { repository: { pullRequest: null } } });
    await expect(github().readHead(12)).rejects.toMatchObject({ kind: 'not-found' });
  });

  test.each([
    ['OPEN', 'open'],
    ['CLOSED', 'closed'],
    ['MERGED', 'merged'],
  ])('that is %s is %s', async (state, expected) => {
    const seen = answerGraphql({
      data: {
        repository: { pullRequest: { headRefOid: OID.head, baseRefName: 'main', state, isCrossRepository: true } },
      },
    });
    expect(await github().readHead(12)).toEqual({
      headSha: OID.head,
      baseBranch: 'main',
      state: expected,
      isFork: true,
    });
    expect(seen.request?.variables).toEqual({ owner: 'acme', name: 'access', number: 12 });
  });
});

describe('open pull requests', () => {
  function answer(nodes: readonly unknown[], endCursor: string | null) {
    const pageInfo = { hasNextPage: endCursor !== null, endCursor };
    return answerGraphql({
      data: { repository: { defaultBranchRef: { name: 'main' }, pullRequests: { pageInfo, nodes } } },
    });
  }

  test('are not there without a repository', async () => {
    answerGraphql({ data: { repository: null } });
    await expect(github().listOpenPullRequests()).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('come page by page, only those to the default branch', async () => {
    const first = answer(
      [
        { number: 1, headRefOid: OID.head, baseRefName: 'main' },
        { number: 2, headRefOid: OID.head, baseRefName: 'release' },
      ],
      'next',
    );
    const second = answer([{ number: 3, headRefOid: OID.other, baseRefName: 'main' }], null);
    expect(await github().listOpenPullRequests()).toEqual([
      { number: 1, headSha: OID.head },
      { number: 3, headSha: OID.other },
    ]);
    expect([first.request?.variables['after'], second.request?.variables['after']]).toEqual([null, 'next']);
  });
});
