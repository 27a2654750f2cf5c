import type { Grant } from '../access/grant.js';
import type { Policy } from '../access/policy.js';
import { compareGiven, EFFECT_KINDS, type Effect } from './compare-given.js';
import { type Given, givenByGrant } from './given.js';
import type { ProviderRules } from './provider-rules.js';

/** What a policy change does to one grant. */
export interface PolicyEffect extends Effect {
  /** `<system>/<login>/<name>`. */
  readonly grant: string;
  readonly system: string;
  readonly beneficiary: string;
  readonly role: string | null;
}

/** The grants of one history under one policy. */
export interface JudgedGrants {
  readonly grants: readonly Grant[];
  readonly policy: Policy;
}

/**
 * What a policy change does to each grant that stands under either policy: the most serious first, then by name. Both have
 * to be read of the same files, history and time.
 */
export function listPolicyEffects(
  before: JudgedGrants,
  after: JudgedGrants,
  rules: ReadonlyMap<string, ProviderRules>,
): PolicyEffect[] {
  const later = new Map(after.grants.map((grant) => [grant.name, givenByGrant(grant, after.policy, rules)]));
  const effects = before.grants.flatMap((grant): PolicyEffect[] => {
    const effect = compareGiven(givenByGrant(grant, before.policy, rules), later.get(grant.name) ?? GONE);
    const { name, system, beneficiary, role } = grant;
    return effect === null ? [] : [{ ...effect, grant: name, system, beneficiary, role }];
  });
  return effects.sort(
    (a, b) => EFFECT_KINDS.indexOf(a.kind) - EFFECT_KINDS.indexOf(b.kind) || (a.grant < b.grant ? -1 : 1),
  );
}

const GONE: Given = { nothing: 'It is gone.', part: 'roles' };
