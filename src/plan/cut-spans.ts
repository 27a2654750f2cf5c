import type { Grant, GrantVersion } from '../access/grant.js';
import type { Incarnation } from '../access/incarnations.js';
import type { Instant, Window } from '../access/instant.js';
import type { Policy } from '../access/policy.js';
import type { CutPlace } from './entitlement.js';
import type { ProviderRules } from './provider-rules.js';
import { resolveGrant } from './resolve-grant.js';

/** One grant's while at one place, as the history tells it. */
export interface CutSpan {
  readonly place: CutPlace;
  /** With the versions of its own incarnation, so that its approvals can be worked out again. */
  readonly grant: Grant;
  /** From its start to the end that it has or had: the removal of its file, where that came first. */
  readonly window: Window;
  /** The latest end that any version of it had. */
  readonly reach: Instant;
  /** The earliest end that a version of it shortened another one to, whatever was made of it after that; null: none did. */
  readonly shortenedTo: Instant | null;
  readonly hasEnded: boolean;
}

export interface CutHistory {
  /** All that stand on the branch. */
  readonly grants: readonly Grant[];
  readonly incarnations: readonly Incarnation[];
  readonly policy: Policy;
  readonly rules: ReadonlyMap<string, ProviderRules>;
  readonly repositoryId: number;
  readonly now: Instant;
}

/**
 * Every while in which sessions could be opened, of grants that stand and of removed ones, by today's policy: a pure
 * function of the history and the time (law 1). What the policy no longer names has none here.
 */
export function cutSpans(history: CutHistory): CutSpan[] {
  const standing = history.grants.flatMap((grant) => spanOf(grant, grant.window, null, history));
  const removed = history.incarnations.flatMap((incarnation) => {
    const { removedIn } = incarnation;
    if (removedIn === null) return [];
    return grantsOfLife(incarnation).flatMap((grant) => spanOf(grant, grant.window, removedIn.at, history));
  });
  return [...standing, ...removed];
}

/** Whether two lives of one name are the same one. */
export function lifeOf({ name, addedIn }: Pick<Grant, 'name' | 'addedIn'>): string {
  return `${name}@${addedIn ?? ''}`;
}

function spanOf(grant: Grant, window: Window | null, removedAt: Instant | null, history: CutHistory): CutSpan[] {
  // Nobody ever had what was over before it was merged.
  if (window === null || window.end <= window.start) return [];
  const { policy, rules, repositoryId, now } = history;
  const hasEnded = removedAt !== null || now >= window.end;
  if (hasEnded && now < window.start) return [];
  const resolution = resolveGrant(grant, window, policy, rules);
  if ('lacks' in resolution) return [];
  const reach = Math.max(window.end, ...grant.versions.flatMap((version) => version.window?.end ?? []));
  const end = removedAt === null ? window.end : earlyEnd(window, removedAt, now);
  return resolution.rules.entitlements(resolution.grant, repositoryId).flatMap(({ cut }) => {
    return cut === undefined
      ? []
      : { place: cut, grant, window: { start: window.start, end }, reach, shortenedTo: shortenedTo(grant), hasEnded };
  });
}

/** What is invalid may only be unreadable for a while, and cuts nobody before its end. */
function shortenedTo({ state, versions }: Grant): Instant | null {
  if (state === 'invalid') return null;
  let longest = Number.NEGATIVE_INFINITY;
  let shortest = Number.POSITIVE_INFINITY;
  for (const { window } of versions) {
    if (window === null) continue;
    if (window.end < longest) shortest = Math.min(shortest, window.end);
    longest = Math.max(longest, window.end);
  }
  return Number.isFinite(shortest) ? shortest : null;
}

/** A commit can be dated as somebody likes: what is removed is over now, whatever its date. */
function earlyEnd(window: Window, removedAt: Instant, now: Instant): Instant {
  return removedAt > now ? Math.min(window.start, now) : Math.min(window.end, removedAt);
}

/** A removed life as the grants that it was: one, or one a role where an edit that was not allowed changed the role. */
function grantsOfLife(life: Incarnation): Grant[] {
  const byRole = new Map<string, GrantVersion[]>();
  for (const version of life.versions) {
    if (version.request === null || version.window === null) continue;
    byRole.set(version.request.role, [...(byRole.get(version.request.role) ?? []), version]);
  }
  const { grant: name, path, addedIn, versions, request: place } = life;
  return [...byRole].map(([role, ofRole]): Grant => {
    const { request, window } = ofRole.at(-1) ?? { request: null, window: null };
    const base = { name, path, system: place.system, beneficiary: place.login };
    return { ...base, role, request, window, state: 'expired', addedIn, versions, problems: [] };
  });
}
