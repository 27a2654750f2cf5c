import type { Instant, Window } from '../../access/instant.js';
import type { Entitlement } from '../../plan/entitlement.js';
import type { ResolvedGrant } from '../../plan/provider-rules.js';
import { policyNameOf, writeId } from './mark.js';
import { matchesAction } from './match-action.js';
import { writeDocument } from './policy-document.js';
import { type AllowedStatement, type AwsAllow, listOf, PROVIDER } from './terms.js';

const HOUR = 60 * 60_000;
/** The longest that a role's sessions can be made: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_manage-assume.html */
const LONGEST_SESSION_HOURS = 12;

/** A grant is one inline policy of the person's IAM user. */
export function entitlementsOf(grant: ResolvedGrant, repositoryId: number): Entitlement[] {
  const user = grant.person.names.get(PROVIDER);
  if (user === undefined) return [];
  // It has passed the schema.
  const allow = grant.role.allow as AwsAllow;
  const statements = statementsOf(allow, user);
  return [
    {
      provider: PROVIDER,
      system: grant.system.name,
      id: writeId({ user, policy: policyNameOf(grant.name, repositoryId) }),
      grants: [grant.name],
      content: writeDocument(statements, grant.window),
      window: grant.window,
      ...floorOf(statements, allow, grant.window),
    },
  ];
}

function statementsOf(allow: AwsAllow, user: string): readonly AllowedStatement[] {
  if (allow.assume_role === undefined) return allow.statements ?? [];
  // The session's name says whose it is, in CloudTrail and to whatever ends sessions later:
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
  'iam:AttachRolePolicy',
  'iam:UpdateAssumeRolePolicy',
  'iam:PassRole',
] as const;

/**
 * IAM looks at the conditions of a user's policies at each call, so they end running sessions of the user too; but a
 * session of a role that was assumed in time lives by that role's policies, until it ends by itself.
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
  if (!statements.some((statement) => allows(statement, 'sts:AssumeRole'))) {
    return { floor: end, floorNote: 'AWS itself ends it, running sessions included' };
  }
  const hours = allow.max_session === undefined ? LONGEST_SESSION_HOURS : Number.parseInt(allow.max_session, 10);
  const floorNote = `no new sessions after the end; open ones run on for up to ${hours} h`;
  return { floor: end + hours * HOUR, floorNote };
}

function allows({ action }: AllowedStatement, wanted: string): boolean {
  return listOf(action).some((pattern) => matchesAction(pattern, wanted));
}
