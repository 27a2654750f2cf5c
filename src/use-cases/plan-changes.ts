import type { Instant } from '../access/instant.js';
import type { Problem } from '../access/problem.js';
import type { Repository } from '../git/repository.js';
import type { Change } from '../plan/change.js';
import type { Refusal } from '../plan/run-report.js';
import type { ObservingPorts } from './observe-targets.js';
import { pickTargets } from './pick-targets.js';
import { inStages, planCuts } from './plan-cuts.js';
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
  const plans = await planTargets(
    reading,
    input.repositoryId,
    input.at,
    input,
    pickTargets(reading.policy.config, input.providers, undefined),
  );
  const { targets, refusals, problems } = plans;
  const approveAll = async (): Promise<boolean> => true;
  const cuts = await Promise.all(
    targets.map((target) => planCuts(target, target.plan.changes, plans, input.at, approveAll)),
  );
  return {
    changes: targets.flatMap(({ plan }, index) =>
      inStages(plan.changes, cuts[index]?.changes ?? [], plans.former).flat(),
    ),
    unchanged: [...targets.map(({ plan }) => plan), ...cuts].reduce((sum, { kept }) => sum + kept.length, 0),
    refusals,
    problems,
  };
}
