import type { GitHub } from '../github/github.js';
import { pullRequestOf } from './pull-request-of.js';

/** What has a name, and a commit that brought it to the branch; null: older than the history that was read. */
interface Added {
  readonly name: string;
  readonly addedIn: string | null;
}

/** The pull requests that brought requests to the branch, by the grant's name; a direct push has none. One request for 50. */
export async function findOriginals(
  grants: readonly Added[],
  branch: string,
  github: Pick<GitHub, 'findMergedPullRequests'>,
): Promise<ReadonlyMap<string, number>> {
  const commits = [...new Set(grants.flatMap(({ addedIn }) => addedIn ?? []))];
  const numbers = new Map<string, number>();
  if (commits.length === 0) return numbers;
  const merged = await github.findMergedPullRequests(commits, branch);
  for (const { name, addedIn } of grants) {
    const original = addedIn === null ? undefined : pullRequestOf(addedIn, merged);
    if (original !== undefined) numbers.set(name, original.number);
  }
  return numbers;
}
