import type { Instant, Milliseconds } from './instant.js';

/** A request as its author wrote it; who and where come from its path. */
export interface Request {
  readonly role: string;
  /** When it is to begin; null: at the merge. */
  readonly starts: Instant | null;
  /** Exactly one of the two ways to say the end. */
  readonly end:
    | { readonly kind: 'duration'; readonly length: Milliseconds }
    | { readonly kind: 'expires'; readonly at: Instant };
  readonly reason: string;
  readonly ticket: string | null;
}
