import type { SourceFile } from '../../src/access/source-file.js';
import { membershipKey } from '../../src/approval/teams-to-ask.js';
import { EVIDENCE_BRANCH } from '../../src/evidence/evidence-path.js';
import {
  type CheckRun,
  type CommitSignature,
  type GitHub,
  GitHubError,
  type IssueLabel,
  type MergedPullRequest,
  type Notice,
  type OpenRevert,
  type PullRequestReading,
  type Reaction,
  type RepositoryTip,
  type RevertReading,
} from '../../src/github/github.js';
import { type FakeEvidenceBranch, fakeEvidenceBranch } from './fake-evidence-branch.js';

/** What GitHub knows, as plain data that a test may change at any time. */
export interface GitHubWorld {
  tip: RepositoryTip;
  readonly pullRequests: Map<number, PullRequestReading>;
  /** Of a commit; what is not in it cannot be read at that commit. */
  readonly policies: Map<string, readonly SourceFile[]>;
  readonly members: Set<string>;
  readonly merged: Map<string, MergedPullRequest[]>;
  readonly reverts: Map<string, RevertReading>;
  /** When reverts were opened that `reverts` does not hold. */
  readonly openedAt: number[];
  /** What GitHub says of a commit; of those on the branch of the evidence it says that it signed them. */
  readonly signatures: Map<string, CommitSignature>;
}

export interface FakeGitHub {
  readonly github: GitHub;
  readonly world: GitHubWorld;
  /** The branch of the evidence, which is none of `world.reverts`. */
  readonly evidence: FakeEvidenceBranch;
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
  readonly notices: ToldNotice[];
  /** Issues of ours, oldest first. */
  readonly issues: {
    readonly number: number;
    readonly label: IssueLabel;
    title: string;
    body: string;
    isOpen: boolean;
  }[];
}

export interface ToldNotice extends Notice {
  readonly number: number;
}

export interface Write {
  readonly method: keyof GitHub;
  readonly request: unknown;
}

export const REPOSITORY_ID = 4711;
export const TIP: RepositoryTip = {
  repositoryId: REPOSITORY_ID,
  branch: 'main',
  sha: 'c'.repeat(40),
  evidence: null,
  openIssues: { 'lapse-unapproved': [], 'lapse-drift': [] },
};

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
    openedAt: [],
    signatures: new Map(),
  };
  const evidence = fakeEvidenceBranch();
  const calls: string[] = [];
  const writes: Write[] = [];
  const checks: CheckRun[] = [];
  const comments: { number: number; id: number | null; body: string }[] = [];
  const answers: { number: number; commentId: number; body: string }[] = [];
  const reactions: { commentId: number; reaction: Reaction }[] = [];
  const notices: ToldNotice[] = [];
  const issues: FakeGitHub['issues'] = [];
  let newest = 900;
  const plain: GitHub = {
    owner: 'acme',
    name: 'access',
    readTip: async () => {
      const open = (label: IssueLabel) => issues.filter((issue) => issue.isOpen && issue.label === label);
      const openIssues = { 'lapse-unapproved': open('lapse-unapproved'), 'lapse-drift': open('lapse-drift') };
      return { ...world.tip, evidence: evidence.head() ?? world.tip.evidence, openIssues };
    },
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
    writeNotices: async (number, all) => void notices.push(...all.map((notice) => ({ number, ...notice }))),
    writeIssue: async (label, open, { title, body }) => {
      const issue = issues.find(({ number }) => number === open?.number);
      if (issue !== undefined) issue.body = body;
      else issues.push({ number: 800 + issues.length, label, title, body, isOpen: true });
    },
    closeIssue: async (number, body) => {
      const issue = issues.find((one) => one.number === number);
      if (issue === undefined) throw new GitHubError('not-found', `no issue ${number}`);
      Object.assign(issue, { body, isOpen: false });
    },
    writeAnswer: async (number, commentId, body) => void answers.push({ number, commentId, body }),
    addReaction: async (commentId, reaction) => void reactions.push({ commentId, reaction }),
    mergePullRequest: async () => ({ merged: true, sha: 'd'.repeat(40) }),
    findMergedPullRequests: async (commits) => new Map(commits.map((sha) => [sha, world.merged.get(sha) ?? []])),
    readRevert: async (branch) => world.reverts.get(branch) ?? { head: null, pullRequest: null },
    setBranch: async (branch, sha) => {
      const head = { sha, signedByGitHub: false, parent: null, changes: [], headline: '', author: null };
      world.reverts.set(branch, { pullRequest: world.reverts.get(branch)?.pullRequest ?? null, head });
    },
    listReverts: async () => {
      const open = [...world.reverts].flatMap(([branch, { head, pullRequest }]): OpenRevert[] => {
        if (pullRequest?.state !== 'open' || head === null) return [];
        return [
          {
            number: pullRequest.number,
            branch,
            head: { ...head, sha: pullRequest.headSha, ...(pullRequest.headSha === head.sha ? {} : { changes: [] }) },
          },
        ];
      });
      return { open, openedAt: world.openedAt };
    },
    updatePullRequest: async (number, change) => {
      for (const [branch, { head, pullRequest }] of world.reverts) {
        if (pullRequest?.number !== number || !('state' in change)) continue;
        world.reverts.set(branch, { head, pullRequest: { ...pullRequest, state: 'closed', closedAt: 0 } });
      }
    },
    commitDeletion: async ({ branch, expectedHead, paths, headline }) => {
      const reading = world.reverts.get(branch);
      if (reading?.head?.sha !== expectedHead) throw new GitHubError('stale', 'the branch has another head');
      newest += 1;
      const sha = `${newest}`.padStart(40, 'f');
      const changes = paths.map((path) => ({ path, status: 'removed' }));
      const head = { sha, signedByGitHub: true, parent: expectedHead, changes, headline, author: 'lapse[bot]' };
      const pullRequest = reading.pullRequest === null ? null : { ...reading.pullRequest, headSha: sha };
      world.reverts.set(branch, { pullRequest, head });
      return sha;
    },
    commitTexts: async ({ branch, expectedHead, files, headline, body }) => {
      if (branch === EVIDENCE_BRANCH) return evidence.add(expectedHead, files, `${headline}\n\n${body}`);
      const reading = world.reverts.get(branch);
      if (reading?.head?.sha !== expectedHead) throw new GitHubError('stale', 'the branch has another head');
      newest += 1;
      const sha = `${newest}`.padStart(40, 'f');
      const changes = files.map(({ path }) => ({ path, status: 'modified' }));
      const head = { sha, signedByGitHub: true, parent: expectedHead, changes, headline, author: 'lapse[bot]' };
      world.reverts.set(branch, { pullRequest: reading.pullRequest, head });
      return sha;
    },
    createOrphanBranch: async ({ branch, files, message }) => {
      if (branch !== EVIDENCE_BRANCH) throw new Error(`nobody needs an orphan branch ${branch}`);
      return evidence.create(files, message);
    },
    readSignatures: async (commits) =>
      new Map(
        commits.flatMap((sha): [string, CommitSignature][] => {
          const isOurs = evidence.commits.some((commit) => commit.sha === sha);
          const signature = world.signatures.get(sha) ?? (isOurs ? { isValid: true, byGitHub: true } : null);
          return signature === null ? [] : [[sha, signature]];
        }),
      ),
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
  return { github, world, evidence, calls, writes, checks, comments, answers, reactions, notices, issues };
}

const WRITES: readonly (keyof GitHub)[] = [
  'publishCheck',
  'writeComment',
  'writeNotices',
  'writeIssue',
  'closeIssue',
  'writeAnswer',
  'addReaction',
  'mergePullRequest',
  'setBranch',
  'commitDeletion',
  'commitTexts',
  'createOrphanBranch',
  'openPullRequest',
  'updatePullRequest',
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
