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
    for (const [number, ofPullRequest] of await groupByPullRequest(news, grants, run.tip.branch, ports)) {
      await ports.github.writeNotice(number, renderNotice(ofPullRequest));
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

/** The pull request that brought the present version of each grant; a direct push has none. */
async function groupByPullRequest(
  news: readonly GrantNews[],
  grants: readonly Grant[],
  branch: string,
  ports: RunPorts,
): Promise<ReadonlyMap<number, readonly GrantNews[]>> {
  const commits = new Map(grants.map((grant) => [grant.name, grant.versions.at(-1)?.commit ?? '']));
  const wanted = news.map(({ grant }) => commits.get(grant) ?? '').filter((commit) => commit !== '');
  const merged = await ports.github.findMergedPullRequests([...new Set(wanted)], branch);
  const groups = new Map<number, GrantNews[]>();
  for (const item of news) {
    const number = pullRequestOf(commits.get(item.grant) ?? '', merged)?.number;
    if (number !== undefined) groups.set(number, [...(groups.get(number) ?? []), item]);
  }
  return groups;
}
