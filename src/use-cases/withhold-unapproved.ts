import type { Grant } from '../access/grant.js';
import type { Instant } from '../access/instant.js';
import { type BuriedContents, isBuried } from '../plan/buried.js';
import { type Change, grantsOf, type Plan } from '../plan/change.js';
import { type FormerContents, formerWindow } from '../plan/desired.js';
import type { Entitlement, ObservedEntitlement } from '../plan/entitlement.js';
import { needsApproval } from '../plan/needs-approval.js';
import type { Refusal } from '../plan/run-report.js';
import { HISTORY_REWRITTEN } from './find-lost-commit.js';
import { NOT_VERIFIED, type Verdicts } from './open-verdicts.js';

export interface ApprovalContext {
  readonly grants: readonly Grant[];
  readonly former: FormerContents;
  readonly buried: BuriedContents;
  readonly verdicts: Verdicts;
  readonly now: Instant;
}

export interface ApprovedChanges {
  readonly changes: readonly Change[];
  readonly refusals: readonly Refusal[];
}

type Remains = Pick<ApprovalContext, 'former' | 'buried' | 'now'>;

/** Whether a change takes something away, or turns into a removal where it is not approved: what `expire` looks after. */
export function mayTakeAway(change: Change, context: Remains): boolean {
  if (change.action !== 'update') return change.action === 'remove';
  return reasonToGo(change.entitlement, change.observed, context) !== null;
}

/** Why what stands goes, where what it would become is not approved; null: it stays. */
function reasonToGo(
  entitlement: Entitlement,
  { content }: ObservedEntitlement,
  { former, buried, now }: Remains,
): 'deleted' | 'expired' | null {
  if (isBuried(buried, entitlement, content)) return 'deleted';
  // What was approved before stays to its own end, and no longer: its extension has to be asked for again.
  const before = formerWindow(former, entitlement, content);
  return before !== null && before.end <= now ? 'expired' : null;
}

/**
 * Keeps back every change that would give more than GitHub shows approvals for (law 6), and takes away what a removed
 * request left behind where its file stands again unapproved, and what is over where its extension is. Each grant is asked
 * about once; one that cannot be told is refused, and takes no other with it (law 7).
 */
export async function withholdUnapproved(
  plan: Pick<Plan, 'changes' | 'kept'>,
  context: ApprovalContext,
): Promise<ApprovedChanges> {
  const byName = new Map(context.grants.map((grant) => [grant.name, grant]));
  const verdicts = new Map<string, Refusal | null>();

  /** null: approved; what two grants share needs both, so that neither rides on the other's approval. */
  async function judge(names: readonly string[]): Promise<readonly Refusal[] | null> {
    for (const name of names) {
      const grant = byName.get(name);
      if (grant === undefined || verdicts.has(name)) continue;
      verdicts.set(name, await context.verdicts.tell(grant));
    }
    const isApproved = names.length > 0 && names.every((name) => verdicts.get(name) === null);
    return isApproved ? null : names.flatMap((name) => verdicts.get(name) ?? []);
  }

  function removeRemains(
    entitlement: Entitlement,
    observed: ObservedEntitlement,
    refused: readonly Refusal[],
  ): Change[] {
    const isDefinite = refused.length > 0 && refused.every((refusal) => refusal.rule !== NOT_VERIFIED);
    if (!isDefinite) return [];
    const { provider, system, grants } = entitlement;
    const removal = { action: 'remove', provider, system, grant: grants[0] ?? null, observed } as const;
    const reason = reasonToGo(entitlement, observed, context);
    // What nobody was asked about may well be approved: only its own end explains that it goes (ADR 0018).
    const isUnasked = refused.some((refusal) => refusal.rule === HISTORY_REWRITTEN);
    return reason === null || (isUnasked && reason === 'deleted') ? [] : [{ ...removal, reason }];
  }

  const removals: Change[] = [];
  const others: Change[] = [];
  const doubtful = plan.kept.filter(({ entitlement, observed }) => reasonToGo(entitlement, observed, context) !== null);
  const giving = new Set(plan.changes.filter((change) => needsApproval(change, context.former)));
  const asked = [...doubtful.flatMap(({ entitlement }) => entitlement.grants), ...[...giving].flatMap(grantsOf)];
  await context.verdicts.prepare([...new Set(asked)].flatMap((name) => byName.get(name) ?? []));
  for (const { entitlement, observed } of doubtful) {
    const refused = await judge(entitlement.grants);
    if (refused !== null) removals.push(...removeRemains(entitlement, observed, refused));
  }
  for (const change of plan.changes) {
    const refused = giving.has(change) ? await judge(grantsOf(change)) : null;
    if (refused === null) (change.action === 'remove' ? removals : others).push(change);
    else if (change.action === 'update') removals.push(...removeRemains(change.entitlement, change.observed, refused));
  }
  const refusals = [...verdicts.values()].flatMap((refusal) => refusal ?? []);
  return { changes: [...removals, ...others], refusals };
}
