import type { Claim } from './claim.js';
import type { Collision } from './collisions.js';
import { type Fault, faultAt } from './fault.js';
import { formatInstant } from './instant-text.js';

/** How far a claim has come, which decides what can still be done about it. */
export type ClaimStage = 'asked' | 'extended' | 'standing' | 'merged';

/** As many as somebody reads; a person has few grants at the same time. */
const MOST_NAMED = 5;

/** What is wrong with a claim that collides, for whoever made it. */
export function collisionFault(claim: Claim, collision: Collision, stage: ClaimStage): Fault {
  const others = distinct(collision.others);
  const { beneficiary, role } = claim;
  if (collision.kind === 'conflict') {
    const named = list(others.map((other) => `${other.grant} (role ${roleFrom(claim, other)})`));
    const message = `${beneficiary} may not have ${role} at the same time as ${named}: the roles exclude each other.`;
    return faultAt('conflicting-role', '/role', message, cureOf(others, stage));
  }
  const { limit } = collision;
  const times = limit === 1 ? 'once' : `${limit} times`;
  const named = list(others.map((other) => other.grant));
  const message = `${beneficiary} may have ${role} only ${times} at the same time, and there is ${named}.`;
  return faultAt('max-concurrent', '/role', message, cureOf(others, stage));
}

function cureOf(others: readonly Claim[], stage: ClaimStage): string {
  const names = others.length === 1 ? (others[0]?.grant ?? '') : 'one of them';
  const ended = 'What has ended counts until its file is removed.';
  const end = Math.max(...others.map((other) => other.window.end));
  const first = `End ${names} first: comment /lapse revoke on its pull request, or remove its file in this one`;
  switch (stage) {
    case 'asked':
      return `${first}; or ask with starts at ${formatInstant(end)} or later. ${ended}`;
    case 'extended':
      return `${first}; or leave the end as it is. ${ended}`;
    case 'standing':
      return `Only what was merged first gives access while both last. End one of them. ${ended}`;
    case 'merged':
      return `It gives nothing for that time while ${others.length === 1 ? names : 'they'} may last. End ${names}, or remove this and ask for another time.`;
  }
}

/** A role of the same system goes by its own name. */
function roleFrom(claim: Claim, other: Claim): string {
  return other.system === claim.system ? other.role : `${other.system}/${other.role}`;
}

/** One grant may claim several stretches; its last is the one that counts for when it is over. */
function distinct(claims: readonly Claim[]): Claim[] {
  const byGrant = new Map<string, Claim>();
  for (const claim of claims) {
    const known = byGrant.get(claim.grant);
    if (known === undefined || known.window.end < claim.window.end) byGrant.set(claim.grant, claim);
  }
  return [...byGrant.values()].sort((a, b) => (a.grant < b.grant ? -1 : 1));
}

function list(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
