import type { MergeMethod } from '../access/policy.js';
import type { PullRequestFacts } from '../approval/facts.js';
import { type GitHub, GitHubError, type MergeOutcome, type PullRequestHead } from '../github/github.js';

/**
 * `moved`: it is another pull request by now (head, base) or closed, and the event of that has an evaluation of its own.
 * `merged-already`: by somebody else, or by us and GitHub's answer was lost.
 */
export type MergeAttempt = MergeOutcome | 'moved' | 'merged-already';

/**
 * Merges the commit that was judged. What GitHub refuses is told and no exception: a conflict, a protected branch, a
 * merge queue. A refusal is not the last word: the answer may have been lost, and the head may have moved, of which
 * nothing should be told that its next evaluation would have to take back.
 */
export async function tryMerge(
  facts: PullRequestFacts,
  method: MergeMethod,
  github: Pick<GitHub, 'mergePullRequest' | 'readHead'>,
): Promise<MergeAttempt> {
  const outcome = await orRefusal(github.mergePullRequest({ number: facts.number, sha: facts.headSha, method }));
  if (outcome.merged) return outcome;
  const present = await orNull(github.readHead(facts.number));
  if (present === null) return outcome;
  if (present.headSha !== facts.headSha || present.baseBranch !== facts.baseBranch) return 'moved';
  if (present.state === 'merged') return 'merged-already';
  return present.state === 'open' ? outcome : 'moved';
}

async function orRefusal(merging: Promise<MergeOutcome>): Promise<MergeOutcome> {
  try {
    return await merging;
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return { merged: false, why: error.message };
  }
}

async function orNull(reading: Promise<PullRequestHead>): Promise<PullRequestHead | null> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return null;
  }
}
