import { authorize } from '../authorize.js';
import { AwsRefusal, entityAlreadyExists, validationError } from '../errors.js';
import { accountOf, findUser } from '../find-entity.js';
import { nameRule, PATH_RULE } from '../names.js';
import { paginate, readPage } from '../paginate.js';
import { createUser, type User } from '../state.js';
import { type Xml, xmlTime } from '../xml.js';
import type { Action } from './action.js';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_User.html */
function showUser(user: User): Xml {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: xmlTime(user.created),
  };
}

/** Without a name it is the caller: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html. */
const getUser: Action = {
  prepare(parameters) {
    const given = parameters.optionalText('UserName', nameRule('UserName', 128));
    return (call) => {
      const name = given ?? (call.caller.kind === 'user' ? call.caller.user.name : undefined);
      if (name === undefined) {
        throw validationError('Must specify userName when calling with non-User credentials');
      }
      return { User: showUser(findUser(call, 'GetUser', name)) };
    };
  },
};

const listUsers: Action = {
  prepare(parameters) {
    const prefix = parameters.optionalText('PathPrefix', { max: 512, pattern: /^\/[!-~]*$/ }) ?? '/';
    const page = readPage(parameters);
    return (call) => {
      const resource = `arn:aws:iam::${call.caller.account}:user${prefix}`;
      authorize(call, 'iam:ListUsers', resource, resource);
      const users = [...accountOf(call).users.values()].filter((user) => user.path.startsWith(prefix));
      const { items, end } = paginate(users, (user) => user.name, page);
      return { Users: items.map(showUser), ...end };
    };
  },
};

const createUserAction: Action = {
  prepare(parameters) {
    const name = parameters.text('UserName', nameRule('UserName', 64));
    const path = parameters.optionalText('Path', PATH_RULE) ?? '/';
    return (call) => {
      const account = accountOf(call);
      authorize(call, 'iam:CreateUser', `arn:aws:iam::${account.id}:user${path}${name}`, `user ${name}`);
      if (isTaken(account.users.keys(), name)) throw entityAlreadyExists('User', name);
      return { User: showUser(createUser(account, name, path, call.now)) };
    };
  },
};

/** "Names are not distinguished by case" (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html). */
export function isTaken(names: Iterable<string>, name: string): boolean {
  for (const one of names) {
    if (one.toLowerCase() === name.toLowerCase()) return true;
  }
  return false;
}

const deleteUser: Action = {
  prepare(parameters) {
    const name = parameters.text('UserName', nameRule('UserName', 128));
    return (call) => {
      const user = findUser(call, 'DeleteUser', name);
      if (user.policies.current.size > 0) {
        throw new AwsRefusal(409, 'DeleteConflict', 'Cannot delete entity, must delete policies first.');
      }
      accountOf(call).users.delete(name);
      // IAM would ask for the access keys to be deleted first; the sandbox has no action for that.
      for (const [id, key] of call.state.keys) {
        if (key.principal.kind === 'user' && key.principal.user === user) call.state.keys.delete(id);
      }
      return undefined;
    };
  },
};

export const userActions = {
  GetUser: getUser,
  ListUsers: listUsers,
  CreateUser: createUserAction,
  DeleteUser: deleteUser,
};
