import type { PageRow } from '../render/html/page-data.js';
import { EVIDENCE, STATES } from '../render/html/words.js';
import type { FilterName } from './filter-rows.js';

const LABELS: Readonly<Partial<Record<FilterName, ReadonlyMap<string, string>>>> = {
  state: new Map(Object.entries(STATES).map(([state, { label }]) => [state, label])),
  evidence: new Map(Object.entries(EVIDENCE).map(([kind, { label }]) => [kind, label])),
  verification: new Map([
    ['wrong', 'does not add up'],
    ['unproved', 'not proved'],
    ['clean', 'nothing found'],
  ]),
};

/** What a filter's value is called: its own name, where it is nobody's word of ours. */
export function labelOf(filter: FilterName, value: string): string {
  return LABELS[filter]?.get(value) ?? value;
}

/** Who approved, in words: nobody may have had to, or nothing may be recorded. */
export function describeApprovers({ approvers, approvals }: PageRow): string {
  if (approvers.length > 0) return approvers.join(', ');
  return approvals.length === 0 ? 'not recorded' : 'nobody had to';
}
