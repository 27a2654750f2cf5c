import { decideByIdentity } from '../authorize.js';
import { accessDenied, validationError } from '../errors.js';
import { issueSession, readDuration, readRoleArn } from '../issue-session.js';
import { SESSION_NAME_RULE } from '../names.js';
import { makeContext } from '../policy/conditions.js';
import { evaluateTrust } from '../policy/evaluate-trust.js';
import { principalArn, principalContext, principalUserId } from '../principal.js';
import type { Role } from '../state.js';
import type { Action, Call } from './action.js';

/** Needs no permission: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html. */
const getCallerIdentity: Action = {
  prepare() {
    return ({ caller }) => ({ Arn: principalArn(caller), UserId: principalUserId(caller), Account: caller.account });
  },
};

/**
 * Decided by the role's trust policy and the caller's own policies
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html). AWS lets no root user assume a role; the
 * administrator keys of the sandbox may. Session policies, tags, MFA and external ids are refused as unknown parameters.
 */
const assumeRole: Action = {
  prepare(parameters) {
    const { arn, account, name } = readRoleArn(parameters);
    const sessionName = parameters.text('RoleSessionName', SESSION_NAME_RULE);
    const seconds = readDuration(parameters);
    return (call) => {
      const role = call.state.accounts.get(account)?.roles.get(name);
      // The same words whether there is such a role or not, as AWS does.
      if (role?.arn !== arn || !mayAssume(call, role, sessionName)) {
        throw accessDenied(
          `User: ${principalArn(call.caller)} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
        );
      }
      if (call.caller.kind === 'session' && seconds > 3600) {
        throw validationError(
          'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
        );
      }
      return { ...issueSession(call.state, role, sessionName, seconds, call.now) };
    };
  },
};

/**
 * A trust policy that names the caller suffices within one account; one that trusts the account leaves it to the caller's
 * policies; across accounts both must agree
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html).
 */
function mayAssume(call: Call, role: Role, sessionName: string): boolean {
  const { caller, now } = call;
  const extra = { 'sts:RoleSessionName': [sessionName] };
  const identity = decideByIdentity(call, 'sts:AssumeRole', role.arn, extra);
  if (identity === 'explicitDeny') return false;
  const sameAccount = caller.account === role.account;
  if (role.trust === undefined) return sameAccount && identity === 'allowed';
  const context = makeContext(
    Object.entries({ ...principalContext(caller), ...extra, 'aws:CurrentTime': [new Date(now).toISOString()] }),
  );
  const arns = caller.kind === 'session' ? [principalArn(caller), caller.role.arn] : [principalArn(caller)];
  const assumer = { kind: 'AWS', account: caller.account, arns } as const;
  const trusted = evaluateTrust(role.trust, assumer, { action: 'sts:AssumeRole', context });
  if (trusted === 'direct' && sameAccount) return true;
  return trusted !== 'no' && identity === 'allowed';
}

export const assumeRoleActions = { GetCallerIdentity: getCallerIdentity, AssumeRole: assumeRole };
