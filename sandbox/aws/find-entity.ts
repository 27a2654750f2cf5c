import type { Call } from './actions/action.js';
import { authorize } from './authorize.js';
import { noSuchEntity } from './errors.js';
import type { Account, Role, User } from './state.js';

/** The account that a call works on: IAM names hold no account, so it is always the caller's. */
export function accountOf({ state, caller }: Call): Account {
  const account = state.accounts.get(caller.account);
  if (account === undefined) throw new Error(`no account ${caller.account}`);
  return account;
}

/**
 * Only these actions have the key:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
const KNOW_THE_BOUNDARY = new Set(['PutUserPolicy', 'DeleteUserPolicy', 'PutRolePolicy', 'DeleteRolePolicy']);

function boundaryContext(action: string, entity: User | Role | undefined): Record<string, string[]> {
  if (entity?.boundary === undefined || !KNOW_THE_BOUNDARY.has(action)) return {};
  return { 'iam:PermissionsBoundary': [entity.boundary] };
}

/** Throws 403 before it tells whether the user is there, and then 404 NoSuchEntity. */
export function findUser(call: Call, action: string, name: string): User {
  const user = accountOf(call).users.get(name);
  const arn = user?.arn ?? `arn:aws:iam::${call.caller.account}:user/${name}`;
  authorize(call, `iam:${action}`, arn, `user ${name}`, boundaryContext(action, user));
  if (user === undefined) throw noSuchEntity('user', name);
  return user;
}

export function findRole(call: Call, action: string, name: string): Role {
  const role = accountOf(call).roles.get(name);
  const arn = role?.arn ?? `arn:aws:iam::${call.caller.account}:role/${name}`;
  authorize(call, `iam:${action}`, arn, `role ${name}`, boundaryContext(action, role));
  if (role === undefined) throw noSuchEntity('role', name);
  return role;
}
