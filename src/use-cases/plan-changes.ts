import type { Instant } from '../access/instant.js';
import type { Problem } from '../access/problem.js';
import type { Repository } from '../git/repository.js';
import type { Change } from '../plan/change.js';
import type { Refusal } from '../plan/run-report.js';
import type { ObservingPorts } from './observe-targets.js';
import { planTargets } from './plan-targets.js';
import { readBranch } from './read-branch.js';

export interface PlanInput extends ObservingPorts {
  readonly repository: Repository;
  /** GitHub's numeric id. */
  readonly repositoryId: number;
  readonly commit: string;
  readonly at: Instant;
}

export interface PlannedChanges {
  readonly changes: readonly Change[];
  readonly unchanged: number;
  /** Targets that could not be read. */
  readonly refusals: readonly Refusal[];
  readonly problems: readonly Problem[];
}

/** What a run would change if it were run at an instant, before approvals are worked out again. Writes nothing. */
export async function planChanges(input: PlanInput): Promise<PlannedChanges> {
  const reading = await readBranch(input.repository, input.providers, input.commit, input.at);
  const { targets, refusals, problems } = await planTargets(reading, input.repositoryId, input.at, input);
  return {
    changes: targets.flatMap((target) => target.plan.changes),
    unchanged: targets.reduce((sum, target) => sum + target.plan.kept.length, 0),
    refusals,
    problems,
  };
}
