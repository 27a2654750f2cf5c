import type { Grant, GrantVersion } from '../access/grant.js';
import type { Window } from '../access/instant.js';
import { readPolicy } from '../access/read-policy.js';
import { decideApproval } from '../approval/decide-approval.js';
import type { MergedPullRequest } from '../github/github.js';
import type { Refusal } from '../plan/run-report.js';
import { pullRequestOf } from './pull-request-of.js';
import { readMemberships } from './read-memberships.js';
import type { RunPorts } from './run-ports.js';

/** A commit may be dated this long after the merge that GitHub records, and no longer (design §3). */
const LATEST_AFTER_MERGE = 60_000;
/** Merge queues make their commits before they merge them (design §3). */
const EARLIEST_BEFORE_MERGE = 6 * 3_600_000;

/** Versions of a request that came with one pull request; only the last of them was ever in force. */
interface VersionOfPullRequest {
  readonly version: GrantVersion;
  readonly pullRequest: MergedPullRequest;
  /** The earliest version that it brought to the branch's first-parent line. */
  readonly earliest: GrantVersion;
}

/**
 * Works out a grant's approvals again from GitHub, as if no check had ever run (law 6): for its addition, and for each
 * later version whose window is not contained in the one before. Gives null where all is well.
 * @throws {GitHubError} where GitHub gives no answer: then nothing is created (law 7).
 */
export async function verifyGrant(grant: Grant, branch: string, ports: RunPorts): Promise<Refusal | null> {
  const commits = grant.versions.map((version) => version.commit);
  const merged = await ports.github.findMergedPullRequests(commits, branch);
  const steps: VersionOfPullRequest[] = [];
  for (const version of grant.versions) {
    const pullRequest = pullRequestOf(version.commit, merged);
    if (pullRequest === undefined) return refuse(grant, 'direct-push', null, directPush(version));
    const previous = steps.at(-1);
    if (previous?.pullRequest.number === pullRequest.number) {
      steps[steps.length - 1] = { ...previous, version };
    } else {
      steps.push({ version, pullRequest, earliest: version });
    }
  }
  let standing: Window | null = null;
  for (const step of steps) {
    const window = step.version.window;
    if (window === null)
      return refuse(grant, 'unreadable-version', step.pullRequest.number, 'one of its versions cannot be read');
    if (standing === null || !contains(standing, window)) {
      const fault = await verifyVersion(grant, step, branch, ports);
      if (fault !== null) return refuse(grant, fault.rule, step.pullRequest.number, fault.message);
    }
    standing = window;
  }
  return null;
}

function contains(outer: Window, inner: Window): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

interface Fault {
  readonly rule: string;
  readonly message: string;
}

async function verifyVersion(
  grant: Grant,
  step: VersionOfPullRequest,
  branch: string,
  ports: RunPorts,
): Promise<Fault | null> {
  const { version, earliest, pullRequest } = step;
  // The window counts from the first of them, so it is held to the merge as well as the last.
  for (const { committedAt } of [earliest, version]) {
    const late = committedAt - pullRequest.mergedAt;
    if (late > LATEST_AFTER_MERGE || late < -EARLIEST_BEFORE_MERGE) {
      return {
        rule: 'merge-time',
        message: `its commit is dated ${Math.round(late / 1000)} s from the merge that GitHub records`,
      };
    }
  }
  // GitHub ties a commit of the head branch to the pull request too: only what its merge laid on the branch counts.
  const laid = await ports.repository.firstParents(pullRequest.mergeSha, pullRequest.commitCount);
  if (!laid.includes(version.commit) || !laid.includes(earliest.commit)) {
    return { rule: 'other-merge', message: 'its commit is none that the merge of its pull request laid on the branch' };
  }
  const policyAt = await findPolicyCommit(step, branch, ports);
  if (policyAt === null) return { rule: 'merge-base', message: 'the commit that it was merged onto cannot be told' };
  const { facts: present } = await ports.github.readPullRequest(pullRequest.number, policyAt);
  const facts = { ...present, reviews: present.reviews.filter((review) => review.submittedAt <= pullRequest.mergedAt) };
  const changed = facts.files.find((file) => file.path === grant.path);
  if (changed?.after?.oid !== version.oid) {
    return {
      rule: 'other-bytes',
      message: 'what stands on the branch is not what the pull request held when it was approved',
    };
  }
  // One that was there before and has a new life is a window that begins anew: nobody was shown that (design §3).
  const isAddition = grant.versions[0] === earliest;
  if (isAddition && !['added', 'renamed', 'copied'].includes(changed.status)) {
    return { rule: 'other-bytes', message: 'its pull request shows a change of the file, and the branch a new one' };
  }
  const policy = readPolicy(facts.policyFiles, ports.providers);
  const memberships = await readMemberships(facts, policy, ports.github);
  const decision = decideApproval({ facts, policy, memberships, now: pullRequest.mergedAt });
  // What only takes access away needs no owner, so it can prove nothing for a version that gives more than the one before.
  const own = decision.files.find((file) => file.path === grant.path);
  if (decision.verdict !== 'approved' || decision.kind !== 'request' || !own || own.owners === null) {
    return { rule: 'not-approved', message: `its pull request was merged without its approvals: ${decision.summary}` };
  }
  return null;
}

/**
 * The parent of the pull request's earliest commit on the branch: a rebase merge lays down several, and none of them
 * may bring the policy that judges the others.
 */
async function findPolicyCommit(step: VersionOfPullRequest, branch: string, ports: RunPorts): Promise<string | null> {
  const { pullRequest, earliest } = step;
  const line = await ports.repository.firstParents(earliest.commit, pullRequest.commitCount + 1);
  const candidates = line.slice(1);
  if (candidates.length <= 1) return candidates[0] ?? null;
  const merged = await ports.github.findMergedPullRequests(candidates, branch);
  for (const commit of candidates) {
    const isSame = merged.get(commit)?.some((candidate) => candidate.number === pullRequest.number) ?? false;
    if (!isSame) return commit;
  }
  return null;
}

function directPush(version: GrantVersion): string {
  return `commit ${version.commit.slice(0, 12)} reached the branch without a pull request`;
}

function refuse(grant: Grant, rule: string, pullRequest: number | null, message: string): Refusal {
  const cure = 'Revert it, and ask again in a pull request that its owners approve before it is merged.';
  return { rule, grant: grant.name, system: grant.system, message, cure, pullRequest };
}
