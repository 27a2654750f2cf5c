import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Aws, type AwsKeys, startAws } from '../../sandbox/aws/start-aws.js';
import { type Ended, runLapse } from './run-lapse.js';
import { createRepository, POLICY, REQUEST, type TestRepository } from './test-repository.js';

const ACCOUNT = '111122223333';
const OTHER = '444455556666';

let aws: Aws;
let keys: AwsKeys;
let repository: TestRepository;
beforeAll(async () => {
  aws = await startAws({ now: () => Date.now() });
  keys = aws.addAccount(ACCOUNT);
  aws.addUser(ACCOUNT, 'alice.smith');
  const config = POLICY['access/config.yaml']?.replace(/, role: "[^"]*"/, '') ?? '';
  repository = createRepository({ ...POLICY, 'access/config.yaml': config });
  repository.commit('policy', '2026-11-20T08:00:00Z');
  repository.write({ 'access/aws-sandbox/alice/billing.yaml': REQUEST });
  repository.commit('alice asks', '2026-11-20T10:00:00Z');
});
afterAll(async () => {
  repository.remove();
  await aws.close();
});

function plan(args: readonly string[], credentials = keys): Promise<Ended> {
  return runLapse(['plan', ...args], repository.path, {
    GITHUB_REPOSITORY_ID: '42',
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  });
}

describe('lapse plan', () => {
  test('credentials of another account: refused, both accounts named, exit code 2', async () => {
    const { code, stdout } = await plan(['--json', '--at', '2026-11-20T11:00:00Z'], aws.addAccount(OTHER));
    const { changes, refusals } = JSON.parse(stdout);
    expect(changes).toEqual([]);
    expect(refusals).toEqual([expect.objectContaining({ rule: 'wrong-target', system: 'aws-sandbox' })]);
    expect(refusals[0].message).toContain(ACCOUNT);
    expect(refusals[0].message).toContain(OTHER);
    expect(code).toBe(2);
  });

  test('a grant that is not there yet would be created, with its floor', async () => {
    const { code, stdout } = await plan(['--json', '--at', '2026-11-20T11:00:00Z']);
    expect(JSON.parse(stdout)).toEqual({
      changes: [
        expect.objectContaining({
          action: 'create',
          grant: 'aws-sandbox/alice/billing',
          provider: 'aws-iam',
          entitlement: expect.stringContaining('alice.smith/lapse-42-'),
          floor: '2026-11-20T14:00:00Z',
        }),
      ],
      unchanged: 0,
      refusals: [],
      problems: [],
    });
    expect(code).toBe(0);
  });

  test('after the end nothing would be created', async () => {
    const { code, stdout } = await plan(['--at', '2026-11-20T14:00:00Z']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '0 to change, 0 unchanged\n' });
  });

  test('nothing was written by any of it', () => {
    expect(aws.policiesOf(ACCOUNT, 'alice.smith')).toEqual({});
  });
});
