import type { Instant, Milliseconds } from '../access/instant.js';
import type { Policy } from '../access/policy.js';
import { classifyPullRequest } from './classify-pull-request.js';
import { type Court, decideFile, refuseFile, withoutOwner } from './decide-file.js';
import type { Decision, FileDecision, PullRequestKind, Reason, Verdict } from './decision.js';
import type { PullRequestFacts } from './facts.js';
import { findCodeOwnersReasons, findListReasons, findReasons } from './find-reasons.js';
import type { Beneficiary } from './judge-reviewer.js';
import { latestReviews } from './latest-reviews.js';
import { type CodeOwners, chooseCodeOwners, parseCodeOwners } from './parse-codeowners.js';
import type { IsMember } from './required-groups.js';
import { listTouchedPaths, type TouchedPath } from './touched-path.js';
import { findUnknownOwners } from './unknown-owners.js';

/** Where config.yaml cannot be read, only policy files can be approved, and its default holds (design §3). */
const APPROVAL_VALID: Milliseconds = 24 * 60 * 60 * 1000;

/** What a decision is taken on, besides who is in which team. */
export interface Case {
  readonly facts: PullRequestFacts;
  /** The policy files at `facts.baseSha` (law 4). */
  readonly policy: Policy;
  /** Counts where the pull request is not merged yet; else the time of the merge does. */
  readonly now: Instant;
  /** Whose standing grants its change of policy files widens or redirects (law 5); nobody's where it changes none. */
  readonly widened?: readonly Beneficiary[];
}

/** The decision of design §5, with memberships answered by a function. Never throws. */
export function decidePullRequest(input: Case, isMember: IsMember): Decision {
  const { facts } = input;
  const kind = classifyPullRequest(facts);
  const listReasons = findListReasons(facts);
  if (listReasons.length > 0) return refuseAll(kind, listReasons, []);
  if (kind === 'nothing-of-ours') return approveAll(kind, 'It touches nothing of ours.', []);
  const touched = listTouchedPaths(facts.files);
  const ours = touched.filter(({ access }) => access.kind !== 'other');
  const reasons = findReasons(facts, kind, touched);
  if (kind === 'revocation' && reasons.length === 0) {
    return approveAll(kind, 'It only takes access away, which needs no owner.', ours.map(withoutOwner));
  }
  const codeOwners = readCodeOwners(facts);
  const all = kind === 'revocation' || kind === 'mixed' ? reasons : [...reasons, ...findCodeOwnersReasons(codeOwners)];
  if (codeOwners === null || all.length > 0) return refuseAll(kind, all, ours);
  const court = assemble(input, codeOwners, isMember);
  return conclude(
    kind,
    ours.map((path) => decideFile(path, court)),
  );
}

function readCodeOwners(facts: PullRequestFacts): CodeOwners | null {
  const file = chooseCodeOwners(facts.policyFiles);
  return file === null ? null : parseCodeOwners(file);
}

function assemble(input: Case, codeOwners: CodeOwners, isMember: IsMember): Court {
  const { facts, policy, now } = input;
  const at = facts.mergedAt ?? now;
  const approvalValid = policy.config?.approvalValid ?? APPROVAL_VALID;
  return {
    policy,
    codeOwners,
    unknownOwners: findUnknownOwners(facts, chooseCodeOwners(facts.policyFiles)),
    isMember,
    widened: input.widened ?? [],
    reviews: latestReviews(facts.reviews, facts.mergedAt),
    measure: { facts, at, approvalValid },
  };
}

function approveAll(kind: PullRequestKind, summary: string, files: readonly FileDecision[]): Decision {
  return { kind, verdict: 'approved', summary, reasons: [], files };
}

/** Each file says that it is refused too, for whoever looks at the files alone. */
function refuseAll(kind: PullRequestKind, reasons: readonly Reason[], ours: readonly TouchedPath[]): Decision {
  const because = reasons[0]?.message ?? 'It cannot be decided.';
  return { kind, verdict: 'refused', summary: because, reasons, files: ours.map((path) => refuseFile(path, because)) };
}

function conclude(kind: PullRequestKind, files: readonly FileDecision[]): Decision {
  for (const verdict of ['refused', 'pending'] as const) {
    const found = files.filter((file) => file.verdict === verdict);
    if (found.length > 0)
      return { kind, verdict, summary: summarise(verdict, found, files.length), reasons: [], files };
  }
  const summary =
    files.length === 1
      ? 'The file has the approvals that it needs.'
      : `All ${files.length} files have the approvals that they need.`;
  return { kind, verdict: 'approved', summary, reasons: [], files };
}

function summarise(verdict: Verdict, found: readonly FileDecision[], total: number): string {
  const what = verdict === 'refused' ? 'cannot be approved' : 'not approved yet';
  const [first] = found;
  const head = total === 1 ? '' : `${found.length} of ${total} files: `;
  return `${head}${first?.path} ${verdict === 'pending' ? 'is ' : ''}${what}. ${first?.because}`;
}
