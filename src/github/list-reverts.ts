import { readRevertBatchBranch, readRevertBranch } from '../access/own-branch.js';
import { COMMIT_FIELDS, type Commit, toCommitFacts } from './account.js';
import { type Connection, query } from './connection.js';
import { GitHubError, type OpenRevert, type RevertHead, type RevertList } from './github.js';
import { firstLine } from './reverts.js';

/**
 * No filter of GitHub's knows the beginning of a branch's name, and its search lags behind: open pull requests are all
 * read, and the newest of any state with the first page.
 */
export const REVERTS_QUERY = `
query ($owner: String!, $name: String!, $after: String, $isFirst: Boolean!) {
  repository(owner: $owner, name: $name) {
    newest: pullRequests(first: 100, orderBy: { field: CREATED_AT, direction: DESC }) @include(if: $isFirst) {
      nodes { createdAt headRefName isCrossRepository author { __typename } }
    }
    open: pullRequests(states: OPEN, first: 50, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number
        baseRefName
        headRefName
        headRefOid
        isCrossRepository
        author { __typename }
        files(first: 100) { totalCount nodes { path changeType } }
        commits(last: 1) { nodes { commit { message parents(first: 2) { nodes { oid } } ${COMMIT_FIELDS} } } }
      }
    }
  }
}`;

interface Origin {
  readonly headRefName: string;
  readonly isCrossRepository: boolean;
  readonly author: { readonly __typename: string } | null;
}

interface OpenNode extends Origin {
  readonly number: number;
  readonly baseRefName: string;
  readonly headRefOid: string;
  readonly files: {
    readonly totalCount: number;
    readonly nodes: readonly { readonly path: string; readonly changeType: string }[];
  } | null;
  readonly commits: {
    readonly nodes: readonly {
      readonly commit: Commit & {
        readonly message: string;
        readonly parents: { readonly nodes: readonly { readonly oid: string }[] };
      };
    }[];
  };
}

interface RevertsAnswer {
  readonly repository: {
    readonly newest?: { readonly nodes: readonly (Origin & { readonly createdAt: string })[] };
    readonly open: {
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      readonly nodes: readonly OpenNode[];
    };
  } | null;
}

export async function listReverts(connection: Connection, base: string): Promise<RevertList> {
  const call = { what: 'the query of open reverts', permission: 'Pull requests: read' };
  const open: OpenRevert[] = [];
  const openedAt: number[] = [];
  let after: string | null = null;
  do {
    const isFirst: boolean = after === null;
    const answer: RevertsAnswer = await query(connection, call, REVERTS_QUERY, { after, isFirst });
    const { repository } = answer;
    if (repository === null) {
      throw new GitHubError('not-found', `There is no repository ${connection.owner}/${connection.name}.`);
    }
    openedAt.push(...(repository.newest?.nodes ?? []).filter(isRevert).map(({ createdAt }) => Date.parse(createdAt)));
    for (const node of repository.open.nodes) {
      if (!isRevert(node) || node.baseRefName !== base) continue;
      open.push({ number: node.number, branch: node.headRefName, head: toHead(node) });
    }
    after = repository.open.pageInfo.hasNextPage ? repository.open.pageInfo.endCursor : null;
  } while (after !== null);
  return { open, openedAt };
}

/** What people opened from our branches is no revert of ours. */
function isRevert({ headRefName, isCrossRepository, author }: Origin): boolean {
  if (isCrossRepository || author?.__typename !== 'Bot') return false;
  return readRevertBranch(headRefName) !== null || readRevertBatchBranch(headRefName) !== null;
}

/** The files are those of the pull request: of the head alone, where its one parent is a commit of the base. */
function toHead({ headRefOid, files, commits }: OpenNode): RevertHead {
  const commit = commits.nodes[0]?.commit;
  const listed = files?.nodes ?? [];
  // A list that is not whole proves nothing, and none at all is no deletion.
  const whole = files?.totalCount === listed.length && commit?.oid === headRefOid ? listed : [];
  const parents = commit?.parents.nodes ?? [];
  return {
    sha: headRefOid,
    signedByGitHub: commit !== undefined && toCommitFacts(commit).committedByGitHub,
    parent: parents.length === 1 ? (parents[0]?.oid ?? null) : null,
    changes: whole.map(({ path, changeType }) => ({ path, status: changeType === 'DELETED' ? 'removed' : 'other' })),
    headline: firstLine(commit?.message ?? ''),
    author: commit?.author?.user?.login ?? null,
  };
}
