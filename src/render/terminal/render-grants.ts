import type { Grant } from '../../access/grant.js';
import { formatInstant } from '../../access/instant-text.js';
import { renderTable } from './render-table.js';
import type { Style } from './style.js';

/** One line a grant. */
export function renderGrants(grants: readonly Grant[], style: Style): string {
  if (grants.length === 0) return 'no grants\n';
  const head = ['grant', 'beneficiary', 'role', 'start', 'end', 'state'];
  const rows = grants.map((grant) => [
    grant.name,
    grant.beneficiary,
    grant.role ?? '-',
    grant.window === null ? '-' : formatInstant(grant.window.start),
    grant.window === null ? '-' : formatInstant(grant.window.end),
    grant.state,
  ]);
  return renderTable(head, rows, style);
}

/** The shape that `lapse grants --json` promises, one grant an object. */
export function describeGrant(grant: Grant): Record<string, unknown> {
  return {
    grant: grant.name,
    beneficiary: grant.beneficiary,
    role: grant.role,
    system: grant.system,
    start: grant.window === null ? null : formatInstant(grant.window.start),
    end: grant.window === null ? null : formatInstant(grant.window.end),
    state: grant.state,
    reason: grant.request?.reason ?? null,
    ticket: grant.request?.ticket ?? null,
    addedIn: grant.addedIn,
    problems: grant.problems,
  };
}
