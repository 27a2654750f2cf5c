import type { Grant } from '../access/grant.js';
import type { Instant } from '../access/instant.js';
import { readRevertBatchBranch, readRevertBranch, revertBatchBranch, revertBranch } from '../access/own-branch.js';
import { GitHubError, type RevertList } from '../github/github.js';
import { grantsOf } from '../plan/change.js';
import type { RevertOutcome, RunReport } from '../plan/run-report.js';
import { readBranchLine } from './branch-line.js';
import { closeStaleReverts } from './close-stale-reverts.js';
import { measureEnds } from './measure-ends.js';
import { openReverts } from './open-reverts.js';
import { type Reconciled, reconcile } from './reconcile.js';
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
  const { dryRun } = options;
  if (!dryRun) await tellEnds(takenAway, tip.branch, ports);
  const reverts = await revertEnded(reconciled, ports, dryRun);
  const report = { outcomes, unchanged, refusals, problems, reverts, lags, late };
  return { run: 'expire', dryRun, commit: tip.sha, startedAt, ...report };
}

async function revertEnded(reconciled: Reconciled, ports: RunPorts, dryRun: boolean): Promise<RevertOutcome[]> {
  const { tip, reading, startedAt } = reconciled;
  const inBatches = reading.policy.config?.revert.batch ?? false;
  const branchOf = ({ name, system }: Grant) => (inBatches ? revertBatchBranch(system) : revertBranch(name));
  const ended = reconciled.grants.filter((grant) => hasEnded(grant, startedAt));
  const tell = (grant: Grant, result: 'planned' | 'waiting' | 'failed', message: string | null): RevertOutcome => {
    return { grant: grant.name, branch: branchOf(grant), pullRequest: null, result, message };
  };
  const wait = (grant: Grant) => tell(grant, 'waiting', 'what it gave has not been taken away yet');
  if (dryRun) {
    return ended.map((grant) => (isGone(grant, reconciled, 'planned') ? tell(grant, 'planned', null) : wait(grant)));
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
    if (isGone(grant, reconciled, 'done')) gone.push(grant);
    else told.push(wait(grant));
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

/** The file stays while its access may still be there: a revert says that the grant is over. `planned`: would it be, for a dry run. */
function isGone(grant: Grant, { outcomes, refusals }: Reconciled, well: 'done' | 'planned'): boolean {
  if (refusals.some((refusal) => refusal.grant === null && refusal.system === grant.system)) return false;
  return !outcomes.some(({ change, result }) => result !== well && grantsOf(change).includes(grant.name));
}

/** When the provider showed that nothing of it is left: after its removal, or when it was observed. null: nobody looked. */
function readGone(grant: Grant, { outcomes, reading, startedAt }: Reconciled): Instant | null {
  if (!reading.policy.config?.systems.has(grant.system)) return null;
  const removals = outcomes.filter(({ change }) => change.action === 'remove' && change.grant === grant.name);
  return removals.reduce((latest, { readBackAt }) => Math.max(latest, readBackAt ?? latest), startedAt);
}

/** An unreadable file ends with its last readable version (design §7). */
function hasEnded(grant: Grant, now: Instant): boolean {
  if (grant.state === 'expired') return true;
  return grant.state === 'invalid' && grant.window !== null && now >= grant.window.end;
}
