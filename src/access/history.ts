import type { Instant } from './instant.js';

/** One commit on the first-parent line of the default branch, with what it changed against its first parent. */
export interface HistoryCommit {
  readonly sha: string;
  readonly parents: readonly string[];
  /** The committer date: design §3 takes it for the merge time. */
  readonly committedAt: Instant;
  /** Hostile: whoever made the commit wrote these. */
  readonly authorName: string;
  readonly subject: string;
  readonly changes: readonly HistoryChange[];
}

export interface HistoryChange {
  /** `T` is a change of type (file to symlink). Renames are an A and a D. */
  readonly status: 'A' | 'M' | 'D' | 'T';
  readonly path: string;
  readonly mode: string;
  /** The blob after the change; null for D. */
  readonly oid: string | null;
}
