import type { AuditRow } from '../../audit/audit-row.js';

interface Word {
  readonly label: string;
  readonly meaning: string;
}

/** What the page calls the states of a grant, and what it means by them. */
export const STATES: Readonly<Record<AuditRow['state'], Word>> = {
  active: { label: 'active', meaning: 'in force at the time of the report, by the default branch' },
  pending: { label: 'pending', meaning: 'merged, and its window had not begun' },
  expired: { label: 'expired', meaning: 'its window was over' },
  removed: { label: 'removed', meaning: 'its file was taken away before its end' },
  invalid: { label: 'invalid', meaning: 'could not be read, or broke a rule: it gave nothing' },
};

export const EVIDENCE: Readonly<Record<AuditRow['evidence'], Word>> = {
  recorded: { label: 'recorded', meaning: 'the evidence has a record of it' },
  none: { label: 'no record', meaning: 'the evidence has no record of it, and should' },
  unreadable: { label: 'unreadable', meaning: 'there is a record, and it cannot be read' },
  absent: { label: 'no evidence here', meaning: 'the clone that the report was made from has no evidence at all' },
  'not-due': { label: 'not due', meaning: 'nothing has happened yet that would be recorded' },
};

const REMOVALS: Readonly<Record<string, string>> = {
  expired: 'its end had come',
  revoked: 'a merged pull request took its file away',
  deleted: 'its file went without a pull request',
  changed: 'it gives other things since',
  policy: 'its file can be read, and is not allowed as it stands',
  unreadable: 'its file could not be read any more',
  unapproved: 'its file was made to give more without approval',
  drift: 'it was found gone while it should have stood',
};

/** Why it was taken away, in words. */
export function describeRemoval(why: string): string {
  return REMOVALS[why] ?? why;
}
