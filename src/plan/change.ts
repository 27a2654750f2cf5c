import type { Entitlement, ObservedEntitlement } from './entitlement.js';

/**
 * Why a change is made. Removals: `expired` and `deleted` always go ahead; `unreadable` (its file cannot be read and
 * its end is not past) and `unknown` (our mark, but no grant explains it) are guarded (design §7). `cut`: the sessions
 * that a grant's end leaves open (design §6).
 */
export type ChangeReason = 'granted' | 'changed' | 'drifted' | 'cut' | 'expired' | 'deleted' | 'unreadable' | 'unknown';

export type Change =
  | { readonly action: 'create'; readonly reason: ChangeReason; readonly entitlement: Entitlement }
  | {
      readonly action: 'update';
      readonly reason: ChangeReason;
      readonly entitlement: Entitlement;
      readonly observed: ObservedEntitlement;
    }
  | {
      readonly action: 'remove';
      readonly reason: ChangeReason;
      readonly system: string;
      readonly provider: string;
      /** The grant that it was for, where that is still known. */
      readonly grant: string | null;
      readonly observed: ObservedEntitlement;
    };

export interface Plan {
  /** Removals first (design §7, law 1), then creations and updates, in order of id. */
  readonly changes: readonly Change[];
  /** What is there as it should be, and what it is there for. */
  readonly kept: readonly KeptEntitlement[];
}

export interface KeptEntitlement {
  readonly entitlement: Entitlement;
  readonly observed: ObservedEntitlement;
}

/** The grants that a change is about; empty where no grant explains what is removed. */
export function grantsOf(change: Change): readonly string[] {
  if (change.action !== 'remove') return change.entitlement.grants;
  return change.grant === null ? [] : [change.grant];
}
