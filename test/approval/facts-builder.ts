import type { Config, Person, Policy, Role } from '../../src/access/policy.js';
import type { SourceFile } from '../../src/access/source-file.js';
import type { Account, ChangedFile, CommitFacts, PullRequestFacts, ReviewFacts } from '../../src/approval/facts.js';
import { membershipKey } from '../../src/approval/teams-to-ask.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const NOW = Date.UTC(2026, 10, 23, 12);
export const HEAD = 'aaaaaaa1'.padEnd(40, '0');
export const OLD_HEAD = '1a2b3c4d'.padEnd(40, '0');

export const ALICE = person('alice', 101);
export const BOB = person('bob', 102);
export const CAROL = person('carol', 103);
/** Further reviewers, where three are too few. */
export const BOB_TWO = person('bob-two', 104);
export const LAPSE_BOT: Account = { login: 'lapse[bot]', id: 900, type: 'Bot' };
export const WEB_FLOW: Account = { login: 'web-flow', id: 19864447, type: 'User' };

export function person(login: string, id: number): Account {
  return { login, id, type: 'User' };
}

export function sourceFile(path: string, text: string, rest: Partial<SourceFile> = {}): SourceFile {
  const bytes = new TextEncoder().encode(text);
  return { path, mode: '100644', oid: 'b'.repeat(40), size: bytes.length, bytes, ...rest };
}

/** A request as text; `end` is the line that says the end. */
export function requestText(
  role = 'billing',
  end = 'duration: 4h',
  reason = 'Find out why invoice 8841 was charged twice',
) {
  return `role: ${role}\n${end}\nreason: ${reason}\n`;
}

export const ALICE_PATH = 'access/aws-sandbox/alice/billing.yaml';

export function added(path = ALICE_PATH, text = requestText()): ChangedFile {
  return { path, previousPath: null, status: 'added', buildsOnBase: true, before: null, after: sourceFile(path, text) };
}

export function removed(path = ALICE_PATH, text = requestText()): ChangedFile {
  return {
    path,
    previousPath: null,
    status: 'removed',
    buildsOnBase: true,
    before: sourceFile(path, text),
    after: null,
  };
}

export function modified(path: string, before: string, after: string): ChangedFile {
  return {
    path,
    previousPath: null,
    status: 'modified',
    buildsOnBase: true,
    before: sourceFile(path, before),
    after: sourceFile(path, after),
  };
}

export function renamed(previousPath: string, path: string, text = requestText()): ChangedFile {
  return {
    path,
    previousPath,
    status: 'renamed',
    buildsOnBase: true,
    before: sourceFile(previousPath, text),
    after: sourceFile(path, text),
  };
}

export function commit(author: Account | null = ALICE, rest: Partial<CommitFacts> = {}): CommitFacts {
  return { oid: HEAD, author, committer: author, committedByGitHub: false, coAuthors: [], ...rest };
}

let reviewId = 0;

/** An approval of the head an hour ago by somebody who can push, unless said otherwise. */
export function review(author: Account | null, rest: Partial<ReviewFacts> = {}): ReviewFacts {
  reviewId += 1;
  return {
    id: reviewId,
    author,
    state: 'APPROVED',
    commitId: HEAD,
    submittedAt: NOW - HOUR,
    authorCanPush: true,
    ...rest,
  };
}

export function codeOwnersFile(text = '/access/ @acme/security\n', path = '.github/CODEOWNERS'): SourceFile {
  return sourceFile(path, text);
}

/** alice asks for herself, on the default branch, with one commit of hers; `@acme/security` owns `/access/`. */
export function factsOf(rest: Partial<PullRequestFacts> = {}): PullRequestFacts {
  const files = rest.files ?? [added()];
  const commits = rest.commits ?? [commit()];
  return {
    number: 12,
    baseChangedAt: null,
    url: 'https://github.com/acme/access/pull/12',
    title: 'Billing for alice',
    author: ALICE,
    commanded: null,
    state: 'open',
    isDraft: false,
    isFork: false,
    headSha: HEAD,
    headBranch: 'alice/billing',
    baseSha: 'c'.repeat(40),
    baseBranch: 'main',
    defaultBranch: 'main',
    mergedAt: null,
    totals: { files: files.length, commits: commits.length },
    reviews: [],
    sharingHead: [],
    unknownOwners: [],
    policyFiles: [codeOwnersFile()],
    standing: [],
    ...rest,
    files,
    commits,
  };
}

export function roleOf(rest: Partial<Role> = {}): Role {
  return {
    name: 'billing',
    system: 'aws-sandbox',
    description: 'Read invoices',
    allow: {},
    maxDuration: 8 * HOUR,
    approvers: [{ from: 'code-owners', count: 1 }],
    requiresTicket: false,
    ticketPattern: null,
    eligible: null,
    autoApprove: [],
    conflicts: [],
    maxConcurrent: null,
    autoMerge: null,
    line: 2,
    ...rest,
  };
}

const CONFIG: Config = {
  systems: new Map([['aws-sandbox', { name: 'aws-sandbox', provider: 'aws-iam', target: {} }]]),
  merge: { auto: true, method: 'squash' },
  revert: { autoMerge: true, batch: false },
  approvalValid: 24 * HOUR,
  escalation: 'warn',
};

/** A policy with alice, bob and carol, and these roles in `aws-sandbox`. */
export function policyOf(roles: readonly Role[] = [roleOf()], rest: Partial<Policy> = {}): Policy {
  const people = [ALICE, BOB, CAROL].map(({ login, id }): [string, Person] => [login, { login, id, names: new Map() }]);
  return {
    config: CONFIG,
    people: new Map(people),
    roles: new Map([['aws-sandbox', new Map(roles.map((role) => [role.name, role]))]]),
    problems: [],
    ...rest,
  };
}

/** `members('@acme/security', BOB, CAROL)`: these are in the team, and nobody else is in any. */
export function members(team: string, ...accounts: readonly Account[]): [string, boolean][] {
  return accounts.map(({ login }): [string, boolean] => [membershipKey(team, login), true]);
}

/** bob and carol are in `@acme/security`. */
export const SECURITY: ReadonlyMap<string, boolean> = new Map(members('@acme/security', BOB, CAROL));
