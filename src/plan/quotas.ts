import type { Entitlement } from './entitlement.js';
import type { QuotaFault } from './provider-rules.js';
import type { Target } from './targets.js';

/** The quotas of every target, each over all that its systems would hold together. */
export function checkQuotas(entitlements: readonly Entitlement[], targets: readonly Target[]): QuotaFault[] {
  return targets.flatMap(({ rules, systems }) => {
    const names = new Set(systems.map((system) => system.name));
    return rules.checkQuotas(entitlements.filter(({ system }) => names.has(system)));
  });
}
