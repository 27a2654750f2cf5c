import type nock from 'nock';
import { blobId } from '../../src/github/blob.js';
import type { PullRequestReading } from '../../src/github/github.js';
import { answerGraphql, github, OID, scope } from './mocked-github.js';

/** Answers in the shape of GitHub's, for a pull request by alice that adds one request. */

export const ALICE = { __typename: 'User', login: 'alice', databaseId: 101 };
export const BOB = { __typename: 'User', login: 'bob', databaseId: 102 };
export const WEB_FLOW = { __typename: 'User', login: 'web-flow', databaseId: 19864447 };

type Fields = Record<string, unknown>;

export function page(nodes: readonly unknown[], endCursor: string | null = null, totalCount = nodes.length): Fields {
  return { totalCount, pageInfo: { hasNextPage: endCursor !== null, endCursor }, nodes };
}

export function commit(oid: string, fields: Fields = {}): Fields {
  const author = { user: ALICE };
  const authors = { nodes: [author] };
  const committer = { email: 'alice@acme.test', user: ALICE };
  return { commit: { oid, author, authors, committer, signature: null, ...fields } };
}

export function review(fields: Fields = {}): Fields {
  return {
    fullDatabaseId: '4000000001',
    author: BOB,
    state: 'APPROVED',
    submittedAt: '2026-11-20T10:00:00Z',
    authorCanPushToRepository: true,
    commit: { oid: OID.head },
    ...fields,
  };
}

/** What stands in `access/`: the system `aws`. */
export const SYSTEMS = {
  entries: [
    { name: 'aws', type: 'tree' },
    { name: 'config.yaml', type: 'blob' },
  ],
};

/** Our checks on the head: none. */
export const HEAD_COMMIT = {
  oid: OID.head,
  associatedPullRequests: { nodes: [] },
  requestSuites: { nodes: [] },
  approvalSuites: { nodes: [] },
};

export function pullRequest(fields: Fields = {}, more: Fields = {}): nock.Body {
  return {
    data: {
      viewer: { login: 'lapse[bot]' },
      repository: {
        databaseId: 77,
        defaultBranchRef: { name: 'main' },
        systems: SYSTEMS,
        ...more,
        pullRequest: {
          number: 12,
          url: 'https://github.test/acme/access/pull/12',
          title: 'Read invoices',
          author: ALICE,
          state: 'OPEN',
          isDraft: false,
          isCrossRepository: false,
          viewerDidAuthor: false,
          headRefName: 'alice/billing',
          headRefOid: OID.head,
          baseRefName: 'main',
          baseRefOid: OID.other,
          baseRef: { target: { oid: OID.base } },
          mergedAt: null,
          baseChanges: { nodes: [] },
          changedFiles: 1,
          reviews: page([]),
          commits: page([commit(OID.head)]),
          comments: page([]),
          headCommit: { nodes: [{ commit: HEAD_COMMIT }] },
          ...fields,
        },
      },
    },
  };
}

/** A tree entry as git and GitHub would have it for the text. */
export function entry(name: string, text: string, fields: Fields = {}): Fields {
  const bytes = Buffer.from(text);
  return {
    name,
    mode: 0o100644,
    type: 'blob',
    oid: blobId(bytes),
    size: bytes.length,
    object: { text, isTruncated: false },
    ...fields,
  };
}

/** GraphQL's list of changed files: `+` stands for a file that is there at the head, `-` for a removed one. */
export function changed(names: readonly string[], fields: Fields = {}): Fields {
  const nodes = names.map((name) => ({ path: name.slice(1), changeType: name.startsWith('-') ? 'DELETED' : 'ADDED' }));
  return { headRefOid: OID.head, baseRefName: 'main', files: page(nodes), ...fields };
}

export function contents(names: readonly string[], fields: Fields = {}): nock.Body {
  const repository = {
    pullRequest: changed(names),
    systems: SYSTEMS,
    base: { oid: OID.base },
    head: { oid: OID.head },
    ...fields,
  };
  return { data: { repository } };
}

export const FILES = '/repos/acme/access/pulls/12/files';
export const PATH = 'access/aws/alice/billing.yaml';
export const TEXT = 'role: billing-readonly\nduration: 4h\nreason: x\n';
export const ADDED = { filename: PATH, status: 'added', sha: blobId(Buffer.from(TEXT)) };
export const README = { filename: 'README.md', status: 'modified', sha: OID.other };

/** Answers the list of files with one page. */
export function answerFiles(files: readonly object[]): void {
  scope()
    .get(FILES)
    .query({ per_page: 100 })
    .reply(200, [...files]);
}

/** Reads a pull request that touches nothing of ours, to look at the rest of it. */
export async function readWith(fields: Fields): Promise<PullRequestReading> {
  answerGraphql(pullRequest(fields));
  answerFiles([README]);
  answerGraphql(contents([]));
  return github().readPullRequest(12);
}
