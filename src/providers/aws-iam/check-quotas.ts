import type { Entitlement } from '../../plan/entitlement.js';
import type { QuotaFault, QuotaUse } from '../../plan/provider-rules.js';
import { writeCut } from './cut.js';
import { readId } from './mark.js';

/**
 * All inline policies of a user or a role together; white space does not count. A role of many people has the cut of
 * each of them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
export const INLINE_CHARACTERS = { user: 2_048, role: 10_240 } as const;

const UNIT = 'characters of inline policy';

/** The users and roles that would hold more than IAM lets them. */
export function checkQuotas(all: readonly Entitlement[]): QuotaFault[] {
  const ofUser =
    'Remove a grant of theirs that is no longer needed, or use a role with assume_role: it takes far fewer.';
  const ofRole = 'Remove a grant of the role that is no longer needed, or give some of its people another role.';
  return [...findFaults(measureQuotas(all), ofUser), ...findFaults(measureRoles(all), ofRole)];
}

/**
 * What each user would hold. A role holds the cuts of many people, who are not all known to a pull request, so there is no
 * figure of it to show; and policies that are not ours are not known either: a run counts them before it writes.
 */
export function measureQuotas(all: readonly Entitlement[]): QuotaUse[] {
  return [...groupBy(all, ({ id }) => readId(id).owner)].map(([user, held]) => {
    const used = held.reduce((sum, { content }) => sum + sizeOf(content), 0);
    return { holder: user, used, most: INLINE_CHARACTERS.user, unit: UNIT, grants: grantsOf(held) };
  });
}

function measureRoles(all: readonly Entitlement[]): QuotaUse[] {
  const roles = groupBy(all, ({ cut }) => (cut === undefined ? null : readId(cut.id).owner));
  return [...roles].map(([role, held]) => {
    const used = [...groupBy(held, ({ cut }) => cut?.id ?? null).values()].reduce((sum, one) => sum + cutSize(one), 0);
    return { holder: role, used, most: INLINE_CHARACTERS.role, unit: UNIT, grants: grantsOf(held) };
  });
}

function findFaults(uses: readonly QuotaUse[], cure: string): QuotaFault[] {
  return uses
    .filter(({ used, most }) => used > most)
    .map(({ holder, used, most, unit, grants }) => {
      const message = `${holder} would hold ${figure(used)} of ${figure(most)} ${unit}.`;
      return { rule: 'over-quota', grants, message, cure };
    });
}

function grantsOf(held: readonly Entitlement[]): string[] {
  return [...new Set(held.flatMap(({ grants }) => grants))].sort();
}

/** At most one end a grant, and one statement for what is over. */
function cutSize(grants: readonly Entitlement[]): number {
  const [first] = grants;
  if (first?.cut === undefined) return 0;
  const ends = grants.map(({ window }) => ({ from: window.end, openedBefore: window.end }));
  return sizeOf(writeCut(first.cut, [{ from: first.window.start, openedBefore: first.window.start }, ...ends]));
}

/** What counts of a policy document. */
export function sizeOf(content: string): number {
  return content.replace(/\s/g, '').length;
}

function groupBy(
  all: readonly Entitlement[],
  keyOf: (entitlement: Entitlement) => string | null,
): Map<string, Entitlement[]> {
  const groups = new Map<string, Entitlement[]>();
  for (const one of all) {
    const key = keyOf(one);
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}

function figure(count: number): string {
  return count.toLocaleString('en-US');
}
