import type { Instant, Milliseconds, Window } from '../access/instant.js';
import { canonicalJson } from './canonical-json.js';

/** One concrete thing that a provider must hold for a grant to work. Its content carries its window. */
export interface Entitlement {
  readonly provider: string;
  readonly system: string;
  /** Unique within the target, and starts with our mark; for aws-iam `<user name>/<policy name>`. */
  readonly id: string;
  /** The grants that need it: reference-counted, so that ending one never takes what another gives (law 1). */
  readonly grants: readonly string[];
  /** Canonical: equal bytes mean the same access. */
  readonly content: string;
  readonly window: Window;
  /** The instant at which the provider itself ends the last access that this gives; null: it cannot. */
  readonly floor: Instant | null;
  /** One short phrase about the floor for people, without times, so that it stays true: `no new sessions after the end; open ones run on for up to 12 h`. */
  readonly floorNote: string;
  /** Where the sessions that are opened under it are cut (design §6); absent where none are, or nobody can. */
  readonly cut?: CutPlace;
  /** The limit that whoever gets it has to be under, in the provider's own words; absent where none is asked for. */
  readonly boundary?: string;
}

/** The one thing at a provider that can end one person's sessions of one role. */
export interface CutPlace {
  /** Unique within the target, and starts with our mark. */
  readonly id: string;
  /** Whose sessions, in the provider's own words. */
  readonly session: string;
  /** How long a session can run on. */
  readonly maxSession: Milliseconds;
}

/** From `from` on, the sessions are denied that were opened before `openedBefore`. */
export interface CutStatement {
  readonly from: Instant;
  readonly openedBefore: Instant;
}

/** One thing that the provider holds with our mark. */
export interface ObservedEntitlement {
  readonly id: string;
  /** As the provider holds it, made canonical in the same way as {@link Entitlement.content}. */
  readonly content: string;
}

/** One text for an entitlement's system and id, which together tell it from all others. */
export function entitlementKey({ system, id }: Pick<Entitlement, 'system' | 'id'>): string {
  return canonicalJson([system, id]);
}
