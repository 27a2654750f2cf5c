import type { RequestPath } from './access-path.js';
import type { Instant, Window } from './instant.js';
import type { Request } from './request.js';
import { resolveWindow } from './window.js';

/**
 * A stretch of time for which a person asks for a role, or has it. Separation of duties is decided on these alone. Where
 * the time of the merge is not known, the window is as wide as it may be (law 7).
 */
export interface Claim {
  /** `<system>/<login>/<name>`. */
  readonly grant: string;
  readonly beneficiary: string;
  readonly system: string;
  readonly role: string;
  readonly window: Window;
}

/** What a request would claim that is merged now. */
export function claimOfAdded(path: RequestPath, request: Request, now: Instant): Claim {
  return toClaim(path, request, resolveWindow(request, now));
}

/** What a request may claim that was merged at some time up to now. */
export function claimOfStanding(path: RequestPath, request: Request, now: Instant): Claim {
  const window = { start: request.starts ?? Number.NEGATIVE_INFINITY, end: resolveWindow(request, now).end };
  return toClaim(path, request, window);
}

/**
 * What an edit of a standing request adds to what it claims: the time from the old end on. null: it adds nothing, and
 * then it is never refused.
 */
export function claimOfEdit(path: RequestPath, before: Request, after: Request, now: Instant): Claim | null {
  if (!mayEndLater(before, after)) return null;
  const window = { start: earliestEnd(before, now), end: resolveWindow(after, now).end };
  return window.start < window.end ? toClaim(path, after, window) : null;
}

/** Between two forms of the end only the merge could tell which is later. */
function mayEndLater(before: Request, after: Request): boolean {
  if (before.end.kind === 'duration' && after.end.kind === 'duration') return after.end.length > before.end.length;
  if (before.end.kind === 'expires' && after.end.kind === 'expires') return after.end.at > before.end.at;
  return true;
}

/** Not before now: what has ended cannot be extended (design §3). */
function earliestEnd(request: Request, now: Instant): Instant {
  if (request.end.kind === 'expires') return Math.max(request.end.at, now);
  return request.starts === null ? now : Math.max(request.starts + request.end.length, now);
}

function toClaim(path: RequestPath, request: Request, window: Window): Claim {
  return { grant: path.grant, beneficiary: path.login, system: path.system, role: request.role, window };
}
