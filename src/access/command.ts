import type { Milliseconds } from './instant.js';

/** What somebody told the App in a comment. `grant` is null where it names none: all of the pull request are meant. */
export type Command =
  | { readonly kind: 'revoke'; readonly grant: string | null }
  | { readonly kind: 'extend'; readonly grant: string | null; readonly length: Milliseconds }
  /** Begins with `/lapse`, and is nothing that we know: `cure` says what would be. */
  | { readonly kind: 'unknown'; readonly message: string; readonly cure: string };
