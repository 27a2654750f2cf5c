import { authorize } from '../authorize.js';
import { AwsRefusal, entityAlreadyExists } from '../errors.js';
import { accountOf, findRole } from '../find-entity.js';
import { DOCUMENT_RULE, nameRule, PATH_RULE } from '../names.js';
import { paginate, readPage } from '../paginate.js';
import { validatePolicy } from '../policy/validate-policy.js';
import { createRole, type Role } from '../state.js';
import { encodeDocument, type Xml, xmlTime } from '../xml.js';
import type { Action } from './action.js';
import { isTaken } from './users.js';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html */
function showRole(role: Role): Xml {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: xmlTime(role.created),
    AssumeRolePolicyDocument: encodeDocument(trustOf(role)),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
  };
}

/** The trust policy to show; every role of IAM has one, so one that the sandbox left open shows its own account. */
export function trustOf(role: Role): string {
  return (
    role.trust ??
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${role.account}:root` }, Action: 'sts:AssumeRole' },
      ],
    })
  );
}

const getRole: Action = {
  prepare(parameters) {
    const name = parameters.text('RoleName', nameRule('RoleName', 64));
    return (call) => ({ Role: showRole(findRole(call, 'GetRole', name)) });
  },
};

const listRoles: Action = {
  prepare(parameters) {
    const prefix = parameters.optionalText('PathPrefix', { max: 512, pattern: /^\/[!-~]*$/ }) ?? '/';
    const page = readPage(parameters);
    return (call) => {
      const resource = `arn:aws:iam::${call.caller.account}:role${prefix}`;
      authorize(call, 'iam:ListRoles', resource, resource);
      const roles = [...accountOf(call).roles.values()].filter((role) => role.path.startsWith(prefix));
      const { items, end } = paginate(roles, (role) => role.name, page);
      return { Roles: items.map(showRole), ...end };
    };
  },
};

const createRoleAction: Action = {
  prepare(parameters) {
    const name = parameters.text('RoleName', nameRule('RoleName', 64));
    const trust = parameters.text('AssumeRolePolicyDocument', DOCUMENT_RULE);
    const path = parameters.optionalText('Path', PATH_RULE) ?? '/';
    const description = parameters.optionalText('Description', { min: 0, max: 1000 });
    const maxSessionSeconds = parameters.optionalInteger('MaxSessionDuration', 3600, 43_200) ?? 3600;
    return (call) => {
      const account = accountOf(call);
      authorize(call, 'iam:CreateRole', `arn:aws:iam::${account.id}:role${path}${name}`, `role ${name}`);
      checkTrust(trust);
      if (isTaken(account.roles.keys(), name)) throw entityAlreadyExists('Role', name);
      return { Role: showRole(createRole(account, { name, path, trust, description, maxSessionSeconds }, call.now)) };
    };
  },
};

/** 2,048 characters by default: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html. */
export function checkTrust(trust: string): void {
  validatePolicy(trust, 'trust');
  if (trust.replace(/\s/g, '').length > 2048) {
    throw new AwsRefusal(409, 'LimitExceeded', 'Cannot exceed quota for ACLSizePerRole: 2048');
  }
}

export const roleActions = { GetRole: getRole, ListRoles: listRoles, CreateRole: createRoleAction };
