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
  /** The author first, then those whom `Co-authored-by` trailers name. */
  readonly authors: { readonly nodes: readonly ({ readonly user: Actor | null } | null)[] };
  readonly committer: { readonly email: string | null; readonly user: Actor | null } | null;
  readonly signature: { readonly isValid: boolean; readonly wasSignedByGitHub: boolean } | null;
}

export const COMMIT_FIELDS = `
  oid
  author { user { __typename login databaseId } }
  authors(first: 10) { nodes { user { __typename login databaseId } } }
  committer { email user { __typename login databaseId } }
  signature { isValid wasSignedByGitHub }
`;

/** https://api.github.com/users/web-flow: the committer of what is done on GitHub's pages and by its API. */
const WEB_FLOW = { id: 19864447, email: 'noreply@github.com' };

/** null where the account is gone, or has no numeric id to decide by. */
export function toAccount(actor: Actor | null): Account | null {
  if (actor === null || typeof actor.databaseId !== 'number') return null;
  // `GitActor.user` calls an App's bot a User, by its full login; no person's login holds a bracket.
  const type = actor.login.endsWith('[bot]') ? 'Bot' : actor.__typename;
  return { login: actor.login, id: actor.databaseId, type };
}

/** Who made a commit. An e-mail is free text: `web-flow` counts only under GitHub's own valid signature (design §5). */
export function toCommitFacts(commit: Commit): CommitFacts {
  const committer = toAccount(commit.committer?.user ?? null);
  const isWebFlow = commit.committer?.email === WEB_FLOW.email && (committer === null || committer.id === WEB_FLOW.id);
  const isSigned = commit.signature?.isValid === true && commit.signature.wasSignedByGitHub === true;
  const author = toAccount(commit.author?.user ?? null);
  return {
    oid: commit.oid,
    author,
    committer,
    committedByGitHub: isWebFlow && isSigned,
    coAuthors: toCoAuthors(commit, author),
  };
}

/** “The git author will always be first”: https://docs.github.com/en/graphql/reference/commits#object-commit */
function toCoAuthors(commit: Commit, author: Account | null): readonly Account[] {
  const accounts = new Map<number, Account>();
  for (const node of commit.authors.nodes.slice(1)) {
    const account = toAccount(node?.user ?? null);
    if (account !== null && account.id !== author?.id) accounts.set(account.id, account);
  }
  return [...accounts.values()];
}

export function isWebFlow(account: { readonly id: number } | null): boolean {
  return account?.id === WEB_FLOW.id;
}
