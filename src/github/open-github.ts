import { setTimeout as sleep } from 'node:timers/promises';
import { publishCheck } from './checks.js';
import { addReaction, writeComment } from './comments.js';
import { commitDeletion, commitTexts, createOrphanBranch, setBranch } from './commits.js';
import type { Connection } from './connection.js';
import { type GitHub, GitHubError, type PullRequestReading } from './github.js';
import { closeIssue, writeIssue } from './issues.js';
import { listReverts } from './list-reverts.js';
import { findMergedPullRequests, mergePullRequest } from './merges.js';
import { writeAnswer, writeNotices } from './notices.js';
import type { OctokitLike } from './octokit.js';
import { readPullRequest } from './read-pull-request.js';
import { openPullRequest, readRevert, updatePullRequest } from './reverts.js';
import { readSignatures } from './signatures.js';
import { askTeamMembers } from './team-members.js';
import { listOpenPullRequests, readHead, readTip } from './tips.js';

/** A pull request that moves while it is read is read again, this often in all, with these pauses. */
const PAUSES_MILLISECONDS = [500, 1_500];

export interface GitHubOptions {
  readonly octokit: OctokitLike;
  readonly owner: string;
  readonly name: string;
  /** Waits; only tests need another one. */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/** The port to one repository over an Octokit client. Team memberships are asked once: open a new one for each evaluation. */
export function openGitHub(options: GitHubOptions): GitHub {
  const { octokit, owner, name, pause = sleep } = options;
  const connection: Connection = { octokit, owner, name };
  return {
    owner,
    name,
    readTip: () => readTip(connection),
    readPullRequest: (number, policyAt) => readSettled(connection, number, policyAt, pause),
    readHead: (number) => readHead(connection, number),
    listOpenPullRequests: () => listOpenPullRequests(connection),
    isTeamMember: askTeamMembers(connection),
    publishCheck: (check) => publishCheck(connection, check),
    writeComment: (number, commentId, body) => writeComment(connection, number, commentId, body),
    writeNotices: (number, notices) => writeNotices(connection, number, notices),
    writeIssue: (label, open, text) => writeIssue(connection, label, open, text),
    closeIssue: (number, body) => closeIssue(connection, number, body),
    writeAnswer: (number, commentId, body) => writeAnswer(connection, number, commentId, body),
    addReaction: (commentId, reaction) => addReaction(connection, commentId, reaction),
    mergePullRequest: (request) => mergePullRequest(connection, request),
    findMergedPullRequests: (commits, branch) => findMergedPullRequests(connection, commits, branch),
    readRevert: (branch, base) => readRevert(connection, branch, base),
    listReverts: (base) => listReverts(connection, base),
    setBranch: (branch, sha) => setBranch(connection, branch, sha),
    commitDeletion: (request) => commitDeletion(connection, request),
    commitTexts: (request) => commitTexts(connection, request),
    createOrphanBranch: (request) => createOrphanBranch(connection, request),
    readSignatures: (commits) => readSignatures(connection, commits),
    openPullRequest: (request) => openPullRequest(connection, request),
    updatePullRequest: (number, change) => updatePullRequest(connection, number, change),
  };
}

/** The requests of one reading must all be of one head, or a change could hide between two of them (law 4). */
async function readSettled(
  connection: Connection,
  number: number,
  policyAt: string | undefined,
  pause: (milliseconds: number) => Promise<unknown>,
): Promise<PullRequestReading> {
  for (const milliseconds of [...PAUSES_MILLISECONDS, null]) {
    const reading = await readPullRequest(connection, number, policyAt);
    if (reading !== null) return reading;
    if (milliseconds !== null) await pause(milliseconds);
  }
  throw new GitHubError('stale', `Pull request ${number} kept moving while it was read: evaluate it again.`);
}
