import type { Grant, GrantVersion } from '../access/grant.js';
import type { Instant } from '../access/instant.js';
import type { Problem } from '../access/problem.js';
import type { Plan } from '../plan/change.js';
import type { FormerContents } from '../plan/desired.js';
import type { ObservedEntitlement } from '../plan/entitlement.js';
import type { ChangeOutcome, Refusal } from '../plan/run-report.js';
import type { Target } from '../plan/targets.js';
import type { LifeName } from './evidence-path.js';
import type { Approval, EvidenceRun } from './record.js';

/** All that a run found and did, as far as records tell of it. */
export interface RunFacts {
  readonly run: EvidenceRun;
  readonly repositoryId: number;
  /** When it began to judge. */
  readonly startedAt: Instant;
  /** By when every target had been read. */
  readonly observedAt: Instant;
  /** Every life that the history tells of, in order of name and then of time. */
  readonly lives: readonly Life[];
  /** Those that stand. */
  readonly grants: readonly Grant[];
  /** Those that could be read. */
  readonly targets: readonly TargetFacts[];
  readonly outcomes: readonly ChangeOutcome[];
  readonly refusals: readonly Refusal[];
  readonly problems: readonly Problem[];
  readonly former: FormerContents;
}

/** One life of a request whose beginning the history tells of. */
export interface Life extends LifeName {
  /** Oldest first, at least one. */
  readonly versions: readonly GrantVersion[];
  /** null: it stands. */
  readonly removedIn: { readonly commit: string; readonly at: Instant } | null;
}

/** What a target held before the run changed it, and what it should hold. */
export interface TargetFacts {
  readonly target: Target;
  readonly observed: readonly ObservedEntitlement[];
  readonly plan: Plan;
}

/** What GitHub was asked for the records. */
export interface Answers {
  /** By the path of the life's record. */
  readonly verdicts: ReadonlyMap<string, { readonly refusal: Refusal | null; readonly approvals: readonly Approval[] }>;
  /** The merged pull request of each commit that took a file away, null where none did; GitHub did not tell of others. */
  readonly pullRequests: ReadonlyMap<string, number | null>;
}
