import { type Case, decidePullRequest } from './decide-pull-request.js';
import type { Decision } from './decision.js';
import { membershipKey } from './teams-to-ask.js';

export interface ApprovalInput extends Case {
  /** Answers to {@link teamsToAsk}, by {@link membershipKey}. What is not in it is a no. */
  readonly memberships: ReadonlyMap<string, boolean>;
}

/** Decides whether a pull request has the approvals that design §5 asks for, and says why. Never throws. */
export function decideApproval(input: ApprovalInput): Decision {
  return decidePullRequest(input, (team, login) => input.memberships.get(membershipKey(team, login)) === true);
}
