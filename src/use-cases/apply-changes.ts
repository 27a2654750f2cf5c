import type { Change } from '../plan/change.js';
import type { ChangeOutcome } from '../plan/run-report.js';
import { ProviderError, type ProviderSession } from '../providers/provider.js';
import type { RunPorts } from './run-ports.js';

/**
 * Makes the changes of one target in their order, removals first. Each is done when the provider shows it (law 8), and
 * none is held back by another's failure (law 7).
 */
export async function applyChanges(
  changes: readonly Change[],
  session: ProviderSession,
  ports: Pick<RunPorts, 'now' | 'progress'>,
): Promise<ChangeOutcome[]> {
  const outcomes: ChangeOutcome[] = [];
  for (const change of changes) {
    const id = change.action === 'remove' ? change.observed.id : change.entitlement.id;
    ports.progress(`${change.action} ${id}`);
    try {
      if (change.action === 'remove') await session.remove(change.observed);
      else await session.put(change.entitlement);
      outcomes.push({ change, result: 'done', message: null, readBackAt: ports.now() });
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      outcomes.push({ change, result: 'failed', message: error.message, readBackAt: null });
    }
  }
  return outcomes;
}
