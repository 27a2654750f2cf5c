import { ask, type Connection, query } from './connection.js';
import { asStale, type Call, wordsOf } from './errors.js';
import { type GitHub, GitHubError, type TextFile } from './github.js';

export const COMMIT_MUTATION = `
mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;

export async function commitDeletion(
  connection: Connection,
  request: Parameters<GitHub['commitDeletion']>[0],
): Promise<string> {
  const call = callFor(request.branch, request.paths);
  return commit(connection, request, call, { deletions: request.paths.map((path) => ({ path })) });
}

/** Other files of the branch stay as they are. */
export async function commitTexts(
  connection: Connection,
  request: Parameters<GitHub['commitTexts']>[0],
): Promise<string> {
  const additions = request.files.map(({ path, text }) => ({
    path,
    contents: Buffer.from(text, 'utf8').toString('base64'),
  }));
  const paths = request.files.map(({ path }) => path);
  return commit(connection, request, callFor(request.branch, paths), { additions });
}

function callFor(branch: string, paths: readonly string[]): Call {
  const [first = 'nothing', ...others] = paths;
  const what = others.length === 0 ? first : `${paths.length} files`;
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
  ).catch((error: unknown) => {
    throw isGone(error) ? asStale(error, call) : error;
  });
  const oid = answer.createCommitOnBranch?.commit?.oid;
  if (oid === undefined) throw new GitHubError('unavailable', `GitHub named no commit for ${call.what}.`);
  return oid;
}

/** The mutation makes no branch, and says “Branch not found”; a repository that is hidden is another matter. */
function isGone(error: unknown): error is GitHubError {
  if (!(error instanceof GitHubError)) return false;
  const isMissing = error.kind === 'not-found' || error.kind === 'refused';
  const words = wordsOf(error);
  return isMissing && /\bbranch\b/i.test(words) && /\bnot found\b|\bfind the branch\b/i.test(words);
}

/**
 * GitHub signs a commit that an App makes without naming an author or a committer:
 * https://docs.github.com/en/authentication/managing-commit-signature-verification/about-commit-signature-verification#signature-verification-for-bots
 */
export async function createOrphanBranch(
  connection: Connection,
  request: Parameters<GitHub['createOrphanBranch']>[0],
): Promise<string> {
  const { branch, files, message } = request;
  const tree = await ask<{ sha: string }>(connection, 'POST /repos/{owner}/{repo}/git/trees', {
    tree: files.map(toEntry),
  });
  const made = await ask<{ sha: string }>(connection, 'POST /repos/{owner}/{repo}/git/commits', {
    message,
    tree: tree.data.sha,
    parents: [],
  });
  await createBranch(connection, branch, made.data.sha).catch((error: unknown) => {
    throw isThere(error) ? asStale(error, { what: `the new branch ${branch}`, permission: 'Contents: write' }) : error;
  });
  return made.data.sha;
}

/** https://docs.github.com/en/rest/git/trees#create-a-tree: GitHub writes the blob of a `content`. */
function toEntry({ path, text }: TextFile) {
  return { path, mode: '100644', type: 'blob', content: text };
}

async function createBranch(connection: Connection, branch: string, sha: string): Promise<void> {
  await ask(connection, 'POST /repos/{owner}/{repo}/git/refs', { ref: `refs/heads/${branch}`, sha });
}

/** Creates the branch; where it is there already, moves it. */
export async function setBranch(connection: Connection, branch: string, sha: string): Promise<void> {
  try {
    await createBranch(connection, branch, sha);
  } catch (error) {
    if (!isThere(error)) throw error;
    await ask(connection, 'PATCH /repos/{owner}/{repo}/git/refs/{ref}', { ref: `heads/${branch}`, sha, force: true });
  }
}

/** https://docs.github.com/en/rest/git/refs#create-a-reference answers 422 for much else too. */
function isThere(error: unknown): error is GitHubError {
  return error instanceof GitHubError && error.kind === 'refused' && /already exists/i.test(error.message);
}
