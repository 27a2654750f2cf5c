import type { Instant } from '../access/instant.js';
import { EARLIEST_BEFORE_MERGE, LATEST_AFTER_MERGE } from '../access/merge-bounds.js';
import type { MergedPullRequest } from '../github/github.js';
import type { PastMerges } from './past-merges.js';
import type { RunPorts } from './run-ports.js';

/** Some of the commits that one pull request brought to the branch's first-parent line. */
export interface LaidCommits {
  readonly pullRequest: MergedPullRequest;
  readonly earliest: LaidCommit;
  readonly last: LaidCommit;
}

export interface LaidCommit {
  readonly commit: string;
  readonly committedAt: Instant;
}

/** Why something does not count as approved. */
export interface Fault {
  readonly rule: string;
  readonly message: string;
}

type ReadingPorts = Pick<RunPorts, 'repository'>;

/** Whether the commits came with the merge that GitHub records, at its time; null: they did. */
export async function checkLaid(laid: LaidCommits, ports: ReadingPorts): Promise<Fault | null> {
  const { earliest, last, pullRequest } = laid;
  // A window counts from the earliest of them, so it is held to the merge as well as the last.
  for (const { committedAt } of [earliest, last]) {
    const late = committedAt - pullRequest.mergedAt;
    if (late > LATEST_AFTER_MERGE || late < -EARLIEST_BEFORE_MERGE) {
      return {
        rule: 'merge-time',
        message: `its commit is dated ${Math.round(late / 1000)} s from the merge that GitHub records`,
      };
    }
  }
  // GitHub ties a commit of the head branch to the pull request too: only what its merge laid on the branch counts.
  const line = await ports.repository.firstParents(pullRequest.mergeSha, pullRequest.commitCount);
  if (line.includes(last.commit) && line.includes(earliest.commit)) return null;
  return { rule: 'other-merge', message: 'its commit is none that the merge of its pull request laid on the branch' };
}

/**
 * The parent of the pull request's earliest commit on the branch: a rebase merge lays down several, and none of them
 * may bring the policy that judges the others. null: it cannot be told.
 */
export async function findPolicyCommit(
  { pullRequest, earliest }: LaidCommits,
  merges: PastMerges,
  ports: ReadingPorts,
): Promise<string | null> {
  const line = await ports.repository.firstParents(earliest.commit, pullRequest.commitCount + 1);
  const [parent, ...older] = line.slice(1);
  if (parent === undefined || older.length === 0) return parent ?? null;
  // What a squash was merged onto is its parent: the older ones are asked about only where that one belongs to it too.
  for (const candidates of [[parent], older]) {
    const merged = await merges.find(candidates);
    for (const commit of candidates) {
      const isSame = merged.get(commit)?.some((candidate) => candidate.number === pullRequest.number) ?? false;
      if (!isSame) return commit;
    }
  }
  return null;
}
