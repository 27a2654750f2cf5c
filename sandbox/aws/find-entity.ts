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

/** Throws 403 before it tells whether the user is there, and then 404 NoSuchEntity. */
export function findUser(call: Call, action: string, name: string): User {
  const user = accountOf(call).users.get(name);
  authorize(call, `iam:${action}`, user?.arn ?? `arn:aws:iam::${call.caller.account}:user/${name}`, `user ${name}`);
  if (user === undefined) throw noSuchEntity('user', name);
  return user;
}

export function findRole(call: Call, action: string, name: string): Role {
  const role = accountOf(call).roles.get(name);
  authorize(call, `iam:${action}`, role?.arn ?? `arn:aws:iam::${call.caller.account}:role/${name}`, `role ${name}`);
  if (role === undefined) throw noSuchEntity('role', name);
  return role;
}
