import type { Grant } from '../access/grant.js';
import { GitError } from '../git/repository.js';
import { GitHubError } from '../github/github.js';
import { type BuriedContents, isBuried } from '../plan/buried.js';
import { type Change, grantsOf, type Plan } from '../plan/change.js';
import type { FormerContents } from '../plan/desired.js';
import type { Entitlement, ObservedEntitlement } from '../plan/entitlement.js';
import { needsApproval } from '../plan/needs-approval.js';
import type { Refusal } from '../plan/run-report.js';
import type { RunPorts } from './run-ports.js';
import { verifyGrant } from './verify-grant.js';

export interface ApprovalContext {
  readonly grants: readonly Grant[];
  readonly former: FormerContents;
  readonly buried: BuriedContents;
  /** The default branch. */
  readonly branch: string;
}

export interface ApprovedChanges {
  readonly changes: readonly Change[];
  readonly refusals: readonly Refusal[];
}

/** Where GitHub did not tell: nothing is given, and nothing is taken away either (law 9). */
const NOT_VERIFIED = 'not-verified';

/**
 * Keeps back every change that would give more than GitHub shows approvals for (law 6), and takes away what a removed
 * request left behind where its file stands again unapproved. Each grant is asked about once; one that cannot be told
 * is refused, and takes no other with it (law 7).
 */
export async function withholdUnapproved(
  plan: Pick<Plan, 'changes' | 'kept'>,
  context: ApprovalContext,
  ports: RunPorts,
): Promise<ApprovedChanges> {
  const byName = new Map(context.grants.map((grant) => [grant.name, grant]));
  const verdicts = new Map<string, Refusal | null>();

  /** null: approved; what two grants share needs both, so that neither rides on the other's approval. */
  async function judge(names: readonly string[]): Promise<readonly Refusal[] | null> {
    for (const name of names) {
      const grant = byName.get(name);
      if (grant === undefined || verdicts.has(name)) continue;
      ports.progress(`Working out the approvals of ${name} again`);
      verdicts.set(name, await tellVerdict(grant, context.branch, ports));
    }
    const isApproved = names.length > 0 && names.every((name) => verdicts.get(name) === null);
    return isApproved ? null : names.flatMap((name) => verdicts.get(name) ?? []);
  }

  function removeBuried(
    entitlement: Entitlement,
    observed: ObservedEntitlement,
    refused: readonly Refusal[],
  ): Change[] {
    const isDefinite = refused.length > 0 && refused.every((refusal) => refusal.rule !== NOT_VERIFIED);
    if (!isDefinite || !isBuried(context.buried, entitlement, observed.content)) return [];
    const { provider, system, grants } = entitlement;
    return [{ action: 'remove', reason: 'deleted', provider, system, grant: grants[0] ?? null, observed }];
  }

  const removals: Change[] = [];
  const others: Change[] = [];
  for (const { entitlement, observed } of plan.kept) {
    if (!isBuried(context.buried, entitlement, observed.content)) continue;
    const refused = await judge(entitlement.grants);
    if (refused !== null) removals.push(...removeBuried(entitlement, observed, refused));
  }
  for (const change of plan.changes) {
    const refused = needsApproval(change, context.former) ? await judge(grantsOf(change)) : null;
    if (refused === null) (change.action === 'remove' ? removals : others).push(change);
    else if (change.action === 'update') removals.push(...removeBuried(change.entitlement, change.observed, refused));
  }
  const refusals = [...verdicts.values()].flatMap((refusal) => refusal ?? []);
  return { changes: [...removals, ...others], refusals };
}

async function tellVerdict(grant: Grant, branch: string, ports: RunPorts): Promise<Refusal | null> {
  try {
    return await verifyGrant(grant, branch, ports);
  } catch (error) {
    if (!(error instanceof GitHubError || error instanceof GitError)) throw error;
    const cure = 'Nothing is given until GitHub answers; mend it, and run again.';
    const { name, system } = grant;
    return { rule: NOT_VERIFIED, grant: name, system, message: error.message, cure, pullRequest: null };
  }
}
