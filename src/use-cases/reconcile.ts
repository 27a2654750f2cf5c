import type { Grant } from '../access/grant.js';
import type { Instant } from '../access/instant.js';
import type { Problem } from '../access/problem.js';
import type { RepositoryTip } from '../github/github.js';
import type { Change } from '../plan/change.js';
import { guardRemovals } from '../plan/guards.js';
import type { ChangeOutcome, Refusal } from '../plan/run-report.js';
import { applyChanges } from './apply-changes.js';
import { type PlannedTarget, planTargets, type TargetPlans } from './plan-targets.js';
import { readBranch } from './read-branch.js';
import type { RunOptions, RunPorts } from './run-ports.js';
import { UsageError } from './usage-error.js';
import { withholdUnapproved } from './withhold-unapproved.js';

export interface Reconciled {
  readonly tip: RepositoryTip;
  readonly startedAt: Instant;
  readonly grants: readonly Grant[];
  readonly outcomes: readonly ChangeOutcome[];
  readonly unchanged: number;
  readonly refusals: readonly Refusal[];
  readonly problems: readonly Problem[];
}

/** A branch that moves this often while it is read is left to the next run. */
const MOST_ATTEMPTS = 3;

/**
 * Makes the providers hold what the tip of the default branch says now (law 1): never the commit that a run was started
 * for. The tip is read again before anything is written, and all is read anew if it moved.
 *
 * @param scope `removals`: only what takes access away; `everything`: also what gives it.
 * @throws {UsageError} where the branch moves faster than it can be read, or the clone is shallow.
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
    const plans = await planTargets(reading, tip.repositoryId, startedAt, ports);
    const decided = await decideChanges(plans, reading.grants, tip, ports, options, scope);
    const hasWork = decided.targets.some((target) => target.changes.length > 0);
    if (hasWork && !options.dryRun && (await ports.github.readTip()).sha !== tip.sha) continue;
    const outcomes = await Promise.all(decided.targets.map((target) => carryOut(target, ports, options)));
    return {
      tip,
      startedAt,
      grants: reading.grants,
      outcomes: outcomes.flat(),
      unchanged: plans.targets.reduce((sum, target) => sum + target.plan.kept.length, 0),
      refusals: [...plans.refusals, ...decided.refusals],
      problems: plans.problems,
    };
  }
  throw new UsageError(`the branch moved ${MOST_ATTEMPTS} times while it was read`, 'run again when it is quiet');
}

interface DecidedTarget {
  readonly planned: PlannedTarget;
  readonly changes: readonly Change[];
  readonly withheld: readonly Change[];
}

/** What goes ahead: removals within the guards, and what gives access only where its approvals hold. */
async function decideChanges(
  plans: TargetPlans,
  grants: readonly Grant[],
  tip: RepositoryTip,
  ports: RunPorts,
  options: RunOptions,
  scope: 'everything' | 'removals',
): Promise<{ targets: DecidedTarget[]; refusals: Refusal[] }> {
  const targets: DecidedTarget[] = [];
  const refusals: Refusal[] = [];
  for (const planned of plans.targets) {
    const standing = planned.observed.length;
    const { plan, withheld } = guardRemovals(planned.plan, { confirmed: options.confirmed, standing });
    const inScope = scope === 'everything' ? plan.changes : plan.changes.filter((change) => change.action === 'remove');
    const context = { grants, former: plans.former, buried: plans.buried, branch: tip.branch };
    const approved = await withholdUnapproved({ changes: inScope, kept: plan.kept }, context, ports);
    targets.push({ planned, changes: approved.changes, withheld });
    refusals.push(...approved.refusals);
  }
  return { targets, refusals };
}

async function carryOut(target: DecidedTarget, ports: RunPorts, options: RunOptions): Promise<ChangeOutcome[]> {
  const message = 'more than a quarter of what stands would go without an expiry or a deleted file to explain it';
  const withheld = target.withheld.map(
    (change): ChangeOutcome => ({ change, result: 'withheld', message, readBackAt: null }),
  );
  if (options.dryRun) {
    const planned = target.changes.map(
      (change): ChangeOutcome => ({ change, result: 'planned', message: null, readBackAt: null }),
    );
    return [...planned, ...withheld];
  }
  return [...(await applyChanges(target.changes, target.planned.session, ports)), ...withheld];
}
