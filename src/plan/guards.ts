import type { Change, Plan } from './change.js';

export interface GuardedPlan {
  /** What goes ahead. */
  readonly plan: Plan;
  /** Removals that wait for `--confirm`. */
  readonly withheld: readonly Change[];
}

/** Why a removal waits, and what lets it go ahead. */
export const WITHHELD =
  'more than a quarter of what stands would go without an expiry or a deleted file to explain it; if it should, run once with --confirm (in Actions: LAPSE_CONFIRM)';

/** The same where another history was pushed over the default branch. */
export const WITHHELD_BY_LOST =
  'the history that explained it is gone from the default branch, and the one that is there does not say why it should go; if it should, run once with --confirm (in Actions: LAPSE_CONFIRM)';

/**
 * Expiry and a deleted file explain a removal, so it goes ahead. The others are as likely to be a mistake in a policy
 * file, so they go ahead only up to a quarter of what stands, at least one; beyond that none of them does (design §7).
 *
 * @param hasLost whether the branch has lost a commit that was reconciled before: then none of the others goes ahead.
 * @param standing how many entitlements with our mark the target holds.
 */
export function guardRemovals(
  plan: Plan,
  options: { readonly confirmed: boolean; readonly hasLost: boolean; readonly standing: number },
): GuardedPlan {
  const guarded = plan.changes.filter(isGuarded);
  const limit = options.hasLost ? 0 : Math.max(1, Math.floor(options.standing / 4));
  if (options.confirmed || guarded.length <= limit) return { plan, withheld: [] };
  const changes = plan.changes.filter((change) => !isGuarded(change));
  return { plan: { ...plan, changes }, withheld: guarded };
}

function isGuarded(change: Change): boolean {
  return change.action === 'remove' && change.reason !== 'expired' && change.reason !== 'deleted';
}
