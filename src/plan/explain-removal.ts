import type { Grant } from '../access/grant.js';
import type { Instant } from '../access/instant.js';
import type { ChangeReason } from './change.js';
import type { ObservedEntitlement } from './entitlement.js';
import type { ProviderRules } from './provider-rules.js';

export interface KnownGrants {
  /** All that stand on the branch, of every system and in every state. */
  readonly grants: readonly Grant[];
  /** Names of grants whose files the history has removed. One that stands again counts as standing. */
  readonly deleted: Iterable<string>;
  /** Pending and active grants that give nothing because they cannot be resolved. */
  readonly unresolved: ReadonlySet<string>;
  readonly rules: ProviderRules;
  readonly repositoryId: number;
  readonly now: Instant;
}

export interface RemovalReason {
  readonly reason: ChangeReason;
  /** The grant that it was for; null where no known grant has that mark. */
  readonly grant: string | null;
}

/**
 * Says why something that bears our mark and is not desired is to go (design §7). It is matched to its grant by the
 * mark alone, so that it is explained even where its role, person or system is no longer in the policy.
 *
 * `changed`: its grant stands and gives other things now, such as after a new name in people.yaml.
 */
export function explainRemovals(known: KnownGrants): (observed: ObservedEntitlement) => RemovalReason {
  const byMark = new Map<string, RemovalReason>();
  for (const grant of known.deleted) {
    byMark.set(known.rules.grantMark(grant, known.repositoryId), { reason: 'deleted', grant });
  }
  for (const grant of known.grants) {
    const reason = reasonOf(grant, known);
    byMark.set(known.rules.grantMark(grant.name, known.repositoryId), { reason, grant: grant.name });
  }
  return (observed) => byMark.get(known.rules.markOf(observed.id)) ?? { reason: 'unknown', grant: null };
}

function reasonOf(grant: Grant, { now, unresolved }: KnownGrants): ChangeReason {
  if (grant.state === 'expired') return 'expired';
  // Of an invalid grant this is the end of its last readable version (design §7).
  if (grant.window !== null && now >= grant.window.end) return 'expired';
  return grant.state === 'invalid' || unresolved.has(grant.name) ? 'unreadable' : 'changed';
}
