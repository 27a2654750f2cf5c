import type { Instant, Milliseconds } from '../access/instant.js';
import type { Problem } from '../access/problem.js';
import type { Change } from './change.js';
import type { Drift } from './drift.js';

/** What became of one change. */
export interface ChangeOutcome {
  readonly change: Change;
  /** `planned`: a dry run, or a removal beyond the guard. */
  readonly result: 'done' | 'failed' | 'planned' | 'withheld';
  /** Why it failed or was withheld; null where it was done. */
  readonly message: string | null;
  /** What kind of failure it was, where the provider told. */
  readonly rule?: string;
  /** When the provider showed it (law 8). */
  readonly readBackAt: Instant | null;
}

/** A grant that is not given, or a target that cannot be reached, and what to do about it. */
export interface Refusal {
  readonly rule: string;
  /** The grant, or null where it concerns a whole system. */
  readonly grant: string | null;
  readonly system: string;
  readonly message: string;
  readonly cure: string;
  readonly pullRequest: number | null;
}

export interface RevertOutcome {
  /** The grant; of a batch that is closed, its system. */
  readonly grant: string;
  readonly branch: string;
  readonly pullRequest: number | null;
  /** `closed`: an open revert that has nothing to revert any more. */
  readonly result: 'opened' | 'reused' | 'closed' | 'waiting' | 'failed' | 'planned';
  readonly message: string | null;
}

/** How long after a grant's end what it gave was gone, as the provider showed it (law 8). */
export interface RemovalLag {
  readonly grant: string;
  readonly endedAt: Instant;
  readonly goneAt: Instant;
  readonly lag: Milliseconds;
}

/** A grant that had ended so long before the run that earlier runs should have taken away what it gave. */
export interface LateRemoval {
  readonly grant: string;
  readonly endedAt: Instant;
  /** When the provider itself ended the last of it; null: it could not. */
  readonly floor: Instant | null;
}

/** What a run added to the evidence (design §8). */
export interface EvidenceReport {
  /** How many records. */
  readonly written: number;
  /** The head of its branch, as far as the run knows; null: there is no such branch yet. */
  readonly commit: string | null;
  /** What could not be read or recorded, each in a sentence or two. May quote hostile text. */
  readonly faults: readonly string[];
}

/** All that a run of `provision` or `expire` did and did not do: the summary, the exit code and `--json` come from it. */
export interface RunReport {
  readonly run: 'provision' | 'expire';
  readonly dryRun: boolean;
  /** The tip of the default branch that was reconciled. */
  readonly commit: string;
  readonly startedAt: Instant;
  /** What somebody should know, and nothing fails for. */
  readonly warnings?: readonly string[];
  readonly outcomes: readonly ChangeOutcome[];
  readonly unchanged: number;
  readonly refusals: readonly Refusal[];
  /** Files that cannot be read or decided. */
  readonly problems: readonly Problem[];
  readonly reverts: readonly RevertOutcome[];
  /** The greatest first. */
  readonly lags: readonly RemovalLag[];
  /** Not empty: the schedule is late. */
  readonly late: readonly LateRemoval[];
  /** null: a dry run, which records nothing. */
  readonly evidence?: EvidenceReport | null;
  /** As it was found; each says what became of it. What was mended needs nobody. */
  readonly drift: readonly Drift[];
}

/** True where a person has to look: the run then fails (design §9). */
export function needsAttention(report: RunReport): boolean {
  const failed = report.outcomes.some((outcome) => outcome.result === 'failed' || outcome.result === 'withheld');
  const errors = report.problems.some((problem) => problem.severity === 'error') || hasGap(report.evidence);
  return failed || errors || report.refusals.length > 0 || report.reverts.some((revert) => revert.result === 'failed');
}

function hasGap(evidence: RunReport['evidence']): boolean {
  return (evidence?.faults.length ?? 0) > 0;
}
