import type { Entitlement } from './entitlement.js';
import type { ProviderRules, QuotaFault, QuotaUse } from './provider-rules.js';
import type { Target } from './targets.js';

/** The quotas of every target, each over all that its systems would hold together. */
export function checkQuotas(entitlements: readonly Entitlement[], targets: readonly Target[]): QuotaFault[] {
  return onEach(entitlements, targets, (rules, held) => rules.checkQuotas(held));
}

/** How much of each quota that would be. */
export function measureQuotas(entitlements: readonly Entitlement[], targets: readonly Target[]): QuotaUse[] {
  return onEach(entitlements, targets, (rules, held) => rules.measureQuotas(held));
}

function onEach<T>(
  entitlements: readonly Entitlement[],
  targets: readonly Target[],
  ask: (rules: ProviderRules, held: readonly Entitlement[]) => readonly T[],
): T[] {
  return targets.flatMap(({ rules, systems }) => {
    const names = new Set(systems.map((system) => system.name));
    return ask(
      rules,
      entitlements.filter(({ system }) => names.has(system)),
    );
  });
}
