import { describe, expect, test } from '@jest/globals';
import { blobId } from '../../src/github/blob.js';
import { answerGraphql, github, mockGitHub, OID, scope } from './mocked-github.js';
import {
  ADDED,
  answerFiles,
  changed,
  contents,
  entry,
  FILES,
  PATH,
  pullRequest,
  README,
  readWith,
  TEXT,
} from './recorded-pull-request.js';

mockGitHub();

describe('a pull request that cannot be read', () => {
  test('is not found where there is none', async () => {
    answerGraphql({ data: { repository: { databaseId: 77, defaultBranchRef: { name: 'main' }, pullRequest: null } } });
    await expect(github().readPullRequest(12)).rejects.toMatchObject({ kind: 'not-found' });
  });

  test.each(['base', 'head'])(
    'is an error where GitHub has no commit at its %s, and never one without a policy',
    async (side) => {
      answerGraphql(pullRequest());
      answerFiles([README]);
      answerGraphql(contents([], { [side]: null }));
      await expect(github().readPullRequest(12)).rejects.toMatchObject({ kind: 'not-found' });
    },
  );

  test.each([403, 404, 500])('is an error where its files cannot be listed (%i)', async (status) => {
    answerGraphql(pullRequest());
    scope().get(FILES).query(true).reply(status, { message: 'no' });
    await expect(github().readPullRequest(12)).rejects.toMatchObject({ name: 'GitHubError' });
  });

  test('is given up as stale where it keeps moving', async () => {
    for (let reading = 0; reading < 3; reading += 1) {
      answerGraphql(pullRequest());
      answerFiles([README]);
      answerGraphql(contents([], { pullRequest: changed([], { headRefOid: OID.other }) }));
    }
    await expect(github().readPullRequest(12)).rejects.toMatchObject({ kind: 'stale' });
  });
});

describe('the facts of a pull request', () => {
  test('come in three requests, with the contents and modes of what is ours at both sides', async () => {
    const standing = entry('old.yaml', 'role: old\n');
    answerGraphql(pullRequest());
    answerFiles([ADDED]);
    const seen = answerGraphql(
      contents([`+${PATH}`], {
        base: {
          oid: OID.base,
          base0: entry('config.yaml', 'systems: {}\n'),
          base1: null,
          base5: entry('roles.yaml', 'roles: {}\n'),
        },
        head: { oid: OID.head, head0: entry('billing.yaml', TEXT) },
        folder0: {
          entries: [
            standing,
            entry('notes.txt', 'no request'),
            { ...entry('sub', ''), type: 'tree', mode: 0o40000, object: {} },
          ],
        },
      }),
    );
    const reading = await github().readPullRequest(12);
    expect(reading).toMatchObject({ repositoryId: 77, openedByUs: false, comment: null });
    expect(reading.facts).toMatchObject({
      number: 12,
      author: { login: 'alice', id: 101, type: 'User' },
      state: 'open',
      headSha: OID.head,
      headBranch: 'alice/billing',
      baseSha: OID.base,
      baseBranch: 'main',
      defaultBranch: 'main',
      mergedAt: null,
      totals: { files: 1, commits: 1 },
      sharingHead: [],
    });
    const bytes = Buffer.from(TEXT);
    expect(reading.facts.files).toEqual([
      {
        path: PATH,
        previousPath: null,
        status: 'added',
        before: null,
        after: { path: PATH, mode: '100644', oid: blobId(bytes), size: bytes.length, bytes },
        buildsOnBase: true,
      },
    ]);
    expect(reading.facts.policyFiles.map((file) => file.path)).toEqual(['access/config.yaml', 'access/aws/roles.yaml']);
    expect(reading.facts.standing.map((file) => file.path)).toEqual(['access/aws/alice/old.yaml']);
    expect(seen.request?.variables).toEqual({
      owner: 'acme',
      name: 'access',
      number: 12,
      base: OID.base,
      head: OID.head,
      base0: 'access/config.yaml',
      base1: 'access/people.yaml',
      base2: '.github/CODEOWNERS',
      base3: 'CODEOWNERS',
      base4: 'docs/CODEOWNERS',
      base5: 'access/aws/roles.yaml',
      head0: PATH,
      systems: `${OID.base}:access`,
      folder0: `${OID.base}:access/aws/alice`,
    });
  });

  test('take the policy from the commit that is asked for', async () => {
    answerGraphql(pullRequest({ state: 'MERGED', mergedAt: '2026-11-20T12:00:00Z' }));
    answerFiles([README]);
    const seen = answerGraphql(contents([]));
    const { facts } = await github().readPullRequest(12, OID.other);
    expect(facts).toMatchObject({ state: 'merged', mergedAt: Date.UTC(2026, 10, 20, 12), baseSha: OID.other });
    expect(seen.request?.variables).toMatchObject({ base: OID.other });
  });

  test('fall back to the recorded base where its branch is gone', async () => {
    const { facts } = await readWith({ baseRef: null });
    expect(facts.baseSha).toBe(OID.other);
  });

  test('show a rename with what was there before', async () => {
    const old = entry('old.yaml', TEXT);
    answerGraphql(pullRequest());
    answerFiles([{ ...ADDED, status: 'renamed', previous_filename: 'access/aws/alice/old.yaml' }]);
    answerGraphql(
      contents([`+${PATH}`], {
        head: { oid: OID.head, head0: entry('billing.yaml', TEXT) },
        folder0: { entries: [old] },
      }),
    );
    const { facts } = await github().readPullRequest(12);
    expect(facts.files[0]).toMatchObject({
      previousPath: 'access/aws/alice/old.yaml',
      before: { path: 'access/aws/alice/old.yaml' },
      after: { path: PATH },
    });
  });

  test('show a removed request with its bytes at the base and none at the head', async () => {
    answerGraphql(pullRequest());
    answerFiles([{ ...ADDED, status: 'removed' }]);
    answerGraphql(contents([`-${PATH}`], { folder0: { entries: [entry('billing.yaml', TEXT)] } }));
    const { facts } = await github().readPullRequest(12);
    expect(facts.files[0]).toMatchObject({ before: { bytes: Buffer.from(TEXT) }, after: null });
  });

  test.each([
    ['a symlink', { mode: 0o120000 }, '120000'],
    ['a submodule', { mode: 0o160000, type: 'commit', object: null }, '160000'],
    ['a file over 64 KB', { size: 64 * 1024 + 1, object: { text: 'x', isTruncated: true } }, '100644'],
  ])('have no bytes of %s', async (_name, fields, mode) => {
    const file = entry('billing.yaml', TEXT, fields);
    answerGraphql(pullRequest());
    answerFiles([ADDED]);
    answerGraphql(contents([`+${PATH}`], { head: { oid: OID.head, head0: file }, folder0: null }));
    const { facts } = await github().readPullRequest(12);
    expect(facts.files[0]?.after).toMatchObject({ mode, bytes: null });
  });

  test.each([
    ['a byte order mark that GraphQL drops', Buffer.from(`\ufeff${TEXT}`), TEXT],
    ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x41]), '\ufffd\ufffdA'],
    ['a binary file', Buffer.from([0, 1, 2]), null],
  ])('law 4: have the exact bytes of %s, by REST', async (_name, bytes, text) => {
    const oid = blobId(bytes);
    answerGraphql(pullRequest());
    answerFiles([{ ...ADDED, sha: oid }]);
    const file = entry('billing.yaml', '', { oid, size: bytes.length, object: { text, isTruncated: false } });
    answerGraphql(contents([`+${PATH}`], { head: { oid: OID.head, head0: file } }));
    scope()
      .get(`/repos/acme/access/git/blobs/${oid}`)
      .reply(200, { sha: oid, encoding: 'base64', content: bytes.toString('base64').replace(/(.{4})/g, '$1\n') });
    const { facts } = await github().readPullRequest(12);
    expect(facts.files[0]?.after?.bytes).toEqual(bytes);
  });

  test('law 4: are refused where a blob has other bytes than its id says', async () => {
    const oid = blobId(Buffer.from('what was approved'));
    answerGraphql(pullRequest());
    answerFiles([{ ...ADDED, sha: oid }]);
    answerGraphql(contents([`+${PATH}`], { head: { oid: OID.head, head0: entry('billing.yaml', TEXT, { oid }) } }));
    scope()
      .get(`/repos/acme/access/git/blobs/${oid}`)
      .reply(200, { content: Buffer.from('another').toString('base64') });
    await expect(github().readPullRequest(12)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('read a CODEOWNERS of up to 3 MB', async () => {
    const bytes = Buffer.from('# a comment\n'.repeat(60_000));
    const oid = blobId(bytes);
    answerGraphql(pullRequest());
    answerFiles([README]);
    const object = { text: '# a comment\n', isTruncated: true };
    answerGraphql(
      contents([], { base: { oid: OID.base, base3: entry('CODEOWNERS', '', { oid, size: bytes.length, object }) } }),
    );
    scope()
      .get(`/repos/acme/access/git/blobs/${oid}`)
      .reply(200, { content: bytes.toString('base64') });
    const { facts } = await github().readPullRequest(12);
    expect(facts.policyFiles[0]?.bytes?.length).toBe(bytes.length);
  });

  test('know a deleted author as nobody who may be granted anything', async () => {
    const { facts } = await readWith({ author: null });
    expect(facts.author).toEqual({ login: 'ghost', id: 0, type: 'Ghost' });
  });

  test('name the other open pull requests to the default branch with the same head, and no others', async () => {
    const other = { number: 13, state: 'OPEN', isCrossRepository: false, headRefOid: OID.head, baseRefName: 'main' };
    const nodes = [
      { ...other, number: 12 },
      other,
      { ...other, number: 14, state: 'CLOSED' },
      { ...other, number: 15, headRefOid: OID.other },
      { ...other, number: 16, baseRefName: 'release' },
      // A stranger's: with enough of them nobody would ever read all that share a head.
      { ...other, number: 17, isCrossRepository: true },
    ];
    const { facts } = await readWith({ headCommit: { nodes: [{ commit: { associatedPullRequests: { nodes } } }] } });
    expect(facts.sharingHead).toEqual([13]);
  });
});
