import type { Grant } from '../access/grant.js';
import type { Instant } from '../access/instant.js';
import { revertBranch } from '../access/own-branch.js';
import { GitHubError } from '../github/github.js';
import { grantsOf } from '../plan/change.js';
import type { RevertOutcome, RunReport } from '../plan/run-report.js';

import { openRevert } from './open-revert.js';
import { type Reconciled, reconcile } from './reconcile.js';
import type { RunOptions, RunPorts } from './run-ports.js';

/**
 * The removing half of the reconcile, then a revert pull request for each request that has ended (design §7). It never
 * creates anything at a provider.
 */
export async function expire(ports: RunPorts, options: RunOptions): Promise<RunReport> {
  const reconciled = await reconcile(ports, options, 'removals');
  const { tip, startedAt, outcomes, unchanged, refusals, problems } = reconciled;
  const reverts = await openReverts(reconciled, ports, options);
  const { dryRun } = options;
  return { run: 'expire', dryRun, commit: tip.sha, startedAt, outcomes, unchanged, refusals, problems, reverts };
}

async function openReverts(reconciled: Reconciled, ports: RunPorts, options: RunOptions): Promise<RevertOutcome[]> {
  const reverts: RevertOutcome[] = [];
  for (const grant of reconciled.grants) {
    if (!hasEnded(grant, reconciled.startedAt)) continue;
    const branch = revertBranch(grant.name);
    if (options.dryRun) {
      reverts.push({ grant: grant.name, branch, pullRequest: null, result: 'planned', message: null });
      continue;
    }
    if (!isGone(grant, reconciled)) {
      const message = 'what it gave has not been taken away yet';
      reverts.push({ grant: grant.name, branch, pullRequest: null, result: 'waiting', message });
      continue;
    }
    ports.progress(`Opening the revert of ${grant.name}`);
    try {
      reverts.push(await openRevert(grant, reconciled.tip, ports));
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      reverts.push({ grant: grant.name, branch, pullRequest: null, result: 'failed', message: error.message });
    }
  }
  return reverts;
}

/** The file stays while its access may still be there: a revert says that the grant is over. */
function isGone(grant: Grant, { outcomes, refusals }: Reconciled): boolean {
  if (refusals.some((refusal) => refusal.grant === null && refusal.system === grant.system)) return false;
  return !outcomes.some(({ change, result }) => result !== 'done' && grantsOf(change).includes(grant.name));
}

/** An unreadable file ends with its last readable version (design §7). */
function hasEnded(grant: Grant, now: Instant): boolean {
  if (grant.state === 'expired') return true;
  return grant.state === 'invalid' && grant.window !== null && now >= grant.window.end;
}
