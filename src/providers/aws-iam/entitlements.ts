import type { Instant, Window } from '../../access/instant.js';
import type { Entitlement } from '../../plan/entitlement.js';
import type { ResolvedGrant } from '../../plan/provider-rules.js';
import { cutPlaceOf, LONGEST_SESSION_HOURS } from './cut.js';
import { policyNameOf, writeId } from './mark.js';
import { matchesAction } from './match-action.js';
import { writeDocument } from './policy-document.js';
import { type AllowedStatement, type AwsAllow, type AwsTarget, listOf, PROVIDER } from './terms.js';

const HOUR = 60 * 60_000;

/** Of the ids and documents below; see `ProviderRules.form` for when it is to be raised. */
export const FORM = 1;

/** A grant is one inline policy of the person's IAM user. */
export function entitlementsOf(grant: ResolvedGrant, repositoryId: number): Entitlement[] {
  const user = grant.person.names.get(PROVIDER);
  if (user === undefined) return [];
  // It has passed the schema.
  const allow = grant.role.allow as AwsAllow;
  const statements = statementsOf(allow, user);
  const cut = cutPlaceOf(allow, user, repositoryId);
  const { permissions_boundary: boundary } = grant.system.target as AwsTarget;
  return [
    {
      provider: PROVIDER,
      system: grant.system.name,
      id: writeId({ kind: 'user', owner: user, policy: policyNameOf(grant.name, repositoryId) }),
      grants: [grant.name],
      content: writeDocument(statements, grant.window),
      window: grant.window,
      ...floorOf(statements, allow, grant.window),
      ...(cut === null ? {} : { cut }),
      ...(boundary === undefined ? {} : { boundary }),
    },
  ];
}

function statementsOf(allow: AwsAllow, user: string): readonly AllowedStatement[] {
  if (allow.assume_role === undefined) return allow.statements ?? [];
  // The session's name says whose it is, in CloudTrail and to the cut:
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_rolesessionname
  const condition = { StringEquals: { 'sts:RoleSessionName': user } };
  return [{ action: 'sts:AssumeRole', resource: allow.assume_role, condition }];
}

/**
 * With any of these somebody can take the window off again, or make access that has none: then nothing at AWS ends it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage.html
 */
const WINDOW_BREAKERS = [
  'iam:PutUserPolicy',
  'iam:DeleteUserPolicy',
  'iam:AttachUserPolicy',
  'iam:AddUserToGroup',
  'iam:PutGroupPolicy',
  'iam:AttachGroupPolicy',
  'iam:CreatePolicyVersion',
  'iam:SetDefaultPolicyVersion',
  'iam:CreateUser',
  'iam:CreateAccessKey',
  'iam:CreateLoginProfile',
  'iam:UpdateLoginProfile',
  'iam:DeleteUserPermissionsBoundary',
  'iam:CreateRole',
  'iam:PutRolePolicy',
  'iam:DeleteRolePolicy',
  'iam:AttachRolePolicy',
  'iam:UpdateAssumeRolePolicy',
  'iam:PassRole',
] as const;

/**
 * IAM looks at the conditions of a user's policies at each call, so they end running sessions of the user too. A session
 * of a role lives by that role's policies: those of the role that `assume_role` names are ended by the cut, and those of
 * roles that statements let somebody assume end by themselves.
 */
function floorOf(
  statements: readonly AllowedStatement[],
  allow: AwsAllow,
  { end }: Window,
): { readonly floor: Instant | null; readonly floorNote: string } {
  const breaker = WINDOW_BREAKERS.find((action) => statements.some((statement) => allows(statement, action)));
  if (breaker !== undefined) {
    return { floor: null, floorNote: `nothing at AWS ends it for sure, because it allows ${breaker}` };
  }
  if (allow.assume_role !== undefined) {
    return { floor: end, floorNote: 'AWS itself ends it, open sessions of the role included' };
  }
  if (!statements.some((statement) => allows(statement, 'sts:AssumeRole'))) {
    return { floor: end, floorNote: 'AWS itself ends it, running sessions included' };
  }
  const floorNote = `no new sessions after the end; open ones run on for up to ${LONGEST_SESSION_HOURS} h`;
  return { floor: end + LONGEST_SESSION_HOURS * HOUR, floorNote };
}

function allows({ action }: AllowedStatement, wanted: string): boolean {
  return listOf(action).some((pattern) => matchesAction(pattern, wanted));
}
