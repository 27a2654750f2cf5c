/** Design §3: a pull request is one of these. */
export type PullRequestKind = 'nothing-of-ours' | 'request' | 'revocation' | 'policy' | 'mixed';

/**
 * `approved`: may be merged. `pending`: reviews can still make it approved. `refused`: no review can; the pull
 * request itself has to change.
 */
export type Verdict = 'approved' | 'pending' | 'refused';

/** Why somebody's word counts or does not. */
export interface PersonDecision {
  readonly login: string;
  readonly counts: boolean;
  /** A stable name: `owner`, `stale`, `requester`, `beneficiary`, `author`, `committer`, `bot`, `cannot-push`, `not-owner`, `other-account`, `too-old`, `dismissed`, `changes-requested`, … */
  readonly rule: string;
  /** One phrase for people: `approved an older commit (abc1234)`. */
  readonly because: string;
}

/** One group whose quorum a file needs. */
export interface GroupDecision {
  /** `code-owners` or `@org/slug`. */
  readonly from: string;
  /** The owners behind it, as written: `@acme/security`, `@bob`. */
  readonly owners: readonly string[];
  readonly needed: number;
  readonly counted: readonly string[];
  /** Those whom it names by login, and who may not approve this pull request. */
  readonly barred: readonly PersonDecision[];
  readonly verdict: Verdict;
}

/** What one file needs and has. */
export interface FileDecision {
  readonly path: string;
  readonly verdict: Verdict;
  /** Who asked for whom; null for a policy file. */
  readonly beneficiary: string | null;
  readonly role: string | null;
  /** The line of CODEOWNERS that decides; null where no line matches. */
  readonly owners: {
    readonly path: string;
    readonly line: number;
    readonly pattern: string;
    readonly owners: readonly string[];
  } | null;
  readonly groups: readonly GroupDecision[];
  readonly people: readonly PersonDecision[];
  /** One sentence that says why. */
  readonly because: string;
}

/** A reason that concerns the whole pull request, such as a fork or a commit without an author. */
export interface Reason {
  readonly rule: string;
  readonly message: string;
  readonly cure: string;
}

/** The decision as a tree: pull request → file → group and person. Never a bare boolean (design §5). */
export interface Decision {
  readonly kind: PullRequestKind;
  readonly verdict: Verdict;
  /** One sentence. */
  readonly summary: string;
  readonly reasons: readonly Reason[];
  readonly files: readonly FileDecision[];
}
