import type { Person, Policy } from '../access/policy.js';
import { readPolicy } from '../access/read-policy.js';
import { decideApproval } from '../approval/decide-approval.js';
import type { Decision } from '../approval/decision.js';
import type { Account, ChangedFile, PullRequestFacts } from '../approval/facts.js';
import { type LatestReview, latestReviews } from '../approval/latest-reviews.js';
import { requesterOf } from '../approval/requester.js';
import type { PolicyFileId } from '../evidence/policy-digest.js';
import type { MergedPullRequest } from '../github/github.js';
import { readMemberships } from './read-memberships.js';
import type { RunPorts } from './run-ports.js';
import { findWidenedApprovers } from './widened-approvers.js';

/** What GitHub tells of the pull requests that were merged into a branch; each thing is asked once a run. */
export interface PastMerges {
  /** An entry for each of the commits, and for those that were asked for before. */
  find(commits: readonly string[]): Promise<ReadonlyMap<string, readonly MergedPullRequest[]>>;
  /** @param policyAt the commit that it was merged onto, whose policy judges it. */
  decide(pullRequest: MergedPullRequest, policyAt: string): Promise<PastDecision>;
}

export interface PastDecision {
  readonly files: readonly ChangedFile[];
  /** The commits of its own branch. */
  readonly commits: ReadonlySet<string>;
  readonly decision: Decision;
  readonly requester: Account;
  /** The last word of each account up to the merge. */
  readonly reviews: readonly LatestReview[];
  /** By login, those whose requests it holds and who stand in the policy that judged it. */
  readonly beneficiaries: ReadonlyMap<string, Person>;
  /** Of the commit that it was merged onto; their bytes are not kept. */
  readonly policyFiles: readonly PolicyFileId[];
}

type AskingPorts = Pick<RunPorts, 'github' | 'providers'>;

/** @throws {GitHubError} from both, where GitHub gives no answer (law 7). */
export function openPastMerges(branch: string, ports: AskingPorts): PastMerges {
  const known = new Map<string, readonly MergedPullRequest[]>();
  const decisions = new Map<string, Promise<PastDecision>>();
  return {
    async find(commits) {
      const unknown = commits.filter((commit) => !known.has(commit));
      if (unknown.length === 0) return known;
      for (const [commit, merged] of await ports.github.findMergedPullRequests(unknown, branch)) {
        known.set(commit, merged);
      }
      return known;
    },
    decide(pullRequest, policyAt) {
      const key = `${pullRequest.number} ${policyAt}`;
      const decided = decisions.get(key) ?? decide(pullRequest, policyAt, ports);
      decisions.set(key, decided);
      return decided;
    },
  };
}

/** As if no check had ever run: the reviews up to the merge, by the policy of the commit that it was merged onto. */
async function decide(pullRequest: MergedPullRequest, policyAt: string, ports: AskingPorts): Promise<PastDecision> {
  const { facts: present } = await ports.github.readPullRequest(pullRequest.number, policyAt);
  const reviews = present.reviews.filter((review) => review.submittedAt <= pullRequest.mergedAt);
  const facts = { ...present, reviews };
  const commits = new Set(facts.commits.map(({ oid }) => oid));
  const policy = readPolicy(facts.policyFiles, ports.providers);
  const decision = await decideFacts(facts, policy, pullRequest, ports);
  return {
    files: facts.files,
    commits,
    decision,
    requester: requesterOf(facts),
    reviews: latestReviews(reviews, pullRequest.mergedAt),
    beneficiaries: pickBeneficiaries(decision, policy),
    policyFiles: facts.policyFiles.map(({ path, mode, oid }) => ({ path, mode, oid })),
  };
}

function pickBeneficiaries({ files }: Decision, { people }: Policy): ReadonlyMap<string, Person> {
  const logins = new Set(files.flatMap(({ beneficiary }) => beneficiary ?? []));
  return new Map([...people].filter(([login]) => logins.has(login)));
}

/** Requests and policy changes alike are decided by the function that decided their checks (law 3). */
async function decideFacts(
  facts: PullRequestFacts,
  policy: Policy,
  { mergedAt }: MergedPullRequest,
  ports: AskingPorts,
): Promise<Decision> {
  const widened = findWidenedApprovers(facts, policy, ports.providers, mergedAt);
  const memberships = await readMemberships(facts, policy, ports.github, widened);
  return decideApproval({ facts, policy, memberships, now: mergedAt, widened });
}
