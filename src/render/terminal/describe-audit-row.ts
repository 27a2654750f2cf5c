import type { Instant } from '../../access/instant.js';
import { formatInstant } from '../../access/instant-text.js';
import type { AuditLine } from './audit-columns.js';

/**
 * The shape that `lapse audit --json` promises, one life an object: times in RFC 3339, UTC; null where there is none; what
 * the evidence says as it stands there (schemas/evidence.schema.json).
 */
export function describeAuditRow({ row, standing }: AuditLine): Record<string, unknown> {
  const { window, mergedAt, removedAt, givenAt, removal, ...rest } = row;
  return {
    grant: rest.grant,
    beneficiary: rest.beneficiary,
    role: rest.role,
    system: rest.system,
    reason: rest.reason,
    ticket: rest.ticket,
    start: time(window?.start),
    end: time(window?.end),
    state: rest.state,
    ...(standing === null ? {} : { standing }),
    addedIn: rest.addedIn,
    mergedAt: time(mergedAt),
    author: rest.author,
    subject: rest.subject,
    removedIn: rest.removedIn,
    removedAt: time(removedAt),
    evidence: rest.evidence,
    approvals: rest.approvals,
    refusal: rest.refusal,
    target: rest.target,
    givenAt: time(givenAt),
    failure: rest.failure,
    removal:
      removal === null
        ? null
        : {
            why: removal.why,
            goneAt: time(removal.goneAt),
            endedAt: time(removal.endedAt),
            lagSeconds: removal.lag === null ? null : Math.round(removal.lag / 1000),
          },
  };
}

function time(instant: Instant | null | undefined): string | null {
  return instant == null ? null : formatInstant(instant);
}
