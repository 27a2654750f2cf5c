import { authorize } from '../authorize.js';
import { constraintViolation } from '../errors.js';
import { accountOf } from '../find-entity.js';
import { paginate, readPage } from '../paginate.js';
import { type Role, type User, visiblePolicies } from '../state.js';
import { encodeDocument, type Xml, xmlTime } from '../xml.js';
import type { Action } from './action.js';
import { trustOf } from './roles.js';

const KINDS = ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'];

/**
 * All users and roles with their inline policies, in pages over both together
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html). The sandbox has no groups
 * and no managed policies, so those lists are empty.
 */
const getAccountAuthorizationDetails: Action = {
  prepare(parameters) {
    const filter = parameters.list('Filter', (member) => {
      const kind = parameters.text(member);
      if (!KINDS.includes(kind)) {
        throw constraintViolation(kind, 'Filter', `Member must satisfy enum value set: [${KINDS.join(', ')}]`);
      }
      return kind;
    });
    const page = readPage(parameters);
    const wants = (kind: string): boolean => filter.length === 0 || filter.includes(kind);
    return (call) => {
      authorize(call, 'iam:GetAccountAuthorizationDetails', '*', '*');
      const { users, roles } = accountOf(call);
      const entities = [...(wants('User') ? users.values() : []), ...(wants('Role') ? roles.values() : [])];
      const order = (entity: User | Role): string => `${entity.kind === 'user' ? 1 : 2} ${entity.name}`;
      const { items, end } = paginate<User | Role>(entities, order, page);
      return {
        UserDetailList: items.filter((item) => item.kind === 'user').map((user) => showUserDetail(user, call.now)),
        GroupDetailList: [],
        RoleDetailList: items.filter((item) => item.kind === 'role').map((role) => showRoleDetail(role, call.now)),
        Policies: [],
        ...end,
      };
    };
  },
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UserDetail.html */
function showUserDetail(user: User, now: number): Xml {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: xmlTime(user.created),
    UserPolicyList: showPolicies(user, now),
    GroupList: [],
    AttachedManagedPolicies: [],
    PermissionsBoundary: showBoundary(user),
  };
}

/**
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleDetail.html; it has no MaxSessionDuration. When a role was
 * used is not kept, and shown as of one that was not.
 */
function showRoleDetail(role: Role, now: number): Xml {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: xmlTime(role.created),
    AssumeRolePolicyDocument: encodeDocument(trustOf(role)),
    InstanceProfileList: [],
    RolePolicyList: showPolicies(role, now),
    AttachedManagedPolicies: [],
    PermissionsBoundary: showBoundary(role),
    Tags: [],
    RoleLastUsed: {},
  };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachedPermissionsBoundary.html */
function showBoundary({ boundary }: User | Role): Xml | undefined {
  if (boundary === undefined) return undefined;
  return { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundary };
}

function showPolicies(entity: User | Role, now: number): Xml[] {
  return [...visiblePolicies(entity.policies, now)].map(([name, document]) => ({
    PolicyName: name,
    PolicyDocument: encodeDocument(document),
  }));
}

export const authorizationDetailsActions = { GetAccountAuthorizationDetails: getAccountAuthorizationDetails };
