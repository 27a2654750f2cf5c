import type { Instant, Window } from './instant.js';
import { LAST_INSTANT } from './instant-text.js';
import type { Request } from './request.js';

/**
 * The window of a request that was merged at a time (design §3): it begins at the later of `starts` and the merge, and
 * a duration counts from there. An `expires` that is not after the start gives an empty window, in which nothing is
 * ever active. Nothing ends after the last time that can be written and read again.
 */
export function resolveWindow(request: Request, mergedAt: Instant): Window {
  const start = request.starts === null ? mergedAt : Math.max(request.starts, mergedAt);
  const end = request.end.kind === 'duration' ? Math.min(start + request.end.length, LAST_INSTANT) : request.end.at;
  return { start, end };
}
