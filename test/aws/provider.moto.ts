import {
  CreateRoleCommand,
  CreateUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListUserPoliciesCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Entitlement } from '../../src/plan/entitlement.js';
import { awsIam } from '../../src/providers/aws-iam/aws-iam.js';
import type { ConnectOptions, ProviderSession } from '../../src/providers/provider.js';
import { aPerson, aRole, aSystem, HOUR, NOW } from '../plan/plan-builder.js';
import { document, TRUST } from './documents.js';
import { ACCOUNT, motoUrl, resetMoto } from './moto.js';

const REPOSITORY_ID = 4711;
const BILLING = { statements: [{ action: ['ce:Get*'], resource: '*' }] };
const KEPT = { ...process.env };

let iam: IAMClient;
beforeEach(async () => {
  await resetMoto();
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  process.env['AWS_ENDPOINT_URL'] = motoUrl();
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIAEXAMPLE';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
  // What stands in the home of whoever runs this is not asked.
  process.env['AWS_CONFIG_FILE'] = '/dev/null';
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = '/dev/null';
  iam = new IAMClient({ region: 'us-east-1', maxAttempts: 1 });
  await iam.send(new CreateUserCommand({ UserName: 'alice.smith' }));
});
afterEach(() => {
  iam.destroy();
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, KEPT);
});

function options(parts: Partial<ConnectOptions> = {}): ConnectOptions {
  return { repositoryId: REPOSITORY_ID, identityToken: null, sleep: () => Promise.resolve(), ...parts };
}

function connect(parts: Partial<ConnectOptions> = {}, target: object = {}): Promise<ProviderSession> {
  const system = aSystem('aws-sandbox', ACCOUNT);
  return awsIam.connect({ ...system, target: { account: ACCOUNT, ...target } }, options(parts));
}

function entitlement(name: string, login = 'alice', window = { start: NOW, end: NOW + HOUR }): Entitlement {
  const grant = {
    name,
    window,
    role: aRole('billing', BILLING),
    person: aPerson(login),
    system: aSystem('x', ACCOUNT),
  };
  const [one] = awsIam.entitlements(grant, REPOSITORY_ID);
  if (one === undefined) throw new Error('gives nothing');
  return one;
}

async function policyNames(): Promise<string[]> {
  const { PolicyNames: names = [] } = await iam.send(new ListUserPoliciesCommand({ UserName: 'alice.smith' }));
  return names;
}

test('law 9: credentials of another account write nothing', async () => {
  const other = awsIam.connect(aSystem('aws-sandbox', '111122223333'), options());
  await expect(other).rejects.toMatchObject({ kind: 'wrong-target' });
  expect(await policyNames()).toEqual([]);
});

test('a user that is not there is an unknown person', async () => {
  const session = await connect();
  await expect(session.put(entitlement('aws-sandbox/bob/x', 'bob'))).rejects.toMatchObject({ kind: 'unknown-person' });
});

test('what IAM finds malformed is refused, and nothing is written', async () => {
  const session = await connect();
  const malformed = { ...entitlement('aws-sandbox/alice/x'), content: document({ Effect: 'Perhaps' }) };
  await expect(session.put(malformed)).rejects.toMatchObject({ kind: 'malformed-policy' });
  expect(await policyNames()).toEqual([]);
});

test('what would go past the quota is not asked for, whoever holds the rest of it', async () => {
  const UserName = 'alice.smith';
  const filler = document({ Resource: `arn:aws:s3:::${'x'.repeat(1_900)}` });
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'of-somebody-else', PolicyDocument: filler }));
  const session = await connect();
  await session.observe();
  await expect(session.put(entitlement('aws-sandbox/alice/x'))).rejects.toMatchObject({ kind: 'over-quota' });
  expect(await policyNames()).toEqual(['of-somebody-else']);
});

test("another repository's mark is neither observed nor touched", async () => {
  const theirs = { UserName: 'alice.smith', PolicyName: 'lapse-47110-theirs-0123456789abcdef' };
  await iam.send(new PutUserPolicyCommand({ ...theirs, PolicyDocument: document() }));
  const session = await connect();
  expect(await session.observe()).toEqual([]);
  const id = `${theirs.UserName}/${theirs.PolicyName}`;
  await expect(session.remove({ id, content: document() })).rejects.toMatchObject({ kind: 'refused' });
  await session.put(entitlement('aws-sandbox/alice/x'));
  expect(await policyNames()).toContain(theirs.PolicyName);
  expect((await session.observe()).map((one) => one.id)).not.toContain(id);
});

test('what is put is read back as it was written, byte for byte after decoding', async () => {
  const session = await connect();
  const one = entitlement('aws-sandbox/alice/one');
  await session.put(one);
  expect(await session.observe()).toEqual([{ id: one.id, content: one.content }]);
  const [UserName = '', PolicyName = ''] = one.id.split('/');
  const { PolicyDocument: encoded = '' } = await iam.send(new GetUserPolicyCommand({ UserName, PolicyName }));
  expect(decodeURIComponent(encoded)).toBe(one.content);
});

test('putting again updates in place; twice is once', async () => {
  const session = await connect();
  const before = entitlement('aws-sandbox/alice/one');
  const after = entitlement('aws-sandbox/alice/one', 'alice', { start: NOW, end: NOW + 2 * HOUR });
  expect(after.id).toBe(before.id);
  await session.put(before);
  await session.put(after);
  await session.put(after);
  expect(await session.observe()).toEqual([{ id: after.id, content: after.content }]);
});

test('what is removed is gone, and removing what is gone, or of who is gone, succeeds', async () => {
  const session = await connect();
  const [one, two] = [entitlement('aws-sandbox/alice/one'), entitlement('aws-sandbox/alice/two')];
  await session.put(one);
  await session.put(two);
  await session.remove(one);
  await session.remove(one);
  await session.remove(entitlement('aws-sandbox/bob/one', 'bob'));
  expect(await session.observe()).toEqual([{ id: two.id, content: two.content }]);
});

test('a cut is put on its role, read back, observed beside what it is for, and removed', async () => {
  await iam.send(new CreateRoleCommand({ RoleName: 'Deploy', AssumeRolePolicyDocument: TRUST }));
  const session = await connect();
  const allow = { assume_role: `arn:aws:iam::${ACCOUNT}:role/Deploy` };
  const window = { start: NOW, end: NOW + HOUR };
  const name = 'aws-sandbox/alice/deploy';
  const grant = { name, window, role: aRole('deploy', allow), person: aPerson('alice'), system: aSystem('x', ACCOUNT) };
  const [one] = awsIam.entitlements(grant, REPOSITORY_ID);
  if (one?.cut === undefined) throw new Error('opens no sessions');
  const content = awsIam.writeCut(one.cut, [{ from: window.end, openedBefore: window.end }]);
  const cut = { ...one, id: one.cut.id, content };
  await session.put(cut);
  await session.put(one);
  const observed = await session.observe();
  expect(new Map(observed.map(({ id, content: held }) => [id, held]))).toEqual(
    new Map([
      [one.id, one.content],
      [cut.id, content],
    ]),
  );
  await session.remove(cut);
  expect((await session.observe()).map(({ id }) => id)).toEqual([one.id]);
  const nowhere = { ...cut, id: cut.id.replace('Deploy', 'Nothing') };
  await expect(session.put(nowhere)).rejects.toMatchObject({ kind: 'unknown-role' });
});

test('all of many users are observed', async () => {
  const session = await connect();
  const many: Entitlement[] = [];
  for (let number = 0; number < 120; number += 1) {
    const person = { ...aPerson('alice'), names: new Map([['aws-iam', `alice-${number}`]]) };
    const grant = {
      name: `aws-sandbox/alice/n${number}`,
      window: { start: NOW, end: NOW + HOUR },
      role: aRole('billing', BILLING),
      person,
      system: aSystem('x', ACCOUNT),
    };
    many.push(...awsIam.entitlements(grant, REPOSITORY_ID));
    await iam.send(new CreateUserCommand({ UserName: `alice-${number}` }));
  }
  for (const one of many) {
    const [UserName = '', PolicyName = ''] = one.id.split('/');
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument: one.content }));
  }
  const observed = await session.observe();
  expect(new Set(observed.map(({ id }) => id))).toEqual(new Set(many.map(({ id }) => id)));
  expect(observed).toHaveLength(many.length);
});

test.each([
  ['by the credentials of the environment', null],
  ['by an identity token', () => Promise.resolve('header.claims.signature')],
])('a role of the target is assumed %s', async (_, identityToken) => {
  const { Role: role } = await iam.send(new CreateRoleCommand({ RoleName: 'lapse', AssumeRolePolicyDocument: TRUST }));
  const session = await connect({ identityToken }, { role: role?.Arn });
  const one = entitlement('aws-sandbox/alice/one');
  await session.put(one);
  expect(await session.observe()).toEqual([{ id: one.id, content: one.content }]);
});

test('law 9: a role of another account than the system says writes nothing', async () => {
  const role = 'arn:aws:iam::111122223333:role/lapse';
  await expect(connect({}, { role })).rejects.toMatchObject({ kind: 'wrong-target' });
  expect(await policyNames()).toEqual([]);
});
