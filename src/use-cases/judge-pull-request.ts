import { readAccessPath } from '../access/access-path.js';
import type { Instant } from '../access/instant.js';
import type { Config, Policy } from '../access/policy.js';
import { hasErrors } from '../access/problem.js';
import { readPolicy } from '../access/read-policy.js';
import { readRequest } from '../access/read-request.js';
import type { Request } from '../access/request.js';
import { resolveWindow } from '../access/window.js';
import { decideApproval } from '../approval/decide-approval.js';
import type { PullRequestFacts } from '../approval/facts.js';
import type { GitHub, PullRequestReading } from '../github/github.js';
import type { Entitlement } from '../plan/entitlement.js';
import type { ProviderRules, QuotaFault, ResolvedGrant } from '../plan/provider-rules.js';
import type { Judgement, RequestedGrant } from '../render/judgement.js';
import { type CheckedRequest, checkChangedFiles } from './check-changed-files.js';
import { readMemberships } from './read-memberships.js';

export interface JudgingPorts {
  readonly github: Pick<GitHub, 'isTeamMember'>;
  readonly providers: ReadonlyMap<string, ProviderRules>;
  now(): Instant;
}

/** What there is to say about a pull request, from one reading of it. Asks GitHub for team memberships and nothing else. */
export async function judgePullRequest(
  reading: PullRequestReading,
  ports: JudgingPorts,
): Promise<{ judgement: Judgement; config: Config | null }> {
  const { facts, repositoryId } = reading;
  const now = ports.now();
  const policy = readPolicy(facts.policyFiles, ports.providers);
  const memberships = await readMemberships(facts, policy, ports.github);
  const decision = decideApproval({ facts, policy, memberships, now });
  const { requests, problems } = checkChangedFiles(facts, policy, now);
  const entitle = (grant: string, system: string, login: string, request: Request): readonly Entitlement[] => {
    const resolved = resolveGrant(grant, system, login, request, policy, now);
    if (resolved === null) return [];
    return ports.providers.get(resolved.system.provider)?.entitlements(resolved, repositoryId) ?? [];
  };
  const requested = requests.map((checked): RequestedGrant => {
    const { path, request, change } = checked;
    const entitlements = canPlan(checked) ? entitle(path.grant, path.system, path.login, checked.request) : [];
    return { change, grant: path.grant, system: path.system, beneficiary: path.login, request, entitlements };
  });
  const standing = readStanding(facts, requests).flatMap(({ grant, system, login, request }) =>
    entitle(grant, system, login, request),
  );
  const quotaFaults = checkQuotas(
    [...requested.flatMap((grant) => grant.entitlements), ...standing],
    policy,
    ports.providers,
  );
  return { judgement: { facts, decision, problems, requested, quotaFaults, blockedBy: [] }, config: policy.config };
}

function canPlan(checked: CheckedRequest): checked is CheckedRequest & { request: Request } {
  return checked.request !== null && !hasErrors(checked.problems);
}

/** null where a part of it is not known; the request check says which. */
function resolveGrant(
  name: string,
  systemName: string,
  login: string,
  request: Request,
  policy: Policy,
  now: Instant,
): ResolvedGrant | null {
  const system = policy.config?.systems.get(systemName);
  const role = policy.roles.get(systemName)?.get(request.role);
  const person = policy.people.get(login);
  if (system === undefined || role === undefined || person === undefined) return null;
  return { name, system, role, person, window: resolveWindow(request, now) };
}

/** The person's other grants on the base: their windows are not known here, so all count as standing (design §5). */
function readStanding(
  facts: PullRequestFacts,
  requests: readonly CheckedRequest[],
): { grant: string; system: string; login: string; request: Request }[] {
  const changed = new Set(requests.map((request) => request.path.grant));
  return facts.standing.flatMap((file) => {
    const path = readAccessPath(file.path);
    if (path.kind !== 'request' || changed.has(path.grant)) return [];
    const request = readRequest(file).value;
    return request === null ? [] : [{ grant: path.grant, system: path.system, login: path.login, request }];
  });
}

/** Each target's quotas, with everything that it would hold together. */
function checkQuotas(
  entitlements: readonly Entitlement[],
  policy: Policy,
  providers: ReadonlyMap<string, ProviderRules>,
): QuotaFault[] {
  const byTarget = new Map<string, { rules: ProviderRules; all: Entitlement[] }>();
  for (const entitlement of entitlements) {
    const rules = providers.get(entitlement.provider);
    if (rules === undefined) continue;
    const target = policy.config?.systems.get(entitlement.system)?.target;
    const key = `${entitlement.provider} ${rules.targetKey(target)}`;
    const group = byTarget.get(key) ?? { rules, all: [] };
    group.all.push(entitlement);
    byTarget.set(key, group);
  }
  return [...byTarget.values()].flatMap(({ rules, all }) => rules.checkQuotas(all));
}
