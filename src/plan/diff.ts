import type { Change, KeptEntitlement, Plan } from './change.js';
import { type FormerContents, formerWindow } from './desired.js';
import type { Entitlement, ObservedEntitlement } from './entitlement.js';
import type { RemovalReason } from './explain-removal.js';
import type { Target } from './targets.js';

export interface DiffInput {
  readonly target: Pick<Target, 'provider' | 'systems'>;
  /** Those of other targets are passed over. */
  readonly desired: readonly Entitlement[];
  readonly former: FormerContents;
  /** All that the target holds with our mark. */
  readonly observed: readonly ObservedEntitlement[];
  readonly explain: (observed: ObservedEntitlement) => RemovalReason;
}

/** What takes one target from the observed to the desired: removals first, then the rest, each in order of id. */
export function diffEntitlements({ target, desired, former, observed, explain }: DiffInput): Plan {
  const systems = new Set(target.systems.map((system) => system.name));
  const wanted = new Map(desired.filter(({ system }) => systems.has(system)).map((one) => [one.id, one]));
  const held = new Map(observed.map((one) => [one.id, one]));
  const removals = [...held.values()].filter(({ id }) => !wanted.has(id));
  const changes: Change[] = removals.sort(byId).map((one) => removal(target, systems, one, explain(one)));
  const kept: KeptEntitlement[] = [];
  for (const entitlement of [...wanted.values()].sort(byId)) {
    const present = held.get(entitlement.id);
    if (present === undefined) {
      changes.push({ action: 'create', reason: 'granted', entitlement });
    } else if (present.content === entitlement.content) {
      kept.push({ entitlement, observed: present });
    } else {
      const reason = formerWindow(former, entitlement, present.content) === null ? 'drifted' : 'changed';
      changes.push({ action: 'update', reason, entitlement, observed: present });
    }
  }
  return { changes, kept };
}

function removal(
  { provider, systems: [first] }: DiffInput['target'],
  systems: ReadonlySet<string>,
  observed: ObservedEntitlement,
  { reason, grant }: RemovalReason,
): Change {
  // A grant's name starts with its system; where that is bound to another target now, the first one speaks for this.
  const own = grant?.split('/')[0] ?? '';
  const system = systems.has(own) ? own : first.name;
  return { action: 'remove', reason, system, provider, grant, observed };
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
