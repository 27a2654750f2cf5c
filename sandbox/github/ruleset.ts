/** An App that a ruleset does not bind: always, or for merging pull requests only. */
export interface BypassActor {
  readonly appSlug: string;
  readonly mode: 'always' | 'pull_request';
}

/**
 * A ruleset of a repository: https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets.
 * Rulesets add up, with each other and with classic protection, and who may bypass one is bound by the others.
 */
export interface Ruleset {
  /** Its name. */
  readonly ruleset: string;
  /** Names or patterns (protection.ts). */
  readonly branches: readonly string[];
  /** Only active ones bind. */
  readonly enforcement?: 'active' | 'evaluate' | 'disabled';
  readonly bypassActors?: readonly BypassActor[];
  readonly restrictCreations?: boolean;
  readonly restrictUpdates?: boolean;
  readonly restrictDeletions?: boolean;
  readonly blockForcePushes?: boolean;
  readonly requireLinearHistory?: boolean;
  readonly requireSignatures?: boolean;
  readonly requirePullRequest?: boolean;
  readonly requiredApprovals?: number;
  readonly requireCodeOwnerReview?: boolean;
  readonly dismissStaleReviews?: boolean;
  /** The approval of whoever moved the head last is not enough. */
  readonly requireLastPushApproval?: boolean;
  /** With `appSlug` only a run of that App counts. */
  readonly requiredChecks?: readonly { readonly name: string; readonly appSlug?: string }[];
}
