import type { HistoryCommit } from '../access/history.js';
import { isRestedOn } from '../access/policy-paths.js';
import { GitError, type Repository } from '../git/repository.js';
import { PATHS_OF_OURS } from './paths-of-ours.js';

/** Git's mode and id of a file, by which equal bytes are told; null: it is not there. */
export type Content = string | null;

/** One commit of the first-parent line that changed files that grants rest on. */
export interface PolicyChange {
  readonly commit: HistoryCommit;
  /** How many commits of the first-parent line it is after the trusted one. */
  readonly position: number;
  /** Path → what it holds after the commit. */
  readonly contents: ReadonlyMap<string, Content>;
}

export interface PolicyHistory {
  /** Oldest first. */
  readonly changes: readonly PolicyChange[];
  /** What the changed files held at the trusted commit; what is not in it was not there. */
  readonly initial: ReadonlyMap<string, Content>;
}

/** What changed of the policy that grants rest on, from a commit on. Three git processes, however much it is. */
export async function readPolicyHistory(
  trustedFrom: string,
  tip: string,
  positions: ReadonlyMap<string, number>,
  repository: Repository,
): Promise<PolicyHistory> {
  const history = await repository.readHistory(tip, PATHS_OF_OURS, null, trustedFrom);
  const changes = [...history].reverse().flatMap((commit): PolicyChange[] => {
    const own = commit.changes.filter(({ path }) => isRestedOn(path));
    const position = positions.get(commit.sha);
    if (position === undefined) throw new GitError(`git log left the first-parent line at ${commit.sha}`);
    if (own.length === 0) return [];
    return [{ commit, position, contents: new Map(own.map((change) => [change.path, contentOf(change)])) }];
  });
  const paths = [...new Set(changes.flatMap(({ contents }) => [...contents.keys()]))];
  const files = await repository.readTree(trustedFrom, paths);
  return { changes, initial: new Map(files.map((file) => [file.path, contentOf(file)])) };
}

export function contentOf({ mode, oid }: { readonly mode: string; readonly oid: string | null }): Content {
  return oid === null ? null : `${mode} ${oid}`;
}
