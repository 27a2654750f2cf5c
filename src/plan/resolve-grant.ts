import type { Grant } from '../access/grant.js';
import type { Instant, Window } from '../access/instant.js';
import type { Policy } from '../access/policy.js';
import type { StandingRequest } from '../access/read-standing-request.js';
import { resolveWindow } from '../access/window.js';
import type { ProviderRules, ResolvedGrant } from './provider-rules.js';

/** A grant with its policy, or in one sentence what the policy lacks. */
export type Resolution =
  | { readonly grant: ResolvedGrant; readonly rules: ProviderRules }
  | { readonly lacks: string; readonly cure: string };

/** Looks up what a grant names. A grant that has passed its checks lacks nothing; this is for when it has not. */
export function resolveGrant(
  grant: Pick<Grant, 'name' | 'system' | 'beneficiary' | 'role'>,
  window: Window | null,
  policy: Policy,
  rules: ReadonlyMap<string, ProviderRules>,
): Resolution {
  const system = policy.config?.systems.get(grant.system);
  if (system === undefined)
    return { lacks: `no system ${grant.system}`, cure: 'Add the system to access/config.yaml.' };
  const provider = rules.get(system.provider);
  if (provider === undefined) {
    return { lacks: `no provider ${system.provider}`, cure: 'Correct the provider in access/config.yaml.' };
  }
  const role = grant.role === null ? undefined : policy.roles.get(grant.system)?.get(grant.role);
  if (role === undefined) {
    return { lacks: `no role ${grant.role ?? 'that could be read'}`, cure: `Mend access/${grant.system}/roles.yaml.` };
  }
  const person = policy.people.get(grant.beneficiary);
  if (person?.names.get(system.provider) === undefined) {
    const lacks = `no ${system.provider} name of ${grant.beneficiary}`;
    return { lacks, cure: 'Add the person with that name to access/people.yaml.' };
  }
  if (window === null) return { lacks: 'no window', cure: 'Mend the request file.' };
  return { grant: { name: grant.name, window, role, person, system }, rules: provider };
}

/** The same of a request, as if it had been merged at an instant. */
export function resolveRequest(
  { path, request }: StandingRequest,
  mergedAt: Instant,
  policy: Policy,
  rules: ReadonlyMap<string, ProviderRules>,
): Resolution {
  const named = { name: path.grant, system: path.system, beneficiary: path.login, role: request.role };
  return resolveGrant(named, resolveWindow(request, mergedAt), policy, rules);
}
