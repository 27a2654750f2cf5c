import type { Commit, Signature } from '../git/commit-object.js';
import type { ChangedFile } from '../git/diff.js';
import { emptyTree } from '../git/git-store.js';
import { notFound } from '../refusal.js';
import type { Account, Repository, World } from '../state.js';
import { iso, presentAccountOrNull } from './account.js';
import { apiOf, pageUrlOf } from './repository.js';

/** Who a commit's e-mail belongs to, or undefined: https://docs.github.com/en/account-and-profile/reference/email-addresses-reference */
export function accountOfEmail(world: World, email: string): Account | undefined {
  const wanted = email.toLowerCase();
  if (wanted === '') return undefined;
  for (const account of world.accounts.values()) {
    if (account.type === 'Organization') continue;
    if (account.email.toLowerCase() === wanted || noReplyOf(account).toLowerCase() === wanted) return account;
  }
  return undefined;
}

export function noReplyOf(account: { readonly id: number; readonly login: string }): string {
  return `${account.id}+${account.login}@users.noreply.github.com`;
}

export async function readCommit(world: World, repository: Repository, sha: string): Promise<Commit> {
  const commit = await world.store.commit(repository.gitDirectory, sha);
  if (!commit) throw notFound();
  return commit;
}

function presentSignature(signature: Signature) {
  return { name: signature.name, email: signature.email, date: iso(signature.at) };
}

export function presentVerification(repository: Repository, commit: Commit) {
  const verified = repository.signed.has(commit.sha);
  return {
    verified,
    reason: verified ? 'valid' : 'unsigned',
    signature: verified ? '-----BEGIN PGP SIGNATURE-----\n\nsandbox\n-----END PGP SIGNATURE-----\n' : null,
    payload: verified ? `tree ${commit.tree}` : null,
    verified_at: verified ? iso(commit.committer.at) : null,
  };
}

function parentsOf(world: World, repository: Repository, commit: Commit) {
  const [api, page] = [apiOf(world, repository), pageUrlOf(world, repository)];
  return commit.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${page}/commit/${sha}` }));
}

/** `git-commit`: the git object alone. */
export function presentGitCommit(world: World, repository: Repository, commit: Commit) {
  const api = apiOf(world, repository);
  return {
    sha: commit.sha,
    node_id: nodeIdOf(repository, commit),
    url: `${api}/git/commits/${commit.sha}`,
    html_url: `${pageUrlOf(world, repository)}/commit/${commit.sha}`,
    author: presentSignature(commit.author),
    committer: presentSignature(commit.committer),
    message: commit.message,
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    parents: parentsOf(world, repository, commit).map((parent) => ({
      ...parent,
      url: `${api}/git/commits/${parent.sha}`,
    })),
    verification: presentVerification(repository, commit),
  };
}

/** `commit`: the git object with the accounts behind its e-mails. */
export function presentCommit(world: World, repository: Repository, commit: Commit) {
  const api = apiOf(world, repository);
  return {
    sha: commit.sha,
    node_id: nodeIdOf(repository, commit),
    commit: {
      author: presentSignature(commit.author),
      committer: presentSignature(commit.committer),
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: presentVerification(repository, commit),
    },
    url: `${api}/commits/${commit.sha}`,
    html_url: `${pageUrlOf(world, repository)}/commit/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    author: presentAccountOrNull(world, accountOfEmail(world, commit.author.email)),
    committer: presentAccountOrNull(world, accountOfEmail(world, commit.committer.email)),
    parents: parentsOf(world, repository, commit),
  };
}

/** `commit` with what it changed against its first parent. */
export async function presentCommitWithFiles(world: World, repository: Repository, commit: Commit) {
  const files = await world.store.diff(repository.gitDirectory, commit.parents[0] ?? emptyTree, commit.sha);
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return {
    ...presentCommit(world, repository, commit),
    stats: { total: additions + deletions, additions, deletions },
    files: files.slice(0, 300).map((file) => presentFile(world, repository, commit.sha, file)),
  };
}

/** `diff-entry`. */
export function presentFile(world: World, repository: Repository, sha: string, file: ChangedFile) {
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${pageUrlOf(world, repository)}/blob/${sha}/${path}`,
    raw_url: `${pageUrlOf(world, repository)}/raw/${sha}/${path}`,
    contents_url: `${apiOf(world, repository)}/contents/${path}?ref=${sha}`,
    ...(file.patch === undefined ? {} : { patch: file.patch }),
    ...(file.previousPath === undefined ? {} : { previous_filename: file.previousPath }),
  };
}

export function nodeIdOf(repository: Repository, commit: { readonly sha: string }): string {
  return `C_${Buffer.from(`${repository.id}:${commit.sha}`).toString('base64url')}`;
}
