import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { System } from '../../../src/access/policy.js';
import { awsIam } from '../../../src/providers/aws-iam/aws-iam.js';
import type { ProviderError } from '../../../src/providers/provider.js';
import {
  ACCOUNT,
  answer,
  answerCredentials,
  answerIdentity,
  calls,
  connectOptions,
  mockAws,
  ROLE,
  unmockAws,
} from './mocked-aws.js';

beforeEach(mockAws);
afterEach(() => expect(unmockAws()).toEqual([]));

const ambient: System = { name: 'aws-sandbox', provider: 'aws-iam', target: { account: ACCOUNT } };
const withRole: System = { ...ambient, target: { account: ACCOUNT, role: ROLE } };

async function failure(connecting: Promise<unknown>): Promise<ProviderError> {
  return connecting.then(
    () => {
      throw new Error('it connected');
    },
    (error: ProviderError) => error,
  );
}

function actions(): (string | undefined)[] {
  return calls.map((call) => call['Action']);
}

describe('law 9: the account guard', () => {
  test('credentials of another account are refused, with both accounts named, and nothing else is asked', async () => {
    answerIdentity('999999999999');
    const error = await failure(awsIam.connect(ambient, connectOptions()));
    expect(error.kind).toBe('wrong-target');
    expect(error.message).toContain('999999999999');
    expect(error.message).toContain(ACCOUNT);
    expect(actions()).toEqual(['GetCallerIdentity']);
  });

  test('an assumed role of another account is refused', async () => {
    answerCredentials('AssumeRoleWithWebIdentity');
    answerIdentity('999999999999');
    const error = await failure(awsIam.connect(withRole, connectOptions({ identityToken: async () => 'jwt' })));
    expect(error.kind).toBe('wrong-target');
  });

  test('an answer without an account is refused', async () => {
    answer('GetCallerIdentity', '');
    expect((await failure(awsIam.connect(ambient, connectOptions()))).kind).toBe('wrong-target');
  });
});

describe('no session', () => {
  test('without credentials the cure is told', async () => {
    delete process.env['AWS_ACCESS_KEY_ID'];
    delete process.env['AWS_SECRET_ACCESS_KEY'];
    const error = await failure(awsIam.connect(ambient, connectOptions()));
    expect(error.kind).toBe('no-credentials');
    expect(error.message).toContain('AWS_ACCESS_KEY_ID');
    expect(error.cause).toBeDefined();
  });

  test.each([
    ['InvalidClientTokenId', 403, 'no-credentials'],
    ['ExpiredToken', 403, 'no-credentials'],
    ['AccessDenied', 403, 'no-credentials'],
    ['SomethingElse', 400, 'unavailable'],
  ])('%s of STS is %i: %s', async (error, status, kind) => {
    answer('GetCallerIdentity', { error, status });
    const failed = await failure(awsIam.connect(ambient, connectOptions()));
    expect([failed.kind, failed.message.includes(error)]).toEqual([kind, true]);
  });

  test('a role that does not trust the run is told with the cure', async () => {
    answer('AssumeRoleWithWebIdentity', { error: 'AccessDenied', status: 403 });
    const error = await failure(awsIam.connect(withRole, connectOptions({ identityToken: async () => 'jwt' })));
    expect(error.kind).toBe('no-credentials');
    expect(error.message).toContain(`the trust policy of ${ROLE} has to admit this run`);
  });

  test('no identity token is told with the permission that it takes', async () => {
    const identityToken = async (): Promise<string> => {
      throw new Error('no such variable');
    };
    const error = await failure(awsIam.connect(withRole, connectOptions({ identityToken })));
    expect(error.kind).toBe('no-credentials');
    expect(error.message).toContain('id-token: write');
  });

  test('an answer of STS without credentials is an error', async () => {
    answer('AssumeRoleWithWebIdentity', '<Credentials></Credentials>');
    const error = await failure(awsIam.connect(withRole, connectOptions({ identityToken: async () => 'jwt' })));
    expect(error.kind).toBe('unavailable');
  });
});

describe('a session', () => {
  test('an identity token is changed for the role of the target, unsigned', async () => {
    delete process.env['AWS_ACCESS_KEY_ID'];
    const audiences: string[] = [];
    answerCredentials('AssumeRoleWithWebIdentity');
    answerIdentity(ACCOUNT);
    const identityToken = async (audience: string): Promise<string> => {
      audiences.push(audience);
      return 'jwt';
    };
    await awsIam.connect(withRole, connectOptions({ identityToken }));
    expect(audiences).toEqual(['sts.amazonaws.com']);
    expect(calls[0]).toMatchObject({ RoleArn: ROLE, RoleSessionName: 'lapse-4711', WebIdentityToken: 'jwt' });
  });

  test('credentials of the environment assume the role of the target', async () => {
    answerIdentity(ACCOUNT);
    answerCredentials('AssumeRole');
    answerIdentity(ACCOUNT);
    await awsIam.connect(withRole, connectOptions());
    expect(calls[1]).toMatchObject({ Action: 'AssumeRole', RoleArn: ROLE, RoleSessionName: 'lapse-4711' });
  });

  test('credentials that are of the role already are used as they are', async () => {
    answerIdentity(ACCOUNT, `arn:aws:sts::${ACCOUNT}:assumed-role/lapse/ci`);
    answerIdentity(ACCOUNT, `arn:aws:sts::${ACCOUNT}:assumed-role/lapse/ci`);
    await awsIam.connect(withRole, connectOptions());
    expect(actions()).toEqual(['GetCallerIdentity', 'GetCallerIdentity']);
  });

  test('a target without a role uses the environment’s credentials, identity token or not', async () => {
    answerIdentity(ACCOUNT);
    await awsIam.connect(ambient, connectOptions({ identityToken: async () => 'jwt' }));
    expect(actions()).toEqual(['GetCallerIdentity']);
  });

  test('a call that fails for a moment is tried again', async () => {
    answer('GetCallerIdentity', { error: 'Throttling', status: 400 });
    answer('GetCallerIdentity', { error: 'ServiceUnavailable', status: 503 });
    answerIdentity(ACCOUNT);
    await awsIam.connect(ambient, connectOptions());
    expect(calls).toHaveLength(3);
  });
});
