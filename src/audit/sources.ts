import type { HistoryCommit } from '../access/history.js';
import type { Incarnation } from '../access/incarnations.js';
import type { EvidenceRecord } from '../evidence/record.js';

/** All that a clone says of what there was: each thing is read once. */
export interface AuditSources {
  /** The commit of the default branch that is judged. */
  readonly commit: string;
  /** Its whole first-parent line, newest first: the commits that touch requests, policy or CODEOWNERS. */
  readonly history: readonly HistoryCommit[];
  /** Every life of every request, in order of name and then of time. */
  readonly lives: readonly Incarnation[];
  readonly evidence: EvidenceReading;
}

export interface EvidenceReading {
  /** The head of the evidence branch; null: the clone has none. */
  readonly head: string | null;
  /** Path on the branch → record. */
  readonly records: ReadonlyMap<string, EvidenceRecord>;
  /** What stands there and is no record. */
  readonly faults: readonly { readonly path: string; readonly message: string }[];
}
