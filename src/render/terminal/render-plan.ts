import { formatInstant } from '../../access/instant-text.js';
import type { Change } from '../../plan/change.js';
import { showInvisible } from '../show-invisible.js';
import { paint, type Style } from './style.js';

const LOOKS = { create: 'green', update: 'yellow', remove: 'red' } as const;
const SIGNS = { create: '+', update: '~', remove: '-' } as const;

/** One change: what happens to which entitlement, why, for which grant, and when the provider itself ends it. */
export function renderChange(change: Change, style: Style): string {
  const { system, grants, entitlement } = partsOf(change);
  const head = paint(`${SIGNS[change.action]} ${change.action}`, LOOKS[change.action], style);
  const forGrants = grants.length === 0 ? 'no grant' : grants.map(showInvisible).join(', ');
  const line = `${head}  ${showInvisible(entitlement)}  for ${forGrants}  (${change.reason}, in ${showInvisible(system)})\n`;
  return `${line}${renderFloor(change)}`;
}

function renderFloor(change: Change): string {
  if (change.action === 'remove') return '';
  const { floor, floorNote, window } = change.entitlement;
  const { start, end } = window;
  // A cut has instants, no window.
  const until = start === end ? `at ${formatInstant(end)}` : `${formatInstant(start)} to ${formatInstant(end)}`;
  const ends = floor === null ? 'none: only the sweep ends it' : formatInstant(floor);
  return `    ${until}; floor ${ends}${floorNote === '' ? '' : ` (${showInvisible(floorNote)})`}\n`;
}

/** The shape that `lapse plan --json` promises, one change an object. */
export function describeChange(change: Change): Record<string, unknown> {
  const { system, provider, grants, entitlement } = partsOf(change);
  const kept = change.action === 'remove' ? null : change.entitlement;
  return {
    action: change.action,
    reason: change.reason,
    grant: grants[0] ?? null,
    grants,
    system,
    provider,
    entitlement,
    start: kept === null ? null : formatInstant(kept.window.start),
    end: kept === null ? null : formatInstant(kept.window.end),
    floor: kept === null || kept.floor === null ? null : formatInstant(kept.floor),
    floorNote: kept?.floorNote ?? null,
  };
}

function partsOf(change: Change): { system: string; provider: string; grants: readonly string[]; entitlement: string } {
  if (change.action === 'remove') {
    const grants = change.grant === null ? [] : [change.grant];
    return { system: change.system, provider: change.provider, grants, entitlement: change.observed.id };
  }
  const { system, provider, grants, id } = change.entitlement;
  return { system, provider, grants, entitlement: id };
}
