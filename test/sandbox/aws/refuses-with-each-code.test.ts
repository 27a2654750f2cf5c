import {
  DeleteUserPolicyCommand,
  GetUserPolicyCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FailureCode } from '../../../sandbox/aws/failures.js';
import { codeOf, providerError } from '../../../src/providers/aws-iam/errors.js';
import { ACCOUNT, MINUTE, policy, type RunningAws, runAws } from './running-aws.js';

let running: RunningAws;
beforeEach(async () => {
  running = await runAws();
});
afterEach(() => running.stop());

const named = { UserName: 'alice.smith', PolicyName: 'lapse-1-x' };
const put = (document: string, more = {}, keys = running.admin) =>
  running.iam(keys).send(new PutUserPolicyCommand({ ...named, PolicyDocument: document, ...more }));

/** How the provider sees a refusal: AWS's code, its status, and the kind that it becomes where no action has a better one. */
async function seen(promise: Promise<unknown>) {
  const cause: unknown = await promise.then(
    () => new Error('was not refused'),
    (error: unknown) => error,
  );
  const { $metadata: metadata } = cause as { $metadata?: { httpStatusCode?: number } };
  const { kind } = providerError(cause, 'writing', { kind: 'refused', cure: 'x' });
  return [codeOf(cause), metadata?.httpStatusCode, kind];
}

describe('a request that is wrong is refused with', () => {
  const wrongKey = () => ({ ...running.admin, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' });
  const wrongSecret = () => ({ ...running.admin, secretAccessKey: 'x' });

  async function afterItsEnd() {
    const { arn } = running.aws.addRole(ACCOUNT, 'Deploy');
    const request = { RoleArn: arn, RoleSessionName: 'run-1', DurationSeconds: 900 };
    const { Credentials: given } = await running.sts().send(new AssumeRoleCommand(request));
    const [accessKeyId = '', secretAccessKey = ''] = [given?.AccessKeyId, given?.SecretAccessKey];
    running.clock.now += 15 * MINUTE;
    return { accessKeyId, secretAccessKey, sessionToken: given?.SessionToken ?? '' };
  }
  const byToken = () =>
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: running.aws.addRole(ACCOUNT, 'Deploy').arn,
      RoleSessionName: 'run-1',
      WebIdentityToken: 'no.such.token',
    });

  test.each<[string, number, string, () => Promise<unknown>]>([
    ['InvalidClientTokenId', 403, 'no-credentials', () => put(policy(), {}, wrongKey())],
    ['SignatureDoesNotMatch', 403, 'no-credentials', () => put(policy(), {}, wrongSecret())],
    ['ExpiredToken', 403, 'no-credentials', async () => put(policy(), {}, await afterItsEnd())],
    ['InvalidIdentityToken', 400, 'no-credentials', () => running.sts().send(byToken())],
    ['AccessDenied', 403, 'refused', () => put(policy(), {}, running.alice)],
    ['NoSuchEntity', 404, 'unavailable', () => put(policy(), { UserName: 'bob' })],
    ['NoSuchEntity', 404, 'unavailable', () => running.iam().send(new DeleteUserPolicyCommand(named))],
    ['NoSuchEntity', 404, 'unavailable', () => running.iam().send(new GetUserPolicyCommand(named))],
    ['LimitExceeded', 409, 'unavailable', () => put(policy({ Sid: 'a'.repeat(2048) }))],
    ['MalformedPolicyDocument', 400, 'unavailable', () => put('{}')],
    ['ValidationError', 400, 'unavailable', () => put(policy(), { PolicyName: 'a b' })],
    ['ValidationError', 400, 'unavailable', () => put(policy({ Sid: 'a'.repeat(131_073) }))],
  ])('%s, status %d, %s to the provider', async (code, status, kind, attempt) => {
    expect(await seen(attempt())).toEqual([code, status, kind]);
    expect(running.aws.policiesOf(ACCOUNT, 'alice.smith')).toEqual({});
    expect(running.aws.requests.at(-1)).toMatchObject({ status, errorCode: expect.stringContaining(code) });
  });
});

describe('AWS fails for a reason of its own with', () => {
  test.each<[FailureCode, number, string]>([
    ['ConcurrentModification', 409, 'unavailable'],
    ['IDPCommunicationError', 400, 'unavailable'],
    ['IDPRejectedClaim', 403, 'no-credentials'],
    ['InternalFailure', 500, 'unavailable'],
    ['InvalidAccessKeyId', 403, 'no-credentials'],
    ['InvalidInput', 400, 'unavailable'],
    ['NotAuthorized', 400, 'no-credentials'],
    ['OptInRequired', 403, 'no-credentials'],
    ['RequestExpired', 400, 'unavailable'],
    ['ServiceFailure', 500, 'unavailable'],
    ['ServiceUnavailable', 503, 'unavailable'],
    ['Throttling', 400, 'unavailable'],
    ['UnauthorizedOperation', 403, 'refused'],
    ['UnmodifiableEntity', 400, 'unavailable'],
    ['UnrecognizedClient', 403, 'no-credentials'],
  ])('%s, status %d, %s to the provider, and then no more', async (code, status, kind) => {
    running.aws.failNext('PutUserPolicy', code);
    expect(await seen(put(policy()))).toEqual([code, status, kind]);
    expect(running.aws.policiesOf(ACCOUNT, 'alice.smith')).toEqual({});
    await put(policy());
    expect(Object.keys(running.aws.policiesOf(ACCOUNT, 'alice.smith'))).toEqual([named.PolicyName]);
  });

  test('what was ordered for one action, as often as it was, and no other', async () => {
    running.aws.failNext('ListUsers', 'Throttling', 2);
    await running.sts().send(new GetCallerIdentityCommand({}));
    for (const _attempt of [1, 2]) {
      await expect(running.iam().send(new ListUsersCommand({}))).rejects.toMatchObject({ name: 'Throttling' });
    }
    expect((await running.iam().send(new ListUsersCommand({}))).Users).toHaveLength(1);
  });

  test('what was ordered for one account, to its callers alone', async () => {
    running.aws.failNext('ListUsers', 'ServiceUnavailable', 1, '444455556666');
    expect((await running.iam().send(new ListUsersCommand({}))).Users).toHaveLength(1);
    running.aws.failNext('ListUsers', 'ServiceUnavailable', 1, ACCOUNT);
    await expect(running.iam().send(new ListUsersCommand({}))).rejects.toMatchObject({ name: 'ServiceUnavailable' });
  });
});
