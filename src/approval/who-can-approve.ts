import type { FileDecision, PersonDecision } from './decision.js';

/** Who can give what a file still waits for. */
export interface OpenGroup {
  /** `code-owners` or `@org/slug`. */
  readonly from: string;
  /** As written; the names of teams, never of their members, whom not everybody may see. */
  readonly owners: readonly string[];
  readonly missing: number;
  /** Those among the named people who may not. */
  readonly barred: readonly PersonDecision[];
}

/** The groups that can still approve a file; empty where none has to, or none can. */
export function whoCanApprove(file: FileDecision): readonly OpenGroup[] {
  return file.groups
    .filter(({ verdict }) => verdict === 'pending')
    .map(({ from, owners, needed, counted, barred }) => ({ from, owners, missing: needed - counted.length, barred }));
}
