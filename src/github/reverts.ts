import { isWebFlow } from './account.js';
import { ask, type Connection, query } from './connection.js';
import type { Call } from './errors.js';
import { type GitHub, GitHubError, type RevertReading } from './github.js';

interface RestCommit {
  readonly sha: string;
  readonly author: { readonly login?: string } | null;
  readonly committer: { readonly id?: number } | null;
  readonly commit: { readonly message?: string; readonly verification?: { readonly verified: boolean } };
  readonly parents: readonly { readonly sha: string }[];
  readonly files?: readonly {
    readonly filename: string;
    readonly status: string;
    readonly previous_filename?: string;
  }[];
}

interface RestPullRequest {
  readonly number: number;
  readonly html_url: string;
  readonly state: 'open' | 'closed';
  readonly merged_at: string | null;
  readonly closed_at: string | null;
  readonly head: { readonly sha: string };
  readonly user: { readonly type: string } | null;
}

/** Newer ones than these, opened by people from a branch that only the App may write, hide ours for a run. */
const MOST_PLANTED = 30;

export async function readRevert(connection: Connection, branch: string, base: string): Promise<RevertReading> {
  const sha = await readBranch(connection, branch);
  const { data } = await ask<readonly RestPullRequest[]>(connection, 'GET /repos/{owner}/{repo}/pulls', {
    head: `${connection.owner}:${branch}`,
    base,
    state: 'all',
    sort: 'created',
    direction: 'desc',
    per_page: MOST_PLANTED,
  });
  // What people opened from our branch is no revert of ours, whatever became of it.
  const newest = data.find((pullRequest) => pullRequest.user?.type === 'Bot');
  return {
    head: sha === null ? null : await readHead(connection, sha),
    pullRequest: newest === undefined ? null : toPullRequest(newest),
  };
}

async function readBranch(connection: Connection, branch: string): Promise<string | null> {
  try {
    const { data } = await ask<{ object: { sha: string } }>(connection, 'GET /repos/{owner}/{repo}/git/ref/{ref}', {
      ref: `heads/${branch}`,
    });
    return data.object.sha;
  } catch (error) {
    if (error instanceof GitHubError && error.kind === 'not-found') return null;
    throw error;
  }
}

async function readHead(connection: Connection, sha: string): Promise<RevertReading['head']> {
  const { data } = await ask<RestCommit>(connection, 'GET /repos/{owner}/{repo}/commits/{ref}', { ref: sha });
  const committer = typeof data.committer?.id === 'number' ? { id: data.committer.id } : null;
  const [parent] = data.parents;
  return {
    sha: data.sha,
    signedByGitHub: data.commit.verification?.verified === true && isWebFlow(committer),
    // A merge has no parent of which its change is all that it brings.
    parent: data.parents.length === 1 && parent !== undefined ? parent.sha : null,
    changes: (data.files ?? []).flatMap((file) => [
      { path: file.filename, status: file.status },
      ...(file.previous_filename === undefined ? [] : [{ path: file.previous_filename, status: 'removed' }]),
    ]),
    headline: firstLine(data.commit.message ?? ''),
    author: data.author?.login ?? null,
  };
}

export function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}

function toPullRequest(pullRequest: RestPullRequest): NonNullable<RevertReading['pullRequest']> {
  return {
    number: pullRequest.number,
    url: pullRequest.html_url,
    state: pullRequest.merged_at === null ? pullRequest.state : 'merged',
    headSha: pullRequest.head.sha,
    closedAt: pullRequest.closed_at === null ? null : Date.parse(pullRequest.closed_at),
  };
}

/** Creates the branch; where it is there already, moves it. */
export async function setBranch(connection: Connection, branch: string, sha: string): Promise<void> {
  try {
    await ask(connection, 'POST /repos/{owner}/{repo}/git/refs', { ref: `refs/heads/${branch}`, sha });
  } catch (error) {
    const isThere = error instanceof GitHubError && error.kind === 'refused' && /already exists/i.test(error.message);
    if (!isThere) throw error;
    await ask(connection, 'PATCH /repos/{owner}/{repo}/git/refs/{ref}', { ref: `heads/${branch}`, sha, force: true });
  }
}

export const COMMIT_MUTATION = `
mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;

export async function commitDeletion(
  connection: Connection,
  request: Parameters<GitHub['commitDeletion']>[0],
): Promise<string> {
  const call = callFor(request.branch, request.paths.length === 1 ? (request.paths[0] ?? '') : 'several files');
  return commit(connection, request, call, { deletions: request.paths.map((path) => ({ path })) });
}

export async function commitText(
  connection: Connection,
  request: Parameters<GitHub['commitText']>[0],
): Promise<string> {
  const contents = Buffer.from(request.text, 'utf8').toString('base64');
  const call = callFor(request.branch, request.path);
  return commit(connection, request, call, { additions: [{ path: request.path, contents }] });
}

function callFor(branch: string, what: string): Call {
  return { what: `the commit of ${what} on ${branch}`, permission: 'Contents: write' };
}

/** https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch: GitHub signs it, and refuses another head with STALE_DATA. */
async function commit(
  connection: Connection,
  request: Pick<Parameters<GitHub['commitDeletion']>[0], 'branch' | 'expectedHead' | 'headline' | 'body'>,
  call: Call,
  fileChanges: object,
): Promise<string> {
  const input = {
    branch: {
      repositoryNameWithOwner: `${connection.owner}/${connection.name}`,
      branchName: request.branch,
    },
    expectedHeadOid: request.expectedHead,
    message: { headline: request.headline, body: request.body },
    fileChanges,
  };
  const answer = await query<{ createCommitOnBranch: { commit: { oid: string } | null } | null }>(
    connection,
    call,
    COMMIT_MUTATION,
    { input },
  );
  const oid = answer.createCommitOnBranch?.commit?.oid;
  if (oid === undefined) throw new GitHubError('unavailable', `GitHub named no commit for ${call.what}.`);
  return oid;
}

export async function openPullRequest(
  connection: Connection,
  request: Parameters<GitHub['openPullRequest']>[0],
): Promise<number> {
  const { data } = await ask<{ number: number }>(connection, 'POST /repos/{owner}/{repo}/pulls', {
    head: request.branch,
    base: request.base,
    title: request.title,
    body: request.body,
  });
  return data.number;
}

export async function updatePullRequest(
  connection: Connection,
  number: number,
  change: Parameters<GitHub['updatePullRequest']>[1],
): Promise<void> {
  await ask(connection, 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}', { pull_number: number, ...change });
}
