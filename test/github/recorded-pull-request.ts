import type nock from 'nock';
import { blobId } from '../../src/github/blob.js';
import { OID } from './mocked-github.js';

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
  return { commit: { oid, author, committer: { email: 'alice@acme.test', user: ALICE }, signature: null, ...fields } };
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

export function pullRequest(fields: Fields = {}): nock.Body {
  return {
    data: {
      repository: {
        databaseId: 77,
        defaultBranchRef: { name: 'main' },
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
          changedFiles: 1,
          reviews: page([]),
          commits: page([commit(OID.head)]),
          comments: page([]),
          headCommit: { nodes: [{ commit: { associatedPullRequests: { nodes: [] } } }] },
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

export function contents(fields: Fields = {}): nock.Body {
  const repository = {
    pullRequest: { headRefOid: OID.head },
    base: { oid: OID.base },
    head: { oid: OID.head },
    ...fields,
  };
  return { data: { repository } };
}
