import { ask, type Connection, query } from './connection.js';
import { statusOf, wordsOf } from './errors.js';
import { type GitHub, GitHubError, type MergedPullRequest, type MergeOutcome } from './github.js';

/**
 * https://docs.github.com/en/rest/pulls/pulls#merge-a-pull-request: not permitted (a ruleset), not mergeable, another head
 * than the one judged, invalid. GitHub gives 403 for rate limits as well, which are no answer.
 */
const NOT_MERGED = [403, 405, 409, 422];

/** Merges the commit that was judged, and no other. */
export async function mergePullRequest(
  connection: Connection,
  request: Parameters<GitHub['mergePullRequest']>[0],
): Promise<MergeOutcome> {
  try {
    const { data } = await ask<{ sha: string; merged: boolean; message: string }>(
      connection,
      'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge',
      { pull_number: request.number, sha: request.sha, merge_method: request.method },
    );
    return data.merged ? { merged: true, sha: data.sha } : { merged: false, why: data.message };
  } catch (error) {
    const why = wordsOf(error);
    const isLimit = error instanceof GitHubError && error.kind === 'unavailable';
    // What a setting of the App mends is its operator's to hear, with the permission's name.
    const isMissing = statusOf(error) === 403 && why.startsWith('Resource not accessible');
    if (isLimit || isMissing || !NOT_MERGED.includes(statusOf(error) ?? 0)) throw error;
    return { merged: false, why };
  }
}

interface AssociatedPullRequest {
  readonly number: number;
  readonly url: string;
  readonly mergedAt: string | null;
  readonly headRefOid: string;
  readonly baseRefName: string;
  readonly mergeCommit: { readonly oid: string } | null;
  readonly commits: { readonly totalCount: number };
}

interface MergedAnswer {
  readonly repository: Readonly<
    Record<
      string,
      { readonly associatedPullRequests?: { readonly nodes: readonly AssociatedPullRequest[] } | null } | null
    >
  > | null;
}

const COMMITS_A_REQUEST = 50;

/** The pull requests of so many commits, each under its own alias. */
export function writeMergedQuery(count: number): string {
  const indices = [...Array(count).keys()];
  return `
query ($owner: String!, $name: String!, ${indices.map((index) => `$commit${index}: GitObjectID!`).join(', ')}) {
  repository(owner: $owner, name: $name) {
    ${indices.map((index) => `commit${index}: object(oid: $commit${index}) { ...Merged }`).join('\n    ')}
  }
}
fragment Merged on Commit {
  associatedPullRequests(first: 20) {
    nodes { number url mergedAt headRefOid baseRefName mergeCommit { oid } commits(first: 1) { totalCount } }
  }
}`;
}

/** For commits of the default branch, GitHub names the pull request of a merge, a squash or a rebase. An entry for each commit. */
export async function findMergedPullRequests(
  connection: Connection,
  commits: readonly string[],
  branch: string,
): Promise<ReadonlyMap<string, readonly MergedPullRequest[]>> {
  const found = new Map<string, readonly MergedPullRequest[]>();
  const wanted = [...new Set(commits)];
  const call = { what: 'the query of merged pull requests', permission: 'Pull requests: read, Contents: read' };
  for (let start = 0; start < wanted.length; start += COMMITS_A_REQUEST) {
    const some = wanted.slice(start, start + COMMITS_A_REQUEST);
    const variables = Object.fromEntries(some.map((sha, index) => [`commit${index}`, sha]));
    const answer = await query<MergedAnswer>(connection, call, writeMergedQuery(some.length), variables);
    for (const [index, sha] of some.entries()) {
      const nodes = answer.repository?.[`commit${index}`]?.associatedPullRequests?.nodes ?? [];
      found.set(sha, nodes.filter((node) => node.baseRefName === branch).flatMap(toMerged));
    }
  }
  return found;
}

function toMerged(node: AssociatedPullRequest): MergedPullRequest[] {
  if (node.mergedAt === null || node.mergeCommit === null) return [];
  return [
    {
      number: node.number,
      url: node.url,
      mergedAt: Date.parse(node.mergedAt),
      headSha: node.headRefOid,
      mergeSha: node.mergeCommit.oid,
      commitCount: node.commits.totalCount,
    },
  ];
}
