import type { Milliseconds } from './instant.js';
import type { Problem } from './problem.js';

/** A group whose approvals a role asks for, and how many distinct people of it. */
export interface ApproverGroup {
  /** `code-owners`: the owners of the request file's path; else a team, `@org/slug`, lower-case. */
  readonly from: string;
  readonly count: number;
}

/** A role of any system. */
export interface RoleName {
  readonly system: string;
  readonly role: string;
}

/** A thing that may be asked for, on its terms (`roles.yaml`). */
export interface Role {
  readonly name: string;
  readonly system: string;
  readonly description: string;
  /** Fits the provider's `allow` schema; only the provider reads it. */
  readonly allow: unknown;
  readonly maxDuration: Milliseconds;
  readonly approvers: readonly ApproverGroup[];
  readonly requiresTicket: boolean;
  /** Matches the whole ticket; null: any. */
  readonly ticketPattern: string | null;
  /** Teams (`@org/slug`) one of which the beneficiary must be in; null: everybody in people.yaml. */
  readonly eligible: readonly string[] | null;
  /** Teams whose members need no review for themselves. */
  readonly autoApprove: readonly string[];
  /** Roles that nobody may have at the same time as this one, whichever of the two names the other. */
  readonly conflicts: readonly RoleName[];
  /** How many grants of this role one person may hold at the same time; null: any number. */
  readonly maxConcurrent: number | null;
  /** Whether the App merges requests for it; null: as `config.yaml` says. */
  readonly autoMerge: boolean | null;
  /** Where the role stands in `roles.yaml`, counted from 1. */
  readonly line: number;
}

/** Who somebody is at GitHub and at the providers (`people.yaml`). */
export interface Person {
  /** GitHub login, lower-case. */
  readonly login: string;
  /** GitHub's numeric user id: logins can be freed and taken. */
  readonly id: number;
  /** Provider name → the person's name there, such as an IAM user name. */
  readonly names: ReadonlyMap<string, string>;
}

/** What a system is bound to (`config.yaml`). */
export interface System {
  readonly name: string;
  readonly provider: string;
  /** Fits the provider's `target` schema; only the provider reads it. */
  readonly target: unknown;
}

export type MergeMethod = 'merge' | 'squash' | 'rebase';

/** What becomes of a role by which somebody can widen their own rights: it is warned of, or cannot be used. */
export type Escalation = 'warn' | 'refuse';

export interface Config {
  readonly systems: ReadonlyMap<string, System>;
  readonly merge: { readonly auto: boolean; readonly method: MergeMethod };
  readonly revert: { readonly autoMerge: boolean; readonly batch: boolean };
  /** How long before the merge an approval may have been given. */
  readonly approvalValid: Milliseconds;
  readonly escalation: Escalation;
}

/** Everything that policy files of one tree say. A file that cannot be read leaves its part out and its problems in. */
export interface Policy {
  /** null where `config.yaml` is missing or broken: then nothing can be granted. */
  readonly config: Config | null;
  /** By login. */
  readonly people: ReadonlyMap<string, Person>;
  /** System → role name → role. */
  readonly roles: ReadonlyMap<string, ReadonlyMap<string, Role>>;
  readonly problems: readonly Problem[];
}
