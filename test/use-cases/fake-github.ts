import type { SourceFile } from '../../src/access/source-file.js';
import { membershipKey } from '../../src/approval/teams-to-ask.js';
import {
  type CheckRun,
  type GitHub,
  GitHubError,
  type MergedPullRequest,
  type PullRequestReading,
  type Reaction,
  type RepositoryTip,
  type RevertReading,
} from '../../src/github/github.js';

/** What GitHub knows, as plain data that a test may change at any time. */
export interface GitHubWorld {
  tip: RepositoryTip;
  readonly pullRequests: Map<number, PullRequestReading>;
  /** Of a commit; what is not in it cannot be read at that commit. */
  readonly policies: Map<string, readonly SourceFile[]>;
  readonly members: Set<string>;
  readonly merged: Map<string, MergedPullRequest[]>;
  readonly reverts: Map<string, RevertReading>;
}

export interface FakeGitHub {
  readonly github: GitHub;
  readonly world: GitHubWorld;
  /** Every call, in order, by the method's name. */
  readonly calls: string[];
  /** Every call that changes something, in order. */
  readonly writes: Write[];
  readonly checks: CheckRun[];
  readonly comments: { readonly number: number; readonly id: number | null; readonly body: string }[];
  /** What was answered to commands. */
  readonly answers: { readonly number: number; readonly commentId: number; readonly body: string }[];
  readonly reactions: { readonly commentId: number; readonly reaction: Reaction }[];
  /** What was told on merged requests. */
  readonly notices: { readonly number: number; readonly grant: string; readonly body: string }[];
}

export interface Write {
  readonly method: keyof GitHub;
  readonly request: unknown;
}

export const REPOSITORY_ID = 4711;
export const TIP: RepositoryTip = { repositoryId: REPOSITORY_ID, branch: 'main', sha: 'c'.repeat(40) };

/** GitHub from plain data. @param overrides answer in place of the plain data, after the call was written down. */
export function fakeGitHub(overrides: Partial<GitHub> = {}): FakeGitHub {
  const world: GitHubWorld = {
    tip: TIP,
    pullRequests: new Map(),
    policies: new Map(),
    // alice and the bot too: what bars them from approving is never that they own nothing.
    members: new Set(['alice', 'bob', 'carol', 'lapse[bot]'].map((login) => membershipKey('@acme/security', login))),
    merged: new Map(),
    reverts: new Map(),
  };
  const calls: string[] = [];
  const writes: Write[] = [];
  const checks: CheckRun[] = [];
  const comments: { number: number; id: number | null; body: string }[] = [];
  const answers: { number: number; commentId: number; body: string }[] = [];
  const reactions: { commentId: number; reaction: Reaction }[] = [];
  const notices: { number: number; grant: string; body: string }[] = [];
  let newest = 900;
  const plain: GitHub = {
    owner: 'acme',
    name: 'access',
    readTip: async () => world.tip,
    readPullRequest: async (number, policyAt) => {
      const reading = find(world, number);
      if (policyAt === undefined) return reading;
      const files = world.policies.get(policyAt);
      if (files === undefined) throw new GitHubError('not-found', `no commit ${policyAt}`);
      return { ...reading, facts: { ...reading.facts, baseSha: policyAt, policyFiles: files } };
    },
    readHead: async (number) => {
      const { headSha, baseBranch, state, isFork } = find(world, number).facts;
      return { headSha, baseBranch, state, isFork };
    },
    listOpenPullRequests: async () =>
      [...world.pullRequests.values()].map(({ facts: { number, headSha } }) => ({ number, headSha })),
    isTeamMember: async (team, login) => world.members.has(membershipKey(team, login)),
    publishCheck: async (check) => void checks.push(check),
    writeComment: async (number, id, body) => void comments.push({ number, id, body }),
    writeNotice: async (number, grant, body) => void notices.push({ number, grant, body }),
    writeAnswer: async (number, commentId, body) => void answers.push({ number, commentId, body }),
    addReaction: async (commentId, reaction) => void reactions.push({ commentId, reaction }),
    mergePullRequest: async () => ({ merged: true, sha: 'd'.repeat(40) }),
    findMergedPullRequests: async (commits) => new Map(commits.map((sha) => [sha, world.merged.get(sha) ?? []])),
    readRevert: async (branch) => world.reverts.get(branch) ?? { head: null, pullRequest: null },
    setBranch: async (branch, sha) => {
      const head = { sha, signedByGitHub: false, parent: null, changes: [], author: null };
      world.reverts.set(branch, { pullRequest: world.reverts.get(branch)?.pullRequest ?? null, head });
    },
    commitDeletion: async ({ branch, expectedHead, path }) => {
      const reading = world.reverts.get(branch);
      if (reading?.head?.sha !== expectedHead) throw new GitHubError('stale', 'the branch has another head');
      newest += 1;
      const sha = `${newest}`.padStart(40, 'f');
      const changes = [{ path, status: 'removed' }];
      const head = { sha, signedByGitHub: true, parent: expectedHead, changes, author: 'lapse[bot]' };
      const pullRequest = reading.pullRequest === null ? null : { ...reading.pullRequest, headSha: sha };
      world.reverts.set(branch, { pullRequest, head });
      return sha;
    },
    commitText: async ({ branch, expectedHead, path }) => {
      const reading = world.reverts.get(branch);
      if (reading?.head?.sha !== expectedHead) throw new GitHubError('stale', 'the branch has another head');
      newest += 1;
      const sha = `${newest}`.padStart(40, 'f');
      const changes = [{ path, status: 'modified' }];
      const head = { sha, signedByGitHub: true, parent: expectedHead, changes, author: 'lapse[bot]' };
      world.reverts.set(branch, { pullRequest: reading.pullRequest, head });
      return sha;
    },
    openPullRequest: async ({ branch }) => {
      const reading = world.reverts.get(branch);
      if (!reading?.head) throw new GitHubError('refused', 'there is no such branch');
      if (reading.pullRequest?.state === 'open') throw new GitHubError('refused', 'a pull request already exists');
      newest += 1;
      const headSha = reading.head.sha;
      const pullRequest = { number: newest, url: '', state: 'open' as const, headSha, closedAt: null };
      world.reverts.set(branch, { ...reading, pullRequest });
      return newest;
    },
  };
  const github = journal({ ...plain, ...overrides }, (method, request) => {
    calls.push(method);
    if (WRITES.includes(method)) writes.push({ method, request });
  });
  return { github, world, calls, writes, checks, comments, answers, reactions, notices };
}

const WRITES: readonly (keyof GitHub)[] = [
  'publishCheck',
  'writeComment',
  'writeNotice',
  'writeAnswer',
  'addReaction',
  'mergePullRequest',
  'setBranch',
  'commitDeletion',
  'commitText',
  'openPullRequest',
];

/** The same port, every call of which is written down first. */
function journal(github: GitHub, note: (method: keyof GitHub, request: unknown) => void): GitHub {
  return new Proxy(github, {
    get(target, name: keyof GitHub) {
      const member: unknown = target[name];
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => {
        note(name, given.length === 1 ? given[0] : given);
        return member(...given);
      };
    },
  });
}

function find(world: GitHubWorld, number: number): PullRequestReading {
  const reading = world.pullRequests.get(number);
  if (reading === undefined) throw new GitHubError('not-found', `no pull request ${number}`);
  return reading;
}
