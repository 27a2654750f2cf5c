import { resolveIncarnations } from '../access/incarnations.js';
import type { Instant } from '../access/instant.js';
import type { Problem } from '../access/problem.js';
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
  const deleted = listDeleted(reading);
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
  return { targets: planned, former: desired.former, refusals, problems };
}

/** Names of grants whose files are gone, as far back as a grant can reach. */
function listDeleted(reading: BranchReading): string[] {
  return resolveIncarnations(reading.history, reading.blobs)
    .filter((incarnation) => incarnation.removedIn !== null)
    .map((incarnation) => incarnation.grant);
}
