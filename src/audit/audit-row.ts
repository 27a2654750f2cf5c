import type { Instant, Milliseconds, Window } from '../access/instant.js';
import type { Approved, Failed, Refused } from '../evidence/record.js';

/**
 * One life of one grant, as git and the evidence tell it together. Every text in it is hostile.
 */
export interface AuditRow {
  readonly grant: string;
  readonly beneficiary: string;
  readonly system: string;
  readonly role: string | null;
  readonly reason: string | null;
  readonly ticket: string | null;
  /** The last readable version's. */
  readonly window: Window | null;
  /** By the branch, at the time that is asked about. `removed`: its file was removed before its end. */
  readonly state: 'pending' | 'active' | 'expired' | 'invalid' | 'removed';
  readonly addedIn: string | null;
  /** When the merge stood on the default branch; the window counts from it. */
  readonly mergedAt: Instant | null;
  readonly author: string | null;
  readonly subject: string | null;
  readonly removedIn: string | null;
  readonly removedAt: Instant | null;
  /**
   * `recorded`: there is a record of it; `none`: there is none, and there should be; `unreadable`: it fits no schema;
   * `absent`: the clone has no evidence at all; `not-due`: nothing has happened yet that would be recorded, or
   * it was over before anything was.
   */
  readonly evidence: 'recorded' | 'none' | 'unreadable' | 'absent' | 'not-due';
  /** One for each version that needed approvals, oldest first. */
  readonly approvals: readonly Approved[];
  /** The last word where it is not approved; null where it is. */
  readonly refusal: Refused | null;
  /** The last failure that nothing came after. */
  readonly failure: Failed | null;
  /** When the provider first showed it; null: never, as far as is recorded. */
  readonly givenAt: Instant | null;
  /** What it was given at: `aws-iam:111122223333`. */
  readonly target: string | null;
  readonly removal: AuditRemoval | null;
}

/** When and why all that it gave was gone. */
export interface AuditRemoval {
  /** As in the evidence, or `drift`: it was found gone while it should have stood. */
  readonly why: 'expired' | 'revoked' | 'deleted' | 'changed' | 'policy' | 'unreadable' | 'unapproved' | 'drift';
  /** When the provider showed the absence of the last of it. */
  readonly goneAt: Instant;
  readonly endedAt: Instant | null;
  /** From the end to the absence that was read back. */
  readonly lag: Milliseconds | null;
}
