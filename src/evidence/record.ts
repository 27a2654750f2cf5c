/** A time of RFC 3339 in UTC, whole seconds: `2026-11-23T18:00:00Z`. */
export type TimeText = string;

/** An account at GitHub as it was then: the id decides, the login is for people. */
export interface EvidenceAccount {
  readonly login: string;
  readonly id: number;
}

/**
 * The record of one life of one grant (design §8): from the commit that added its file on. It only ever grows: facts are
 * added at the end of its lists, and none is changed or taken away. Every text in it is hostile to whoever reads it.
 */
export interface EvidenceRecord {
  readonly schema: 1;
  /** `<system>/<login>/<name>`. */
  readonly grant: string;
  /** The first-parent commit that added its file; with the grant's name it tells the life from all others. */
  readonly addedIn: string;
  /** GitHub's number of the repository, which is in the mark at the providers too. */
  readonly repositoryId: number;
  /** Oldest first. */
  readonly versions: readonly EvidenceVersion[];
  /** In the order in which they were recorded. */
  readonly events: readonly EvidenceEvent[];
}

/** A version of the request file, as git has it. What it says is copied for whoever reads the record alone. */
export interface EvidenceVersion {
  readonly commit: string;
  readonly blob: string;
  /** The committer's date: design §3 takes it for the merge. */
  readonly committedAt: TimeText;
  /** null: it could not be read. */
  readonly request: {
    readonly role: string;
    readonly reason: string;
    readonly ticket: string | null;
    readonly start: TimeText;
    readonly end: TimeText;
  } | null;
}

/** The run that recorded a fact. */
export interface EvidenceRun {
  readonly name: 'provision' | 'expire';
  /** The commit of the default branch that it reconciled. */
  readonly commit: string;
  /** Where its log is; null outside of GitHub Actions. */
  readonly url: string | null;
  /** When it began to judge. */
  readonly startedAt: TimeText;
}

interface Recorded {
  readonly run: EvidenceRun;
}

/** What a fact about a provider is about. */
interface AtProvider {
  /** `aws-iam:111122223333`. */
  readonly target: string;
  /** Its id within the target, which starts with our mark. */
  readonly entitlement: string;
}

/** The approvals of a version, worked out again from GitHub (law 6). */
export interface Approved extends Recorded {
  readonly kind: 'approved';
  /** The last commit of the version that was in force. */
  readonly version: string;
  readonly pullRequest: EvidencePullRequest;
  readonly requester: EvidenceAccount;
  readonly beneficiary: EvidenceAccount;
  readonly policy: EvidencePolicy;
  /** The line of CODEOWNERS that said who has a word, at {@link EvidencePolicy.commit}. */
  readonly codeOwners: {
    readonly path: string;
    readonly line: number;
    readonly pattern: string;
    readonly owners: readonly string[];
  };
  /** Whose quorums were needed; empty where nobody's was (`auto_approve`). */
  readonly groups: readonly {
    /** `code-owners` or `@org/slug`. */
    readonly from: string;
    readonly owners: readonly string[];
    readonly needed: number;
    /** Logins. */
    readonly counted: readonly string[];
  }[];
  readonly approvers: readonly EvidenceReview[];
  /** Why it is approved, in one sentence. */
  readonly because: string;
}

export interface EvidencePullRequest {
  readonly number: number;
  readonly url: string;
  readonly mergedAt: TimeText;
  readonly head: string;
  /** The commit that GitHub calls the merge. */
  readonly merge: string;
}

/** What judged it. */
export interface EvidencePolicy {
  /** The commit of the default branch that it was merged onto (ADR 0007). */
  readonly commit: string;
  /** Of the policy files at that commit: `sha256:` and 64 hex digits; see `policyDigest`. */
  readonly digest: string;
}

export interface EvidenceReview extends EvidenceAccount {
  /** GitHub's number of the review. */
  readonly review: number;
  /** The head that was looked at. */
  readonly commit: string;
  readonly submittedAt: TimeText;
}

/** It is not given: not approved, not readable, or its approvals could not be worked out. */
export interface Refused extends Recorded {
  readonly kind: 'refused';
  /** The last version's commit. */
  readonly version: string;
  readonly rule: string;
  readonly message: string;
  readonly pullRequest: number | null;
}

/** The provider showed it. */
export interface Given extends Recorded, AtProvider {
  readonly kind: 'given';
  /**
   * `granted`: for the first time; `changed`: it gives something else now; `altered`, `missing`: somebody had changed it or
   * taken it away by hand (drift), and it was put back; `found`: an earlier run had put it and died before it could say so.
   */
  readonly why: 'granted' | 'changed' | 'altered' | 'missing' | 'found';
  /** What was written, canonical: equal bytes mean the same access. */
  readonly content: string;
  /** The form of its id and content, `ProviderRules.form` of then: what is of another than today's cannot be worked out again. */
  readonly form: number;
  /** When the provider itself ends it; null: it cannot. */
  readonly floor: TimeText | null;
  readonly readBackAt: TimeText;
}

/** The provider did not take it, or did not show it. */
export interface Failed extends Recorded, AtProvider {
  readonly kind: 'failed';
  readonly action: 'put' | 'remove';
  readonly rule: string;
  readonly message: string;
}

/** The provider showed that it is gone. */
export interface Removed extends Recorded, AtProvider {
  readonly kind: 'removed';
  /**
   * `expired`: its end had come; `revoked`: a merged pull request took its file away; `deleted`: its file went without one;
   * `changed`: the grant goes on and gives other things; `unreadable`, `unapproved`: its file cannot be read any more, or was
   * made to give more without approval; `policy`: its file can be read, and is not allowed as it stands, such as when
   * somebody leaves people.yaml or a role becomes shorter.
   */
  readonly why: 'expired' | 'revoked' | 'deleted' | 'changed' | 'policy' | 'unreadable' | 'unapproved';
  /** `run`: by this run; `found`: it was gone when this run looked, by an earlier run or by hand. */
  readonly by: 'run' | 'found';
  /** When the access had ended by the branch; null: it goes on. */
  readonly endedAt: TimeText | null;
  /** The commit that took its file away, and its merged pull request; null where none did. */
  readonly removedIn: string | null;
  readonly pullRequest: number | null;
  readonly readBackAt: TimeText;
}

/** What can be said of a version's approvals before any run records it. */
export type Approval = Omit<Approved, 'run'>;

export type EvidenceEvent = Approved | Refused | Given | Failed | Removed;
