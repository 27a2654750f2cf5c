import type { Instant } from '../access/instant.js';
import type { Change } from '../plan/change.js';
import type { Entitlement } from '../plan/entitlement.js';
import type { ChangeOutcome } from '../plan/run-report.js';
import { ProviderError, type ProviderSession } from '../providers/provider.js';
import type { RunPorts } from './run-ports.js';
import { doSideBySide } from './side-by-side.js';

/** How many users and roles of one target are written at once: enough to hide the way to the provider and back, and few for its rate limits. */
const MOST_HOLDERS_AT_ONCE = 4;

type ApplyPorts = Pick<RunPorts, 'now' | 'progress'>;

/**
 * Makes the changes of one target in their stages, removals first; within a stage those of different users and roles side
 * by side. Each is done when the provider shows it (law 8), and none is held back by another's failure (law 7), but for
 * what opens sessions that could then not be cut (design §6).
 */
export async function applyChanges(
  stages: readonly (readonly Change[])[],
  session: ProviderSession,
  ports: ApplyPorts,
): Promise<ChangeOutcome[]> {
  const outcomes: ChangeOutcome[] = [];
  const uncut = new Map<string, string>();
  for (const stage of stages) {
    const made = new Map<Change, ChangeOutcome>();
    await doSideBySide(groupByHolder(stage, session), MOST_HOLDERS_AT_ONCE, async (changes) => {
      for (const change of changes) made.set(change, await applyChange(change, uncut, session, ports));
    });
    outcomes.push(...stage.flatMap((change) => made.get(change) ?? []));
  }
  return outcomes;
}

function groupByHolder(changes: readonly Change[], session: ProviderSession): readonly (readonly Change[])[] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const holder = session.holderOf(idOf(change));
    const group = groups.get(holder);
    if (group === undefined) groups.set(holder, [change]);
    else group.push(change);
  }
  return [...groups.values()];
}

function idOf(change: Change): string {
  return change.action === 'remove' ? change.observed.id : change.entitlement.id;
}

/** @param uncut why, by its id; gets what fails here. */
async function applyChange(
  change: Change,
  uncut: Map<string, string>,
  session: ProviderSession,
  ports: ApplyPorts,
): Promise<ChangeOutcome> {
  const id = idOf(change);
  ports.progress(`${change.action} ${id}`);
  const missing = uncutReason(change, uncut);
  if (missing !== null) return { change, result: 'failed', message: missing, readBackAt: null };
  try {
    if (change.action === 'remove') await session.remove(change.observed);
    else await session.put(change.entitlement);
    return { change, result: 'done', message: null, readBackAt: ports.now() };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    if (change.action !== 'remove' && hasNobody(change.entitlement, error, ports.now())) {
      return { change, result: 'done', message: error.message, readBackAt: ports.now() };
    }
    uncut.set(id, error.message);
    return { change, result: 'failed', message: error.message, rule: error.kind, readBackAt: null };
  }
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
