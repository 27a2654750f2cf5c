import type { Instant } from '../access/instant.js';
import { parseInstant } from '../access/instant-text.js';
import type { Approved, EvidenceEvent, EvidenceRecord, Failed, Refused, Removed } from '../evidence/record.js';
import type { AuditRemoval, AuditRow } from './audit-row.js';

/** What a row has from the evidence. */
export type AuditFacts = Pick<AuditRow, 'approvals' | 'refusal' | 'failure' | 'givenAt' | 'target' | 'removal'>;

/** Of a life of which nothing is recorded. */
export const NO_FACTS: AuditFacts = {
  approvals: [],
  refusal: null,
  failure: null,
  givenAt: null,
  target: null,
  removal: null,
};

/**
 * What a record tells of its life, in one pass.
 *
 * @param end when the access ended by the branch: its window's end, or its file's removal where that came first.
 */
export function readFacts({ events }: EvidenceRecord, end: Instant): AuditFacts {
  const approvals = new Map<string, Approved>();
  const failures = new Map<string, Failed>();
  const seenAt = new Map<string, string>();
  const standing = new Set<string>();
  let refusal: Refused | null = null;
  let givenAt: Instant | null = null;
  let target: string | null = null;
  let last: Removed | null = null;
  for (const event of events) {
    switch (event.kind) {
      case 'approved':
        // What a later run worked out again counts, in the place of the version.
        approvals.set(event.version, event);
        refusal = null;
        break;
      case 'refused':
        refusal = event;
        break;
      case 'failed':
        failures.delete(placeOf(event));
        // A run that was overtaken records its failure behind what the other one did meanwhile.
        if (event.run.startedAt >= (seenAt.get(placeOf(event)) ?? '')) failures.set(placeOf(event), event);
        break;
      case 'given':
        failures.delete(placeOf(event));
        seenAt.set(placeOf(event), event.readBackAt);
        standing.add(placeOf(event));
        givenAt = earlier(givenAt, parseInstant(event.readBackAt));
        target = event.target;
        break;
      case 'removed':
        failures.delete(placeOf(event));
        seenAt.set(placeOf(event), event.readBackAt);
        standing.delete(placeOf(event));
        last = event;
        break;
    }
  }
  const removal = last === null || standing.size > 0 ? null : toRemoval(last, end);
  return {
    approvals: [...approvals.values()],
    refusal,
    failure: [...failures.values()].at(-1) ?? null,
    givenAt,
    target,
    removal,
  };
}

function placeOf({ target, entitlement }: Extract<EvidenceEvent, { entitlement: string }>): string {
  return `${target} ${entitlement}`;
}

function toRemoval(removed: Removed, end: Instant): AuditRemoval | null {
  const goneAt = parseInstant(removed.readBackAt);
  if (goneAt === null) return null;
  const endedAt = removed.endedAt === null ? null : parseInstant(removed.endedAt);
  // A commit's date is its author's to write: what had ended only after it was gone was not late.
  const lag = endedAt === null ? null : Math.max(0, goneAt - endedAt);
  return { why: isDrift(removed, goneAt, end) ? 'drift' : removed.why, goneAt, endedAt, lag };
}

/**
 * Nobody of ours took it: it was found gone before the access ended by the branch. What a run had a reason to take while
 * the grant went on (`changed`, `unreadable`, `unapproved`) may have been taken by one that died before it could say so.
 */
function isDrift({ by, why }: Removed, goneAt: Instant, end: Instant): boolean {
  const isOfTheEnd = why === 'expired' || why === 'revoked' || why === 'deleted';
  return by === 'found' && isOfTheEnd && goneAt < end;
}

function earlier(one: Instant | null, other: Instant | null): Instant | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}
