import { type Incarnation, resolveIncarnations } from '../access/incarnations.js';
import type { Instant } from '../access/instant.js';
import type { Problem } from '../access/problem.js';
import { type BuriedContents, buriedContents } from '../plan/buried.js';
import type { Plan } from '../plan/change.js';
import { unknownCuts } from '../plan/cut-changes.js';
import { type CutSpan, cutSpans } from '../plan/cut-spans.js';
import { desiredEntitlements, type FormerContents } from '../plan/desired.js';
import { diffEntitlements } from '../plan/diff.js';
import type { ObservedEntitlement } from '../plan/entitlement.js';
import { explainRemovals } from '../plan/explain-removal.js';
import type { Refusal } from '../plan/run-report.js';
import { type ObservedTarget, type ObservingPorts, observeTargets } from './observe-targets.js';
import type { Scope } from './pick-targets.js';
import type { BranchReading } from './read-branch.js';

export interface PlannedTarget extends ObservedTarget {
  /** Of what gives access; cuts that are none of ours go with it, because the same guard holds them. */
  readonly plan: Plan;
  /** The cuts that the target holds: what becomes of them hangs on what is given (design §6). */
  readonly cuts: readonly ObservedEntitlement[];
}

export interface TargetPlans {
  readonly targets: readonly PlannedTarget[];
  /** Every life of every request that the history tells of, in order of name and then of time. */
  readonly incarnations: readonly Incarnation[];
  readonly former: FormerContents;
  readonly buried: BuriedContents;
  readonly spans: readonly CutSpan[];
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
  scope: Scope,
): Promise<TargetPlans> {
  const { grants, policy } = reading;
  const desired = desiredEntitlements({ grants, policy, rules: ports.providers, repositoryId });
  const { targets, refusals } = await observeTargets(scope.targets, repositoryId, ports);
  const incarnations = resolveIncarnations(reading.history, reading.blobs);
  const deleted = incarnations.filter(({ removedIn }) => removedIn !== null).map(({ grant }) => grant);
  const buried = buriedContents(incarnations, policy, ports.providers, repositoryId);
  const spans = cutSpans({ grants, incarnations, policy, rules: ports.providers, repositoryId, now });
  const planned = targets.map((observed): PlannedTarget => {
    const { target } = observed;
    const { rules } = target;
    const cuts = observed.observed.filter(({ id }) => rules.isCut(id));
    const explain = explainRemovals({ grants, deleted, unresolved: desired.unresolved, rules, repositoryId, now });
    const { entitlements, former } = desired;
    const giving = observed.observed.filter(({ id }) => !rules.isCut(id));
    const { changes, kept } = diffEntitlements({ target, desired: entitlements, former, observed: giving, explain });
    const plan = { changes: [...unknownCuts({ target, spans, observed: cuts }), ...changes], kept };
    return { ...observed, plan, cuts };
  });
  // What is merely warned of in a policy file is told where it is written, and not in every run.
  const faults = policy.problems.filter(({ severity }) => severity === 'error');
  const problems = [...faults, ...grants.flatMap((grant) => grant.problems), ...desired.problems];
  const own = problems.filter(({ path }) => scope.coversFile(path));
  return { targets: planned, incarnations, former: desired.former, buried, spans, refusals, problems: own };
}
