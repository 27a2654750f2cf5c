import {
  DeleteUserPolicyCommand,
  GetAccountAuthorizationDetailsCommand,
  GetUserPolicyCommand,
  ListUserPoliciesCommand,
  PutUserPolicyCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ACCOUNT, policy, type RunningAws, runAws } from './running-aws.js';

const LATE = 5000;
const ALICE = { UserName: 'alice.smith' };
const ALICE_ARN = `arn:aws:iam::${ACCOUNT}:user/alice.smith`;

let running: RunningAws;
beforeEach(async () => {
  running = await runAws();
  running.aws.settings.staleReadsMs = LATE;
});
afterEach(() => running.stop());

const put = (document = policy(), name = 'p') =>
  running.iam().send(new PutUserPolicyCommand({ ...ALICE, PolicyName: name, PolicyDocument: document }));
const remove = () => running.iam().send(new DeleteUserPolicyCommand({ ...ALICE, PolicyName: 'p' }));

/** Each way to see the policies of alice.smith; `true` where the policy `p` shows. */
const reads: [string, () => Promise<boolean>][] = [
  [
    'ListUserPolicies',
    async () => (await running.iam().send(new ListUserPoliciesCommand(ALICE))).PolicyNames?.includes('p') === true,
  ],
  [
    'GetUserPolicy',
    () =>
      running
        .iam()
        .send(new GetUserPolicyCommand({ ...ALICE, PolicyName: 'p' }))
        .then(
          () => true,
          (error: Error) => {
            if (error.name !== 'NoSuchEntityException') throw error;
            return false;
          },
        ),
  ],
  [
    'GetAccountAuthorizationDetails',
    async () => {
      const { UserDetailList: users = [] } = await running.iam().send(new GetAccountAuthorizationDetailsCommand({}));
      return users.some((user) => user.UserPolicyList?.some((one) => one.PolicyName === 'p'));
    },
  ],
  [
    'SimulatePrincipalPolicy',
    async () => {
      const asked = { PolicySourceArn: ALICE_ARN, ActionNames: ['ce:GetCostAndUsage'] };
      const { EvaluationResults: results = [] } = await running.iam().send(new SimulatePrincipalPolicyCommand(asked));
      return results[0]?.EvalDecision === 'allowed';
    },
  ],
];

describe.each(reads)('%s', (_, shows) => {
  test('does not show what was put until it has settled', async () => {
    await put();
    expect(await shows()).toBe(false);
    running.clock.now += LATE - 1;
    expect(await shows()).toBe(false);
    running.clock.now += 1;
    expect(await shows()).toBe(true);
  });

  test('goes on showing what was deleted', async () => {
    await put();
    running.clock.now += LATE;
    await remove();
    expect(await shows()).toBe(true);
    running.clock.now += LATE;
    expect(await shows()).toBe(false);
  });

  test('is on time unless a test asks for it', async () => {
    running.aws.settings.staleReadsMs = 0;
    await put();
    expect(await shows()).toBe(true);
    await remove();
    expect(await shows()).toBe(false);
  });
});

describe('while reads are late', () => {
  test('what may be done is decided by what they show', async () => {
    const { arn } = running.aws.addRole(ACCOUNT, 'Deploy');
    const assume = () =>
      running.sts(running.alice).send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'alice' }));
    await put(policy({ Action: 'sts:AssumeRole', Resource: arn }));
    await expect(assume()).rejects.toMatchObject({ name: 'AccessDenied' });
    running.clock.now += LATE;
    await expect(assume()).resolves.toMatchObject({ AssumedRoleUser: {} });
    await remove();
    await expect(assume()).resolves.toMatchObject({ AssumedRoleUser: {} });
    running.clock.now += LATE;
    await expect(assume()).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('writes see each other at once: what was just put can be deleted, and counts towards the quota', async () => {
    await put();
    await remove();
    await expect(remove()).rejects.toMatchObject({ name: 'NoSuchEntityException' });
    const half = policy({ Sid: 'a'.repeat(1024) });
    await put(half, 'one');
    await expect(put(half, 'two')).rejects.toMatchObject({ name: 'LimitExceededException' });
  });

  test('a second write lets them show what stood before the first', async () => {
    const content = async () => {
      const read = new GetUserPolicyCommand({ ...ALICE, PolicyName: 'p' });
      return decodeURIComponent((await running.iam().send(read)).PolicyDocument ?? '');
    };
    const [first, second, third] = ['one', 'two', 'three'].map((Sid) => policy({ Sid }));
    await put(first);
    running.clock.now += LATE;
    await put(second);
    running.clock.now += LATE / 2;
    await put(third);
    expect(await content()).toBe(first);
    running.clock.now += LATE / 2;
    expect(await content()).toBe(first);
    running.clock.now += LATE / 2;
    expect(await content()).toBe(third);
  });
});
