import { resolve as resolvePath } from 'node:path';
import { readSmallBlobs } from './blobs.js';
import { ensureCommit, readFirstParents, readMessage } from './commits.js';
import type { Credentials } from './credentials.js';
import { findBlobs } from './find-blobs.js';
import { readHistory } from './history-log.js';
import { requireObjectId } from './object-id.js';
import { GitError, type Repository } from './repository.js';
import { runGit } from './run-git.js';
import { readSignatures } from './signatures.js';
import { streamBlobs } from './stream-blobs.js';
import { listTree, readTree } from './tree.js';
import { readWorkingTree } from './working-tree.js';

/**
 * Opens the git repository that a folder is in; its paths count from the repository's top folder. Needs git 2.37.
 *
 * @param credentials for fetching from `origin`, where the clone holds none itself.
 * @throws {GitError} where git is missing, the folder is not there or is in no repository, or git refuses to use it.
 */
export async function openRepository(directory: string, credentials: Credentials | null = null): Promise<Repository> {
  const absolute = resolvePath(directory);
  const top = await findTop(absolute);
  const root = top ?? absolute;
  return {
    resolve: (revision) => resolveCommit(root, revision),
    isShallow: async () => (await readLine(root, ['rev-parse', '--is-shallow-repository'])) === 'true',
    readTree: async (commit, paths) => readTree(root, commit, requirePaths(paths)),
    listTree: async (commit, paths) => listTree(root, commit, requirePaths(paths)),
    readWorkingTree: async (paths) => {
      if (top === null) throw new GitError(`${absolute} is a bare repository: it has no working tree`);
      return readWorkingTree(top, requirePaths(paths));
    },
    readBlobs: (oids, keep) => readSmallBlobs(root, oids, keep),
    streamBlobs: (oids, limit, visit) => streamBlobs(root, oids, limit, visit),
    findBlobs: (places) => findBlobs(root, places),
    readSignatures: (commit, keyFile) => readSignatures(root, commit, keyFile),
    readHistory: async (commit, paths, since, after) => readHistory(root, commit, requirePaths(paths), since, after),
    firstParents: (commit, count) => readFirstParents(root, commit, count),
    readMessage: (commit) => readMessage(root, commit),
    ensureCommit: (commit, branch) => ensureCommit(root, commit, branch, credentials),
  };
}

/** The top of the working tree; null for a bare repository. */
async function findTop(directory: string): Promise<string | null> {
  if ((await readLine(directory, ['rev-parse', '--is-inside-work-tree'])) !== 'true') return null;
  return readLine(directory, ['rev-parse', '--show-toplevel']);
}

async function resolveCommit(root: string, revision: string): Promise<string> {
  // `^…` and `…..…` are sets of commits and not one: https://git-scm.com/docs/gitrevisions
  if (revision === '' || revision.startsWith('^') || revision.includes('\0')) {
    throw new GitError(`not a revision: ${JSON.stringify(revision.slice(0, 80))}`);
  }
  // git takes a tag that somebody pushed as `refs/tags/refs/remotes/…` where there is no such branch; this one does not.
  const exact = ['show-ref', '--verify', '--hash', '--dereference', '--', revision];
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  try {
    const answer = await readLine(root, /^refs\/[^~^:{]+$/.test(revision) ? exact : args);
    // Of a tag with an id of its own the second line is what it stands for.
    return requireObjectId(answer.split('\n').at(-1)?.split(' ')[0] ?? '');
  } catch (cause) {
    throw new GitError(`no commit is named ${JSON.stringify(revision.slice(0, 80))} in ${root}`, { cause });
  }
}

/** Without its last newline only: a folder's name may end in one. */
async function readLine(directory: string, args: readonly string[]): Promise<string> {
  return (await runGit(directory, args)).toString('utf8').replace(/\n$/, '');
}

/** An empty path is the whole repository to some commands and an error to others. */
function requirePaths(paths: readonly string[]): readonly string[] {
  if (paths.some((path) => path === '' || path.includes('\0'))) throw new GitError('a path is empty or holds a NUL');
  return paths;
}
