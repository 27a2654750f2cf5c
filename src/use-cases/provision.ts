import { DRIFT_PARTS } from '../plan/drift.js';
import type { RunReport } from '../plan/run-report.js';
import { driftOfRun } from './drift-of-run.js';
import { keepDriftIssue } from './keep-drift-issue.js';
import { keepUnapprovedIssue } from './keep-unapproved-issue.js';
import { measureEnds } from './measure-ends.js';
import { reconcile } from './reconcile.js';
import { recordEvidence } from './record-evidence.js';
import type { RunOptions, RunPorts } from './run-ports.js';
import { tellEnds } from './tell-ends.js';
import { tellGrants } from './tell-grants.js';

const POLICY_AS_IT_STANDS =
  'The policy files count as they stand on the branch, however they came there: give trusted-from to have their approvals worked out too.';

/**
 * The way of a grant (design §4): what the default branch says is read, approved again, written, read back, and told on
 * the merged request; what is not approved, in an issue too.
 */
export async function provision(ports: RunPorts, options: RunOptions): Promise<RunReport> {
  const reconciled = await reconcile(ports, options, 'everything');
  const { tip, startedAt, outcomes, unchanged, refusals, problems } = reconciled;
  const { lags, late, takenAway } = measureEnds(reconciled, ports);
  const { dryRun, trustedFrom } = options;
  const { before, report: evidence } = await recordEvidence('provision', reconciled, ports, options);
  const drift = driftOfRun(reconciled, before, DRIFT_PARTS);
  if (!dryRun) {
    await tellGrants(reconciled, ports);
    await tellEnds(takenAway, tip.branch, ports);
    await keepUnapprovedIssue(reconciled, ports);
    await keepDriftIssue(reconciled, drift, ports);
  }
  const warnings = [...reconciled.warnings, ...(trustedFrom === undefined ? [POLICY_AS_IT_STANDS] : [])];
  const report = { outcomes, unchanged, refusals, problems, reverts: [], lags, late, drift: drift.found, evidence };
  return { run: 'provision', dryRun, commit: tip.sha, startedAt, warnings, ...report };
}
