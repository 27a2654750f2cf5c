import { GitError } from './repository.js';
import { runGit } from './run-git.js';

/** https://git-scm.com/docs/partial-clone#_design_details: a remote that promises what the clone has not. */
const PROMISES = '^(extensions\\.partialclone|remote\\..*\\.promisor)$';

/**
 * For what a clone lacks. Nothing is fetched while something is read (`GIT_NO_LAZY_FETCH`, run-git.ts), and what a partial
 * clone has left out is no sign of anything: taken for what is not there, it would make good requests unreadable.
 *
 * @throws {GitError} where the clone is a partial one.
 */
export async function refusePartialClone(directory: string): Promise<void> {
  if (!(await isPartial(directory))) return;
  throw new GitError('this is a partial clone that lacks what is to be read; clone the repository without --filter');
}

async function isPartial(directory: string): Promise<boolean> {
  try {
    await runGit(directory, ['config', '--name-only', '--get-regexp', PROMISES]);
    return true;
  } catch (error) {
    // It fails where there is none of them.
    if (error instanceof GitError) return false;
    throw error;
  }
}
