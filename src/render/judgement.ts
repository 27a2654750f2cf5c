import type { Problem } from '../access/problem.js';
import type { Request } from '../access/request.js';
import type { Decision } from '../approval/decision.js';
import type { PullRequestFacts } from '../approval/facts.js';
import type { Entitlement } from '../plan/entitlement.js';
import type { QuotaFault, QuotaUse } from '../plan/provider-rules.js';

/** One request file of a pull request, and what it would come to. */
export interface RequestedGrant {
  readonly change: 'added' | 'changed' | 'removed';
  /** `<system>/<login>/<name>`. */
  readonly grant: string;
  readonly system: string;
  readonly beneficiary: string;
  /** null where it cannot be read, or is removed. */
  readonly request: Request | null;
  /** What the provider would hold if it were merged now; empty where it cannot be decided. */
  readonly entitlements: readonly Entitlement[];
}

/** All that Lapse has to say about a pull request: the checks and the comment show it, and nothing else. */
export interface Judgement {
  readonly facts: PullRequestFacts;
  readonly decision: Decision;
  /** What is wrong with the files: the check `access/request`. */
  readonly problems: readonly Problem[];
  readonly quotaFaults: readonly QuotaFault[];
  /** How much of each quota would be used after the merge, of those that a requested grant draws on. */
  readonly quotaUses: readonly QuotaUse[];
  readonly requested: readonly RequestedGrant[];
  /** Other open pull requests with this head commit that do not pass: one check serves them all (design §5). */
  readonly blockedBy: readonly number[];
  /** What became of the merge that the App tried; null where none was tried, or it is merged. */
  readonly mergeRefusal: string | null;
}

export function passesRequestCheck(judgement: Judgement): boolean {
  return judgement.quotaFaults.length === 0 && judgement.problems.every((problem) => problem.severity !== 'error');
}

export function passesApprovalCheck(judgement: Judgement): boolean {
  return judgement.decision.verdict === 'approved' && judgement.blockedBy.length === 0;
}
