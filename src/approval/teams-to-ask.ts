import type { Policy } from '../access/policy.js';
import { type Case, decidePullRequest } from './decide-pull-request.js';
import type { PullRequestFacts } from './facts.js';

/** One membership that has to be asked of GitHub. */
export interface TeamQuestion {
  /** `@org/slug`, lower-case. */
  readonly team: string;
  /** As GitHub writes it. */
  readonly login: string;
}

/** The key of one membership: `@org/slug login`, lower-case. */
export function membershipKey(team: string, login: string): string {
  return `${team} ${login}`.toLowerCase();
}

/**
 * The memberships that a decision needs, each once: it is taken with every answer no, and what it asked is written
 * down. So the questions are the decision's own; nobody is asked about whose review cannot count anyway, and a yes
 * never raises a new question. Without `now`, the approvals that are too old by then are asked about as well.
 */
export function teamsToAsk(
  facts: PullRequestFacts,
  policy: Policy,
  options: Partial<Pick<Case, 'now' | 'widened'>> = {},
): readonly TeamQuestion[] {
  const questions = new Map<string, TeamQuestion>();
  const { now = Number.NEGATIVE_INFINITY, widened = [] } = options;
  decidePullRequest({ facts, policy, now, widened }, (team, login) => {
    questions.set(membershipKey(team, login), { team: team.toLowerCase(), login });
    return false;
  });
  return [...questions.values()];
}
