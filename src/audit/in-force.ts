import type { Instant } from '../access/instant.js';
import { parseInstant } from '../access/instant-text.js';
import { standingGiven } from '../evidence/last-given.js';
import type { Given } from '../evidence/record.js';
import type { AuditRow } from './audit-row.js';
import { recordOf } from './audit-rows.js';
import { recordUntil } from './record-until.js';
import type { AuditSources } from './sources.js';

/**
 * How a grant stood at a time. By the branch: `in-force`; `pending`: its window had not begun; `not-given`: it was refused,
 * and nothing was given. By the evidence alone: `overdue`: given, never read back as gone, and no grant of the branch any
 * more (or only by an extension that was refused); `left-behind`: the same, but the provider itself had ended it (the floor), and only its removal was to come.
 */
export type Standing = 'in-force' | 'pending' | 'not-given' | 'overdue' | 'left-behind';

export interface RowAtTime {
  readonly row: AuditRow;
  readonly standing: Standing;
}

/**
 * Who had what at a time: the grants of the branch that were in force or about to be, and what else had been given and was
 * not known to be gone. In the order of the rows.
 *
 * @param rows as `auditRows` gives them for the same sources and time: one for each life, in their order.
 */
export function rowsAt(sources: AuditSources, rows: readonly AuditRow[], at: Instant): RowAtTime[] {
  return sources.lives.flatMap((life, index) => {
    const row = rows[index];
    if (row === undefined) return [];
    const record = recordOf(life, sources);
    const given = record === null ? [] : standingGiven(recordUntil(record, at));
    const standing = standingOf(row, given, at);
    return standing === null ? [] : [{ row, standing }];
  });
}

function standingOf(row: AuditRow, given: readonly Given[], at: Instant): Standing | null {
  if (given.length === 0) {
    if (row.state !== 'active' && row.state !== 'pending') return null;
    if (row.refusal !== null) return 'not-given';
    return row.state === 'active' ? 'in-force' : 'pending';
  }
  // What was refused after it was given is an extension: the provider ends what there is when it was approved to end.
  const hasEnded = given.every(({ floor }) => hasPassed(floor, at));
  if (row.state === 'active' && !(hasEnded && row.refusal !== null)) return 'in-force';
  if (row.state === 'pending') return 'pending';
  return hasEnded ? 'left-behind' : 'overdue';
}

/** Without a floor nothing but a removal ends it. */
function hasPassed(floor: string | null, at: Instant): boolean {
  const end = floor === null ? null : parseInstant(floor);
  return end !== null && end <= at;
}
