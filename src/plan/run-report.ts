import type { Instant } from '../access/instant.js';
import type { Problem } from '../access/problem.js';
import type { Change } from './change.js';

/** What became of one change. */
export interface ChangeOutcome {
  readonly change: Change;
  /** `planned`: a dry run, or a removal beyond the guard. */
  readonly result: 'done' | 'failed' | 'planned' | 'withheld';
  /** Why it failed or was withheld; null where it was done. */
  readonly message: string | null;
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
  readonly grant: string;
  readonly branch: string;
  readonly pullRequest: number | null;
  readonly result: 'opened' | 'reused' | 'waiting' | 'failed' | 'planned';
  readonly message: string | null;
}

/** All that a run of `provision` or `expire` did and did not do: the summary, the exit code and `--json` come from it. */
export interface RunReport {
  readonly run: 'provision' | 'expire';
  readonly dryRun: boolean;
  /** The tip of the default branch that was reconciled. */
  readonly commit: string;
  readonly startedAt: Instant;
  readonly outcomes: readonly ChangeOutcome[];
  readonly unchanged: number;
  readonly refusals: readonly Refusal[];
  /** Files that cannot be read or decided. */
  readonly problems: readonly Problem[];
  readonly reverts: readonly RevertOutcome[];
}

/** True where a person has to look: the run then fails (design §9). */
export function needsAttention(report: RunReport): boolean {
  const failed = report.outcomes.some((outcome) => outcome.result === 'failed' || outcome.result === 'withheld');
  const errors = report.problems.some((problem) => problem.severity === 'error');
  return failed || errors || report.refusals.length > 0 || report.reverts.some((revert) => revert.result === 'failed');
}
