import type { Change } from './change.js';
import { type FormerContents, formerWindow } from './desired.js';

/**
 * Whether the approvals of a change's grants have to be worked out again before it is made (law 6): every creation,
 * and every update but one from exactly what an earlier version of the grant gave, to a window within that one's.
 */
export function needsApproval(change: Change, former: FormerContents): boolean {
  if (change.action === 'remove') return false;
  if (change.action === 'create') return true;
  const before = formerWindow(former, change.entitlement, change.observed.content);
  if (before === null) return true;
  const { start, end } = change.entitlement.window;
  return start < before.start || end > before.end;
}
