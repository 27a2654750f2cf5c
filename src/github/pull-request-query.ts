import type { ReviewFacts } from '../approval/facts.js';
import { ACTOR_FIELDS, type Actor, COMMIT_FIELDS, type Commit } from './account.js';
import { SYSTEMS_FIELDS, type SystemsAnswer } from './contents-query.js';
import { type CommitWithSuites, PUBLISHED_FIELDS } from './published-checks.js';
import { type RepositoryWithCodeOwners, UNKNOWN_OWNER_FIELDS } from './unknown-owners.js';

export const STATES = { OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const;

export interface Page<T> {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly T[];
}

export interface Review {
  readonly fullDatabaseId: string;
  readonly author: Actor | null;
  readonly state: ReviewFacts['state'];
  readonly submittedAt: string | null;
  readonly authorCanPushToRepository: boolean;
  readonly commit: { readonly oid: string } | null;
}

export interface Comment {
  readonly fullDatabaseId: string;
  readonly viewerDidAuthor: boolean;
  readonly body: string;
}

export interface PullRequestAnswer {
  /** An App's own login is `slug[bot]`. */
  readonly viewer: { readonly login: string };
  readonly repository:
    | (RepositoryWithCodeOwners & {
        readonly databaseId: number;
        readonly defaultBranchRef: { readonly name: string } | null;
        readonly systems: SystemsAnswer | null;
        readonly pullRequest: PullRequest | null;
      })
    | null;
}

export interface PullRequest {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly author: Actor | null;
  readonly state: keyof typeof STATES;
  readonly isDraft: boolean;
  readonly isCrossRepository: boolean;
  /** Whether the App that asks opened it. */
  readonly viewerDidAuthor: boolean;
  readonly headRefName: string;
  readonly headRefOid: string;
  readonly baseRefName: string;
  readonly baseRefOid: string;
  /** null where the branch is gone. */
  readonly baseRef: { readonly target: { readonly oid: string } | null } | null;
  readonly mergedAt: string | null;
  readonly changedFiles: number;
  readonly reviews: Page<Review>;
  readonly commits: Page<{ readonly commit: Commit }>;
  readonly comments: Page<Comment>;
  /** The newest change of the base, of any kind. */
  readonly baseChanges: { readonly nodes: readonly { readonly createdAt: string }[] };
  readonly headCommit: {
    readonly nodes: readonly {
      readonly commit: CommitWithSuites & {
        readonly oid: string;
        readonly associatedPullRequests: {
          readonly nodes: readonly {
            readonly number: number;
            readonly state: string;
            readonly isCrossRepository: boolean;
            readonly headRefOid: string;
            readonly baseRefName: string;
          }[];
        } | null;
      };
    }[];
  };
}

/** Ids of reviews and comments have outgrown GraphQL's 32-bit `databaseId`: `fullDatabaseId` is a string. */
const LISTS = {
  reviews: `fullDatabaseId author { ${ACTOR_FIELDS} } state submittedAt authorCanPushToRepository commit { oid }`,
  commits: `commit { ${COMMIT_FIELDS} }`,
  comments: 'fullDatabaseId viewerDidAuthor body',
} as const;

export type ListName = keyof typeof LISTS;

function list(name: ListName, after: string): string {
  return `${name}(first: 100${after}) { totalCount pageInfo { hasNextPage endCursor } nodes { ${LISTS[name]} } }`;
}

/** Everything about a pull request but its files, which GraphQL lists without their former paths. */
export const PULL_REQUEST_QUERY = `
query ($owner: String!, $name: String!, $number: Int!, $systems: String!) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    databaseId
    defaultBranchRef { name }
    systems: ${SYSTEMS_FIELDS}
    ${UNKNOWN_OWNER_FIELDS}
    pullRequest(number: $number) {
      number
      url
      title
      author { ${ACTOR_FIELDS} }
      state
      isDraft
      isCrossRepository
      viewerDidAuthor
      headRefName
      headRefOid
      baseRefName
      baseRefOid
      baseRef { target { oid } }
      mergedAt
      changedFiles
      ${list('reviews', '')}
      ${list('commits', '')}
      ${list('comments', '')}
      baseChanges: timelineItems(
        last: 1
        itemTypes: [BASE_REF_CHANGED_EVENT, AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT, BASE_REF_FORCE_PUSHED_EVENT]
      ) {
        nodes {
          ... on BaseRefChangedEvent { createdAt }
          ... on AutomaticBaseChangeSucceededEvent { createdAt }
          ... on BaseRefForcePushedEvent { createdAt }
        }
      }
      headCommit: commits(last: 1) {
        nodes {
          commit {
            oid
            associatedPullRequests(first: 100) { nodes { number state isCrossRepository headRefOid baseRefName } }
            ${PUBLISHED_FIELDS.trim()}
          }
        }
      }
    }
  }
}`;

export interface FurtherPageAnswer<T> {
  readonly repository: {
    readonly pullRequest: { readonly [Name in ListName]?: Page<T> } | null;
  } | null;
}

/** A further page of one list. */
export const FURTHER_PAGE_QUERIES: Readonly<Record<ListName, string>> = {
  reviews: furtherPage('reviews'),
  commits: furtherPage('commits'),
  comments: furtherPage('comments'),
};

function furtherPage(name: ListName): string {
  return `
query ($owner: String!, $name: String!, $number: Int!, $after: String!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) { ${list(name, ', after: $after')} }
  }
}`;
}
