import type { Grant } from '../access/grant.js';
import { GitHubError } from '../github/github.js';
import { type Change, grantsOf } from '../plan/change.js';
import type { FormerContents } from '../plan/desired.js';
import { needsApproval } from '../plan/needs-approval.js';
import type { Refusal } from '../plan/run-report.js';
import type { RunPorts } from './run-ports.js';
import { verifyGrant } from './verify-grant.js';

export interface ApprovedChanges {
  readonly changes: readonly Change[];
  readonly refusals: readonly Refusal[];
}

/**
 * Keeps back every change that would give more than GitHub shows approvals for (law 6). Each grant is asked about once;
 * one that cannot be told is refused, and takes no other with it (law 7).
 */
export async function withholdUnapproved(
  changes: readonly Change[],
  former: FormerContents,
  grants: readonly Grant[],
  branch: string,
  ports: RunPorts,
): Promise<ApprovedChanges> {
  const byName = new Map(grants.map((grant) => [grant.name, grant]));
  const verdicts = new Map<string, Refusal | null>();
  const approved: Change[] = [];
  for (const change of changes) {
    if (!needsApproval(change, former)) {
      approved.push(change);
      continue;
    }
    const names = grantsOf(change);
    for (const name of names) {
      const grant = byName.get(name);
      if (grant === undefined || verdicts.has(name)) continue;
      ports.progress(`Working out the approvals of ${name} again`);
      verdicts.set(name, await tellVerdict(grant, branch, ports));
    }
    // What two grants share needs both: neither may ride on the other's approval.
    if (names.length > 0 && names.every((name) => verdicts.get(name) === null)) approved.push(change);
  }
  return { changes: approved, refusals: [...verdicts.values()].flatMap((refusal) => refusal ?? []) };
}

async function tellVerdict(grant: Grant, branch: string, ports: RunPorts): Promise<Refusal | null> {
  try {
    return await verifyGrant(grant, branch, ports);
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    const cure = 'Nothing is given until GitHub answers; mend it, and run again.';
    const { name, system } = grant;
    return { rule: 'not-verified', grant: name, system, message: error.message, cure, pullRequest: null };
  }
}
