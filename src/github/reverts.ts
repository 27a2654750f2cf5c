import { isWebFlow } from './account.js';
import { ask, type Connection } from './connection.js';
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
