import {
  CreateRoleCommand,
  DeleteUserPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ACCOUNT, policy, type RunningAws, runAws } from './running-aws.js';

let running: RunningAws;
beforeEach(async () => {
  running = await runAws();
  running.aws.addRole(ACCOUNT, 'Deploy');
});
afterEach(() => running.stop());

const iam = () => running.iam();
const ALICE = { UserName: 'alice.smith' };
const put = (PolicyName: string, PolicyDocument: string) =>
  iam().send(new PutUserPolicyCommand({ ...ALICE, PolicyName, PolicyDocument }));
const createRole = (trust: string) =>
  iam().send(new CreateRoleCommand({ RoleName: 'New', AssumeRolePolicyDocument: trust }));

function trust(more: object = {}): string {
  const statement = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole', ...more };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

/** A policy of so many characters that count. */
function ofSize(size: number): string {
  return policy({ Sid: 'a'.repeat(size - policy({ Sid: '' }).length) });
}

describe('a malformed policy is refused with 400 wherever it is written', () => {
  const writes: [string, (document: string) => Promise<unknown>][] = [
    ['PutUserPolicy', (document) => put('p', document)],
    [
      'PutRolePolicy',
      (PolicyDocument) => iam().send(new PutRolePolicyCommand({ RoleName: 'Deploy', PolicyName: 'p', PolicyDocument })),
    ],
  ];
  describe.each(writes)('%s', (_, write) => {
    test.each<[string, string]>([
      ['that is no JSON', '{'],
      ['that is empty but for white space', ' '],
      ['without statements', '{"Version":"2012-10-17","Statement":[]}'],
      ['of an older version', policy().replace('2012-10-17', '2008-10-17')],
      ['with an element that there is not', policy({ Until: 'x' })],
      ['with a principal', policy({ Principal: '*' })],
      ['with a date that is none', policy({ Condition: { DateLessThan: { 'aws:CurrentTime': 'soon' } } })],
      ['with an operator that there is not', policy({ Condition: { DateBefore: { 'aws:CurrentTime': 'x' } } })],
      ['with a Sid of odd characters', policy({ Sid: 'lapse-1' })],
      ['with an action of no service', policy({ Action: 'Get*' })],
      ['with a resource that is no ARN', policy({ Resource: 'bucket' })],
    ])('%s', async (_title, document) => {
      await expect(write(document)).rejects.toMatchObject({
        name: 'MalformedPolicyDocumentException',
        $metadata: { httpStatusCode: 400 },
      });
    });
  });

  test.each<[string, string]>([
    ['that is no JSON', '{'],
    ['with a resource', trust({ Resource: '*' })],
    ['without a principal', trust({ Principal: undefined })],
  ])('CreateRole with a trust policy %s', async (_, document) => {
    await expect(createRole(document)).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
  });
});

describe('a quota', () => {
  test('of 2,048 characters for the trust policy of a role', async () => {
    const sized = (size: number) => trust({ Sid: 'a'.repeat(size - trust({ Sid: '' }).length) });
    await expect(createRole(sized(2049))).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'Cannot exceed quota for ACLSizePerRole: 2048',
      $metadata: { httpStatusCode: 409 },
    });
    await expect(createRole(sized(2048))).resolves.toMatchObject({ Role: { RoleName: 'New' } });
  });

  test.each([
    ['the whole quota', [2048], 2049],
    ['two policies', [1024, 1024], 1025],
    ['four policies', [512, 512, 512, 512], 513],
  ])('of a user is full with %s, and one character more is refused', async (_, sizes, tooMuch) => {
    for (const [index, size] of sizes.entries()) await put(`p${index}`, ofSize(size));
    await expect(put('p0', ofSize(tooMuch))).rejects.toMatchObject({ name: 'LimitExceededException' });
    await expect(put('another', policy())).rejects.toMatchObject({ name: 'LimitExceededException' });
    expect(Object.keys(running.aws.policiesOf(ACCOUNT, 'alice.smith'))).toHaveLength(sizes.length);
  });

  test('is freed by what is deleted and by what is made smaller', async () => {
    await put('one', ofSize(1024));
    await put('two', ofSize(1024));
    await put('one', ofSize(512));
    await put('three', ofSize(512));
    await iam().send(new DeleteUserPolicyCommand({ ...ALICE, PolicyName: 'two' }));
    await expect(put('four', ofSize(1024))).resolves.toBeDefined();
  });
});
