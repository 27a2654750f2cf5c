import type { Instant, Milliseconds } from '../access/instant.js';
import type { SourceFile } from '../access/source-file.js';

/** A GitHub account. `id` decides; `login` is for people (logins can be freed and taken). */
export interface Account {
  readonly login: string;
  readonly id: number;
  /** GitHub's `__typename`: `User`, `Bot`, `Mannequin`, `EnterpriseUserAccount`, `Organization`. */
  readonly type: string;
}

export interface ChangedFile {
  readonly path: string;
  /** Where it was before, for a rename; its removal there is part of the change. */
  readonly previousPath: string | null;
  readonly status: 'added' | 'modified' | 'removed' | 'renamed' | 'copied' | 'changed' | 'unchanged';
  /** At the base; null where it was not there or is nothing of ours. */
  readonly before: SourceFile | null;
  /** At the head; null where it is not there or is nothing of ours. */
  readonly after: SourceFile | null;
  /**
   * False where the base has changed the file since the branch left it, or that cannot be told: then the merge leaves
   * something else than what stands at the head. True: it leaves just that.
   */
  readonly buildsOnBase: boolean;
}

export interface CommitFacts {
  readonly oid: string;
  /** null: GitHub knows no account for the e-mail; then there is no approval (design §5). */
  readonly author: Account | null;
  readonly committer: Account | null;
  /** Made and signed by GitHub itself (`web-flow`); such a committer bars nobody. */
  readonly committedByGitHub: boolean;
  /** Accounts that its co-author trailers name, which are free text: they are told, and bar nobody (design §5). */
  readonly coAuthors: readonly Account[];
}

/** A comment by which somebody had the App open this pull request (`/lapse extend 2h`). */
export interface Commanded {
  readonly by: Account;
  /** The grant whose end it moves, `<system>/<login>/<name>`, as the branch names it. */
  readonly grant: string;
  /** By how much later. */
  readonly length: Milliseconds;
}

export interface ReviewFacts {
  readonly id: number;
  /** null: the account is gone (`ghost`). */
  readonly author: Account | null;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED' | 'COMMENTED' | 'PENDING';
  /** The head that was looked at; null where GitHub lost it. */
  readonly commitId: string | null;
  readonly submittedAt: Instant;
  /** GitHub's `authorCanPushToRepository`: anybody may review a public repository. */
  readonly authorCanPush: boolean;
}

/** An owner in CODEOWNERS whom GitHub does not know: not there, or without write access; a team may also be secret. */
export interface UnknownOwner {
  /** Of the CODEOWNERS file. */
  readonly path: string;
  readonly line: number;
  /** The whole line, without its end: another version of the file may have another one there. */
  readonly source: string;
  /** As written there: `@user` or `@org/team`. */
  readonly owner: string;
}

/** All that GitHub says of one pull request at one moment: one read, then pure decisions. */
export interface PullRequestFacts {
  readonly number: number;
  readonly url: string;
  /** Hostile. */
  readonly title: string;
  readonly author: Account;
  /**
   * Where our App opened it: the comment that told it to, unedited and read from GitHub now. Its author is the requester
   * (law 5). null: people opened it, or nobody's command is to be had.
   */
  readonly commanded: Commanded | null;
  readonly state: 'open' | 'closed' | 'merged';
  readonly isDraft: boolean;
  /** The head is in another repository. */
  readonly isFork: boolean;
  readonly headSha: string;
  /** Hostile. */
  readonly headBranch: string;
  /** Where the policy is read: the tip of the base, or what it was when the pull request was merged. */
  readonly baseSha: string;
  readonly baseBranch: string;
  readonly defaultBranch: string;
  /**
   * When the base was last changed, by hand or because GitHub did; null: never. With another base other files show for the
   * same head, so reviews from before are of other bytes (law 4). Missing: the reader does not tell.
   */
  readonly baseChangedAt: Instant | null;
  /** null while it is open. */
  readonly mergedAt: Instant | null;
  /** As GitHub counts them. Where they pass the limits of design §5, the lists below are empty: refused, never truncated. */
  readonly totals: { readonly files: number; readonly commits: number };
  readonly files: readonly ChangedFile[];
  readonly commits: readonly CommitFacts[];
  readonly reviews: readonly ReviewFacts[];
  /** Other open ones of this repository with the same head commit and base: a check on the commit would count for them too. */
  readonly sharingHead: readonly number[];
  /** Of the default branch as it is now, whatever `baseSha` is; none where GitHub does not tell. */
  readonly unknownOwners: readonly UnknownOwner[];
  /** Policy files and CODEOWNERS (in each of its places) at `baseSha`. */
  readonly policyFiles: readonly SourceFile[];
  /**
   * At `baseSha`, every request file of the people concerned, in all systems: of those whose folders this pull request
   * touches and, where it changes policy files, of its reviewers (law 5: a change may widen what they have).
   */
  readonly standing: readonly SourceFile[];
}
