import { accessDenied } from '../errors.js';
import { issueSession, readDuration, readRoleArn } from '../issue-session.js';
import { SESSION_NAME_RULE } from '../names.js';
import { makeContext } from '../policy/conditions.js';
import { evaluateTrust } from '../policy/evaluate-trust.js';
import type { Role } from '../state.js';
import { verifyWebIdentity, type WebIdentity } from '../web-identity-token.js';
import type { AnonymousAction } from './action.js';

/**
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html. The action is `anonymous`: the
 * token is the credential. A role without a trust policy takes every token of a trusted issuer.
 */
export const assumeRoleWithWebIdentity: AnonymousAction = {
  prepare(parameters) {
    const { arn, account, name } = readRoleArn(parameters);
    const sessionName = parameters.text('RoleSessionName', SESSION_NAME_RULE);
    const token = parameters.text('WebIdentityToken', { min: 4, max: 20_000 });
    const seconds = readDuration(parameters);
    return async ({ state, now }) => {
      const identity = await verifyWebIdentity(token, state, now);
      const role = state.accounts.get(account)?.roles.get(name);
      if (role?.arn !== arn || !isTrusted(role, identity, sessionName, now)) {
        throw accessDenied('Not authorized to perform sts:AssumeRoleWithWebIdentity');
      }
      return {
        ...issueSession(state, role, sessionName, seconds, now),
        SubjectFromWebIdentityToken: identity.subject,
        Audience: identity.audience,
        Provider: providerArn(role.account, identity.issuer),
      };
    };
  },
};

/** An issuer's ARN and its condition keys hold its address without the scheme (IAM User Guide, "Available keys for AWS OIDC federation"). */
function providerName(issuer: string): string {
  return issuer.replace(/^https?:\/\//, '');
}

function providerArn(account: string, issuer: string): string {
  return `arn:aws:iam::${account}:oidc-provider/${providerName(issuer)}`;
}

function isTrusted(role: Role, identity: WebIdentity, sessionName: string, now: number): boolean {
  if (role.trust === undefined) return true;
  const provider = providerName(identity.issuer);
  const context = makeContext([
    [`${provider}:sub`, [identity.subject]],
    [`${provider}:aud`, [identity.audience]],
    ['sts:RoleSessionName', [sessionName]],
    ['aws:CurrentTime', [new Date(now).toISOString()]],
  ]);
  const assumer = { kind: 'Federated', arn: providerArn(role.account, identity.issuer) } as const;
  return evaluateTrust(role.trust, assumer, { action: 'sts:AssumeRoleWithWebIdentity', context }) === 'direct';
}
