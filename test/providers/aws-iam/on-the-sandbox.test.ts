import { afterAll, beforeAll, expect, test } from '@jest/globals';
import nock from 'nock';
import type { Aws } from '../../../sandbox/aws/start-aws.js';
import { startAws } from '../../../sandbox/aws/start-aws.js';
import type { Entitlement } from '../../../src/plan/entitlement.js';
import { awsIam } from '../../../src/providers/aws-iam/aws-iam.js';
import { aPerson, aRole, HOUR, NOW } from '../../plan/plan-builder.js';
import { connectOptions, mockAws, unmockAws } from './mocked-aws.js';

const ACCOUNT = '111122223333';
const OTHER = '999999999999';
const MARK = `lapse-4711-`;

let aws: Aws;

beforeAll(async () => {
  mockAws();
  nock.restore();
  aws = await startAws({ now: () => Date.now() });
  const keys = aws.addAccount(ACCOUNT);
  aws.addAccount(OTHER);
  aws.addUser(ACCOUNT, 'alice.smith');
  process.env['AWS_ENDPOINT_URL'] = aws.url;
  process.env['AWS_ACCESS_KEY_ID'] = keys.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = keys.secretAccessKey;
});

afterAll(async () => {
  unmockAws();
  await aws.close();
});

function system(account: string, role?: string) {
  return { name: 'aws-sandbox', provider: 'aws-iam', target: role === undefined ? { account } : { account, role } };
}

function entitlement(name: string, login = 'alice'): Entitlement {
  const role = aRole('billing', { statements: [{ action: ['ce:Get*'], resource: '*' }] });
  const window = { start: NOW, end: NOW + HOUR };
  const grant = { name, window, role, person: aPerson(login), system: system(ACCOUNT) };
  const [one] = awsIam.entitlements(grant, 4711);
  if (one === undefined) throw new Error('gives nothing');
  return one;
}

test('law 9: credentials of another account write nothing', async () => {
  await expect(awsIam.connect(system(OTHER), connectOptions())).rejects.toMatchObject({ kind: 'wrong-target' });
  expect(aws.policiesOf(ACCOUNT, 'alice.smith')).toEqual({});
});

test('a user that is not there is an unknown person', async () => {
  const session = await awsIam.connect(system(ACCOUNT), connectOptions());
  await expect(session.put(entitlement('aws-sandbox/bob/x', 'bob'))).rejects.toMatchObject({ kind: 'unknown-person' });
});

test('law 8: what is put is observed, also while reads are late; what is removed is gone; twice is once', async () => {
  const sleep = async (milliseconds: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
  };
  const session = await awsIam.connect(system(ACCOUNT), connectOptions({ sleep }));
  const one = entitlement('aws-sandbox/alice/one');
  const two = entitlement('aws-sandbox/alice/two');
  aws.settings.staleReadsMs = 400;
  await session.put(one);
  aws.settings.staleReadsMs = 0;
  await session.put(two);
  await session.put(two);
  const held = [one, two].map(({ id, content }) => ({ id, content })).sort((a, b) => (a.id < b.id ? -1 : 1));
  expect([...(await session.observe())].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(held);
  aws.settings.staleReadsMs = 400;
  await session.remove(one);
  aws.settings.staleReadsMs = 0;
  await session.remove(one);
  expect(await session.observe()).toEqual([{ id: two.id, content: two.content }]);
  expect(Object.keys(aws.policiesOf(ACCOUNT, 'alice.smith')).every((name) => name.startsWith(MARK))).toBe(true);
  await session.remove(two);
  expect(aws.policiesOf(ACCOUNT, 'alice.smith')).toEqual({});
});

test('more than fits a user is told as the quota', async () => {
  const session = await awsIam.connect(system(ACCOUNT), connectOptions());
  const many = Array.from({ length: 9 }, (_, n) => entitlement(`aws-sandbox/alice/n${n}`));
  const [fault] = awsIam.checkQuotas(many);
  expect(fault?.rule).toBe('over-quota');
  const putting = async (): Promise<void> => {
    for (const one of many) await session.put(one);
  };
  await expect(putting()).rejects.toMatchObject({ kind: 'over-quota' });
  for (const one of await session.observe()) await session.remove(one);
});

test('a role of the target is assumed, and it is the role that asks', async () => {
  const { arn } = aws.addRole(ACCOUNT, 'lapse');
  const before = aws.requests.length;
  const session = await awsIam.connect(system(ACCOUNT, arn), connectOptions());
  expect(await session.observe()).toEqual([]);
  const asked = aws.requests.slice(before);
  expect(asked.map(({ action }) => action)).toEqual([
    'GetCallerIdentity',
    'AssumeRole',
    'GetCallerIdentity',
    'GetAccountAuthorizationDetails',
  ]);
  expect(asked.at(-1)?.principal).toContain('lapse');
});
