import type { Grant } from '../access/grant.js';
import type { Milliseconds } from '../access/instant.js';
import { GitHubError, type Notice } from '../github/github.js';
import { grantsOf } from '../plan/change.js';
import { type GrantNews, renderNotice } from '../render/render-notice.js';
import { type Brought, findPullRequests } from './find-pull-requests.js';
import type { Reconciled } from './reconcile.js';
import type { RunPorts } from './run-ports.js';

/**
 * Of what was merged longer ago than this, the notice stands already: that its account is away is no news of the grant,
 * and a thousand grants must not cost a thousand questions while it is.
 */
const FRESH: Milliseconds = 24 * 3_600_000;

type ToldRun = Pick<Reconciled, 'tip' | 'startedAt' | 'grants' | 'outcomes' | 'refusals' | 'problems'>;

/**
 * Tells on each merged request what became of it: given, failed, refused, invalid, or not reached (design §9). That it
 * cannot be told fails nothing: the summary and the exit code of the run say the same.
 */
export async function tellGrants(run: ToldRun, ports: RunPorts): Promise<void> {
  const news = collectNews(run);
  if (news.length === 0) return;
  try {
    const pullRequests = await findPullRequests(listBrought(news, run.grants), run.tip.branch, ports.github);
    const notices = new Map<number, Notice[]>();
    for (const item of news) {
      const number = pullRequests.get(item.grant);
      if (number === undefined) continue;
      // Where the account is away the grant may be given all the same, and its notice may say so.
      const mode = 'unreachable' in item ? 'first' : 'rewrite';
      const own = notices.get(number) ?? [];
      own.push({ grant: item.grant, body: renderNotice(item), mode });
      notices.set(number, own);
    }
    for (const [number, own] of notices) await ports.github.writeNotices(number, own);
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    ports.progress(`What became of the grants could not be told on their pull requests: ${error.message}`);
  }
}

function collectNews(run: ToldRun): readonly GrantNews[] {
  // A cut gives nothing; where it fails, what it was for fails too.
  const given = run.outcomes.filter(({ change }) => change.action !== 'remove' && change.reason !== 'cut');
  const decided: GrantNews[] = [
    ...run.refusals.flatMap((refusal) => (refusal.grant === null ? [] : { grant: refusal.grant, refusal })),
    ...given.flatMap((outcome) => grantsOf(outcome.change).map((grant) => ({ grant, outcome }))),
  ];
  const told = new Set(decided.map(({ grant }) => grant));
  const undecided = run.grants.filter(({ name }) => !told.has(name));
  return [...decided, ...undecided.flatMap((grant) => findFault(grant, run) ?? [])];
}

/** Why nothing was even tried for a grant: it is invalid, or its account is away. */
function findFault(grant: Grant, run: ToldRun): GrantNews | null {
  if (grant.state === 'expired' || (grant.window !== null && grant.window.end <= run.startedAt)) return null;
  const problem = run.problems.find(({ path, severity }) => path === grant.path && severity === 'error');
  if (problem !== undefined) return { grant: grant.name, problem };
  const unreachable = run.refusals.find((refusal) => refusal.grant === null && refusal.system === grant.system);
  const merged = grant.versions.at(-1)?.committedAt ?? Number.NEGATIVE_INFINITY;
  if (unreachable === undefined || run.startedAt - merged > FRESH) return null;
  return { grant: grant.name, unreachable };
}

/** The present version of each grant that there is news of. */
function listBrought(news: readonly GrantNews[], grants: readonly Grant[]): Brought[] {
  const told = new Set(news.map((item) => item.grant));
  return grants
    .filter(({ name }) => told.has(name))
    .map(({ name, versions }) => ({ name, commit: versions.at(-1)?.commit ?? null }));
}
