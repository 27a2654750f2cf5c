import { AwsRefusal, noSuchEntity } from '../errors.js';
import { findRole, findUser } from '../find-entity.js';
import { DOCUMENT_RULE, nameRule } from '../names.js';
import { paginate, readPage } from '../paginate.js';
import { validatePolicy } from '../policy/validate-policy.js';
import { type Role, replacePolicies, type User, visiblePolicies } from '../state.js';
import { encodeDocument } from '../xml.js';
import type { Action, Call } from './action.js';

/** The inline policies of users and of roles differ only in this. */
interface Owner {
  readonly kind: 'user' | 'role';
  readonly parameter: 'UserName' | 'RoleName';
  /** All inline policies together: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html. */
  readonly quota: number;
  find(call: Call, action: string, name: string): User | Role;
}

const USER: Owner = { kind: 'user', parameter: 'UserName', quota: 2048, find: findUser };
const ROLE: Owner = { kind: 'role', parameter: 'RoleName', quota: 10_240, find: findRole };

function putPolicy(action: string, owner: Owner): Action {
  return {
    prepare(parameters) {
      const name = parameters.text(owner.parameter, nameRule(owner.parameter, owner.kind === 'user' ? 128 : 64));
      const policy = parameters.text('PolicyName', nameRule('PolicyName', 128));
      const document = parameters.text('PolicyDocument', DOCUMENT_RULE);
      return (call) => {
        const entity = owner.find(call, action, name);
        validatePolicy(document, 'identity');
        const next = new Map(entity.policies.current).set(policy, document);
        checkQuota(next.values(), owner, name);
        replacePolicies(call.state, entity, next, call.now);
        return undefined;
      };
    },
  };
}

// "IAM doesn't count white space when calculating the size of a policy against these quotas" (the page above).
function checkQuota(documents: Iterable<string>, owner: Owner, name: string): void {
  let size = 0;
  for (const document of documents) size += document.replace(/\s/g, '').length;
  if (size <= owner.quota) return;
  const message = `Maximum policy size of ${owner.quota} bytes exceeded for ${owner.kind} ${name}`;
  throw new AwsRefusal(409, 'LimitExceeded', message);
}

function getPolicy(action: string, owner: Owner): Action {
  return {
    prepare(parameters) {
      const name = parameters.text(owner.parameter, nameRule(owner.parameter, owner.kind === 'user' ? 128 : 64));
      const policy = parameters.text('PolicyName', nameRule('PolicyName', 128));
      return (call) => {
        const entity = owner.find(call, action, name);
        const document = visiblePolicies(entity.policies, call.now).get(policy);
        if (document === undefined) throw noSuchEntity(`${owner.kind} policy`, policy);
        return { [owner.parameter]: name, PolicyName: policy, PolicyDocument: encodeDocument(document) };
      };
    },
  };
}

function deletePolicy(action: string, owner: Owner): Action {
  return {
    prepare(parameters) {
      const name = parameters.text(owner.parameter, nameRule(owner.parameter, owner.kind === 'user' ? 128 : 64));
      const policy = parameters.text('PolicyName', nameRule('PolicyName', 128));
      return (call) => {
        const entity = owner.find(call, action, name);
        const next = new Map(entity.policies.current);
        if (!next.delete(policy)) throw noSuchEntity(`${owner.kind} policy`, policy);
        replacePolicies(call.state, entity, next, call.now);
        return undefined;
      };
    },
  };
}

function listPolicies(action: string, owner: Owner): Action {
  return {
    prepare(parameters) {
      const name = parameters.text(owner.parameter, nameRule(owner.parameter, owner.kind === 'user' ? 128 : 64));
      const page = readPage(parameters);
      return (call) => {
        const entity = owner.find(call, action, name);
        const { items, end } = paginate(visiblePolicies(entity.policies, call.now).keys(), (key) => key, page);
        return { PolicyNames: items, ...end };
      };
    },
  };
}

export const inlinePolicyActions = {
  PutUserPolicy: putPolicy('PutUserPolicy', USER),
  GetUserPolicy: getPolicy('GetUserPolicy', USER),
  DeleteUserPolicy: deletePolicy('DeleteUserPolicy', USER),
  ListUserPolicies: listPolicies('ListUserPolicies', USER),
  PutRolePolicy: putPolicy('PutRolePolicy', ROLE),
  GetRolePolicy: getPolicy('GetRolePolicy', ROLE),
  DeleteRolePolicy: deletePolicy('DeleteRolePolicy', ROLE),
  ListRolePolicies: listPolicies('ListRolePolicies', ROLE),
};
