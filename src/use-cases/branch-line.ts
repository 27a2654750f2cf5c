import type { Grant } from '../access/grant.js';
import type { Repository } from '../git/repository.js';
import type { RevertHead } from '../github/github.js';

/** Older reverts than this many merges are made anew, which harms nobody. */
const REACH = 1_000;

/** The newest commits of the branch, and how many came after each. */
export type BranchLine = ReadonlyMap<string, number>;

/** From the clone alone. */
export async function readBranchLine(repository: Repository, tip: string): Promise<BranchLine> {
  const commits = await repository.firstParents(tip, REACH);
  return new Map(commits.map((sha, index) => [sha, index]));
}

/**
 * Whether a head is our own signed commit that does nothing but delete these requests as they stand: on top of one commit
 * of the branch, and none from before their last change, which GitHub could not merge or which was another life of them.
 */
export function deletesExactly(head: RevertHead | null, grants: readonly Grant[], line: BranchLine): boolean {
  const paths = grants.map(({ path }) => path);
  const age = line.get(findDeletionParent(head, paths) ?? '');
  if (age === undefined) return false;
  return grants.every(({ versions }) => age <= (line.get(versions.at(-1)?.commit ?? '') ?? age));
}

/** What a head stands on, where GitHub signed it and it does nothing but delete these files; else null. */
export function findDeletionParent(head: RevertHead | null, paths: readonly string[]): string | null {
  if (head === null || !head.signedByGitHub || head.changes.length !== paths.length) return null;
  const removed = new Set(head.changes.filter(({ status }) => status === 'removed').map(({ path }) => path));
  return paths.every((path) => removed.has(path)) ? head.parent : null;
}
