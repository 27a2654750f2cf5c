import { type AuditScope, EVERYTHING } from '../../audit/select-rows.js';

/** What was asked, where it was not everything: the page must not read as if it were. */
export interface PageQuestion {
  readonly scope: AuditScope;
  /** Who had what at a time: nothing else is in the rows. */
  readonly isAtTime: boolean;
}

export const WHOLE: PageQuestion = { scope: EVERYTHING, isAtTime: false };

/** `person alice, system aws-sandbox`; empty: nothing was left out. */
export function describeScope({ user, system, role, grant }: AuditScope): string {
  const parts = [
    ['person', user],
    ['system', system],
    ['role', role],
    ['grant', grant],
  ] as const;
  return parts.flatMap(([word, name]) => (name === null ? [] : [`${word} ${name}`])).join(', ');
}
