import type { Config, System } from '../access/policy.js';
import { canonicalJson } from './canonical-json.js';
import type { ProviderRules } from './provider-rules.js';

/** The systems that share what one target holds: they are observed and reconciled together. */
export interface Target {
  /** Unique, and the same whatever systems share it: `aws-iam:111122223333`. */
  readonly name: string;
  /** What the provider calls it, such as the id of an account. */
  readonly key: string;
  readonly provider: string;
  readonly rules: ProviderRules;
  /** In order of name, at least one. */
  readonly systems: readonly [System, ...System[]];
}

/** Every target of the configuration; systems of a provider that is not known have none. */
export function groupByTarget(config: Config | null, rules: ReadonlyMap<string, ProviderRules>): Target[] {
  const groups = new Map<string, Target & { readonly systems: [System, ...System[]] }>();
  const systems = [...(config?.systems.values() ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const system of systems) {
    const provider = rules.get(system.provider);
    if (provider === undefined) continue;
    const key = targetKeyOf(system, provider);
    const group = groups.get(key);
    if (group !== undefined) {
      group.systems.push(system);
      continue;
    }
    const own = provider.targetKey(system.target);
    const name = `${system.provider}:${own}`;
    groups.set(key, { name, key: own, provider: system.provider, rules: provider, systems: [system] });
  }
  return [...groups.values()];
}

/** Equal for systems that share a target, whatever their provider. */
export function targetKeyOf(system: System, rules: ProviderRules): string {
  return canonicalJson([system.provider, rules.targetKey(system.target)]);
}
