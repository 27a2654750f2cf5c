import {
  DeleteRolePolicyCommand,
  DeleteUserPolicyCommand,
  GetAccountAuthorizationDetailsCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  NoSuchEntityException,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  paginateGetAccountAuthorizationDetails,
} from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ACCOUNT, policy, type RunningAws, runAws } from './running-aws.js';

let running: RunningAws;
beforeEach(async () => {
  running = await runAws();
});
afterEach(() => running.stop());

const ALICE = { UserName: 'alice.smith' };

function put(name: string, document: string, user = ALICE.UserName) {
  return running.iam().send(new PutUserPolicyCommand({ UserName: user, PolicyName: name, PolicyDocument: document }));
}

/** A policy of exactly so many characters that count. */
function policyOfSize(size: number): string {
  const bare = policy({ Sid: '' });
  return policy({ Sid: 'a'.repeat(size - bare.length) });
}

describe('what is refused', () => {
  test('a policy that is not there is neither read nor deleted: NoSuchEntity', async () => {
    const iam = running.iam();
    const named = { ...ALICE, PolicyName: 'p' };
    for (const asked of [iam.send(new GetUserPolicyCommand(named)), iam.send(new DeleteUserPolicyCommand(named))]) {
      await expect(asked).rejects.toBeInstanceOf(NoSuchEntityException);
      await expect(asked).rejects.toThrow('The user policy with name p cannot be found.');
    }
  });

  test('a policy for a user that is not there is NoSuchEntity', async () => {
    await expect(put('p', policy(), 'bob')).rejects.toThrow('The user with name bob cannot be found.');
  });

  test.each(['a b', 'p'.repeat(129), 'p/q'])('the policy name %j is a ValidationError', async (name) => {
    await expect(put(name, policy())).rejects.toMatchObject({ name: 'ValidationError' });
  });

  test('a malformed policy is refused with 400 and nothing is written', async () => {
    await put('p', policy());
    const writing = put('p', '{"Version":"2012-10-17"}');
    await expect(writing).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
      $metadata: { httpStatusCode: 400 },
    });
    expect(running.aws.policiesOf(ACCOUNT, 'alice.smith')).toEqual({ p: JSON.parse(policy()) });
  });

  test('the inline policies of a user are limited to 2,048 characters together, white space not counted', async () => {
    const half = policyOfSize(1024);
    await put('first', JSON.stringify(JSON.parse(half), null, 8));
    await put('second', half);
    await put('second', half);
    const writing = put('third', policy());
    await expect(writing).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'Maximum policy size of 2048 bytes exceeded for user alice.smith',
      $metadata: { httpStatusCode: 409 },
    });
    await expect(put('second', policyOfSize(1025))).rejects.toMatchObject({ name: 'LimitExceededException' });
    expect(Object.keys(running.aws.policiesOf(ACCOUNT, 'alice.smith'))).toEqual(['first', 'second']);
  });

  test('those of a role to 10,240', async () => {
    running.aws.addRole(ACCOUNT, 'Deploy');
    const putRole = (name: string, size: number) =>
      running
        .iam()
        .send(new PutRolePolicyCommand({ RoleName: 'Deploy', PolicyName: name, PolicyDocument: policyOfSize(size) }));
    await putRole('whole', 10_240);
    await expect(putRole('whole', 10_241)).rejects.toMatchObject({
      message: 'Maximum policy size of 10240 bytes exceeded for role Deploy',
    });
  });
});

describe('what is kept', () => {
  test('a policy comes back byte for byte, URL-encoded, until it is deleted', async () => {
    const document = ` ${policy({ Resource: "arn:aws:s3:::a-bucket/(it's)*!<&>\u00e9" })}\n`;
    await put('p+=,.@-_', document);
    const iam = running.iam();
    const read = await iam.send(new GetUserPolicyCommand({ ...ALICE, PolicyName: 'p+=,.@-_' }));
    expect(read.PolicyDocument).toMatch(/^[A-Za-z0-9%._~-]+$/);
    expect(decodeURIComponent(read.PolicyDocument ?? '')).toBe(document);
    expect((await iam.send(new ListUserPoliciesCommand(ALICE))).PolicyNames).toEqual(['p+=,.@-_']);
    await iam.send(new DeleteUserPolicyCommand({ ...ALICE, PolicyName: 'p+=,.@-_' }));
    expect((await iam.send(new ListUserPoliciesCommand(ALICE))).PolicyNames).toEqual([]);
  });

  test('a role has its own', async () => {
    running.aws.addRole(ACCOUNT, 'Deploy');
    const iam = running.iam();
    const named = { RoleName: 'Deploy', PolicyName: 'cut' };
    await iam.send(new PutRolePolicyCommand({ ...named, PolicyDocument: policy({ Effect: 'Deny' }) }));
    const read = await iam.send(new GetRolePolicyCommand(named));
    expect(decodeURIComponent(read.PolicyDocument ?? '')).toBe(policy({ Effect: 'Deny' }));
    expect((await iam.send(new ListRolePoliciesCommand({ RoleName: 'Deploy' }))).PolicyNames).toEqual(['cut']);
    await iam.send(new DeleteRolePolicyCommand(named));
    await expect(iam.send(new GetRolePolicyCommand(named))).rejects.toThrow(
      'The role policy with name cut cannot be found.',
    );
  });

  test('reads are stale for as long as they are told to be', async () => {
    running.aws.settings.staleReadsMs = 5000;
    await put('p', policy());
    const iam = running.iam();
    expect((await iam.send(new ListUserPoliciesCommand(ALICE))).PolicyNames).toEqual([]);
    running.clock.now += 4999;
    expect((await iam.send(new ListUserPoliciesCommand(ALICE))).PolicyNames).toEqual([]);
    running.clock.now += 1;
    expect((await iam.send(new ListUserPoliciesCommand(ALICE))).PolicyNames).toEqual(['p']);
  });
});

describe('GetAccountAuthorizationDetails', () => {
  test('an unknown filter is refused', async () => {
    const command = new GetAccountAuthorizationDetailsCommand({ Filter: ['Person' as 'User'] });
    await expect(running.iam().send(command)).rejects.toMatchObject({ name: 'ValidationError' });
  });

  test('pages over users and roles together, with their policies URL-encoded', async () => {
    for (const name of ['bob', 'carol']) running.aws.addUser(ACCOUNT, name);
    running.aws.addRole(ACCOUNT, 'Deploy');
    await put('p', policy());
    const users: string[] = [];
    const roles: string[] = [];
    let pages = 0;
    for await (const page of paginateGetAccountAuthorizationDetails({ client: running.iam(), pageSize: 2 }, {})) {
      pages += 1;
      for (const user of page.UserDetailList ?? []) {
        const documents = (user.UserPolicyList ?? []).map((one) => decodeURIComponent(one.PolicyDocument ?? ''));
        users.push(`${user.UserName} ${documents.join()}`);
        expect(user.GroupList).toEqual([]);
      }
      for (const role of page.RoleDetailList ?? []) roles.push(role.RoleName ?? '');
    }
    expect({ pages, users, roles }).toEqual({
      pages: 2,
      users: [`alice.smith ${policy()}`, 'bob ', 'carol '],
      roles: ['Deploy'],
    });
  });

  test.each([
    [['User' as const], 1, 0],
    [['Role' as const], 0, 1],
    [['User' as const, 'Role' as const], 1, 1],
    [['Group' as const], 0, 0],
    [[], 1, 1],
  ])('the filter %j gives %d users and %d roles', async (filter, users, roles) => {
    running.aws.addRole(ACCOUNT, 'Deploy');
    const details = await running.iam().send(new GetAccountAuthorizationDetailsCommand({ Filter: filter }));
    expect(details.UserDetailList).toHaveLength(users);
    expect(details.RoleDetailList).toHaveLength(roles);
    expect(details.IsTruncated).toBe(false);
  });
});
