import { type Credentials, credentialVariables } from './credentials.js';
import { requireObjectId } from './object-id.js';
import { GitError } from './repository.js';
import { runGit } from './run-git.js';

/** What a branch's name may not hold, besides what the text below refuses: https://git-scm.com/docs/git-check-ref-format */
const FORBIDDEN_IN_BRANCH = /[\s~^:?*[\\\x7f]|\.\.|@\{|\/\/|\/$|^\//;

/** The commit and up to `count - 1` of its ancestors along the first-parent line, newest first. One process. */
export async function readFirstParents(directory: string, commit: string, count: number): Promise<string[]> {
  if (!Number.isSafeInteger(count) || count < 0) throw new GitError(`not a number of commits: ${count}`);
  const args = ['rev-list', '--first-parent', `--max-count=${count}`, requireObjectId(commit), '--'];
  const output = (await runGit(directory, args)).toString('utf8');
  return output.split('\n').slice(0, -1).map(requireObjectId);
}

/** What stands after the headers of a commit: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_git_commit_objects */
export async function readMessage(directory: string, commit: string): Promise<string> {
  const text = (await runGit(directory, ['cat-file', 'commit', requireObjectId(commit)])).toString('utf8');
  const end = text.indexOf('\n\n');
  return end === -1 ? '' : text.slice(end + 2);
}

/**
 * Fetches a branch of `origin` where the clone lacks the commit. No ref, tag or submodule of the clone is touched.
 *
 * @throws {GitError} where the commit is not there afterwards either.
 */
export async function ensureCommit(
  directory: string,
  commit: string,
  branch: string,
  credentials: Credentials | null = null,
): Promise<void> {
  requireObjectId(commit);
  if (await hasCommit(directory, commit)) return;
  if (branch === '' || FORBIDDEN_IN_BRANCH.test(branch)) throw new GitError(`not a branch: ${JSON.stringify(branch)}`);
  const quiet = [
    '--quiet',
    '--no-tags',
    '--no-recurse-submodules',
    '--no-write-fetch-head',
    '--no-auto-maintenance',
    '--refmap=',
  ];
  // `refs/heads/` in front: a branch's name cannot be read as an option or as a refspec that forces.
  const variables = credentials === null ? {} : credentialVariables(credentials, process.env);
  await runGit(directory, ['fetch', ...quiet, '--end-of-options', 'origin', `refs/heads/${branch}`], '', variables);
  if (!(await hasCommit(directory, commit))) throw new GitError(`origin's branch ${branch} does not bring ${commit}`);
}

async function hasCommit(directory: string, commit: string): Promise<boolean> {
  const answer = await runGit(directory, ['cat-file', '--batch-check'], `${commit}\n`);
  return answer.toString('utf8').startsWith(`${commit} commit `);
}
