import type { Grant } from '../access/grant.js';
import type { Instant } from '../access/instant.js';
import { readRevertBatchBranch, readRevertBranch, revertBatchBranch, revertBranch } from '../access/own-branch.js';
import { GitHubError, type RevertList } from '../github/github.js';
import { grantsOf } from '../plan/change.js';
import type { RevertOutcome, RunReport } from '../plan/run-report.js';
import { readBranchLine } from './branch-line.js';
import { closeStaleReverts } from './close-stale-reverts.js';
import { driftOfRun } from './drift-of-run.js';
import { keepDriftIssue } from './keep-drift-issue.js';
import { measureEnds } from './measure-ends.js';
import { openReverts } from './open-reverts.js';
import { type Reconciled, reconcile } from './reconcile.js';
import { recordEvidence } from './record-evidence.js';
import { openTurns } from './revert-turns.js';
import type { RunOptions, RunPorts } from './run-ports.js';
import { tellEnds } from './tell-ends.js';

/**
 * The removing half of the reconcile, then a revert pull request for each request that has ended (design §7). It never
 * creates anything at a provider.
 */
export async function expire(ports: RunPorts, options: RunOptions): Promise<RunReport> {
  const reconciled = await reconcile(ports, options, 'removals');
  const { tip, startedAt, outcomes, unchanged, refusals, problems } = reconciled;
  const { lags, late, takenAway } = measureEnds(reconciled, ports);
  const { before, report: evidence } = await recordEvidence('expire', reconciled, ports, options);
  // What it does not mend it does not judge: `provision` tells what was altered or is missing.
  const drift = driftOfRun(reconciled, before, ['unexplained']);
  const { dryRun } = options;
  if (!dryRun) {
    await tellEnds(takenAway, tip.branch, ports);
    await keepDriftIssue(reconciled, drift, ports);
  }
  const reverts = await revertEnded(reconciled, ports, dryRun);
  const report = { outcomes, unchanged, refusals, problems, reverts, lags, late, drift: drift.found, evidence };
  return { run: 'expire', dryRun, commit: tip.sha, startedAt, warnings: reconciled.warnings, ...report };
}

async function revertEnded(reconciled: Reconciled, ports: RunPorts, dryRun: boolean): Promise<RevertOutcome[]> {
  const { tip, reading, startedAt } = reconciled;
  const inBatches = reading.policy.config?.revert.batch ?? false;
  const branchOf = ({ name, system }: Grant) => (inBatches ? revertBatchBranch(system) : revertBranch(name));
  const ended = reconciled.grants.filter((grant) => hasEnded(grant, startedAt));
  const tell = (grant: Grant, result: 'planned' | 'waiting' | 'failed', message: string | null): RevertOutcome => {
    return { grant: grant.name, branch: branchOf(grant), pullRequest: null, result, message };
  };
  if (dryRun) {
    return ended.map((grant) => {
      const why = whyNotGone(grant, reconciled, 'planned');
      return tell(grant, why === null ? 'planned' : 'waiting', why);
    });
  }
  const listed = await listOrWhyNot(tip.branch, ports);
  if (typeof listed === 'string') return ended.map((grant) => tell(grant, 'failed', listed));
  const { open, openedAt } = listed;
  // Other runs look after the reverts of other targets.
  const own = open.filter(({ branch }) => reconciled.covers(systemOf(branch)));
  const closed = await closeStaleReverts(own, { grants: reading.grants, ended, inBatches }, ports);
  const gone: Grant[] = [];
  const told: RevertOutcome[] = [];
  for (const grant of ended) {
    const why = whyNotGone(grant, reconciled, 'done');
    if (why === null) gone.push(grant);
    else told.push(tell(grant, 'waiting', why));
  }
  if (gone.length === 0) return [...closed, ...told];
  const context = {
    tip,
    line: await readBranchLine(ports.repository, tip.sha),
    open: new Map(open.map((revert) => [revert.branch, revert])),
    turns: openTurns(openedAt, ports),
    ports,
  };
  const goneAt = (grant: Grant) => readGone(grant, reconciled);
  return [...closed, ...told, ...(await openReverts(gone, { inBatches, goneAt }, context))];
}

function systemOf(branch: string): string {
  return readRevertBatchBranch(branch) ?? readRevertBranch(branch)?.split('/')[0] ?? '';
}

/** What was removed is told whether or not GitHub answers. */
async function listOrWhyNot(base: string, ports: RunPorts): Promise<RevertList | string> {
  try {
    return await ports.github.listReverts(base);
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    ports.progress(`The open reverts could not be listed: ${error.message}`);
    return error.message;
  }
}

/**
 * Why an ended request stays on the branch: a revert says that its access is gone, so it waits while it may be there, and
 * while nobody can look. null: it is gone. `well`: `planned` tells for a dry run what would be.
 */
function whyNotGone(grant: Grant, reconciled: Reconciled, well: 'done' | 'planned'): string | null {
  const { outcomes, refusals, systems } = reconciled;
  const { name, system } = grant;
  if (systems.bound !== null && !systems.bound.has(system)) {
    return `access/config.yaml binds no system ${system}, so nobody can look whether it is gone; bind it again, or remove the file`;
  }
  const isUnread =
    systems.bound === null || refusals.some((refusal) => refusal.grant === null && refusal.system === system);
  const isLeft = outcomes.some(({ change, result }) => result !== well && grantsOf(change).includes(name));
  return isUnread || isLeft ? 'what it gave has not been taken away yet' : null;
}

/** When the provider showed that nothing of it is left: after its removal, or when it was observed. */
function readGone(grant: Grant, { outcomes, startedAt }: Reconciled): Instant {
  const removals = outcomes.filter(({ change }) => change.action === 'remove' && change.grant === grant.name);
  return removals.reduce((latest, { readBackAt }) => Math.max(latest, readBackAt ?? latest), startedAt);
}

/** An unreadable file ends with its last readable version (design §7). */
function hasEnded(grant: Grant, now: Instant): boolean {
  if (grant.state === 'expired') return true;
  return grant.state === 'invalid' && grant.window !== null && now >= grant.window.end;
}
