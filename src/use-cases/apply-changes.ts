import type { Instant } from '../access/instant.js';
import type { Change } from '../plan/change.js';
import type { Entitlement } from '../plan/entitlement.js';
import type { ChangeOutcome } from '../plan/run-report.js';
import { ProviderError, type ProviderSession } from '../providers/provider.js';
import type { RunPorts } from './run-ports.js';

/**
 * Makes the changes of one target in their order, removals first. Each is done when the provider shows it (law 8), and
 * none is held back by another's failure (law 7), but for what opens sessions that could then not be cut (design §6).
 */
export async function applyChanges(
  changes: readonly Change[],
  session: ProviderSession,
  ports: Pick<RunPorts, 'now' | 'progress'>,
): Promise<ChangeOutcome[]> {
  const outcomes: ChangeOutcome[] = [];
  const uncut = new Map<string, string>();
  for (const change of changes) {
    const id = change.action === 'remove' ? change.observed.id : change.entitlement.id;
    ports.progress(`${change.action} ${id}`);
    const missing = uncutReason(change, uncut);
    if (missing !== null) {
      outcomes.push({ change, result: 'failed', message: missing, readBackAt: null });
      continue;
    }
    try {
      if (change.action === 'remove') await session.remove(change.observed);
      else await session.put(change.entitlement);
      outcomes.push({ change, result: 'done', message: null, readBackAt: ports.now() });
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      if (change.action !== 'remove' && hasNobody(change.entitlement, error, ports.now())) {
        outcomes.push({ change, result: 'done', message: error.message, readBackAt: ports.now() });
        continue;
      }
      uncut.set(id, error.message);
      outcomes.push({ change, result: 'failed', message: error.message, rule: error.kind, readBackAt: null });
    }
  }
  return outcomes;
}

/** Why a change may not be made; null: it may. */
function uncutReason(change: Change, uncut: ReadonlyMap<string, string>): string | null {
  if (change.action === 'remove' || change.entitlement.cut === undefined) return null;
  const reason = uncut.get(change.entitlement.cut.id);
  return reason === undefined ? null : `its sessions could not be ended in time, so it is not given: ${reason}`;
}

/** Where a role is gone, so are its sessions, and what is over needs no cut any more. */
function hasNobody({ window }: Entitlement, error: ProviderError, now: Instant): boolean {
  return error.kind === 'unknown-role' && window.end <= now;
}
