import type { Incarnation } from '../access/incarnations.js';
import type { Policy } from '../access/policy.js';
import { type Entitlement, entitlementKey } from './entitlement.js';
import type { ProviderRules } from './provider-rules.js';
import { resolveGrant } from './resolve-grant.js';

/** What removed requests gave, under today's policy: entitlement (system and id) → contents. */
export type BuriedContents = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * A request that was removed and whose file stands again may have left at the provider what only the removed one was
 * approved for. Names and windows can be the same, so what is there is no proof for the new one.
 */
export function buriedContents(
  incarnations: readonly Incarnation[],
  policy: Policy,
  rules: ReadonlyMap<string, ProviderRules>,
  repositoryId: number,
): BuriedContents {
  const buried = new Map<string, Set<string>>();
  for (const { grant: name, request: path, versions, removedIn } of incarnations) {
    if (removedIn === null) continue;
    for (const { request, window } of versions) {
      const named = { name, system: path.system, beneficiary: path.login, role: request?.role ?? null };
      const resolution = resolveGrant(named, window, policy, rules);
      if ('lacks' in resolution) continue;
      for (const entitlement of resolution.rules.entitlements(resolution.grant, repositoryId)) {
        const contents = buried.get(entitlementKey(entitlement)) ?? new Set();
        buried.set(entitlementKey(entitlement), contents.add(entitlement.content));
      }
    }
  }
  return buried;
}

/** Whether what is observed may be what a removed request left behind. */
export function isBuried(buried: BuriedContents, entitlement: Entitlement, content: string): boolean {
  return buried.get(entitlementKey(entitlement))?.has(content) ?? false;
}
