import type { Instant } from '../access/instant.js';
import type { MergeMethod } from '../access/policy.js';
import type { PullRequestFacts } from '../approval/facts.js';

/** The first line of our comment, written and taken off again by the adapter: how it is found, so that there is only ever one. */
export const COMMENT_MARKER = '<!-- lapse -->';

/** The port to one repository at GitHub. Its adapter throws {@link GitHubError} for all that is not an answer. */
export interface GitHub {
  readonly owner: string;
  readonly name: string;

  /** The tip of the default branch, now, and what we have open to say about it. One request. */
  readTip(): Promise<RepositoryTip>;

  /**
   * One read of all facts: three requests up to 100 files, commits, reviews and comments, then one a further page
   * (two a page of files), one for every further 400 paths (the systems times the people concerned), and two for the
   * command behind an extension of ours. Read again where it moved meanwhile; `stale` where it keeps moving.
   * @param policyAt reads the policy at this commit in place of the tip of the base.
   */
  readPullRequest(number: number, policyAt?: string): Promise<PullRequestReading>;

  /** What a pull request is now, to make sure that it is what was judged. One request. */
  readHead(number: number): Promise<PullRequestHead>;

  /** Open pull requests to the default branch. One request a page of 100. */
  listOpenPullRequests(): Promise<readonly OpenPullRequest[]>;

  /** `@org/slug`, a login; active members only. 404 is no; 403 throws, naming the permission (design §5). */
  isTeamMember(team: string, login: string): Promise<boolean>;

  /** Creates a check run on the commit. At most 50 annotations go out with it; more in further requests. */
  publishCheck(check: CheckRun): Promise<void>;

  /** Creates the comment, or rewrites the one with this id; the marker is put before its text. */
  writeComment(number: number, commentId: number | null, body: string): Promise<void>;

  /** Tells on a merged request what became of grants of it, in one comment a grant that is rewritten in place. */
  writeNotices(number: number, notices: readonly Notice[]): Promise<void>;

  /**
   * Opens the issue with the label, or rewrites the one that is open where it says something else. The label is made where
   * there is none.
   */
  writeIssue(label: IssueLabel, open: OpenIssue | null, text: IssueText): Promise<void>;
  /** Closes an issue of ours and leaves this text in it. */
  closeIssue(number: number, body: string): Promise<void>;

  /** Answers a command in one comment, found again by the id of the comment that holds it, and rewritten in place. */
  writeAnswer(number: number, commentId: number, body: string): Promise<void>;

  /** Adds a reaction to a comment; one that is there already stays. */
  addReaction(commentId: number, reaction: Reaction): Promise<void>;

  mergePullRequest(request: { number: number; sha: string; method: MergeMethod }): Promise<MergeOutcome>;

  /** Merged pull requests that brought each commit to the branch (merge, squash, rebase); none: a direct push. */
  findMergedPullRequests(
    commits: readonly string[],
    branch: string,
  ): Promise<ReadonlyMap<string, readonly MergedPullRequest[]>>;

  /** What there is of a branch, and the newest pull request from it. Three requests, two where there is no branch. */
  readRevert(branch: string, base: string): Promise<RevertReading>;
  /** The reverts that are open, and when the newest were opened. One request for every 50 open pull requests. */
  listReverts(base: string): Promise<RevertList>;
  /** Points the branch at a commit, creating it or moving it by force. */
  setBranch(branch: string, sha: string): Promise<void>;
  /** A signed commit by GitHub that deletes files (`createCommitOnBranch`). Gives the new head. @throws on a stale head. */
  commitDeletion(request: {
    branch: string;
    expectedHead: string;
    paths: readonly string[];
    headline: string;
    body: string;
  }): Promise<string>;
  /** A signed commit by GitHub that writes text files. Gives the new head. @throws {GitHubError} `stale` on another head. */
  commitTexts(request: {
    branch: string;
    expectedHead: string;
    files: readonly TextFile[];
    headline: string;
    body: string;
  }): Promise<string>;
  /**
   * A branch whose first commit has no parent, signed by GitHub, with these files and no others. Gives its head. Three
   * requests. @throws {GitHubError} `stale` where the branch is there already.
   */
  createOrphanBranch(request: { branch: string; files: readonly TextFile[]; message: string }): Promise<string>;
  /** What GitHub says of the signature of each commit; one that it does not know has no entry. One request for 100. */
  readSignatures(commits: readonly string[]): Promise<ReadonlyMap<string, CommitSignature>>;
  openPullRequest(request: { branch: string; base: string; title: string; body: string }): Promise<number>;
  /** Rewrites a pull request's title and text, or closes it. */
  updatePullRequest(number: number, change: { title: string; body: string } | { state: 'closed' }): Promise<void>;
}

export interface RepositoryTip {
  /** GitHub's numeric id: part of the mark on everything that we provision. */
  readonly repositoryId: number;
  readonly branch: string;
  readonly sha: string;
  /** The head of the branch of the evidence (design §8); null: there is none yet. */
  readonly evidence: string | null;
  /**
   * Open issues with each label that the App itself opened, oldest first: more than one only where two runs opened one
   * each. null: others have given the label to so many that ours were not looked for any further.
   */
  readonly openIssues: OpenIssues;
}

export type OpenIssues = Readonly<Record<IssueLabel, readonly OpenIssue[] | null>>;

/** What the App keeps one open issue about. */
export type IssueLabel = 'lapse-unapproved' | 'lapse-drift';

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

export interface CommitSignature {
  /** GitHub holds it for valid, of whoever. */
  readonly isValid: boolean;
  /** With GitHub's own key: made through the API or on the web. */
  readonly byGitHub: boolean;
}

export interface Notice {
  readonly grant: string;
  readonly body: string;
  /** `first`: only where nothing has been told yet. */
  readonly mode?: 'rewrite' | 'first';
}

export interface OpenIssue {
  readonly number: number;
  readonly body: string;
}

export interface IssueText {
  readonly title: string;
  /** Markdown; cut at 65,536 characters. */
  readonly body: string;
}

export interface PullRequestReading {
  readonly facts: PullRequestFacts;
  readonly repositoryId: number;
  /** The App that reads is the one that opened it (`viewerDidAuthor`). */
  readonly openedByUs: boolean;
  /** The digests of our newest checks on the head (`CheckRun.digest`), by name; a check that is not there has none. */
  readonly published: ReadonlyMap<CheckRun['name'], string>;
  /** Our own earlier comment, found by its marker and by being ours; its text without the marker. */
  readonly comment: { readonly id: number; readonly body: string } | null;
}

export interface PullRequestHead {
  readonly headSha: string;
  readonly baseBranch: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly isFork: boolean;
}

export interface OpenPullRequest {
  readonly number: number;
  readonly headSha: string;
}

export interface CheckRun {
  readonly name: 'access/request' | 'access/approval';
  readonly headSha: string;
  readonly conclusion: 'success' | 'failure' | 'action_required' | 'neutral';
  /** Of all that is shown, kept as the run's `external_id`: where it is the same, nothing is published again. */
  readonly digest: string;
  readonly title: string;
  /** Markdown, at most 65,535 characters. */
  readonly summary: string;
  readonly text?: string;
  readonly annotations: readonly Annotation[];
}

/** https://docs.github.com/en/rest/reactions/reactions#about-reactions */
export type Reaction = '+1' | '-1' | 'confused' | 'eyes';

export interface Annotation {
  readonly path: string;
  readonly line: number;
  readonly level: 'failure' | 'warning';
  readonly title: string;
  readonly message: string;
}

/** Merging can fail for reasons that are no fault of ours: then it says why, in GitHub's words. */
export type MergeOutcome =
  | { readonly merged: true; readonly sha: string }
  | { readonly merged: false; readonly why: string };

export interface MergedPullRequest {
  readonly number: number;
  readonly url: string;
  readonly mergedAt: Instant;
  readonly headSha: string;
  /** The commit that GitHub calls the merge: a merge commit, the squash, or the last of a rebase. */
  readonly mergeSha: string;
  readonly commitCount: number;
}

/** The commit that a branch of ours leads to. */
export interface RevertHead {
  readonly sha: string;
  /** Made and signed by GitHub. */
  readonly signedByGitHub: boolean;
  readonly parent: string | null;
  readonly changes: readonly { readonly path: string; readonly status: string }[];
  /** The first line of its message: ours where GitHub signed it. */
  readonly headline: string;
  /** The login that GitHub gives for the author. */
  readonly author: string | null;
}

/** An open pull request that a bot opened from a revert's branch. */
export interface OpenRevert {
  readonly number: number;
  readonly branch: string;
  readonly head: RevertHead;
}

export interface RevertList {
  readonly open: readonly OpenRevert[];
  /** When the newest were opened, whatever became of them: those among the newest 100 pull requests. */
  readonly openedAt: readonly Instant[];
}

export interface RevertReading {
  readonly head: RevertHead | null;
  readonly pullRequest: {
    readonly number: number;
    readonly url: string;
    readonly state: 'open' | 'closed' | 'merged';
    readonly headSha: string;
    readonly closedAt: Instant | null;
  } | null;
}

export type GitHubErrorKind = 'not-permitted' | 'not-found' | 'unauthorised' | 'stale' | 'refused' | 'unavailable';

/** What GitHub said, and what to do about it. `cause` is the client's own error. */
export class GitHubError extends Error {
  override readonly name = 'GitHubError';
  readonly kind: GitHubErrorKind;

  constructor(kind: GitHubErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
