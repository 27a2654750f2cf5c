import type { Instant } from '../access/instant.js';
import type { Policy } from '../access/policy.js';
import { hasErrors } from '../access/problem.js';
import { readPolicy } from '../access/read-policy.js';
import { readStandingRequest, type StandingRequest } from '../access/read-standing-request.js';
import type { Request } from '../access/request.js';
import { decideApproval } from '../approval/decide-approval.js';
import type { PullRequestFacts } from '../approval/facts.js';
import type { GitHub, PullRequestReading } from '../github/github.js';
import type { Entitlement } from '../plan/entitlement.js';
import type { ProviderRules, QuotaUse } from '../plan/provider-rules.js';
import { checkQuotas, measureQuotas } from '../plan/quotas.js';
import { resolveRequest } from '../plan/resolve-grant.js';
import { groupByTarget } from '../plan/targets.js';
import type { Judgement, RequestedGrant } from '../render/judgement.js';
import { type CheckedRequest, checkChangedFiles } from './check-changed-files.js';
import { readMemberships } from './read-memberships.js';
import { findWidenedApprovers } from './widened-approvers.js';

export interface JudgingPorts {
  readonly github: Pick<GitHub, 'isTeamMember'>;
  readonly providers: ReadonlyMap<string, ProviderRules>;
  now(): Instant;
}

/** What there is to say about a pull request, from one reading of it. Asks GitHub for team memberships and nothing else. */
export async function judgePullRequest(
  reading: PullRequestReading,
  ports: JudgingPorts,
): Promise<{ judgement: Judgement; policy: Policy }> {
  const { facts, repositoryId } = reading;
  const now = ports.now();
  const policy = readPolicy(facts.policyFiles, ports.providers);
  const widened = findWidenedApprovers(facts, policy, ports.providers, now);
  const memberships = await readMemberships(facts, policy, ports.github, widened);
  const decision = decideApproval({ facts, policy, memberships, now, widened });
  const { requests, problems } = checkChangedFiles(facts, policy, ports.providers, now);
  const entitle = (standing: StandingRequest): readonly Entitlement[] => {
    const resolution = resolveRequest(standing, now, policy, ports.providers);
    return 'lacks' in resolution ? [] : resolution.rules.entitlements(resolution.grant, repositoryId);
  };
  const requested = requests.map((checked): RequestedGrant => {
    const { path, request, change } = checked;
    const entitlements = canPlan(checked) ? entitle(checked) : [];
    return { change, grant: path.grant, system: path.system, beneficiary: path.login, request, entitlements };
  });
  const standing = readStanding(facts, requests).flatMap(entitle);
  const all = [...requested.flatMap((grant) => grant.entitlements), ...standing];
  const targets = groupByTarget(policy.config, ports.providers);
  const faults = checkQuotas(all, targets);
  // Who has too much may still be rid of some of it: a revocation is never held up by a quota.
  const quotaFaults = decision.kind === 'revocation' ? [] : faults.filter((fault) => concerns(fault, requested));
  const quotaUses = measureQuotas(all, targets).filter((use) => concerns(use, requested));
  return {
    judgement: { facts, decision, problems, requested, quotaFaults, quotaUses, blockedBy: [], mergeRefusal: null },
    policy,
  };
}

/** What stands already is too much without this pull request's doing only where it adds to it. */
function concerns(quota: Pick<QuotaUse, 'grants'>, requested: readonly RequestedGrant[]): boolean {
  return requested.some((grant) => grant.entitlements.length > 0 && quota.grants.includes(grant.grant));
}

function canPlan(checked: CheckedRequest): checked is CheckedRequest & { request: Request } {
  return checked.request !== null && !hasErrors(checked.problems);
}

/** The person's other grants on the base: their windows are not known here, so all count as standing (design §5). */
function readStanding(facts: PullRequestFacts, requests: readonly CheckedRequest[]): StandingRequest[] {
  const changed = new Set(requests.map((request) => request.path.grant));
  const standing = facts.standing.flatMap((file) => readStandingRequest(file) ?? []);
  return standing.filter(({ path }) => !changed.has(path.grant));
}
