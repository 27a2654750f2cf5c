import type { Policy } from '../access/policy.js';
import type { PullRequestFacts } from '../approval/facts.js';
import type { Beneficiary } from '../approval/judge-reviewer.js';
import { membershipKey, teamsToAsk } from '../approval/teams-to-ask.js';
import type { GitHub } from '../github/github.js';

/** Asks GitHub for exactly the team memberships that the decision needs. @throws {GitHubError} where one cannot be told. */
export async function readMemberships(
  facts: PullRequestFacts,
  policy: Policy,
  github: Pick<GitHub, 'isTeamMember'>,
  widened: readonly Beneficiary[] = [],
): Promise<ReadonlyMap<string, boolean>> {
  const memberships = new Map<string, boolean>();
  for (const { team, login } of teamsToAsk(facts, policy, { widened })) {
    memberships.set(membershipKey(team, login), await github.isTeamMember(team, login));
  }
  return memberships;
}
