import { describe, expect, test } from '@jest/globals';
import { answerGraphql, github, mockGitHub, OID, scope } from './mocked-github.js';

mockGitHub();

const BRANCH = 'lapse/revert/aws/alice/billing';

describe('pointing a branch at a commit', () => {
  const created = { ref: `refs/heads/${BRANCH}`, sha: OID.base };
  const REFS = '/repos/acme/access/git/refs';
  const MOVED = `${REFS}/${encodeURIComponent(`heads/${BRANCH}`)}`;

  test.each([
    [403, 'Resource not accessible by integration', 'not-permitted'],
    [422, 'Object does not exist', 'refused'],
  ])('fails with %i “%s”', async (status, message, kind) => {
    scope().post(REFS).reply(status, { message });
    await expect(github().setBranch(BRANCH, OID.base)).rejects.toMatchObject({ kind });
  });

  test('creates it', async () => {
    scope().post(REFS, created).reply(201, {});
    await github().setBranch(BRANCH, OID.base);
  });

  test('moves it by force where it is there', async () => {
    scope().post(REFS, created).reply(422, { message: 'Reference already exists' });
    scope().patch(MOVED, { sha: OID.base, force: true }).reply(200, {});
    await github().setBranch(BRANCH, OID.base);
  });
});

describe('the commit that deletes files', () => {
  const request = {
    branch: BRANCH,
    expectedHead: OID.base,
    paths: ['access/a.yaml', 'access/b.yaml'],
    headline: 'Revert',
    body: 'life',
  };

  test('fails as stale where the head moved', async () => {
    const message = `Expected branch to point to "${OID.base}" but it did not. Pull and try again.`;
    answerGraphql({ data: { createCommitOnBranch: null }, errors: [{ type: 'STALE_DATA', message }] });
    await expect(github().commitDeletion(request)).rejects.toMatchObject({ kind: 'stale' });
  });

  test('fails where GitHub names no commit', async () => {
    answerGraphql({ data: { createCommitOnBranch: { commit: null } } });
    await expect(github().commitDeletion(request)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('stands on the expected head', async () => {
    const seen = answerGraphql({ data: { createCommitOnBranch: { commit: { oid: OID.head } } } });
    expect(await github().commitDeletion(request)).toBe(OID.head);
    expect(seen.request?.variables['input']).toEqual({
      branch: { repositoryNameWithOwner: 'acme/access', branchName: BRANCH },
      expectedHeadOid: OID.base,
      message: { headline: 'Revert', body: 'life' },
      fileChanges: { deletions: [{ path: 'access/a.yaml' }, { path: 'access/b.yaml' }] },
    });
  });
});

describe('the commit that writes files', () => {
  const request = {
    branch: 'lapse/evidence',
    expectedHead: OID.base,
    files: [
      { path: 'aws/alice/a.json', text: 'reason: café 😀\n' },
      { path: 'aws/alice/b.json', text: '' },
    ],
    headline: 'Record 2 grants',
    body: 'life',
  };

  test('fails as stale where the head moved', async () => {
    const message = `Expected branch to point to "${OID.base}" but it did not. Pull and try again.`;
    answerGraphql({ data: { createCommitOnBranch: null }, errors: [{ type: 'STALE_DATA', message }] });
    await expect(github().commitTexts(request)).rejects.toMatchObject({ kind: 'stale' });
  });

  test.each([
    ['NOT_FOUND', 'Branch not found'],
    ['UNPROCESSABLE', 'Branch not found'],
    [undefined, 'Could not find the branch "lapse/evidence".'],
  ])('fails as stale where the branch is gone (%s)', async (type, message) => {
    answerGraphql({ data: { createCommitOnBranch: null }, errors: [{ type, message }] });
    await expect(github().commitTexts(request)).rejects.toMatchObject({
      kind: 'stale',
      message: expect.stringMatching(/2 files on lapse\/evidence.*run it again.*GitHub says: /),
    });
  });

  test.each([
    ['NOT_FOUND', "Could not resolve to a Repository with the name 'acme/access'.", 'not-found'],
    ['FORBIDDEN', 'Resource not accessible by integration', 'not-permitted'],
    ['UNPROCESSABLE', 'A path was requested for deletion which does not exist', 'refused'],
    ['INTERNAL', 'Something went wrong', 'unavailable'],
  ])('does not take another refusal (%s) for a branch that moved', async (type, message, kind) => {
    answerGraphql({ data: { createCommitOnBranch: null }, errors: [{ type, message }] });
    await expect(github().commitTexts(request)).rejects.toMatchObject({ kind });
  });

  test('says in GitHub’s words which rule of a ruleset forbids it, on one line', async () => {
    const message = 'Repository rule violations found\n\nCannot update this protected ref.\n\n';
    answerGraphql({ data: { createCommitOnBranch: null }, errors: [{ type: 'UNPROCESSABLE', message }] });
    await expect(github().commitTexts(request)).rejects.toMatchObject({
      kind: 'refused',
      message:
        'GitHub refuses the commit of 2 files on lapse/evidence. ' +
        'GitHub says: Repository rule violations found Cannot update this protected ref.',
    });
  });

  test('has their very bytes, whatever letters they stand for', async () => {
    const seen = answerGraphql({ data: { createCommitOnBranch: { commit: { oid: OID.head } } } });
    expect(await github().commitTexts(request)).toBe(OID.head);
    expect(seen.request?.variables['input']).toEqual({
      branch: { repositoryNameWithOwner: 'acme/access', branchName: 'lapse/evidence' },
      expectedHeadOid: OID.base,
      message: { headline: 'Record 2 grants', body: 'life' },
      fileChanges: {
        additions: [
          { path: 'aws/alice/a.json', contents: 'cmVhc29uOiBjYWbDqSDwn5iACg==' },
          { path: 'aws/alice/b.json', contents: '' },
        ],
      },
    });
  });
});

describe('a branch without a past', () => {
  const request = { branch: 'lapse/evidence', files: [{ path: 'README.md', text: 'Evidence.\n' }], message: 'Begin' };
  const TREES = '/repos/acme/access/git/trees';
  const COMMITS = '/repos/acme/access/git/commits';
  const REFS = '/repos/acme/access/git/refs';

  function answerObjects(): void {
    scope().post(TREES).reply(201, { sha: OID.other });
    scope().post(COMMITS).reply(201, { sha: OID.head });
  }

  test('fails as stale where somebody made it first', async () => {
    answerObjects();
    scope().post(REFS).reply(422, { message: 'Reference already exists' });
    await expect(github().createOrphanBranch(request)).rejects.toMatchObject({
      kind: 'stale',
      message: expect.stringContaining('GitHub says: Reference already exists'),
    });
  });

  test('fails in GitHub’s words where a ruleset keeps it from being made', async () => {
    answerObjects();
    const message = 'Repository rule violations found\n\nCannot create ref due to creations being restricted.\n\n';
    scope().post(REFS).reply(422, { message });
    await expect(github().createOrphanBranch(request)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('creations being restricted'),
    });
  });

  test('fails where GitHub does not take the commit, and makes no branch', async () => {
    scope().post(TREES).reply(201, { sha: OID.other });
    scope().post(COMMITS).reply(500, { message: 'Server Error' });
    await expect(github().createOrphanBranch(request)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('is a tree of its files, a commit without parents that names nobody, and a new branch', async () => {
    const bodies: unknown[] = [];
    const keep = (body: unknown) => bodies.push(body) > 0;
    scope().post(TREES, keep).reply(201, { sha: OID.other });
    scope().post(COMMITS, keep).reply(201, { sha: OID.head });
    scope().post(REFS, keep).reply(201, {});
    expect(await github().createOrphanBranch(request)).toBe(OID.head);
    expect(bodies).toEqual([
      { tree: [{ path: 'README.md', mode: '100644', type: 'blob', content: 'Evidence.\n' }] },
      // GitHub signs for an App only what names no author and no committer.
      { message: 'Begin', tree: OID.other, parents: [] },
      { ref: 'refs/heads/lapse/evidence', sha: OID.head },
    ]);
  });
});
