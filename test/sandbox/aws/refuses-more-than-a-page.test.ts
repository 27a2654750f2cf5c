import {
  GetAccountAuthorizationDetailsCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ACCOUNT, policy, type RunningAws, runAws } from './running-aws.js';

const NAMES = ['a', 'b', 'c', 'd', 'e'];

let running: RunningAws;
beforeAll(async () => {
  running = await runAws();
  const iam = running.iam();
  for (const name of NAMES) {
    running.aws.addUser(ACCOUNT, name);
    running.aws.addRole(ACCOUNT, name);
    await iam.send(new PutUserPolicyCommand({ UserName: 'a', PolicyName: name, PolicyDocument: policy() }));
    await iam.send(new PutRolePolicyCommand({ RoleName: 'a', PolicyName: name, PolicyDocument: policy() }));
  }
});
afterAll(() => running.stop());

interface Asked {
  readonly MaxItems?: number;
  readonly Marker?: string;
}

interface Page {
  readonly names: (string | undefined)[];
  readonly truncated: boolean | undefined;
  readonly marker: string | undefined;
}

function pageOf(
  names: (string | undefined)[],
  answer: { IsTruncated?: boolean | undefined; Marker?: string | undefined },
): Page {
  return { names, truncated: answer.IsTruncated, marker: answer.Marker };
}

const SIMULATED = {
  PolicySourceArn: `arn:aws:iam::${ACCOUNT}:user/a`,
  ActionNames: NAMES.map((name) => `ce:Get${name}`),
};

const lists: [string, number, (asked: Asked) => Promise<Page>][] = [
  [
    'ListUsers',
    6,
    async (asked) => {
      const answer = await running.iam().send(new ListUsersCommand(asked));
      return pageOf(
        (answer.Users ?? []).map((one) => one.UserName),
        answer,
      );
    },
  ],
  [
    'ListRoles',
    5,
    async (asked) => {
      const answer = await running.iam().send(new ListRolesCommand(asked));
      return pageOf(
        (answer.Roles ?? []).map((one) => one.RoleName),
        answer,
      );
    },
  ],
  [
    'ListUserPolicies',
    5,
    async (asked) => {
      const answer = await running.iam().send(new ListUserPoliciesCommand({ UserName: 'a', ...asked }));
      return pageOf(answer.PolicyNames ?? [], answer);
    },
  ],
  [
    'ListRolePolicies',
    5,
    async (asked) => {
      const answer = await running.iam().send(new ListRolePoliciesCommand({ RoleName: 'a', ...asked }));
      return pageOf(answer.PolicyNames ?? [], answer);
    },
  ],
  [
    'GetAccountAuthorizationDetails',
    11,
    async (asked) => {
      const answer = await running.iam().send(new GetAccountAuthorizationDetailsCommand(asked));
      const users = (answer.UserDetailList ?? []).map((one) => `user ${one.UserName}`);
      const roles = (answer.RoleDetailList ?? []).map((one) => `role ${one.RoleName}`);
      return pageOf([...users, ...roles], answer);
    },
  ],
  [
    'SimulatePrincipalPolicy',
    5,
    async (asked) => {
      const answer = await running.iam().send(new SimulatePrincipalPolicyCommand({ ...SIMULATED, ...asked }));
      return pageOf(
        (answer.EvaluationResults ?? []).map((one) => one.EvalActionName),
        answer,
      );
    },
  ],
];

describe.each(lists)('%s', (_, count, list) => {
  test.each([1, 2, 4])('in pages of %d gives each item once, and a marker where there is more', async (size) => {
    const whole = await list({});
    expect(whole).toMatchObject({ truncated: false, marker: undefined });
    expect(whole.names).toHaveLength(count);
    const seen: (string | undefined)[] = [];
    let page = await list({ MaxItems: size });
    while (page.truncated) {
      expect(page.names).toHaveLength(size);
      expect(page.marker).toEqual(expect.any(String));
      seen.push(...page.names);
      page = await list({ MaxItems: size, ...(page.marker === undefined ? {} : { Marker: page.marker }) });
    }
    expect(page.marker).toBeUndefined();
    expect([...seen, ...page.names]).toEqual(whole.names);
  });

  test('of exactly as many as there are is not truncated', async () => {
    expect(await list({ MaxItems: count })).toMatchObject({ truncated: false, marker: undefined });
  });

  test.each<Asked>([{ MaxItems: 0 }, { MaxItems: 1001 }, { MaxItems: -1 }, { Marker: 'nonsense' }])(
    'refuses %j with ValidationError',
    async (asked) => {
      await expect(list(asked)).rejects.toMatchObject({ name: 'ValidationError', $metadata: { httpStatusCode: 400 } });
    },
  );
});
