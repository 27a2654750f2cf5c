import type { GitStore } from './git/git-store.js';
import type { Ruleset } from './ruleset.js';
import type { Budget, Settings } from './settings.js';
import type { Webhooks } from './webhooks.js';

/** Everything the sandbox knows, in memory. Times are milliseconds since the epoch, UTC. */

export type Level = 'read' | 'write' | 'admin';
export type Permissions = Readonly<Record<string, Level>>;

export interface Account {
  readonly type: 'User' | 'Bot' | 'Organization';
  /** Can be changed, and then taken by somebody else (change-account.ts). */
  login: string;
  id: number;
  /** What it wrote stays, as @ghost's. */
  isDeleted?: boolean;
  readonly nodeId: string;
  readonly email: string;
  readonly createdAt: number;
}

export interface Team {
  readonly organisation: string;
  readonly slug: string;
  readonly members: readonly string[];
  readonly parent: string | undefined;
}

export interface App {
  readonly slug: string;
  readonly id: number;
  readonly nodeId: string;
  readonly clientId: string;
  readonly bot: Account;
  readonly owner: Account;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly webhookSecret: string;
  readonly publicKey: string;
  readonly createdAt: number;
  webhookUrl: string | undefined;
}

export interface Installation {
  readonly id: number;
  readonly app: App;
  readonly account: Account;
  readonly repositories: Set<Repository>;
  readonly createdAt: number;
}

export interface Label {
  readonly id: number;
  readonly nodeId: string;
  readonly name: string;
  readonly color: string;
}

export interface Review {
  readonly id: number;
  readonly nodeId: string;
  readonly author: Account;
  readonly commitId: string;
  readonly submittedAt: number;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  body: string;
}

export const reactionContents = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'] as const;
export type ReactionContent = (typeof reactionContents)[number];

export interface Reaction {
  readonly id: number;
  readonly nodeId: string;
  readonly author: Account;
  readonly content: ReactionContent;
  readonly createdAt: number;
}

export interface Comment {
  readonly id: number;
  readonly nodeId: string;
  readonly number: number;
  readonly author: Account;
  readonly app: App | undefined;
  readonly createdAt: number;
  readonly reactions: Reaction[];
  updatedAt: number;
  /** Who changed its text last, and when; null: nobody. */
  lastEdit: { readonly editor: Account; readonly at: number } | null;
  body: string;
}

/** What issues and pull requests have in common: a number, a text, labels. */
export interface Thread {
  readonly id: number;
  readonly nodeId: string;
  readonly number: number;
  readonly author: Account;
  readonly createdAt: number;
  updatedAt: number;
  closedAt: number | null;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  labels: string[];
}

export interface Pull extends Thread {
  readonly issueId: number;
  readonly headRepository: Repository;
  readonly headRef: string;
  headSha: string;
  /** Who moved the head last. */
  lastPusher: Account;
  baseRef: string;
  /** The base's tip when the head last moved: GitHub does not follow the base branch here. */
  baseSha: string;
  /** When somebody last turned it to another base; null: never. */
  baseChangedAt: number | null;
  draft: boolean;
  mergedAt: number | null;
  mergedBy: Account | null;
  mergeCommitSha: string | null;
  /** Commits that the merge brought to the base. */
  introduced: string[];
  readonly reviews: Review[];
}

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column: number | null;
  readonly end_column: number | null;
  readonly annotation_level: string;
  readonly title: string | null;
  readonly message: string;
  readonly raw_details: string | null;
}

export interface CheckSuite {
  readonly id: number;
  readonly nodeId: string;
  readonly app: App;
  readonly headSha: string;
  readonly createdAt: number;
  updatedAt: number;
  /** Somebody has asked for it again, and its App has not answered with a run yet. */
  isRerequested: boolean;
}

export const conclusions = [
  'action_required',
  'cancelled',
  'failure',
  'neutral',
  'success',
  'skipped',
  'timed_out',
] as const;
export type Conclusion = (typeof conclusions)[number];

export interface CheckRun {
  readonly id: number;
  readonly nodeId: string;
  readonly name: string;
  readonly headSha: string;
  readonly suite: CheckSuite;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: Conclusion | null;
  startedAt: number;
  completedAt: number | null;
  detailsUrl: string;
  externalId: string;
  title: string | null;
  summary: string | null;
  text: string | null;
  annotations: Annotation[];
}

export interface ProtectionRules {
  /** A branch's name, or a pattern (protection.ts). */
  readonly branch: string;
  readonly requiredChecks?: readonly { readonly name: string; readonly appSlug?: string }[];
  readonly requiredApprovals?: number;
  readonly requireCodeOwnerReview?: boolean;
  /** A push that changes the difference takes approvals away. */
  readonly dismissStaleReviews?: boolean;
  /** App slugs that may merge without reviews (never without checks). */
  readonly bypassReviews?: readonly string[];
  /** Refuses pushes and API writes that go past pull requests. */
  readonly requirePullRequest?: boolean;
  /** Logins and App slugs that `requirePullRequest` does not bind. */
  readonly pushAllowances?: readonly string[];
}

export interface Repository {
  readonly id: number;
  readonly nodeId: string;
  readonly owner: Account;
  readonly name: string;
  readonly fullName: string;
  readonly defaultBranch: string;
  readonly visibility: 'public' | 'private';
  readonly gitDirectory: string;
  readonly collaborators: Map<string, Level>;
  readonly allow: { readonly merge: boolean; readonly squash: boolean; readonly rebase: boolean };
  readonly pulls: Map<number, Pull>;
  readonly issues: Map<number, Thread>;
  readonly comments: Map<number, Comment>;
  readonly labels: Map<string, Label>;
  readonly checkSuites: CheckSuite[];
  readonly checkRuns: Map<number, CheckRun>;
  readonly rules: ProtectionRules[];
  readonly rulesets: Ruleset[];
  /** Commits that GitHub itself signed. */
  readonly signed: Set<string>;
  readonly createdAt: number;
  pushedAt: number;
  lastNumber: number;
}

/** Who makes a request. An App on its own (with its JWT) has no repository rights. */
export type Actor =
  | { readonly kind: 'user'; readonly account: Account }
  | { readonly kind: 'app'; readonly app: App; readonly account: Account }
  | {
      readonly kind: 'installation';
      readonly app: App;
      readonly account: Account;
      readonly installation: Installation;
      readonly permissions: Permissions;
      /** Undefined means all repositories of the installation. */
      readonly repositories: readonly Repository[] | undefined;
      readonly expiresAt: number;
    }
  | {
      readonly kind: 'actions';
      readonly app: App;
      readonly account: Account;
      readonly repository: Repository;
      readonly permissions: Permissions;
    };

export interface World {
  readonly url: string;
  readonly directory: string;
  readonly store: GitStore;
  readonly webhooks: Webhooks;
  readonly accounts: Map<string, Account>;
  readonly teams: Team[];
  readonly apps: Map<string, App>;
  readonly installations: Map<number, Installation>;
  readonly repositories: Map<string, Repository>;
  readonly tokens: Map<string, Actor>;
  readonly settings: Settings;
  /** By whose and what they are, see `rate-limit.ts`. */
  readonly budgets: Map<string, Budget>;
  now(): number;
  nextId(): number;
}
