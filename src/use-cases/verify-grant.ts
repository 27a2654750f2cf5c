import type { Grant, GrantVersion } from '../access/grant.js';
import type { Window } from '../access/instant.js';
import type { Approval } from '../evidence/record.js';
import type { MergedPullRequest } from '../github/github.js';
import type { Refusal } from '../plan/run-report.js';
import { checkLaid, type Fault, findPolicyCommit } from './laid-commits.js';
import type { PastMerges } from './past-merges.js';
import type { Distrust } from './policy-spans.js';
import { proveVersion } from './prove-version.js';
import { pullRequestOf } from './pull-request-of.js';
import type { RunPorts } from './run-ports.js';
import type { PolicyTrust } from './verify-policy.js';

/** What a grant's approvals are worked out from, besides the clone; one for a whole run. */
export interface Past {
  readonly merges: PastMerges;
  readonly trust: PolicyTrust;
  /** The commit that is reconciled: a grant rests on the policy of the tip too. */
  readonly tip: string;
}

/** What became of a grant's approvals. */
export interface Verdict {
  /** null: it may be given. */
  readonly refusal: Refusal | null;
  /** One for each version that needed approval, oldest first; none where it is refused. */
  readonly approvals: readonly Approval[];
}

/** Versions of a request that came with one pull request; only the last of them was ever in force. */
interface VersionOfPullRequest {
  readonly version: GrantVersion;
  readonly pullRequest: MergedPullRequest;
  /** The earliest version that it brought to the branch's first-parent line. */
  readonly earliest: GrantVersion;
}

const ASK_AGAIN = 'Revert it, and ask again in a pull request that its owners approve before it is merged.';
/** Of what GitHub does not tell. */
export const WAIT = 'Nothing is given until GitHub answers; mend it, and run again.';

/**
 * Works out a grant's approvals again from GitHub, as if no check had ever run (law 6): for its addition, and for each
 * later version whose window is not contained in the one before; then whether the policy that it rests on came with its
 * own quorum, as it stood then and as it stands now.
 * @throws {GitHubError} where GitHub gives no answer: then nothing is created (law 7).
 */
export async function verifyGrant(grant: Grant, past: Past, ports: Pick<RunPorts, 'repository'>): Promise<Verdict> {
  const merged = await past.merges.find(grant.versions.map((version) => version.commit));
  const steps: VersionOfPullRequest[] = [];
  for (const version of grant.versions) {
    const pullRequest = pullRequestOf(version.commit, merged);
    if (pullRequest === undefined) return refuse(grant, { rule: 'direct-push', message: directPush(version) }, null);
    const previous = steps.at(-1);
    if (previous?.pullRequest.number === pullRequest.number) {
      steps[steps.length - 1] = { ...previous, version };
    } else {
      steps.push({ version, pullRequest, earliest: version });
    }
  }
  const approvals: Approval[] = [];
  let standing: Window | null = null;
  for (const step of steps) {
    const { number } = step.pullRequest;
    const window = step.version.window;
    if (window === null) {
      return refuse(grant, { rule: 'unreadable-version', message: 'one of its versions cannot be read' }, number);
    }
    if (standing === null || !contains(standing, window)) {
      const verified = await verifyVersion(grant, step, past, ports);
      if ('rule' in verified) return refuse(grant, verified, number);
      approvals.push(verified);
    }
    standing = window;
  }
  const now = await past.trust.findDistrust(grant.system, past.tip);
  if (now !== null) return distrust(grant, now, 'now', steps.at(-1)?.pullRequest.number ?? null);
  for (const { policy, pullRequest } of approvals) {
    const then = await past.trust.findDistrust(grant.system, policy.commit);
    if (then !== null) return distrust(grant, then, 'when it was approved', pullRequest.number);
  }
  return { refusal: null, approvals };
}

function contains(outer: Window, inner: Window): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

async function verifyVersion(
  grant: Grant,
  { version, earliest, pullRequest }: VersionOfPullRequest,
  { merges }: Past,
  ports: Pick<RunPorts, 'repository'>,
): Promise<Fault | Approval> {
  const laid = { pullRequest, earliest, last: version };
  const fault = await checkLaid(laid, ports);
  if (fault !== null) return fault;
  const policyAt = await findPolicyCommit(laid, merges, ports);
  if (policyAt === null) return { rule: 'merge-base', message: 'the commit that it was merged onto cannot be told' };
  const past = await merges.decide(pullRequest, policyAt);
  const { files, decision } = past;
  const changed = files.find((file) => file.path === grant.path);
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
  // What only takes access away needs no owner, so it can prove nothing for a version that gives more than the one before.
  const own = decision.files.find((file) => file.path === grant.path);
  if (decision.verdict !== 'approved' || decision.kind !== 'request' || !own || own.owners === null) {
    return { rule: 'not-approved', message: `its pull request was merged without its approvals: ${decision.summary}` };
  }
  return proveVersion(own, own.owners, { grant, version, pullRequest, policyAt, past });
}

function directPush(version: GrantVersion): string {
  return `commit ${version.commit.slice(0, 12)} reached the branch without a pull request`;
}

/** Where its owners approved it under such a policy, undoing the change is not enough: it has to be asked for again. */
function distrust(
  grant: Grant,
  { rule, path, why }: Distrust,
  when: 'now' | 'when it was approved',
  pullRequest: number | null,
): Verdict {
  const message = when === 'now' ? `it rests on ${path}, ${why}` : `${when}, it rested on ${path}, ${why}`;
  const undo = `Undo that change of ${path}, then make it in a pull request that its owners approve.`;
  const mend = when === 'now' ? undo : ASK_AGAIN;
  return refuse(grant, { rule, message }, pullRequest, rule === 'not-verified' ? WAIT : mend);
}

function refuse(grant: Grant, { rule, message }: Fault, pullRequest: number | null, cure = ASK_AGAIN): Verdict {
  return { refusal: { rule, grant: grant.name, system: grant.system, message, cure, pullRequest }, approvals: [] };
}
