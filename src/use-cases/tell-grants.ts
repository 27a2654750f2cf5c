import type { Grant } from '../access/grant.js';
import { GitHubError, type RepositoryTip } from '../github/github.js';
import { grantsOf } from '../plan/change.js';
import type { ChangeOutcome, Refusal } from '../plan/run-report.js';
import { type GrantNews, renderNotice } from '../render/render-notice.js';
import { pullRequestOf } from './pull-request-of.js';
import type { RunPorts } from './run-ports.js';

/**
 * Tells on each merged request what became of it: given, failed, or refused (design §9). That it cannot be told fails
 * nothing: the summary and the exit code of the run say the same.
 */
export async function tellGrants(
  run: {
    readonly tip: RepositoryTip;
    readonly outcomes: readonly ChangeOutcome[];
    readonly refusals: readonly Refusal[];
  },
  grants: readonly Grant[],
  ports: RunPorts,
): Promise<void> {
  const news = collectNews(run.outcomes, run.refusals);
  if (news.length === 0) return;
  try {
    const pullRequests = await findPullRequests(news, grants, run.tip.branch, ports);
    for (const item of news) {
      const number = pullRequests.get(item.grant);
      if (number !== undefined) await ports.github.writeNotice(number, item.grant, renderNotice(item));
    }
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    ports.progress(`What became of the grants could not be told on their pull requests: ${error.message}`);
  }
}

function collectNews(outcomes: readonly ChangeOutcome[], refusals: readonly Refusal[]): GrantNews[] {
  const given = outcomes.filter((outcome) => outcome.change.action !== 'remove');
  return [
    ...refusals.flatMap((refusal) => (refusal.grant === null ? [] : { grant: refusal.grant, refusal })),
    ...given.flatMap((outcome) => grantsOf(outcome.change).map((grant) => ({ grant, outcome }))),
  ];
}

/** Grant → the pull request that brought its present version; a direct push has none. */
async function findPullRequests(
  news: readonly GrantNews[],
  grants: readonly Grant[],
  branch: string,
  ports: RunPorts,
): Promise<ReadonlyMap<string, number>> {
  const told = new Set(news.map((item) => item.grant));
  const newest = grants.flatMap(({ name, versions }) => {
    const version = versions.at(-1);
    return told.has(name) && version !== undefined ? [{ name, commit: version.commit }] : [];
  });
  const commits = [...new Set(newest.map(({ commit }) => commit))];
  const merged = await ports.github.findMergedPullRequests(commits, branch);
  const numbers = new Map<string, number>();
  for (const { name, commit } of newest) {
    const pullRequest = pullRequestOf(commit, merged);
    if (pullRequest !== undefined) numbers.set(name, pullRequest.number);
  }
  return numbers;
}
