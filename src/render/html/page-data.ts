import type { Instant, Milliseconds, Window } from '../../access/instant.js';
import type { AuditRow } from '../../audit/audit-row.js';

/**
 * One life of one grant, as the page's script reads it out of its data elements. Every text has its invisible characters shown
 * already, and is hostile all the same: it is set as text and never as markup.
 */
export interface PageRow {
  /** `<system>/<login>/<name>`, and the last part of it. */
  readonly grant: string;
  readonly name: string;
  readonly person: string;
  readonly system: string;
  /** Empty where the request could never be read; the same for the texts that follow. */
  readonly role: string;
  readonly reason: string;
  readonly ticket: string;
  readonly window: Window | null;
  readonly state: AuditRow['state'];
  readonly evidence: AuditRow['evidence'];
  readonly added: PageCommit | null;
  readonly removed: PageCommit | null;
  /** Logins, each once, of all versions. */
  readonly approvers: readonly string[];
  readonly approvals: readonly PageApproval[];
  /** Why it is not approved, or the last failure, in a sentence each; empty where there is neither. */
  readonly refusal: string;
  readonly failure: string;
  readonly target: string;
  readonly givenAt: Instant | null;
  readonly removal: {
    readonly why: string;
    readonly goneAt: Instant;
    readonly endedAt: Instant | null;
    readonly lag: Milliseconds | null;
  } | null;
  /** What the verification says of it, wrong first. */
  readonly findings: readonly { readonly level: 'wrong' | 'unproved'; readonly message: string }[];
}

export interface PageCommit {
  readonly commit: string;
  readonly at: Instant | null;
  /** Author and subject; empty where they are not told. */
  readonly text: string;
}

/** The approvals of one version of the request. */
export interface PageApproval {
  readonly version: string;
  readonly because: string;
  readonly requester: string;
  readonly pullRequest: PageLink;
  readonly head: string;
  readonly merge: string;
  readonly mergedAt: Instant | null;
  readonly policy: string;
  readonly digest: string;
  /** `.github/CODEOWNERS:12: /access/ @acme/security`. */
  readonly codeOwners: string;
  /** `1 of @acme/security: carol`. */
  readonly groups: readonly string[];
  readonly approvers: readonly {
    readonly login: string;
    readonly commit: string;
    readonly review: number;
    readonly at: Instant | null;
  }[];
}

export interface PageLink {
  readonly text: string;
  /** null: the address is not one that the page leads to. */
  readonly address: string | null;
}
