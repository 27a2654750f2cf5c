import type { RequestPath } from '../access/access-path.js';
import { checkRequest } from '../access/check-request.js';
import { type Claim, claimOfStanding } from '../access/claim.js';
import { type Collision, findCollisions } from '../access/collisions.js';
import type { Instant, Milliseconds } from '../access/instant.js';
import type { Policy } from '../access/policy.js';
import { NOWHERE } from '../access/position.js';
import { readStandingRequest, type StandingRequest } from '../access/read-standing-request.js';
import type { Request } from '../access/request.js';
import type { SourceFile } from '../access/source-file.js';
import { resolveWindow } from '../access/window.js';
import { compareGiven } from './compare-given.js';
import { type Given, givenBy, nothingBecause } from './given.js';
import type { ProviderRules } from './provider-rules.js';

/** What a policy change would add to one request that stands. */
export interface StandingEffect {
  readonly kind: 'widened' | 'redirected' | 'unknown';
  readonly grant: string;
  readonly beneficiary: string;
}

interface Standing extends StandingRequest {
  readonly before: Given;
  readonly after: Given;
  /** Whether it gives something after, whenever it was merged: only then does it still hold back what it excludes. */
  readonly lasts: boolean;
}

interface Change {
  readonly before: Policy;
  readonly after: Policy | null;
  readonly standing: readonly SourceFile[];
  readonly rules: ReadonlyMap<string, ProviderRules>;
  readonly now: Instant;
}

/**
 * The standing requests that a policy change widens or redirects, where nobody knows when they were merged: at whatever
 * time that could have been. The most serious first.
 */
export function judgeStanding({ before, after, standing, rules, now }: Change): StandingEffect[] {
  const requests = standing.flatMap((file) => readStandingRequest(file) ?? []);
  if (after === null) {
    return requests.map(({ path }) => ({ kind: 'unknown', grant: path.grant, beneficiary: path.login }));
  }
  const judged = requests.map(({ path, request }): Standing => {
    const judge = (policy: Policy, longest: Policy) => {
      const maximum = longest.roles.get(path.system)?.get(request.role)?.maxDuration ?? 0;
      return judgeRequest(path, request, likeliestMerge(request, maximum), policy, rules);
    };
    const given = judge(after, after);
    const lasts = !('nothing' in given) && !('nothing' in judge(after, before));
    return { path, request, before: judge(before, after), after: given, lasts };
  });
  const claimsOf = (some: readonly Standing[]): Claim[] =>
    some.map(({ path, request }) => claimOfStanding(path, request, now));
  const oldClaims = claimsOf(judged.filter(({ before: given }) => !('nothing' in given)));
  const newClaims = claimsOf(judged.filter(({ lasts }) => lasts));
  const effects = judged.flatMap((one): StandingEffect[] => {
    const named = { grant: one.path.grant, beneficiary: one.path.login };
    const kind = compareGiven(one.before, one.after)?.kind;
    if (kind === 'widened' || kind === 'redirected') return [{ kind, ...named }];
    if ('nothing' in one.after) return [];
    const claim = claimOfStanding(one.path, one.request, now);
    const newCollisions = findCollisions(claim, newClaims, after);
    const stays = (old: Collision) => newCollisions.some((collision) => holdsBack(collision, old));
    return findCollisions(claim, oldClaims, before).every(stays) ? [] : [{ kind: 'widened', ...named }];
  });
  return effects.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || (a.grant < b.grant ? -1 : 1));
}

const KINDS: readonly StandingEffect['kind'][] = ['widened', 'redirected', 'unknown'];

/**
 * The merge that lets a request last as long as a maximum allows. By the new one: if any time of its merge makes it fit the
 * new one and not the old one, this does. By the old one: the other way round.
 */
function likeliestMerge(request: Request, longest: Milliseconds): Instant {
  const start = request.starts ?? Number.NEGATIVE_INFINITY;
  if (request.end.kind === 'expires') return Math.max(start, request.end.at - longest);
  return Math.max(start, 0);
}

function judgeRequest(
  path: RequestPath,
  request: Request,
  mergedAt: Instant,
  policy: Policy,
  rules: ReadonlyMap<string, ProviderRules>,
): Given {
  const faults = checkRequest({ path, request, positions: NOWHERE, policy, now: mergedAt });
  const fault = faults.find(({ severity }) => severity === 'error');
  if (fault !== undefined) return nothingBecause(fault);
  const named = { name: path.grant, system: path.system, beneficiary: path.login, role: request.role };
  return givenBy(named, resolveWindow(request, mergedAt), policy, rules);
}

/** Whether a claim that may have had to give way still has to, to everything that it had to. */
function holdsBack(collision: Collision, old: Collision): boolean {
  if (collision.kind === 'conflict') return old.kind === 'conflict' && hasAll(collision, old);
  return old.kind === 'too-many' && collision.limit <= old.limit && hasAll(collision, old);
}

function hasAll(collision: Collision, old: Collision): boolean {
  const names = new Set(collision.others.map(({ grant }) => grant));
  return old.others.every(({ grant }) => names.has(grant));
}
