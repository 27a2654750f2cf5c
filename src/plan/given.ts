import type { Grant } from '../access/grant.js';
import type { Window } from '../access/instant.js';
import type { Policy } from '../access/policy.js';
import type { Problem } from '../access/problem.js';
import type { ProviderRules, ResolvedGrant } from './provider-rules.js';
import { resolveGrant } from './resolve-grant.js';

/** Which policy file says it: `roles.yaml` of the grant's system, `people.yaml` or `config.yaml`. */
export type PolicyPart = 'roles' | 'people' | 'config';

/** What a grant gives under one policy. */
export type Given = Something | Nothing;

export interface Something {
  readonly grant: ResolvedGrant;
  readonly rules: ProviderRules;
}

export interface Nothing {
  /** Why, in one sentence. */
  readonly nothing: string;
  readonly part: PolicyPart;
}

/** Of a grant as the history and a policy make it. */
export function givenByGrant(grant: Grant, policy: Policy, rules: ReadonlyMap<string, ProviderRules>): Given {
  if (grant.state === 'expired') return { nothing: 'It is over.', part: 'roles' };
  if (grant.state === 'invalid') return nothingBecause(grant.problems[0]);
  return givenBy(grant, grant.window, policy, rules);
}

/** Of a grant that nothing is wrong with. */
export function givenBy(
  grant: Pick<Grant, 'name' | 'system' | 'beneficiary' | 'role'>,
  window: Window | null,
  policy: Policy,
  rules: ReadonlyMap<string, ProviderRules>,
): Given {
  const resolution = resolveGrant(grant, window, policy, rules);
  if (!('lacks' in resolution)) return resolution;
  return { nothing: `The policy has ${resolution.lacks}.`, part: 'config' };
}

export function nothingBecause(problem: Pick<Problem, 'rule' | 'message'> | undefined): Nothing {
  return { nothing: problem?.message ?? 'It gives nothing.', part: partOf(problem?.rule) };
}

/** Where the cure of a problem of a request would be, as far as the policy is to blame. */
function partOf(rule: string | undefined): PolicyPart {
  if (rule === 'unknown-person') return 'people';
  return rule === 'unknown-system' ? 'config' : 'roles';
}
