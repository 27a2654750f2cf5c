import type { RunReport } from '../plan/run-report.js';
import { reconcile } from './reconcile.js';
import type { RunOptions, RunPorts } from './run-ports.js';

/** The way of a grant (design §4): what the default branch says is read, approved again, written and read back. */
export async function provision(ports: RunPorts, options: RunOptions): Promise<RunReport> {
  const { tip, startedAt, outcomes, unchanged, refusals, problems } = await reconcile(ports, options, 'everything');
  const { dryRun } = options;
  return { run: 'provision', dryRun, commit: tip.sha, startedAt, outcomes, unchanged, refusals, problems, reverts: [] };
}
