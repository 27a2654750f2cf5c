import { readAccessPath } from '../access/access-path.js';
import type { Grant } from '../access/grant.js';
import type { Instant } from '../access/instant.js';
import { lacksApproval } from '../evidence/find-approved.js';
import { findGiven, findLeft } from '../evidence/find-given.js';
import { commitsOf, type Gone } from '../evidence/find-gone.js';
import type { RunIndex } from '../evidence/index-run.js';
import type { EvidenceRecord } from '../evidence/record.js';
import type { Answers, Life, RunFacts } from '../evidence/run-facts.js';
import { GitHubError } from '../github/github.js';
import { NOT_VERIFIED, type Verdicts } from './open-verdicts.js';
import { pullRequestOf } from './pull-request-of.js';
import type { RunPorts } from './run-ports.js';
import type { Verdict } from './verify-grant.js';

/** Of how many grants a run works out approvals for the record alone: each takes about three requests. */
const MOST_MADE_GOOD = 100;

/** How many versions before the last are tried: a life can have thousands. */
const MOST_EARLIER = 20;

/** The fractional part of the golden ratio. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** What of GitHub's answers is remembered while the records are worked out again. */
export type KnownPullRequests = Map<string, number | null>;

type AskingPorts = Pick<RunPorts, 'github' | 'progress'>;

/**
 * The pull requests that took files away: one request for all. What GitHub does not tell has no entry.
 * @param known gets what is told.
 */
export async function askWhoTookAway(
  gone: readonly Gone[],
  known: KnownPullRequests,
  branch: string,
  { github, progress }: AskingPorts,
): Promise<Answers['pullRequests']> {
  const unknown = commitsOf(gone).filter((commit) => !known.has(commit));
  if (unknown.length === 0) return known;
  try {
    const merged = await github.findMergedPullRequests(unknown, branch);
    for (const commit of unknown) known.set(commit, pullRequestOf(commit, merged)?.number ?? null);
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    progress(`GitHub did not say which pull requests took files away: ${error.message}`);
  }
  return known;
}

/**
 * The approvals for the records: those that the run has worked out anyway, and those of what was given and has none in its
 * record, because an earlier run died, or there was no evidence yet.
 */
export async function askWhoApproved(
  facts: RunFacts,
  index: RunIndex,
  records: ReadonlyMap<string, EvidenceRecord>,
  verdicts: Verdicts,
  { progress }: AskingPorts,
): Promise<Answers['verdicts']> {
  const answers = new Map<string, Verdict>();
  const left = new Set(findLeft(facts, index, records).map(({ path }) => path));
  for (const [path, grant] of index.standing) {
    if (!verdicts.hasTold(grant)) continue;
    const verdict = await verdicts.prove(grant);
    const events = records.get(path)?.events ?? [];
    const wasGiven = left.has(path) || events.some(({ kind }) => kind === 'given');
    const isProved = events.some(({ kind }) => kind === 'approved');
    answers.set(path, wasGiven && !isProved ? await addEarlier(verdict, grant, verdicts) : verdict);
  }
  const isGiven = new Set([...left, ...findGiven(facts, index, records).map(({ path }) => path)]);
  const lacking = [...index.lives].flatMap(([path, life]): [string, Grant][] => {
    const record = records.get(path);
    const wasGiven = isGiven.has(path) || record?.events.some(({ kind }) => kind === 'given') === true;
    if (answers.has(path) || !wasGiven || !lacksApproval(life, record, NOT_VERIFIED)) return [];
    return [[path, index.standing.get(path) ?? toGrant(life)]];
  });
  const turn = takeTurn(lacking, facts.startedAt);
  const more = lacking.length - turn.length;
  if (more > 0) progress(`Of ${more} more grants the approvals are not recorded yet; later runs make it good`);
  await verdicts.prepare(turn.map(([, grant]) => grant));
  for (const [path, grant] of turn) {
    const verdict = await verdicts.prove(grant);
    // It stands and no record says by whose word; that GitHub did not answer today is no news of it.
    if (verdict.refusal?.rule !== NOT_VERIFIED) answers.set(path, await addEarlier(verdict, grant, verdicts));
  }
  return answers;
}

/** Where a grant's last version is refused: by whose word there is what stands of it, of the newest version that was approved. */
async function addEarlier(verdict: Verdict, grant: Grant, verdicts: Verdicts): Promise<Verdict> {
  if (verdict.refusal === null) return verdict;
  const last = grant.versions.length - 1;
  for (let count = last; count > Math.max(0, last - MOST_EARLIER); count -= 1) {
    const { refusal, approvals } = await verdicts.prove({ ...grant, versions: grant.versions.slice(0, count) });
    if (refusal === null) return { ...verdict, approvals };
  }
  return verdict;
}

/**
 * As many as a run asks about, from a place on that moves with the time: those that GitHub does not answer for stay in the
 * list, and would hold back all that come after them. Multiples of an irrational number spread evenly, however often the runs
 * are (https://en.wikipedia.org/wiki/Equidistribution_theorem).
 */
function takeTurn<T>(lacking: readonly T[], startedAt: Instant): readonly T[] {
  if (lacking.length <= MOST_MADE_GOOD) return lacking;
  const turns = (startedAt / 1000) * GOLDEN;
  const from = Math.floor((turns - Math.floor(turns)) * lacking.length);
  return [...lacking.slice(from), ...lacking.slice(0, from)].slice(0, MOST_MADE_GOOD);
}

/** A life that is over, so that its approvals can be worked out again. */
function toGrant({ grant: name, addedIn, versions }: Life): Grant {
  const path = `access/${name}.yaml`;
  const place = readAccessPath(path);
  const { system, login } = place.kind === 'request' ? place : { system: '', login: '' };
  const { request = null, window = null } = versions.at(-1) ?? {};
  const role = request?.role ?? null;
  const base = { name, path, system, beneficiary: login, role, request, window };
  return { ...base, state: 'expired', addedIn, versions, problems: [] };
}
