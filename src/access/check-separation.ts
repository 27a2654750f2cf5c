import { type Claim, claimOfAdded, claimOfEdit, claimOfStanding } from './claim.js';
import { collisionFault } from './collision-fault.js';
import { findCollisions } from './collisions.js';
import { locate } from './fault.js';
import type { Instant } from './instant.js';
import type { Policy } from './policy.js';
import { NOWHERE, type Positions } from './position.js';
import type { Problem } from './problem.js';
import type { StandingRequest } from './read-standing-request.js';
import type { Request } from './request.js';

/** A request that is added or edited. */
export interface WrittenRequest extends StandingRequest {
  /** What stands; null where it is new, or what stands cannot be read and so gives nothing. */
  readonly before: Request | null;
  readonly positions: Positions;
}

export interface SeparationCheck {
  readonly written: readonly WrittenRequest[];
  /** Of the same people, in all systems; without what is removed at the same time. */
  readonly standing: readonly StandingRequest[];
  readonly policy: Policy;
  readonly now: Instant;
}

/**
 * Separation of duties, as far as it can be judged before a merge: what each written request would collide with, by the
 * request's name. What stands was merged at a time that is not known here, so all counts for as long as it may last;
 * provisioning, which knows the times, decides again. Ending access is never refused.
 */
export function checkSeparation({ written, standing, policy, now }: SeparationCheck): ReadonlyMap<string, Problem[]> {
  const claims = [
    ...standing.map(({ path, request }) => claimOfStanding(path, request, now)),
    ...written.map(({ path, request, before }) =>
      before === null ? claimOfAdded(path, request, now) : claimOfStanding(path, request, now),
    ),
  ];
  const others = groupByPerson(claims);
  const problems = new Map<string, Problem[]>();
  for (const { path, request, before, positions } of written) {
    const claim = before === null ? claimOfAdded(path, request, now) : claimOfEdit(path, before, request, now);
    if (claim === null) continue;
    const stage = before === null ? 'asked' : 'extended';
    const faults = findCollisions(claim, others.get(path.login) ?? [], policy).map((collision) =>
      collisionFault(claim, collision, stage),
    );
    if (faults.length > 0) problems.set(path.grant, locate(`access/${path.grant}.yaml`, positions, faults));
  }
  return problems;
}

/**
 * What stands and may collide, as warnings: a policy may have separated them later, or one has ended, and nobody who
 * asks for something else should have to mend it.
 */
export function warnOfStanding(
  standing: readonly StandingRequest[],
  policy: Policy,
  now: Instant,
): ReadonlyMap<string, Problem[]> {
  const groups = groupByPerson(standing.map(({ path, request }) => claimOfStanding(path, request, now)));
  const problems = new Map<string, Problem[]>();
  for (const claims of groups.values()) {
    for (const claim of claims) {
      const faults = findCollisions(claim, claims, policy).map((collision) => ({
        ...collisionFault(claim, collision, 'standing'),
        severity: 'warning' as const,
      }));
      if (faults.length > 0) problems.set(claim.grant, locate(`access/${claim.grant}.yaml`, NOWHERE, faults));
    }
  }
  return problems;
}

function groupByPerson(claims: readonly Claim[]): Map<string, Claim[]> {
  const groups = new Map<string, Claim[]>();
  for (const claim of claims) {
    const group = groups.get(claim.beneficiary);
    if (group === undefined) groups.set(claim.beneficiary, [claim]);
    else group.push(claim);
  }
  return groups;
}
