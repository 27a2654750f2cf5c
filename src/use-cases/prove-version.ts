import type { Grant, GrantVersion } from '../access/grant.js';
import { formatInstant } from '../access/instant-text.js';
import type { FileDecision } from '../approval/decision.js';
import { policyDigest } from '../evidence/policy-digest.js';
import type { Approval, EvidenceReview } from '../evidence/record.js';
import type { MergedPullRequest } from '../github/github.js';
import type { Fault } from './laid-commits.js';
import type { PastDecision } from './past-merges.js';

export interface ApprovedVersion {
  readonly grant: Pick<Grant, 'system' | 'beneficiary'>;
  readonly version: Pick<GrantVersion, 'commit'>;
  readonly pullRequest: MergedPullRequest;
  /** The commit whose policy judged it. */
  readonly policyAt: string;
  readonly past: PastDecision;
}

/** What there is to say of a version whose file is approved: everything was read for the decision, and nothing is read for this. */
export function proveVersion(
  decided: FileDecision,
  owners: NonNullable<FileDecision['owners']>,
  { grant, version, pullRequest, policyAt, past }: ApprovedVersion,
): Fault | Approval {
  const person = past.beneficiaries.get(grant.beneficiary);
  // The decision looks them up too, so this cannot be; without an id there is no proof.
  if (person === undefined) return { rule: 'not-approved', message: `people.yaml does not name ${grant.beneficiary}` };
  const { number, url, mergedAt, headSha, mergeSha } = pullRequest;
  const { path, line, pattern } = owners;
  return {
    kind: 'approved',
    version: version.commit,
    pullRequest: { number, url, mergedAt: formatInstant(mergedAt), head: headSha, merge: mergeSha },
    requester: { login: past.requester.login, id: past.requester.id },
    beneficiary: { login: person.login, id: person.id },
    policy: { commit: policyAt, digest: policyDigest(grant.system, past.policyFiles) },
    codeOwners: { path, line, pattern, owners: owners.owners },
    groups: decided.groups.map(({ from, owners: behind, needed, counted }) => ({
      from,
      owners: behind,
      needed,
      counted,
    })),
    approvers: listApprovers(decided, past),
    because: decided.because,
  };
}

/** The reviews behind the logins that counted: approvals of this head (law 4). */
function listApprovers({ groups }: FileDecision, { reviews }: PastDecision): readonly EvidenceReview[] {
  const counted = new Set(groups.flatMap((group) => group.counted));
  return reviews.flatMap((review): EvidenceReview[] => {
    const { id, author, commitId, submittedAt } = review;
    if (commitId === null || !counted.has(author.login)) return [];
    const at = formatInstant(submittedAt);
    return [{ login: author.login, id: author.id, review: id, commit: commitId, submittedAt: at }];
  });
}
