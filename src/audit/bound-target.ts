import { groupByTarget } from '../plan/targets.js';
import type { Grounds } from './subject.js';

type Policies = Pick<Grounds, 'policy' | 'rules'>;

/** The target that a system was bound to at a place of the line; null: to none. */
export function boundTarget(system: string, position: number, { policy, rules }: Policies): string | null {
  const { config } = policy.policyAt(system, position);
  const target = groupByTarget(config, rules).find(({ systems }) => systems.some(({ name }) => name === system));
  return target?.name ?? null;
}

/** Whether any system was bound to a target then: no run looks at others. */
export function isBound(target: string, system: string, position: number, { policy, rules }: Policies): boolean {
  return groupByTarget(policy.policyAt(system, position).config, rules).some(({ name }) => name === target);
}
