import type { RequestPath } from './access-path.js';
import { type Fault, faultAt, locate } from './fault.js';
import type { Instant } from './instant.js';
import { formatInstant } from './instant-text.js';
import type { Positions } from './position.js';
import type { Problem } from './problem.js';
import type { Request } from './request.js';
import { resolveWindow } from './window.js';

export interface RequestChange {
  readonly path: RequestPath;
  readonly before: Request;
  readonly after: Request;
  /** Of the file after the change. */
  readonly positions: Positions;
  /** When the present incarnation of the file was merged; null where that is not known. */
  readonly mergedAt: Instant | null;
  /** When the change is judged or, where it has been, was merged. */
  readonly now: Instant;
}

/**
 * What an edit may not do (design §3): it may change the end, the reason or the ticket, of a grant that has not ended.
 * Without a time of the merge, the end of a `duration` is not known, and whether the grant has ended is left open:
 * the history decides it at provisioning.
 */
export function checkChange(change: RequestChange): Problem[] {
  const { before, after, path } = change;
  const faults: Fault[] = [];
  // Undoing it later would not do: once merged, no later version of the file counts.
  const anew = 'Leave this file as it was, or delete it, and add a new one for the new request.';
  if (before.role !== after.role) {
    faults.push(faultAt('changed-role', '/role', 'The role of a standing request cannot change.', anew));
  }
  if (before.starts !== after.starts) {
    faults.push(faultAt('changed-starts', '/starts', 'The start of a standing request cannot change.', anew));
  }
  const end = knownEnd(before, change.mergedAt);
  if (end !== null && change.now >= end) {
    const message = `The grant ended at ${formatInstant(end)}, before this edit.`;
    faults.push(faultAt('edited-after-end', '', message, anew));
  }
  return locate(`access/${path.grant}.yaml`, change.positions, faults);
}

/**
 * True where the end moved earlier and nothing else changed: a revocation (design §3). Two durations compare by their
 * length, two times as they are; one with the other only where the time of the merge is known. What cannot be
 * compared is no shortening.
 */
export function isShortened(before: Request, after: Request, mergedAt: Instant | null = null): boolean {
  if (before.role !== after.role || before.starts !== after.starts) return false;
  if (before.reason !== after.reason || before.ticket !== after.ticket) return false;
  if (before.end.kind === 'duration' && after.end.kind === 'duration') return after.end.length < before.end.length;
  if (before.end.kind === 'expires' && after.end.kind === 'expires') return after.end.at < before.end.at;
  if (mergedAt === null) return false;
  return resolveWindow(after, mergedAt).end < resolveWindow(before, mergedAt).end;
}

/** When a request ends, as far as it is known: a duration counts from the merge. */
export function knownEnd(request: Request, mergedAt: Instant | null): Instant | null {
  if (mergedAt !== null) return resolveWindow(request, mergedAt).end;
  return request.end.kind === 'expires' ? request.end.at : null;
}
