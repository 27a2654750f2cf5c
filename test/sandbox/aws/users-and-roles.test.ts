import {
  CreateRoleCommand,
  CreateUserCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  EntityAlreadyExistsException,
  GetRoleCommand,
  GetUserCommand,
  ListRolesCommand,
  ListUsersCommand,
  NoSuchEntityException,
  PutUserPolicyCommand,
  paginateListUsers,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ACCOUNT, OTHER_ACCOUNT, policy, type RunningAws, runAws, TEN } from './running-aws.js';

let running: RunningAws;
beforeEach(async () => {
  running = await runAws();
});
afterEach(() => running.stop());

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' },
});

describe('users', () => {
  test('a user that is not there is NoSuchEntity, 404, in the words of IAM', async () => {
    const reading = running.iam().send(new GetUserCommand({ UserName: 'bob' }));
    await expect(reading).rejects.toBeInstanceOf(NoSuchEntityException);
    await expect(reading).rejects.toMatchObject({
      message: 'The user with name bob cannot be found.',
      $metadata: { httpStatusCode: 404 },
      Error: { Type: 'Sender', Code: 'NoSuchEntity' },
    });
  });

  test.each(['alice.smith', 'Alice.Smith'])('%s is not created beside alice.smith', async (name) => {
    const creating = running.iam().send(new CreateUserCommand({ UserName: name }));
    await expect(creating).rejects.toBeInstanceOf(EntityAlreadyExistsException);
    await expect(creating).rejects.toMatchObject({ $metadata: { httpStatusCode: 409 } });
  });

  test.each([['a b'], ['ä'], ['a/b'], [''], ['a'.repeat(65)]])('the name %j is refused', async (name) => {
    const creating = running.iam().send(new CreateUserCommand({ UserName: name }));
    await expect(creating).rejects.toMatchObject({ name: 'ValidationError', $metadata: { httpStatusCode: 400 } });
  });

  test('a user with an inline policy is not deleted', async () => {
    const iam = running.iam();
    const name = { UserName: 'alice.smith' };
    await iam.send(new PutUserPolicyCommand({ ...name, PolicyName: 'p', PolicyDocument: policy() }));
    await expect(iam.send(new DeleteUserCommand(name))).rejects.toMatchObject({ name: 'DeleteConflictException' });
    await iam.send(new DeleteUserPolicyCommand({ ...name, PolicyName: 'p' }));
    await iam.send(new DeleteUserCommand(name));
    await expect(iam.send(new GetUserCommand(name))).rejects.toBeInstanceOf(NoSuchEntityException);
    const asAlice = running.sts(running.alice).send(new GetCallerIdentityCommand({}));
    await expect(asAlice).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  });

  test('a created user is read back as it was created', async () => {
    const iam = running.iam();
    const created = await iam.send(new CreateUserCommand({ UserName: 'bob', Path: '/team/' }));
    const read = await iam.send(new GetUserCommand({ UserName: 'bob' }));
    expect(read.User).toEqual(created.User);
    expect(read.User).toMatchObject({
      Path: '/team/',
      Arn: `arn:aws:iam::${ACCOUNT}:user/team/bob`,
      UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
      CreateDate: new Date(TEN),
    });
  });

  test('pages go through every user once, and a user deleted between pages disturbs none', async () => {
    const iam = running.iam();
    for (let number = 10; number < 17; number += 1) {
      await iam.send(new CreateUserCommand({ UserName: `user-${number}` }));
    }
    const seen: (string | undefined)[] = [];
    for await (const page of paginateListUsers({ client: iam, pageSize: 3 }, {})) {
      seen.push(...(page.Users ?? []).map((user) => user.UserName));
      if (seen.length === 3) await iam.send(new DeleteUserCommand({ UserName: 'user-11' }));
    }
    expect(seen).toEqual(['alice.smith', ...[10, 11, 12, 13, 14, 15, 16].map((number) => `user-${number}`)]);
  });

  test.each([{ MaxItems: 0 }, { MaxItems: 1001 }, { Marker: 'nonsense' }, { PathPrefix: 'x' }])(
    'the list parameters %j are refused',
    async (input) => {
      await expect(running.iam().send(new ListUsersCommand(input))).rejects.toMatchObject({ name: 'ValidationError' });
    },
  );
});

describe('roles', () => {
  test('a role that is not there is NoSuchEntity', async () => {
    await expect(running.iam().send(new GetRoleCommand({ RoleName: 'Deploy' }))).rejects.toMatchObject({
      message: 'The role with name Deploy cannot be found.',
    });
  });

  test.each([
    ['a resource', { Resource: '*' }, 'Has prohibited field Resource'],
    ['no principal', { Principal: undefined }, 'Syntax errors in policy.'],
    ['a principal of no kind', { Principal: { Person: 'alice' } }, 'Invalid principal in policy: "Person"'],
  ])('a trust policy with %s is malformed', async (_, change, message) => {
    const statement = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole', ...change };
    const trust = JSON.stringify({ Version: '2012-10-17', Statement: statement });
    const creating = running.iam().send(new CreateRoleCommand({ RoleName: 'Deploy', AssumeRolePolicyDocument: trust }));
    await expect(creating).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException', message });
  });

  test('a created role is read back as it was created, its trust policy URL-encoded', async () => {
    const iam = running.iam();
    const input = { RoleName: 'Deploy', AssumeRolePolicyDocument: TRUST, MaxSessionDuration: 7200, Description: '<&>' };
    const created = await iam.send(new CreateRoleCommand(input));
    const { Role: role } = await iam.send(new GetRoleCommand({ RoleName: 'Deploy' }));
    expect(role).toEqual(created.Role);
    expect(role).toMatchObject({ MaxSessionDuration: 7200, Description: '<&>' });
    expect(role?.AssumeRolePolicyDocument).toMatch(/^%7B%22/);
    expect(decodeURIComponent(role?.AssumeRolePolicyDocument ?? '')).toBe(TRUST);
    expect((await iam.send(new ListRolesCommand({}))).Roles).toEqual([role]);
    await expect(iam.send(new CreateRoleCommand(input))).rejects.toMatchObject({
      name: 'EntityAlreadyExistsException',
    });
  });
});

describe('who may call', () => {
  test('a user without policies may do nothing in IAM, and is not told who is there', async () => {
    const iam = running.iam(running.alice);
    for (const name of ['alice.smith', 'bob']) {
      await expect(iam.send(new GetUserCommand({ UserName: name }))).rejects.toMatchObject({
        name: 'AccessDenied',
        message: `User: arn:aws:iam::${ACCOUNT}:user/alice.smith is not authorized to perform: iam:GetUser on resource: user ${name} because no identity-based policy allows the iam:GetUser action`,
        $metadata: { httpStatusCode: 403 },
      });
    }
  });

  test("a user's window in iam:GetUser opens and closes with the clock", async () => {
    const windowed = policy({
      Action: 'iam:GetUser',
      Resource: `arn:aws:iam::${ACCOUNT}:user/alice.smith`,
      Condition: { DateLessThan: { 'aws:CurrentTime': '2026-11-22T11:00:00Z' } },
    });
    await running
      .iam()
      .send(new PutUserPolicyCommand({ UserName: 'alice.smith', PolicyName: 'window', PolicyDocument: windowed }));
    const asAlice = running.iam(running.alice);
    expect((await asAlice.send(new GetUserCommand({}))).User?.UserName).toBe('alice.smith');
    running.clock.now = Date.UTC(2026, 10, 22, 11);
    await expect(asAlice.send(new GetUserCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('administrators see their own account only', async () => {
    const other = running.aws.addAccount(OTHER_ACCOUNT);
    const asOther = running.iam(other);
    expect((await asOther.send(new ListUsersCommand({}))).Users).toEqual([]);
    await expect(asOther.send(new GetUserCommand({ UserName: 'alice.smith' }))).rejects.toBeInstanceOf(
      NoSuchEntityException,
    );
    expect((await running.sts(other).send(new GetCallerIdentityCommand({}))).Account).toBe(OTHER_ACCOUNT);
  });

  test('the journal tells who asked for what and what came of it', async () => {
    await running.sts(running.alice).send(new GetCallerIdentityCommand({}));
    await expect(running.iam().send(new GetUserCommand({ UserName: 'bob' }))).rejects.toThrow();
    expect(running.aws.requests).toEqual([
      {
        action: 'GetCallerIdentity',
        parameters: {},
        account: ACCOUNT,
        principal: `arn:aws:iam::${ACCOUNT}:user/alice.smith`,
        status: 200,
        at: TEN,
      },
      {
        action: 'GetUser',
        parameters: { UserName: 'bob' },
        account: ACCOUNT,
        principal: `arn:aws:iam::${ACCOUNT}:root`,
        status: 404,
        errorCode: 'NoSuchEntity',
        at: TEN,
      },
    ]);
  });
});
