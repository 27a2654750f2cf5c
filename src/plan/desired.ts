import type { Grant } from '../access/grant.js';
import type { Instant, Window } from '../access/instant.js';
import type { Policy } from '../access/policy.js';
import type { Problem } from '../access/problem.js';
import { canonicalJson } from './canonical-json.js';
import { type Entitlement, entitlementKey } from './entitlement.js';
import type { ProviderRules } from './provider-rules.js';
import { resolveGrant } from './resolve-grant.js';
import { targetKeyOf } from './targets.js';

export interface DesiredInput {
  readonly grants: readonly Grant[];
  readonly policy: Policy;
  /** By the provider's name. */
  readonly rules: ReadonlyMap<string, ProviderRules>;
  /** GitHub's numeric id. */
  readonly repositoryId: number;
}

export interface Desired {
  /** Of all targets, in order of system and id. */
  readonly entitlements: readonly Entitlement[];
  /** What earlier versions of the same grants would give today: see {@link formerWindow}. */
  readonly former: FormerContents;
  /** Pending and active grants that give nothing, because something cannot be resolved: their problems are told. */
  readonly unresolved: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

/** The window that a content carries, up to the end that a later version shortened it to. */
export interface FormerWindow extends Window {
  /** When the provider itself ends what the content gives; null: it cannot. */
  readonly floor: Instant | null;
}

/** Entitlement (system and id) → content → its window. */
export type FormerContents = ReadonlyMap<string, ReadonlyMap<string, FormerWindow>>;

/**
 * The entitlements of all pending and active grants together (law 1). A pending one may be put early: its content
 * carries its start. Reference-counted: what two grants need alike is there once, and stays until neither does.
 * A grant that cannot be resolved gives nothing and takes no other with it (law 7).
 */
export function desiredEntitlements(input: DesiredInput): Desired {
  const shared = new Map<string, Entitlement>();
  const former = new Map<string, Map<string, FormerWindow>>();
  const unresolved = new Set<string>();
  const problems: Problem[] = [];
  const standing = input.grants.filter((grant) => grant.state === 'pending' || grant.state === 'active');
  for (const grant of [...standing].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const resolution = resolveGrant(grant, grant.window, input.policy, input.rules);
    if ('lacks' in resolution) {
      unresolved.add(grant.name);
      problems.push(problemOf(grant, `The policy has ${resolution.lacks}`, resolution.cure));
      continue;
    }
    const { grant: resolved, rules } = resolution;
    const target = targetKeyOf(resolved.system, rules);
    for (const entitlement of rules.entitlements(resolved, input.repositoryId)) {
      const key = canonicalJson([target, entitlement.id]);
      const other = shared.get(key);
      if (other !== undefined && other.content !== entitlement.content) {
        // One thing cannot be two: the grant that has the name first keeps it.
        unresolved.add(grant.name);
        problems.push(problemOf(grant, `${other.grants.join(', ')} needs another ${entitlement.id}`, 'Remove one.'));
        continue;
      }
      shared.set(key, other === undefined ? entitlement : share(other, entitlement));
    }
    // Newest first: what a later version shortened stays short, whatever was made of it after that.
    let end = Number.POSITIVE_INFINITY;
    for (const { window } of [...grant.versions].reverse()) {
      if (window === null) continue;
      end = Math.min(end, window.end);
      for (const entitlement of rules.entitlements({ ...resolved, window }, input.repositoryId)) {
        const key = entitlementKey(entitlement);
        const contents = former.get(key) ?? new Map<string, FormerWindow>();
        const { content, floor } = entitlement;
        former.set(key, contents.set(content, { start: window.start, end, floor }));
      }
    }
  }
  const entitlements = [...shared.values()].sort((a, b) => (entitlementKey(a) < entitlementKey(b) ? -1 : 1));
  return { entitlements, former, unresolved, problems };
}

/**
 * The window that what was observed was given for, where it is exactly what an earlier version of the same grant gives under today's
 * policy; null: nobody can tell.
 */
export function formerWindow(former: FormerContents, entitlement: Entitlement, content: string): FormerWindow | null {
  return former.get(entitlementKey(entitlement))?.get(content) ?? null;
}

function share(one: Entitlement, other: Entitlement): Entitlement {
  const floor = one.floor === null || other.floor === null ? null : Math.max(one.floor, other.floor);
  return { ...one, grants: [...one.grants, ...other.grants], floor };
}

function problemOf(grant: Grant, what: string, cure: string): Problem {
  const message = `${what}, so ${grant.name} gives no access.`;
  return { rule: 'unresolved-grant', severity: 'error', path: grant.path, line: 1, column: 1, message, cure };
}
