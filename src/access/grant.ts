import type { Instant, Window } from './instant.js';
import type { Problem } from './problem.js';
import type { Request } from './request.js';

/** `invalid`: what cannot be read, resolved or decided; it gives no access (law 7). */
export type GrantState = 'pending' | 'active' | 'expired' | 'invalid';

/** One version of a request file on the first-parent line. */
export interface GrantVersion {
  readonly commit: string;
  readonly committedAt: Instant;
  readonly oid: string;
  /** null where this version could not be read. */
  readonly request: Request | null;
  readonly window: Window | null;
}

/** A request that stands on the default branch (design §1). */
export interface Grant {
  /** `<system>/<login>/<name>`. */
  readonly name: string;
  readonly path: string;
  readonly system: string;
  readonly beneficiary: string;
  /** The role's name; null where no version of the file could be read. */
  readonly role: string | null;
  /** The present version; null where it cannot be read. */
  readonly request: Request | null;
  /**
   * The present version's window; of an unreadable file, its last readable version's (design §7), and where an extension
   * does not count, the window from before it; null if none.
   */
  readonly window: Window | null;
  readonly state: GrantState;
  /** The first-parent commit that added the present incarnation; null: older than the history that was read, so over. */
  readonly addedIn: string | null;
  /** Oldest first; the first is the addition. Empty where `addedIn` is null. */
  readonly versions: readonly GrantVersion[];
  /** Why it is invalid, or why its extension does not count (separation of duties). */
  readonly problems: readonly Problem[];
}
