import type { Entitlement } from '../../plan/entitlement.js';
import type { QuotaFault } from '../../plan/provider-rules.js';
import { readId } from './mark.js';

/**
 * All inline policies of a user together; white space does not count.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
const INLINE_CHARACTERS_OF_USER = 2_048;

/** Policies that are not ours use the same quota, and are not known here: IAM itself has the last word. */
export function checkQuotas(all: readonly Entitlement[]): QuotaFault[] {
  const users = new Map<string, Entitlement[]>();
  for (const entitlement of all) {
    const { user } = readId(entitlement.id);
    users.set(user, [...(users.get(user) ?? []), entitlement]);
  }
  const faults: QuotaFault[] = [];
  for (const [user, entitlements] of users) {
    const size = entitlements.reduce((sum, { content }) => sum + content.replace(/\s/g, '').length, 0);
    if (size <= INLINE_CHARACTERS_OF_USER) continue;
    faults.push({
      rule: 'over-quota',
      grants: [...new Set(entitlements.flatMap(({ grants }) => grants))].sort(),
      message: `${user} would hold ${figure(size)} of ${figure(INLINE_CHARACTERS_OF_USER)} characters of inline policy.`,
      cure: 'Remove a grant of theirs that is no longer needed, or use a role with assume_role: it takes far fewer.',
    });
  }
  return faults;
}

function figure(count: number): string {
  return count.toLocaleString('en-US');
}
