import type { Instant } from '../access/instant.js';

/** What happened to one life of one grant. */
export type StoryKind =
  /** Its file was merged, or changed by a later merge. */
  | 'asked'
  | 'edited'
  /** A person approved exactly that head; or nobody's word was needed. */
  | 'approved'
  | 'refused'
  /** The provider showed it. */
  | 'given'
  | 'changed'
  /** Somebody had changed it or taken it away by hand; it was put back, unless it is said otherwise. */
  | 'drifted'
  | 'failed'
  /** Its window ended, or its file was removed before. */
  | 'ended'
  | 'removed'
  /** The provider showed that it is gone. */
  | 'gone';

export interface StoryEntry {
  readonly at: Instant;
  readonly kind: StoryKind;
  readonly grant: string;
  readonly addedIn: string | null;
  /** One sentence. Hostile: it quotes people. */
  readonly text: string;
  /** The commit that it is about, of the default branch or of a pull request's head; null: none. */
  readonly commit: string | null;
  readonly pullRequest: number | null;
  /** The log of the run that recorded it; null: git alone tells it, or nobody knows. */
  readonly run: string | null;
}
