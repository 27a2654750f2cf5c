import { describe, expect, test } from '@jest/globals';
import { blobId } from '../../src/github/blob.js';
import { COMMENT_MARKER } from '../../src/github/github.js';
import { answerGraphql, github, mockGitHub, OID, scope } from './mocked-github.js';
import { ALICE, BOB, commit, contents, entry, page, pullRequest, review, WEB_FLOW } from './recorded-pull-request.js';

mockGitHub();

const FILES = '/repos/acme/access/pulls/12/files';
const PATH = 'access/aws/alice/billing.yaml';
const TEXT = 'role: billing-readonly\nduration: 4h\nreason: x\n';
const ADDED = { filename: PATH, status: 'added', sha: blobId(Buffer.from(TEXT)) };
const README = { filename: 'README.md', status: 'modified', sha: OID.other };

/** Answers the list of files with one page. */
function answerFiles(files: readonly unknown[]): void {
  scope()
    .get(FILES)
    .query({ per_page: 100 })
    .reply(200, files as object[]);
}

/** Answers a pull request that touches nothing of ours, to look at the rest of it. */
async function readOnly(fields: Record<string, unknown>) {
  answerGraphql(pullRequest(fields));
  answerFiles([README]);
  answerGraphql(contents());
  return github().readPullRequest(12);
}

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
      answerGraphql(contents({ [side]: null }));
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
      answerGraphql(contents({ pullRequest: { headRefOid: OID.other } }));
    }
    await expect(github().readPullRequest(12)).rejects.toMatchObject({ kind: 'stale' });
  });
});

describe('law 4: a reading is of one head', () => {
  async function expectSecondReading(): Promise<void> {
    answerGraphql(pullRequest());
    answerFiles([README]);
    answerGraphql(contents());
    const { facts } = await github().readPullRequest(12);
    expect(facts.files.map((file) => file.path)).toEqual(['README.md']);
  }

  test('a head that moved before the contents were read starts over', async () => {
    answerGraphql(pullRequest());
    answerFiles([README]);
    answerGraphql(contents({ pullRequest: { headRefOid: OID.other } }));
    await expectSecondReading();
  });

  test('a list of files that names other bytes starts over', async () => {
    answerGraphql(pullRequest());
    answerFiles([{ ...ADDED, sha: OID.other }]);
    answerGraphql(contents({ head: { oid: OID.head, head0: entry('billing.yaml', TEXT) } }));
    await expectSecondReading();
  });

  test('a list of files that is shorter than GitHub counts starts over', async () => {
    answerGraphql(pullRequest({ changedFiles: 2 }));
    answerFiles([README]);
    await expectSecondReading();
  });

  test('a list of commits without the head starts over', async () => {
    answerGraphql(pullRequest({ commits: page([commit(OID.other)]) }));
    await expectSecondReading();
  });
});

describe('the facts of a pull request', () => {
  test('come in three requests, with the contents and modes of what is ours at both sides', async () => {
    const standing = entry('old.yaml', 'role: old\n');
    answerGraphql(pullRequest());
    answerFiles([ADDED]);
    const seen = answerGraphql(
      contents({
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
      folder0: `${OID.base}:access/aws/alice`,
    });
  });

  test('take the policy from the commit that is asked for', async () => {
    answerGraphql(pullRequest({ state: 'MERGED', mergedAt: '2026-11-20T12:00:00Z' }));
    answerFiles([README]);
    const seen = answerGraphql(contents());
    const { facts } = await github().readPullRequest(12, OID.other);
    expect(facts).toMatchObject({ state: 'merged', mergedAt: Date.UTC(2026, 10, 20, 12), baseSha: OID.other });
    expect(seen.request?.variables).toMatchObject({ base: OID.other });
  });

  test('fall back to the recorded base where its branch is gone', async () => {
    const { facts } = await readOnly({ baseRef: null });
    expect(facts.baseSha).toBe(OID.other);
  });

  test('show a rename with what was there before', async () => {
    const old = entry('old.yaml', TEXT);
    answerGraphql(pullRequest());
    answerFiles([{ ...ADDED, status: 'renamed', previous_filename: 'access/aws/alice/old.yaml' }]);
    answerGraphql(
      contents({ head: { oid: OID.head, head0: entry('billing.yaml', TEXT) }, folder0: { entries: [old] } }),
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
    answerGraphql(contents({ folder0: { entries: [entry('billing.yaml', TEXT)] } }));
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
    answerGraphql(contents({ head: { oid: OID.head, head0: file }, folder0: null }));
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
    answerGraphql(contents({ head: { oid: OID.head, head0: file } }));
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
    answerGraphql(contents({ head: { oid: OID.head, head0: entry('billing.yaml', TEXT, { oid }) } }));
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
      contents({ base: { oid: OID.base, base3: entry('CODEOWNERS', '', { oid, size: bytes.length, object }) } }),
    );
    scope()
      .get(`/repos/acme/access/git/blobs/${oid}`)
      .reply(200, { content: bytes.toString('base64') });
    const { facts } = await github().readPullRequest(12);
    expect(facts.policyFiles[0]?.bytes?.length).toBe(bytes.length);
  });

  test('know a deleted author as nobody who may be granted anything', async () => {
    const { facts } = await readOnly({ author: null });
    expect(facts.author).toEqual({ login: 'ghost', id: 0, type: 'Ghost' });
  });

  test('name the other open pull requests to the default branch with the same head, and no others', async () => {
    const other = { number: 13, state: 'OPEN', headRefOid: OID.head, baseRefName: 'main' };
    const nodes = [
      { ...other, number: 12 },
      other,
      { ...other, number: 14, state: 'CLOSED' },
      { ...other, number: 15, headRefOid: OID.other },
      { ...other, number: 16, baseRefName: 'release' },
    ];
    const { facts } = await readOnly({ headCommit: { nodes: [{ commit: { associatedPullRequests: { nodes } } }] } });
    expect(facts.sharingHead).toEqual([13]);
  });
});

describe('law 5: who made a commit', () => {
  const signed = { isValid: true, wasSignedByGitHub: true };
  const committer = { email: 'noreply@github.com', user: WEB_FLOW };
  test.each([
    ['by GitHub, signed', { committer, signature: signed }, true],
    ['by GitHub under no account, signed', { committer: { ...committer, user: null }, signature: signed }, true],
    ['in its name without a signature', { committer, signature: null }, false],
    ['in its name with a broken signature', { committer, signature: { ...signed, isValid: false } }, false],
    ['in its name with a key of somebody', { committer, signature: { ...signed, wasSignedByGitHub: false } }, false],
    ['by somebody, signed by GitHub', { committer: { email: 'bob@acme.test', user: BOB }, signature: signed }, false],
    ["by somebody with GitHub's e-mail", { committer: { ...committer, user: BOB }, signature: signed }, false],
  ])('a commit made %s is GitHub’s own: %#', async (_name, fields, expected) => {
    const { facts } = await readOnly({ commits: page([commit(OID.head, fields)]) });
    expect(facts.commits[0]?.committedByGitHub).toBe(expected);
  });

  test.each([
    ['no account', { user: null }, null],
    ['nothing at all', null, null],
    ['an account without an id', { user: { ...ALICE, databaseId: null } }, null],
    ['an account', { user: ALICE }, { login: 'alice', id: 101, type: 'User' }],
  ])('an author with %s is %j', async (_name, author, expected) => {
    const { facts } = await readOnly({ commits: page([commit(OID.head, { author })]) });
    expect(facts.commits[0]?.author).toEqual(expected);
  });
});

describe('reviews', () => {
  test('carry their numeric ids, also those that no longer fit 32 bits', async () => {
    const { facts } = await readOnly({ reviews: page([review()]) });
    expect(facts.reviews).toEqual([
      {
        id: 4_000_000_001,
        author: { login: 'bob', id: 102, type: 'User' },
        state: 'APPROVED',
        commitId: OID.head,
        submittedAt: Date.UTC(2026, 10, 20, 10),
        authorCanPush: true,
      },
    ]);
  });

  test('of a deleted account or on a lost commit say so; unsent ones are left out', async () => {
    const nodes = [review({ author: null, commit: null }), review({ state: 'PENDING', submittedAt: null })];
    const { facts } = await readOnly({ reviews: page(nodes) });
    expect(facts.reviews).toEqual([expect.objectContaining({ author: null, commitId: null })]);
  });

  test('past the first 100 come in one request a page', async () => {
    answerGraphql(pullRequest({ reviews: page([review()], 'next', 2) }));
    const seen = answerGraphql({
      data: { repository: { pullRequest: { reviews: page([review({ fullDatabaseId: '2' })]) } } },
    });
    answerFiles([README]);
    answerGraphql(contents());
    const { facts } = await github().readPullRequest(12);
    expect(facts.reviews.map((one) => one.id)).toEqual([4_000_000_001, 2]);
    expect(seen.request?.variables).toMatchObject({ number: 12, after: 'next' });
  });

  test('whose further page does not come are an error, never a shorter list', async () => {
    answerGraphql(pullRequest({ reviews: page([review()], 'next', 2) }));
    answerGraphql({ data: { repository: { pullRequest: null } } });
    await expect(github().readPullRequest(12)).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

describe('our comment', () => {
  const comment = { fullDatabaseId: '9000000001', viewerDidAuthor: true, body: `${COMMENT_MARKER}\n\ntext` };
  test.each([
    ['none', [], null],
    ["somebody else's with our marker", [{ ...comment, viewerDidAuthor: false }], null],
    ['ours with another text', [{ ...comment, body: `Hello ${COMMENT_MARKER}` }], null],
    ['ours', [{ ...comment, viewerDidAuthor: false }, comment], { id: 9_000_000_001, body: comment.body }],
  ])('is found among %s', async (_name, nodes, expected) => {
    const reading = await readOnly({ comments: page(nodes) });
    expect(reading.comment).toEqual(expected);
  });

  test('is looked for on further pages', async () => {
    answerGraphql(pullRequest({ comments: page([{ ...comment, viewerDidAuthor: false }], 'next', 2) }));
    answerFiles([README]);
    answerGraphql(contents());
    answerGraphql({ data: { repository: { pullRequest: { comments: page([comment]) } } } });
    const reading = await github().readPullRequest(12);
    expect(reading.comment?.id).toBe(9_000_000_001);
  });
});

describe('pull requests that are too large', () => {
  test('with more than 3,000 files have empty lists, and their files are not asked for', async () => {
    answerGraphql(pullRequest({ changedFiles: 3_001 }));
    answerGraphql(contents());
    const { facts } = await github().readPullRequest(12);
    expect(facts).toMatchObject({ totals: { files: 3_001, commits: 1 }, files: [], commits: [] });
  });

  test('with 250 commits listed are counted again, because GitHub lists no more', async () => {
    answerGraphql(pullRequest({ commits: page([commit(OID.head)], 'next', 250) }));
    scope().get('/repos/acme/access/pulls/12').reply(200, { commits: 300 });
    answerGraphql(contents());
    const { facts } = await github().readPullRequest(12);
    expect(facts).toMatchObject({ totals: { files: 1, commits: 300 }, files: [], commits: [] });
  });

  test('with more than 100 files have them in one request a page', async () => {
    const files = Array.from({ length: 100 }, (_, index) => ({ ...README, filename: `docs/${index}.md` }));
    answerGraphql(pullRequest({ changedFiles: 101 }));
    const link = `<https://api.github.test${FILES}?per_page=100&page=2>; rel="next"`;
    scope().get(FILES).query({ per_page: 100 }).reply(200, files, { link });
    scope().get(FILES).query({ per_page: 100, page: 2 }).reply(200, [README]);
    answerGraphql(contents());
    const { facts } = await github().readPullRequest(12);
    expect(facts.files).toHaveLength(101);
  });

  test('with more than 100 request files have no contents read', async () => {
    const files = Array.from({ length: 101 }, (_, index) => ({
      ...ADDED,
      filename: `access/aws/alice/r${index}.yaml`,
    }));
    answerGraphql(pullRequest({ changedFiles: 101 }));
    const link = `<https://api.github.test${FILES}?per_page=100&page=2>; rel="next"`;
    scope().get(FILES).query({ per_page: 100 }).reply(200, files.slice(0, 100), { link });
    scope().get(FILES).query({ per_page: 100, page: 2 }).reply(200, files.slice(100));
    const seen = answerGraphql(contents());
    const { facts } = await github().readPullRequest(12);
    expect(facts.files).toHaveLength(101);
    expect(facts.files.every((file) => file.before === null && file.after === null)).toBe(true);
    expect(Object.keys(seen.request?.variables ?? {}).filter((name) => /^(head|folder)\d/.test(name))).toEqual([]);
  });
});
