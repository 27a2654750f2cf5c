import { GetUserCommand, ListUsersCommand, PutRolePolicyCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AwsKeys } from '../../../sandbox/aws/start-aws.js';
import { ACCOUNT, MINUTE, OTHER_ACCOUNT, policy, type RunningAws, runAws, TEN, within } from './running-aws.js';

let running: RunningAws;
beforeEach(async () => {
  running = await runAws();
});
afterEach(() => running.stop());

const ALICE_ARN = `arn:aws:iam::${ACCOUNT}:user/alice.smith`;

function trust(principal: string, more: object = {}): object {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole', ...more }],
  };
}

async function allowAlice(statement: object): Promise<void> {
  const document = policy({ Action: 'sts:AssumeRole', ...statement });
  await running
    .iam()
    .send(new PutUserPolicyCommand({ UserName: 'alice.smith', PolicyName: 'lapse', PolicyDocument: document }));
}

function assume(arn: string, { keys = running.alice, session = 'alice.smith', seconds = 3600 } = {}) {
  return running
    .sts(keys)
    .send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: session, DurationSeconds: seconds }));
}

async function sessionKeys(arn: string, keys: AwsKeys = running.admin, seconds = 3600) {
  const { Credentials: credentials } = await assume(arn, { keys, seconds });
  return {
    accessKeyId: credentials?.AccessKeyId ?? '',
    secretAccessKey: credentials?.SecretAccessKey ?? '',
    sessionToken: credentials?.SessionToken ?? '',
  };
}

describe('a user may not assume a role', () => {
  test('without a policy, nor one that is not there: in the same words', async () => {
    running.aws.addRole(ACCOUNT, 'Deploy');
    for (const name of ['Deploy', 'Missing']) {
      const arn = `arn:aws:iam::${ACCOUNT}:role/${name}`;
      await expect(assume(arn)).rejects.toMatchObject({
        name: 'AccessDenied',
        message: `User: ${ALICE_ARN} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
        $metadata: { httpStatusCode: 403 },
      });
    }
  });

  test('under another session name than the policy binds', async () => {
    const { arn } = running.aws.addRole(ACCOUNT, 'Deploy');
    await allowAlice({ Resource: arn, Condition: { StringEquals: { 'sts:RoleSessionName': 'alice.smith' } } });
    await expect(assume(arn, { session: 'bob' })).rejects.toMatchObject({ name: 'AccessDenied' });
    expect((await assume(arn)).AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/alice.smith`);
  });

  test('before the start of the window and from its end on', async () => {
    const { arn } = running.aws.addRole(ACCOUNT, 'Deploy');
    await allowAlice({ Resource: arn, ...within('2026-11-22T10:30:00Z', '2026-11-22T11:30:00Z') });
    const outcomes: string[] = [];
    for (const minutes of [29, 30, 89, 90]) {
      running.clock.now = TEN + minutes * MINUTE;
      outcomes.push(
        await assume(arn).then(
          () => 'assumed',
          (error: Error) => error.name,
        ),
      );
    }
    expect(outcomes).toEqual(['AccessDenied', 'assumed', 'assumed', 'AccessDenied']);
  });

  test.each([
    ['names somebody else', trust(`arn:aws:iam::${ACCOUNT}:user/bob`)],
    ['trusts another account', trust(OTHER_ACCOUNT)],
    ['wants another session name', trust(ACCOUNT, { Condition: { StringEquals: { 'sts:RoleSessionName': 'bob' } } })],
    ['denies', trust(ALICE_ARN, { Effect: 'Deny' })],
  ])('whose trust policy %s', async (_, document) => {
    const { arn } = running.aws.addRole(ACCOUNT, 'Deploy', { trust: document });
    await allowAlice({ Resource: arn });
    await expect(assume(arn)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('of another account that does not trust theirs', async () => {
    running.aws.addAccount(OTHER_ACCOUNT);
    const { arn } = running.aws.addRole(OTHER_ACCOUNT, 'Deploy');
    await allowAlice({ Resource: arn });
    await expect(assume(arn)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('that their own policies deny, even where the role names them', async () => {
    const { arn } = running.aws.addRole(ACCOUNT, 'Deploy', { trust: trust(ALICE_ARN) });
    await allowAlice({ Effect: 'Deny', Resource: arn });
    await expect(assume(arn)).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('a user may assume a role', () => {
  test('that names them, within the account, without a policy of theirs', async () => {
    const { arn } = running.aws.addRole(ACCOUNT, 'Deploy', { trust: trust(ALICE_ARN) });
    await expect(assume(arn)).resolves.toMatchObject({ AssumedRoleUser: {} });
  });

  test('of another account if both sides agree, and not if only the role does', async () => {
    running.aws.addAccount(OTHER_ACCOUNT);
    const { arn } = running.aws.addRole(OTHER_ACCOUNT, 'Deploy', { trust: trust(ALICE_ARN) });
    await expect(assume(arn)).rejects.toMatchObject({ name: 'AccessDenied' });
    await allowAlice({ Resource: arn });
    await expect(assume(arn)).resolves.toMatchObject({ AssumedRoleUser: {} });
  });
});

describe('how long', () => {
  test.each([899, 43_201])('%d seconds are no duration', async (seconds) => {
    const { arn } = running.aws.addRole(ACCOUNT, 'Deploy', { maxSessionSeconds: 43_200 });
    await expect(assume(arn, { keys: running.admin, seconds })).rejects.toMatchObject({ name: 'ValidationError' });
  });

  test('no longer than the role allows', async () => {
    const { arn } = running.aws.addRole(ACCOUNT, 'Deploy');
    await expect(assume(arn, { keys: running.admin, seconds: 3601 })).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    });
  });

  test('an hour at most from one role to the next', async () => {
    const { arn } = running.aws.addRole(ACCOUNT, 'Deploy', { maxSessionSeconds: 7200 });
    const keys = await sessionKeys(arn);
    await expect(assume(arn, { keys: { ...keys }, seconds: 3601 })).rejects.toMatchObject({ name: 'ValidationError' });
  });
});

describe('a session', () => {
  test('works until it expires', async () => {
    const { arn } = running.aws.addRole(ACCOUNT, 'Deploy');
    const keys = await sessionKeys(arn, running.admin, 900);
    const sts = running.sts(keys);
    running.clock.now = TEN + 15 * MINUTE - 1;
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: ACCOUNT,
      Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/alice.smith`,
      UserId: expect.stringMatching(/^AROA[A-Z2-7]{17}:alice\.smith$/),
    });
    expect((await running.iam(keys).send(new ListUsersCommand({}))).Users).toHaveLength(1);
    running.clock.now += 1;
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'ExpiredToken',
      $metadata: { httpStatusCode: 403 },
    });
  });

  test('is nothing without its token', async () => {
    const { arn } = running.aws.addRole(ACCOUNT, 'Deploy');
    const { sessionToken: _, ...keys } = await sessionKeys(arn);
    await expect(running.sts(keys).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
  });

  test('is cut by a deny on its role for what was issued before', async () => {
    const { arn } = running.aws.addRole(ACCOUNT, 'Deploy');
    const before = await sessionKeys(arn);
    running.clock.now += MINUTE;
    const { UserId: id = '' } = await running.sts(before).send(new GetCallerIdentityCommand({}));
    const cut = policy({
      Effect: 'Deny',
      Action: '*',
      Condition: {
        StringEquals: { 'aws:userid': id },
        DateLessThan: { 'aws:TokenIssueTime': new Date(running.clock.now).toISOString() },
      },
    });
    await running.iam().send(new PutRolePolicyCommand({ RoleName: 'Deploy', PolicyName: 'cut', PolicyDocument: cut }));
    const after = await sessionKeys(arn);
    const user = new GetUserCommand({ UserName: 'alice.smith' });
    await expect(running.iam(before).send(user)).rejects.toMatchObject({
      message: expect.stringContaining('with an explicit deny in an identity-based policy'),
    });
    await expect(running.iam(after).send(user)).resolves.toMatchObject({ User: { UserName: 'alice.smith' } });
  });
});
