import type { Account, CommitFacts } from '../approval/facts.js';

/** GitHub's `Actor` as {@link ACTOR_FIELDS} asks for it. */
export interface Actor {
  readonly __typename: string;
  readonly login: string;
  /** Missing for `EnterpriseUserAccount`, which has none. */
  readonly databaseId?: number | null;
}

export const ACTOR_FIELDS = `
  __typename
  login
  ... on User { databaseId }
  ... on Bot { databaseId }
  ... on Mannequin { databaseId }
  ... on Organization { databaseId }
`;

/** A `Commit` as {@link COMMIT_FIELDS} asks for it. */
export interface Commit {
  readonly oid: string;
  readonly author: { readonly user: Actor | null } | null;
  readonly committer: { readonly email: string | null; readonly user: Actor | null } | null;
  readonly signature: { readonly isValid: boolean; readonly wasSignedByGitHub: boolean } | null;
}

export const COMMIT_FIELDS = `
  oid
  author { user { __typename login databaseId } }
  committer { email user { __typename login databaseId } }
  signature { isValid wasSignedByGitHub }
`;

/** https://api.github.com/users/web-flow: the committer of what is done on GitHub's pages and by its API. */
const WEB_FLOW = { id: 19864447, email: 'noreply@github.com' };

/** null where the account is gone, or has no numeric id to decide by. */
export function toAccount(actor: Actor | null): Account | null {
  if (actor === null || typeof actor.databaseId !== 'number') return null;
  return { login: actor.login, id: actor.databaseId, type: actor.__typename };
}

/** Who made a commit. An e-mail is free text: `web-flow` counts only under GitHub's own valid signature (design §5). */
export function toCommitFacts(commit: Commit): CommitFacts {
  const committer = toAccount(commit.committer?.user ?? null);
  const isWebFlow = commit.committer?.email === WEB_FLOW.email && (committer === null || committer.id === WEB_FLOW.id);
  const isSigned = commit.signature?.isValid === true && commit.signature.wasSignedByGitHub === true;
  return {
    oid: commit.oid,
    author: toAccount(commit.author?.user ?? null),
    committer,
    committedByGitHub: isWebFlow && isSigned,
    coAuthors: [],
  };
}

export function isWebFlow(account: { readonly id: number } | null): boolean {
  return account?.id === WEB_FLOW.id;
}
