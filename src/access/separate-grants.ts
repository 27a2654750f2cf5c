import type { Claim } from './claim.js';
import { collisionFault } from './collision-fault.js';
import { type Collision, findCollisions, separatesDuties } from './collisions.js';
import { locate } from './fault.js';
import type { Grant } from './grant.js';
import type { HistoryCommit } from './history.js';
import type { Instant, Window } from './instant.js';
import type { Policy } from './policy.js';
import { NOWHERE } from './position.js';

export interface SeparationInput {
  /** Newest first. */
  readonly history: readonly HistoryCommit[];
  /** Of the tip. */
  readonly policy: Policy;
  readonly now: Instant;
}

/** A stretch of a grant's window, with the commit that first claimed it. */
interface MergedClaim extends Claim {
  /** The commit's place on the first-parent line; a greater one is later. */
  readonly since: number;
}

/**
 * Separation of duties among grants: of what one person may not have at the same time, what was claimed first stands.
 *
 * An addition claims its window, an extension only the time that it adds: so nothing that is added or extended later
 * takes away what somebody has, not even their own. "First" is the order of the branch, and not the dates of the commits,
 * which whoever makes a commit can set; within one commit the order of names. An earlier claim holds even while it gives
 * nothing itself because of a third: if that one's end revived it, it would take from what was given after it. What is
 * over, removed, or invalid for another reason holds nothing (law 7).
 *
 * A grant whose claim has to give way is `invalid`; where only its extension has to, it keeps the window from before, and
 * is `invalid` once that is over.
 */
export function separateGrants(grants: readonly Grant[], { history, policy, now }: SeparationInput): Grant[] {
  if (!separatesDuties(policy)) return [...grants];
  const places = new Map(history.map((commit, index) => [commit.sha, history.length - index]));
  const claims = new Map<string, readonly MergedClaim[]>();
  const lasting = new Map<string, MergedClaim[]>();
  for (const grant of grants) {
    const own = listClaims(grant, places);
    claims.set(grant.name, own);
    const ofPerson = lasting.get(grant.beneficiary) ?? [];
    lasting.set(grant.beneficiary, [...ofPerson, ...own.filter((claim) => now < claim.window.end)]);
  }
  return grants.map((grant) => {
    const others = lasting.get(grant.beneficiary) ?? [];
    for (const claim of claims.get(grant.name) ?? []) {
      const earlier = others.filter((other) => isEarlier(other, claim));
      const collisions = findCollisions(claim, earlier, policy);
      if (collisions.length > 0) return refuse(grant, claim, collisions, now);
    }
    return grant;
  });
}

/** In order of time, and so in order of the commits too: each begins where the one before ends. */
function listClaims(grant: Grant, places: ReadonlyMap<string, number>): readonly MergedClaim[] {
  if (grant.role === null || (grant.state !== 'active' && grant.state !== 'pending')) return [];
  const { name, beneficiary, system, role } = grant;
  let claims: MergedClaim[] = [];
  for (const { commit, window } of grant.versions) {
    // While it could not be read it gave nothing, and what was given to others meanwhile is theirs.
    if (window === null) claims = [];
    else {
      const kept = claims.flatMap((claim) => shorten(claim, window.end));
      const start = kept.at(-1)?.window.end ?? window.start;
      const added = { start, end: window.end };
      claims = [...kept, { grant: name, beneficiary, system, role, window: added, since: places.get(commit) ?? 0 }];
    }
  }
  return claims.filter((claim) => claim.window.start < claim.window.end);
}

function shorten(claim: MergedClaim, end: Instant): MergedClaim[] {
  if (claim.window.start >= end) return [];
  return [{ ...claim, window: { start: claim.window.start, end: Math.min(claim.window.end, end) } }];
}

function isEarlier(one: MergedClaim, other: MergedClaim): boolean {
  return one.since === other.since ? one.grant < other.grant : one.since < other.since;
}

function refuse(grant: Grant, claim: Claim, collisions: readonly Collision[], now: Instant): Grant {
  const faults = collisions.map((collision) => collisionFault(claim, collision, 'merged'));
  const problems = locate(grant.path, NOWHERE, faults);
  if (grant.window === null || claim.window.start <= grant.window.start)
    return { ...grant, state: 'invalid', problems };
  const window: Window = { start: grant.window.start, end: claim.window.start };
  return { ...grant, window, state: now < window.end ? grant.state : 'invalid', problems };
}
