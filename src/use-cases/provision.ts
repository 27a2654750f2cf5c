import type { RunReport } from '../plan/run-report.js';
import { reconcile } from './reconcile.js';
import type { RunOptions, RunPorts } from './run-ports.js';
import { tellGrants } from './tell-grants.js';

/**
 * The way of a grant (design §4): what the default branch says is read, approved again, written, read back, and told on
 * the merged request.
 */
export async function provision(ports: RunPorts, options: RunOptions): Promise<RunReport> {
  const reconciled = await reconcile(ports, options, 'everything');
  const { tip, startedAt, grants, outcomes, unchanged, refusals, problems } = reconciled;
  const { dryRun } = options;
  if (!dryRun) await tellGrants({ tip, outcomes, refusals }, grants, ports);
  return { run: 'provision', dryRun, commit: tip.sha, startedAt, outcomes, unchanged, refusals, problems, reverts: [] };
}
