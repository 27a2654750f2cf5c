import type { GitHub } from '../github/github.js';
import { pullRequestOf } from './pull-request-of.js';

/** What has a name, and a commit that brought it to the branch; null: older than the history that was read. */
export interface Brought {
  readonly name: string;
  readonly commit: string | null;
}

/** The pull requests that brought requests to the branch, by the grant's name; a direct push has none. One request for 50. */
export async function findPullRequests(
  brought: readonly Brought[],
  branch: string,
  github: Pick<GitHub, 'findMergedPullRequests'>,
): Promise<ReadonlyMap<string, number>> {
  const commits = [...new Set(brought.flatMap(({ commit }) => commit ?? []))];
  const numbers = new Map<string, number>();
  if (commits.length === 0) return numbers;
  const merged = await github.findMergedPullRequests(commits, branch);
  for (const { name, commit } of brought) {
    const pullRequest = commit === null ? undefined : pullRequestOf(commit, merged);
    if (pullRequest !== undefined) numbers.set(name, pullRequest.number);
  }
  return numbers;
}
