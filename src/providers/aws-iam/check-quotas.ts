import type { Entitlement } from '../../plan/entitlement.js';
import type { QuotaFault, QuotaUse } from '../../plan/provider-rules.js';
import { readId } from './mark.js';

/**
 * All inline policies of a user together; white space does not count.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
const INLINE_CHARACTERS_OF_USER = 2_048;

/** Policies that are not ours use the same quota, and are not known here: IAM itself has the last word. */
export function measureQuotas(all: readonly Entitlement[]): QuotaUse[] {
  const users = new Map<string, Entitlement[]>();
  for (const entitlement of all) {
    const { user } = readId(entitlement.id);
    users.set(user, [...(users.get(user) ?? []), entitlement]);
  }
  return [...users].map(([user, entitlements]) => ({
    holder: user,
    used: entitlements.reduce((sum, { content }) => sum + content.replace(/\s/g, '').length, 0),
    most: INLINE_CHARACTERS_OF_USER,
    unit: 'characters of inline policy',
    grants: [...new Set(entitlements.flatMap(({ grants }) => grants))].sort(),
  }));
}

/** The users who would hold more than IAM lets them. */
export function checkQuotas(all: readonly Entitlement[]): QuotaFault[] {
  return measureQuotas(all)
    .filter(({ used, most }) => used > most)
    .map(({ holder, used, most, unit, grants }) => ({
      rule: 'over-quota',
      grants,
      message: `${holder} would hold ${figure(used)} of ${figure(most)} ${unit}.`,
      cure: 'Remove a grant of theirs that is no longer needed, or use a role with assume_role: it takes far fewer.',
    }));
}

function figure(count: number): string {
  return count.toLocaleString('en-US');
}
