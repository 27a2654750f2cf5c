import type { MergedPullRequest } from '../github/github.js';

/**
 * The merged pull request that brought a commit to the branch; undefined: a direct push. GitHub may name several; the
 * one whose merge the commit is comes first.
 */
export function pullRequestOf(
  commit: string,
  merged: ReadonlyMap<string, readonly MergedPullRequest[]>,
): MergedPullRequest | undefined {
  const candidates = merged.get(commit) ?? [];
  return candidates.find((candidate) => candidate.mergeSha === commit) ?? candidates[0];
}
