import type { Call } from './actions/action.js';
import { accessDenied } from './errors.js';
import { makeContext } from './policy/conditions.js';
import { type Decision, evaluatePolicies } from './policy/evaluate-policy.js';
import { principalArn, principalContext } from './principal.js';
import { visiblePolicies } from './state.js';

/**
 * What the caller's own policies say. Administrator keys may do everything in their account. An assumed role may too: only what
 * its inline policies deny is refused, unless it was set up with permissions of its own, which then are all that it may do.
 * An IAM user may do what its inline policies allow.
 */
export function decideByIdentity(
  { caller, now }: Call,
  action: string,
  resource: string,
  extra: Readonly<Record<string, string[]>> = {},
): Decision['decision'] {
  if (caller.kind === 'administrator') return 'allowed';
  const entity = caller.kind === 'user' ? caller.user : caller.role;
  const context = makeContext(
    Object.entries({ ...principalContext(caller), 'aws:CurrentTime': [new Date(now).toISOString()], ...extra }),
  );
  const permissions = caller.kind === 'session' ? caller.role.permissions : undefined;
  const policies = new Map(visiblePolicies(entity.policies, now));
  // No inline policy has an empty name.
  if (permissions !== undefined) policies.set('', permissions);
  const { decision } = evaluatePolicies(policies, { action, resource, context });
  const mayAll = caller.kind === 'session' && permissions === undefined;
  return mayAll && decision === 'implicitDeny' ? 'allowed' : decision;
}

/** Throws 403 AccessDenied. `shown` is how IAM names the resource in the message: "user alice". */
export function authorize(
  call: Call,
  action: string,
  resource: string,
  shown: string,
  extra: Readonly<Record<string, string[]>> = {},
): void {
  const decision = decideByIdentity(call, action, resource, extra);
  if (decision === 'allowed') return;
  const why =
    decision === 'explicitDeny'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
  throw accessDenied(
    `User: ${principalArn(call.caller)} is not authorized to perform: ${action} on resource: ${shown} ${why}`,
  );
}
