import type { Instant } from '../access/instant.js';
import { readPolicy } from '../access/read-policy.js';
import type { PullRequestFacts } from '../approval/facts.js';
import { simulate } from '../approval/simulate.js';
import type { GitHub } from '../github/github.js';
import type { ProviderRules } from '../plan/provider-rules.js';
import type { Judgement } from '../render/judgement.js';
import { findBlocking } from './find-blocking.js';
import { judgePullRequest } from './judge-pull-request.js';

export interface ExplainPorts {
  /** What writes is not in it: explaining changes nothing. */
  readonly github: Pick<GitHub, 'readPullRequest' | 'isTeamMember'>;
  readonly providers: ReadonlyMap<string, ProviderRules>;
  now(): Instant;
}

export interface Question {
  readonly number: number;
  /** Logins that are imagined to approve the present head, now. */
  readonly approve: readonly string[];
  /** Logins whose latest review is imagined to be dismissed. */
  readonly dismiss: readonly string[];
  /** The time to decide at; null: now. */
  readonly at: Instant | null;
}

export interface Explanation {
  readonly judgement: Judgement;
  /** The time that it was decided at, where it is not merged yet. */
  readonly at: Instant;
  readonly state: 'open' | 'closed' | 'merged';
  /** What was taken for granted, in sentences; may hold hostile text. */
  readonly assumptions: readonly string[];
}

/**
 * What the App would say about a pull request, or what it would say if people did something. Reads GitHub, writes nothing.
 *
 * @throws {GitHubError} where the pull request or a membership is not to be had.
 */
export async function explainPullRequest(question: Question, ports: ExplainPorts): Promise<Explanation> {
  const now = ports.now();
  const at = question.at ?? now;
  const reading = await ports.github.readPullRequest(question.number);
  const policy = readPolicy(reading.facts.policyFiles, ports.providers);
  const { facts, assumptions } = simulate(asAskedFor(reading.facts), policy, { ...question, at: now });
  const simulated = { ...reading, facts };
  const judging = { github: ports.github, providers: ports.providers, now: () => at };
  const { judgement } = await judgePullRequest(simulated, judging);
  const blockedBy = facts.state === 'open' ? await findBlocking(simulated, judging) : [];
  return {
    judgement: { ...judgement, blockedBy },
    at,
    state: facts.state,
    assumptions: [...assumptions, ...sayCommand(facts.author.type, facts.commanded === null)],
  };
}

/** What stands on the branch after the merge is no former version of a file that the merge brought. */
function asAskedFor(facts: PullRequestFacts): PullRequestFacts {
  if (facts.state !== 'merged') return facts;
  return { ...facts, files: facts.files.map((file) => (file.status === 'added' ? { ...file, before: null } : file)) };
}

/** The App knows by its own token what it opened, and for whom; another token does not. */
function sayCommand(authorType: string, isUncommanded: boolean): readonly string[] {
  if (authorType !== 'Bot' || !isUncommanded) return [];
  return ['It is the pull request of a bot alone: only the App, with its own token, can tell who commanded it.'];
}
