import { resolveIncarnations } from '../access/incarnations.js';
import type { Instant } from '../access/instant.js';
import type { Problem } from '../access/problem.js';
import { type BuriedContents, buriedContents } from '../plan/buried.js';
import type { Plan } from '../plan/change.js';
import { desiredEntitlements, type FormerContents } from '../plan/desired.js';
import { diffEntitlements } from '../plan/diff.js';
import { explainRemovals } from '../plan/explain-removal.js';
import type { Refusal } from '../plan/run-report.js';
import { type ObservedTarget, type ObservingPorts, observeTargets } from './observe-targets.js';
import type { BranchReading } from './read-branch.js';

export interface PlannedTarget extends ObservedTarget {
  readonly plan: Plan;
}

export interface TargetPlans {
  readonly targets: readonly PlannedTarget[];
  readonly former: FormerContents;
  readonly buried: BuriedContents;
  readonly refusals: readonly Refusal[];
  /** Of every file of ours: what cannot be read or decided gives no access, and is told (law 7). */
  readonly problems: readonly Problem[];
}

/** What takes each target from what it holds to what the branch says at an instant (law 1). Writes nothing. */
export async function planTargets(
  reading: BranchReading,
  repositoryId: number,
  now: Instant,
  ports: ObservingPorts,
): Promise<TargetPlans> {
  const { grants, policy } = reading;
  const desired = desiredEntitlements({ grants, policy, rules: ports.providers, repositoryId });
  const { targets, refusals } = await observeTargets(policy, repositoryId, ports);
  const incarnations = resolveIncarnations(reading.history, reading.blobs);
  const deleted = incarnations.filter(({ removedIn }) => removedIn !== null).map(({ grant }) => grant);
  const buried = buriedContents(incarnations, policy, ports.providers, repositoryId);
  const planned = targets.map((observed): PlannedTarget => {
    const { rules } = observed.target;
    const explain = explainRemovals({ grants, deleted, unresolved: desired.unresolved, rules, repositoryId, now });
    const { entitlements, former } = desired;
    const plan = diffEntitlements({
      target: observed.target,
      desired: entitlements,
      former,
      observed: observed.observed,
      explain,
    });
    return { ...observed, plan };
  });
  const problems = [...policy.problems, ...grants.flatMap((grant) => grant.problems), ...desired.problems];
  return { targets: planned, former: desired.former, buried, refusals, problems };
}
