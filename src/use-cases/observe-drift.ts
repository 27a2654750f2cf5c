import type { Grant } from '../access/grant.js';
import type { Instant } from '../access/instant.js';
import type { Problem } from '../access/problem.js';
import type { EvidenceReading } from '../audit/sources.js';
import { evidencePath } from '../evidence/evidence-path.js';
import { type DriftFate, type DriftRecords, findDrift } from '../evidence/find-drift.js';
import type { EvidenceRecord } from '../evidence/record.js';
import { removedPlaces } from '../evidence/removed-places.js';
import type { Repository } from '../git/repository.js';
import type { Change } from '../plan/change.js';
import type { Drift } from '../plan/drift.js';
import { guardRemovals, WITHHELD } from '../plan/guards.js';
import type { Refusal } from '../plan/run-report.js';
import type { ObservingPorts } from './observe-targets.js';
import { pickTargets } from './pick-targets.js';
import { planCuts } from './plan-cuts.js';
import { type PlannedTarget, planTargets, type TargetPlans } from './plan-targets.js';
import { readBranch } from './read-branch.js';
import { findEvidence, readEvidenceBranch } from './read-evidence-branch.js';

export interface DriftInput extends ObservingPorts {
  readonly repository: Repository;
  /** GitHub's numeric id. */
  readonly repositoryId: number;
  readonly commit: string;
  readonly at: Instant;
  /** Only these targets; absent: all. */
  readonly targets?: readonly string[] | undefined;
  /** The revision of the evidence; absent: what the clone has of its branch. */
  readonly evidence?: string | undefined;
}

export interface ObservedDrift {
  /** `planned` or `withheld`: nothing is written. */
  readonly drift: readonly Drift[];
  readonly evidence: EvidenceReading;
  /** Targets that could not be read. */
  readonly refusals: readonly Refusal[];
  readonly problems: readonly Problem[];
  /** false: the policy does not say what all of the targets should hold. */
  readonly isKnown: boolean;
}

/**
 * What the providers hold and a commit does not say, or the other way round. Writes nothing, and does not work approvals out
 * again: what a run would refuse is planned here.
 *
 * @throws {UsageError} for a shallow clone, and for a target that is none.
 * @throws {GitError} where the evidence's revision names no commit.
 */
export async function observeDrift(input: DriftInput): Promise<ObservedDrift> {
  const { repository, providers, commit, at, repositoryId } = input;
  const reading = await readBranch(repository, providers, commit, at);
  const scope = pickTargets(reading.policy.config, providers, input.targets);
  const evidence = await readEvidenceBranch(repository, input.evidence ?? (await findEvidence(repository)));
  const plans = await planTargets(reading, repositoryId, at, input, scope);
  const standing = standingRecords(reading.grants, evidence.records);
  const records = { standing, removed: removedPlaces(evidence.records.values()) };
  const drift = await Promise.all(plans.targets.map((target) => driftOf(target, plans, records, at)));
  const { refusals, problems } = plans;
  const isFaulty = reading.policy.problems.some(({ path, severity }) => severity === 'error' && scope.coversFile(path));
  const isKnown = reading.policy.config !== null && !isFaulty;
  return { drift: drift.flat(), evidence, refusals, problems, isKnown };
}

/** Of grants that stand, the record of the life that stands. */
function standingRecords(
  grants: readonly Grant[],
  records: EvidenceReading['records'],
): ReadonlyMap<string, EvidenceRecord> {
  return new Map(
    grants.flatMap(({ name, addedIn }): [string, EvidenceRecord][] => {
      const record = addedIn === null ? undefined : records.get(evidencePath({ grant: name, addedIn }));
      return record === undefined ? [] : [[name, record]];
    }),
  );
}

async function driftOf(
  planned: PlannedTarget,
  plans: TargetPlans,
  records: DriftRecords,
  at: Instant,
): Promise<Drift[]> {
  const { target, plan, observed, cuts } = planned;
  const { changes } = await planCuts(planned, plan.changes, plans, at, async () => true);
  const guarded = guardRemovals(plan, { confirmed: false, hasLost: false, standing: observed.length - cuts.length });
  const withheld = new Set(guarded.withheld);
  const fateOf = (change: Change): DriftFate =>
    withheld.has(change) ? { outcome: 'withheld', message: WITHHELD } : { outcome: 'planned', message: null };
  return findDrift({ target, changes: [...plan.changes, ...changes], records, at, buried: plans.buried, fateOf });
}
