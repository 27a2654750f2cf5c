import type { Grant } from '../access/grant.js';
import type { Instant } from '../access/instant.js';
import type { Problem } from '../access/problem.js';
import type { RepositoryTip } from '../github/github.js';
import type { Change } from '../plan/change.js';
import { guardRemovals, WITHHELD, WITHHELD_BY_LOST } from '../plan/guards.js';
import type { ChangeOutcome, Refusal } from '../plan/run-report.js';
import type { Target } from '../plan/targets.js';
import { applyChanges } from './apply-changes.js';
import { findLostCommit, refuseByLost, tellLost } from './find-lost-commit.js';
import { findMalformedRoles } from './malformed-roles.js';
import { MOST_TARGETS_AT_ONCE } from './observe-targets.js';
import { openVerdicts, type Verdicts } from './open-verdicts.js';
import { pickTargets } from './pick-targets.js';
import { inStages, planCuts } from './plan-cuts.js';
import { type PlannedTarget, planTargets, type TargetPlans } from './plan-targets.js';
import { type BranchReading, readBranch } from './read-branch.js';
import type { RunOptions, RunPorts } from './run-ports.js';
import { doSideBySide } from './side-by-side.js';
import { UsageError } from './usage-error.js';
import { mayTakeAway, withholdUnapproved } from './withhold-unapproved.js';

export interface Reconciled {
  readonly tip: RepositoryTip;
  /** A commit that was reconciled before and that the default branch does not hold any more; null: it is all there. */
  readonly lost: string | null;
  readonly startedAt: Instant;
  /** By when all targets had been read. */
  readonly observedAt: Instant;
  /** All that the branch says. */
  readonly reading: BranchReading;
  /** Whether the run looks after a system: `--targets` leaves others to other runs. */
  readonly covers: (system: string) => boolean;
  /** Of the targets that the run looks after. */
  readonly grants: readonly Grant[];
  readonly systems: {
    /** Those whose targets could be read, so that their refusals are all that there are. */
    readonly read: ReadonlySet<string>;
    /** All that `config.yaml` binds; null where it cannot be read. */
    readonly bound: ReadonlySet<string> | null;
  };
  /** Of each target that was read, all that differs from what the branch says, whether or not it went ahead. */
  readonly differing: readonly { readonly target: Target; readonly changes: readonly Change[] }[];
  /** What each target held, and all that differed there, whether or not it went ahead. */
  readonly plans: TargetPlans;
  readonly verdicts: Verdicts;
  readonly outcomes: readonly ChangeOutcome[];
  readonly unchanged: number;
  readonly refusals: readonly Refusal[];
  readonly problems: readonly Problem[];
  /** What somebody should know besides. */
  readonly warnings: readonly string[];
}

/** A branch that moves this often while it is read is left to the next run. */
const MOST_ATTEMPTS = 3;

/**
 * Makes the providers hold what the tip of the default branch says now (law 1): never the commit that a run was started
 * for. The tip is read again before anything is written, and all is read anew if it moved.
 *
 * @param scope `removals`: only what takes access away; `everything`: also what gives it.
 * @throws {UsageError} where the branch moves faster than it can be read, the clone is shallow, or a target or `trusted-from`
 *   is unknown.
 */
export async function reconcile(
  ports: RunPorts,
  options: RunOptions,
  scope: 'everything' | 'removals',
): Promise<Reconciled> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const tip = await ports.github.readTip();
    await ports.repository.ensureCommit(tip.sha, tip.branch);
    const startedAt = ports.now();
    const reading = await readBranch(ports.repository, ports.providers, tip.sha, startedAt);
    const covered = pickTargets(reading.policy.config, ports.providers, options.targets);
    const lost = await findLostCommit(tip, ports);
    const isHeld = lost !== null && !options.confirmed;
    const opened = await openVerdicts(tip, options, ports, scope);
    const verdicts = isHeld ? refuseByLost(opened, lost) : opened;
    const plans = await planTargets(reading, tip.repositoryId, startedAt, ports, covered);
    const observedAt = ports.now();
    const decided = await decideChanges(
      plans,
      reading.grants,
      verdicts,
      { ...options, hasLost: isHeld },
      scope,
      startedAt,
    );
    const hasWork = decided.targets.some((target) => target.stages.some((stage) => stage.length > 0));
    if (hasWork && !options.dryRun && (await ports.github.readTip()).sha !== tip.sha) continue;
    const carriedOut = await doSideBySide(decided.targets, MOST_TARGETS_AT_ONCE, (target) =>
      carryOut(target, ports, options, isHeld ? WITHHELD_BY_LOST : WITHHELD),
    );
    const outcomes = carriedOut.flat();
    return {
      tip,
      lost,
      startedAt,
      observedAt,
      reading,
      covers: covered.covers,
      grants: reading.grants.filter(({ system }) => covered.covers(system)),
      systems: {
        read: new Set(plans.targets.flatMap(({ target }) => target.systems.map(({ name }) => name))),
        bound: reading.policy.config === null ? null : new Set(reading.policy.config.systems.keys()),
      },
      differing: decided.targets.map(({ planned, differing }) => ({ target: planned.target, changes: differing })),
      plans,
      verdicts,
      outcomes,
      unchanged: decided.targets.reduce((sum, target) => sum + target.unchanged, 0),
      refusals: [...plans.refusals, ...decided.refusals],
      problems: [...plans.problems, ...findMalformedRoles(outcomes, reading.grants, reading.policy)],
      warnings: isHeld ? [tellLost(lost)] : [],
    };
  }
  throw new UsageError(`the branch moved ${MOST_ATTEMPTS} times while it was read`, 'run again when it is quiet');
}

interface DecidedTarget {
  readonly planned: PlannedTarget;
  /** Each begins when the one before is done. */
  readonly stages: readonly (readonly Change[])[];
  readonly withheld: readonly Change[];
  /** All of it, whether or not it goes ahead. */
  readonly differing: readonly Change[];
  readonly unchanged: number;
}

/**
 * What goes ahead: removals within the guards, what gives access only where its approvals hold, and the cuts that follow
 * from what is then given.
 */
async function decideChanges(
  plans: TargetPlans,
  grants: readonly Grant[],
  verdicts: Verdicts,
  options: Pick<RunOptions, 'confirmed'> & { readonly hasLost: boolean },
  scope: 'everything' | 'removals',
  now: Instant,
): Promise<{ targets: DecidedTarget[]; refusals: Refusal[] }> {
  const targets: DecidedTarget[] = [];
  const refusals: Refusal[] = [];
  for (const planned of plans.targets) {
    // A cut doubles no grant: the quarter is of what gives access.
    const standing = planned.observed.length - planned.cuts.length;
    const { plan, withheld } = guardRemovals(planned.plan, { ...options, standing });
    const context = { grants, former: plans.former, buried: plans.buried, verdicts, now };
    const isEverything = scope === 'everything';
    const inScope = isEverything ? plan.changes : plan.changes.filter((change) => mayTakeAway(change, context));
    const { changes: allowed, refusals: refused } = await withholdUnapproved(
      { changes: inScope, kept: plan.kept },
      context,
    );
    const approved = isEverything ? allowed : allowed.filter(({ action }) => action === 'remove');
    const isApproved = async (grant: Grant) => (await verdicts.tell(grant)) === null;
    const cuts = await planCuts(planned, approved, plans, now, isApproved);
    const stages = inStages(approved, cuts.changes, plans.former);
    const differing = [...planned.plan.changes, ...cuts.changes];
    targets.push({ planned, stages, withheld, differing, unchanged: plan.kept.length + cuts.kept.length });
    refusals.push(...refused);
  }
  return { targets, refusals };
}

async function carryOut(
  target: DecidedTarget,
  ports: RunPorts,
  options: RunOptions,
  whyWithheld: string,
): Promise<ChangeOutcome[]> {
  const withheld = target.withheld.map(
    (change): ChangeOutcome => ({ change, result: 'withheld', message: whyWithheld, readBackAt: null }),
  );
  if (options.dryRun) {
    const planned = target.stages
      .flat()
      .map((change): ChangeOutcome => ({ change, result: 'planned', message: null, readBackAt: null }));
    return [...planned, ...withheld];
  }
  return [...(await applyChanges(target.stages, target.planned.session, ports)), ...withheld];
}
