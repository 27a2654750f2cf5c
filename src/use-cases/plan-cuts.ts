import type { Grant } from '../access/grant.js';
import type { Instant } from '../access/instant.js';
import { canonicalJson } from '../plan/canonical-json.js';
import type { Change, Plan } from '../plan/change.js';
import { cutChanges, LONGEST_SESSION } from '../plan/cut-changes.js';
import { type CutSpan, lifeOf } from '../plan/cut-spans.js';
import type { FormerContents } from '../plan/desired.js';
import { givenWindows } from '../plan/given-windows.js';
import { needsApproval } from '../plan/needs-approval.js';
import type { PlannedTarget, TargetPlans } from './plan-targets.js';

/**
 * What becomes of one target's cuts, once it is known what is given (law 6).
 *
 * A grant that is over can have carried the sessions of one before it to one after it, and so is asked about where the
 * cuts would differ without it. What stands as if it had been given is not asked about again.
 *
 * @param approved the changes that go ahead.
 * @param isApproved whether a grant that is over was given rightly.
 */
export async function planCuts(
  planned: PlannedTarget,
  approved: readonly Change[],
  { former, spans }: Pick<TargetPlans, 'former' | 'spans'>,
  now: Instant,
  isApproved: (grant: Grant) => Promise<boolean>,
): Promise<Plan> {
  const given = givenWindows(planned.plan, approved, former);
  const plan = (own: readonly CutSpan[], trusted: ReadonlySet<string>): Plan =>
    cutChanges({ target: planned.target, spans: own, given, trusted, observed: planned.cuts, now });
  const ended = spans.filter(({ hasEnded, reach }) => hasEnded && now < reach + LONGEST_SESSION);
  const trustful = plan(spans, new Set(ended.map(({ grant }) => lifeOf(grant))));
  const wary = plan(spans, new Set());
  const open = differing(trustful, wary);
  if (open.size === 0) return trustful;
  const settled = new Set(wary.kept.map(({ entitlement }) => entitlement.id));
  const trusted = new Set<string>();
  const asked = new Map<string, Grant>();
  for (const { grant, place } of ended) {
    if (!open.has(place.id)) trusted.add(lifeOf(grant));
    else if (!settled.has(place.id)) asked.set(lifeOf(grant), grant);
  }
  for (const [life, grant] of asked) if (await isApproved(grant)) trusted.add(life);
  return plan(spans, trusted);
}

/**
 * Removals first, then what narrows, then the cuts, and only then what gives more: never a session without its end. Within
 * one of these stages the order matters only for one user or role.
 */
export function inStages(changes: readonly Change[], cuts: readonly Change[], former: FormerContents): Change[][] {
  return [
    [...changes, ...cuts].filter(({ action }) => action === 'remove'),
    changes.filter((change) => change.action !== 'remove' && !needsApproval(change, former)),
    cuts.filter(({ action }) => action !== 'remove'),
    changes.filter((change) => needsApproval(change, former)),
  ];
}

/** The places of which the two plans say different things, but for those that are as the first one wants them. */
function differing(trustful: Plan, wary: Plan): ReadonlySet<string> {
  const kept = new Set(trustful.kept.map(({ entitlement }) => entitlement.id));
  const [one, other] = [trustful, wary].map(({ changes }) => new Map(changes.map((change) => [idOf(change), change])));
  const ids = [...(one?.keys() ?? []), ...(other?.keys() ?? [])].filter((id) => !kept.has(id));
  return new Set(ids.filter((id) => describe(one?.get(id)) !== describe(other?.get(id))));
}

function idOf(change: Change): string {
  return change.action === 'remove' ? change.observed.id : change.entitlement.id;
}

function describe(change: Change | undefined): string {
  if (change === undefined) return '';
  return canonicalJson([change.action, change.action === 'remove' ? null : change.entitlement.content]);
}
