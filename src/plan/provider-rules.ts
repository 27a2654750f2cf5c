import type { Window } from '../access/instant.js';
import type { Person, Role, System } from '../access/policy.js';
import type { ProviderTerms } from '../access/provider-terms.js';
import type { CutPlace, CutStatement, Entitlement } from './entitlement.js';

/** A grant with everything that a provider needs to say what it takes. */
export interface ResolvedGrant {
  /** `<system>/<login>/<name>`. */
  readonly name: string;
  readonly window: Window;
  readonly role: Role;
  readonly person: Person;
  readonly system: System;
}

export interface QuotaFault {
  readonly rule: string;
  /** The grants together are too much. */
  readonly grants: readonly string[];
  /** With the figures: `alice.smith would hold 2,310 of 2,048 characters of inline policy`. */
  readonly message: string;
  readonly cure: string;
}

/** How much of one quota grants would use together. */
export interface QuotaUse {
  /** Whose quota it is at the provider: `alice.smith`. */
  readonly holder: string;
  readonly used: number;
  readonly most: number;
  /** What is counted: `characters of inline policy`. */
  readonly unit: string;
  readonly grants: readonly string[];
}

/** What an `allow` gives beside another; `wider` too where it cannot be proved to give no more. */
export type AllowComparison = 'same' | 'narrower' | 'wider';

/** The pure half of a provider (design §6). */
export interface ProviderRules extends ProviderTerms {
  /**
   * The number of the form that {@link entitlements} writes ids and contents in, from 1 on; every record of what was given
   * keeps it. To be raised by one with any change after which the same grant and policy give other bytes, since what was
   * recorded before can then not be worked out again; never lowered, and no number used twice.
   */
  readonly form: number;
  /**
   * @param repositoryId GitHub's numeric id: part of the mark, so that two repositories never touch each other's.
   * @throws never: a grant that has passed `checkAllow` and the schemas has its entitlements.
   */
  entitlements(grant: ResolvedGrant, repositoryId: number): readonly Entitlement[];
  /**
   * What the ids of a grant's entitlements have in common, whoever it is for and whatever it allows: from this a
   * removal is explained where the grant can no longer be resolved.
   */
  grantMark(grant: string, repositoryId: number): string;
  /** The same, read from the id of something observed. Hostile ids give some text, never an exception. */
  markOf(id: string): string;
  /** Whether what bears this id cuts sessions, instead of giving access. */
  isCut(id: string): boolean;
  /** What has to be held at a place, in canonical form. Times are whole seconds: a part of one always cuts more. */
  writeCut(place: CutPlace, statements: readonly CutStatement[]): string;
  /** What was observed of a cut, in the form of {@link writeCut}; null: it is none of ours. */
  readCut(content: string): readonly CutStatement[] | null;
  /** Systems whose targets have the same key share what the provider holds, and are reconciled together. */
  targetKey(target: unknown): string;
  /** Whether `after` gives provably no more than `before`, both of which fit the schema (law 5: a policy change must not widen its approver's grant). */
  compareAllow(before: unknown, after: unknown): AllowComparison;
  /** How far everything that one target would hold together uses up its quotas. */
  measureQuotas(all: readonly Entitlement[]): readonly QuotaUse[];
  /** Those quotas that are not enough for it. */
  checkQuotas(all: readonly Entitlement[]): readonly QuotaFault[];
}
