import type { Window } from '../access/instant.js';
import type { Change, Plan } from './change.js';
import { type FormerContents, formerWindow } from './desired.js';

/**
 * What is given once a run has made its changes: the grants, each with the window that the provider then holds for it.
 * Only that carries anybody's session (law 6): what waits for its approval, or for a run that may give, has the window
 * of before, if any.
 *
 * @param approved what goes ahead.
 */
export function givenWindows(
  plan: Plan,
  approved: readonly Change[],
  former: FormerContents,
): ReadonlyMap<string, Window> {
  const given = new Map<string, Window>();
  const give = (grants: readonly string[], window: Window): void => {
    for (const grant of grants) given.set(grant, window);
  };
  const removed = new Set(approved.flatMap((change) => (change.action === 'remove' ? change.observed.id : [])));
  for (const { entitlement } of plan.kept) {
    if (!removed.has(entitlement.id)) give(entitlement.grants, entitlement.window);
  }
  for (const change of plan.changes) {
    if (change.action !== 'update' || removed.has(change.observed.id)) continue;
    const before = formerWindow(former, change.entitlement, change.observed.content);
    if (before !== null) give(change.entitlement.grants, narrower(before, change.entitlement.window));
  }
  for (const change of approved) {
    if (change.action !== 'remove') give(change.entitlement.grants, change.entitlement.window);
  }
  return given;
}

/** What takes access away needs no approval, so of a window that shrinks the smaller one counts at once. */
function narrower(one: Window, other: Window): Window {
  return { start: Math.max(one.start, other.start), end: Math.min(one.end, other.end) };
}
