import type { Milliseconds } from './instant.js';

/** A commit may be dated this long after the merge that GitHub records, and no longer (design §3). */
export const LATEST_AFTER_MERGE: Milliseconds = 60_000;

/** Merge queues make their commits before they merge them (design §3). */
export const EARLIEST_BEFORE_MERGE: Milliseconds = 6 * 3_600_000;
