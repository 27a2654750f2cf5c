import type { Claim } from './claim.js';
import type { Instant, Window } from './instant.js';
import type { Policy, RoleName } from './policy.js';

/** Why a person may not have what they claim: they would have too much at the same time. */
export type Collision =
  /** A role that excludes this one. */
  | { readonly kind: 'conflict'; readonly others: readonly Claim[] }
  /** More grants of this role than `max_concurrent`, at the most crowded instant. */
  | { readonly kind: 'too-many'; readonly others: readonly Claim[]; readonly limit: number };

/** True where a policy separates anything at all: else nobody's other grants matter. */
export function separatesDuties(policy: Policy): boolean {
  return [...policy.roles.values()].some((roles) =>
    [...roles.values()].some((role) => role.conflicts.length > 0 || role.maxConcurrent !== null),
  );
}

/**
 * What a claim collides with among others of the same person; claims of the same grant and of other people are passed
 * over. Which of two colliding claims has to give way is for the caller to say, by the others that it gives.
 */
export function findCollisions(claim: Claim, others: readonly Claim[], policy: Policy): Collision[] {
  const beside = others.filter(
    (other) =>
      other.beneficiary === claim.beneficiary && other.grant !== claim.grant && overlap(claim.window, other.window),
  );
  const collisions: Collision[] = [];
  const excluded = beside.filter((other) => excludeEachOther(claim, other, policy));
  if (excluded.length > 0) collisions.push({ kind: 'conflict', others: excluded });
  const limit = policy.roles.get(claim.system)?.get(claim.role)?.maxConcurrent ?? null;
  if (limit === null) return collisions;
  const crowd = mostCrowded(
    claim.window,
    beside.filter((other) => isRole(other, claim)),
  );
  if (crowd.length >= limit) collisions.push({ kind: 'too-many', others: crowd, limit });
  return collisions;
}

/** Whichever of the two names the other. */
function excludeEachOther(one: RoleName, other: RoleName, policy: Policy): boolean {
  return namesAsConflict(one, other, policy) || namesAsConflict(other, one, policy);
}

function namesAsConflict(one: RoleName, other: RoleName, policy: Policy): boolean {
  const role = policy.roles.get(one.system)?.get(one.role);
  return role?.conflicts.some((conflict) => isRole(conflict, other)) ?? false;
}

function isRole(one: RoleName, other: RoleName): boolean {
  return one.system === other.system && one.role === other.role;
}

/** A window does not contain its end, so what begins when another ends does not overlap with it. */
function overlap(one: Window, other: Window): boolean {
  return Math.max(one.start, other.start) < Math.min(one.end, other.end);
}

/** Those that hold at the instant within a window at which the most do. All of them overlap with the window. */
function mostCrowded(window: Window, claims: readonly Claim[]): Claim[] {
  const starts = claims.map((claim) => Math.max(claim.window.start, window.start)).sort(ascending);
  const ends = claims.map((claim) => claim.window.end).sort(ascending);
  let most = 0;
  let instant = window.start;
  let over = 0;
  for (const [index, start] of starts.entries()) {
    while ((ends[over] ?? Number.POSITIVE_INFINITY) <= start) over += 1;
    if (index + 1 - over <= most) continue;
    most = index + 1 - over;
    instant = start;
  }
  return claims.filter((claim) => claim.window.start <= instant && instant < claim.window.end);
}

function ascending(a: Instant, b: Instant): number {
  // Both may be -Infinity, whose difference is no number.
  return a === b ? 0 : a - b;
}
