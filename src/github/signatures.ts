import { type Connection, query } from './connection.js';
import type { CommitSignature } from './github.js';

const COMMITS_A_REQUEST = 100;

/** The signatures of so many commits, each under its own alias. */
export function writeSignaturesQuery(count: number): string {
  const indices = [...Array(count).keys()];
  return `
query ($owner: String!, $name: String!, ${indices.map((index) => `$commit${index}: GitObjectID!`).join(', ')}) {
  repository(owner: $owner, name: $name) {
    ${indices.map((index) => `commit${index}: object(oid: $commit${index}) { ...Signed }`).join('\n    ')}
  }
}
fragment Signed on Commit { oid signature { isValid wasSignedByGitHub } }`;
}

interface SignaturesAnswer {
  readonly repository: Readonly<
    Record<
      string,
      {
        readonly oid?: string;
        readonly signature?: { readonly isValid: boolean; readonly wasSignedByGitHub: boolean } | null;
      } | null
    >
  > | null;
}

/** A commit without a signature has an entry that says no twice; what GitHub has no commit of has none. */
export async function readSignatures(
  connection: Connection,
  commits: readonly string[],
): Promise<ReadonlyMap<string, CommitSignature>> {
  const found = new Map<string, CommitSignature>();
  const wanted = [...new Set(commits)];
  const call = { what: 'the query of the signatures of commits', permission: 'Contents: read' };
  for (let start = 0; start < wanted.length; start += COMMITS_A_REQUEST) {
    const some = wanted.slice(start, start + COMMITS_A_REQUEST);
    const variables = Object.fromEntries(some.map((sha, index) => [`commit${index}`, sha]));
    const answer = await query<SignaturesAnswer>(connection, call, writeSignaturesQuery(some.length), variables);
    for (const [index, sha] of some.entries()) {
      const commit = answer.repository?.[`commit${index}`];
      // A blob or a tree of that id is `{}`: the fragment is of commits.
      if (commit?.oid !== sha) continue;
      const { isValid = false, wasSignedByGitHub: byGitHub = false } = commit.signature ?? {};
      found.set(sha, { isValid, byGitHub });
    }
  }
  return found;
}
