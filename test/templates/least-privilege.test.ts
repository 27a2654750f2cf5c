import { DeleteUserPolicyCommand, GetRolePolicyCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { type OidcIssuer, startOidcIssuer } from '../../sandbox/aws/oidc-issuer.js';
import { type Aws, type AwsKeys, startAws } from '../../sandbox/aws/start-aws.js';
import type { System } from '../../src/access/policy.js';
import type { Entitlement } from '../../src/plan/entitlement.js';
import { awsIam } from '../../src/providers/aws-iam/aws-iam.js';
import type { ProviderSession } from '../../src/providers/provider.js';
import { aPerson, aRole, HOUR, NOW } from '../plan/plan-builder.js';
import { connectOptions, mockAws, unmockAws } from '../providers/aws-iam/mocked-aws.js';
import { NUMBERED, PLAIN, policiesOfTerraform } from './templates.js';

const ACCOUNT = '111122223333';
const GITHUB = 'token.actions.githubusercontent.com';
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/people-boundary`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/lapse`;
const SYSTEM: System = { name: 'aws-sandbox', provider: 'aws-iam', target: { account: ACCOUNT, role: ROLE } };
const HELD = { ...SYSTEM, target: { account: ACCOUNT, role: ROLE, permissions_boundary: BOUNDARY } };

let aws: Aws;
let administrator: AwsKeys;
const issuers: OidcIssuer[] = [];

/** GitHub's issuer, by the address that it has here. */
async function issue(subject: string): Promise<OidcIssuer> {
  const issuer = await startOidcIssuer({ now: () => Date.now(), subject });
  aws.trustIssuer(issuer.issuer, { jwks: issuer.jwks, audience: 'sts.amazonaws.com' });
  issuers.push(issuer);
  return issuer;
}

/** A role with the trust and the permissions of the templates, and nothing else. */
function addLapseRole(name: string, subject: string, issuer: OidcIssuer): string {
  const { trust, lapse } = policiesOfTerraform(subject);
  const host = new URL(issuer.issuer).host;
  const trusted = JSON.parse(JSON.stringify(trust).replaceAll(GITHUB, host));
  return aws.addRole(ACCOUNT, name, { trust: trusted, permissions: lapse }).arn;
}

function identityToken(issuer: OidcIssuer): (audience: string) => Promise<string> {
  return async (audience) => {
    const response = await fetch(`${issuer.requestUrl}&audience=${encodeURIComponent(audience)}`, {
      headers: { authorization: `bearer ${issuer.requestToken}` },
    });
    return ((await response.json()) as { value: string }).value;
  };
}

function entitlement(
  login: string,
  allow: unknown = { statements: [{ action: 's3:Get*', resource: '*' }] },
  on = SYSTEM,
) {
  const grant = { name: `aws-sandbox/${login}/x`, window: { start: NOW, end: NOW + HOUR }, role: aRole('x', allow) };
  const [one] = awsIam.entitlements({ ...grant, person: aPerson(login), system: on }, 4711);
  if (one === undefined) throw new Error('gives nothing');
  return one;
}

function cutOf(role: string): Entitlement {
  const giving = entitlement('alice', { assume_role: `arn:aws:iam::${ACCOUNT}:role/${role}` });
  if (giving.cut === undefined) throw new Error('has no cut');
  const content = awsIam.writeCut(giving.cut, [{ from: NOW, openedBefore: NOW }]);
  return { ...giving, id: giving.cut.id, content };
}

let session: ProviderSession;

beforeAll(async () => {
  mockAws();
  nock.restore();
  aws = await startAws({ now: () => Date.now() });
  administrator = aws.addAccount(ACCOUNT);
  process.env['AWS_ENDPOINT_URL'] = aws.url;
  process.env['AWS_ACCESS_KEY_ID'] = administrator.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = administrator.secretAccessKey;
  aws.addUser(ACCOUNT, 'alice.smith', { path: '/people/', boundary: BOUNDARY });
  aws.addUser(ACCOUNT, 'bob.smith', { boundary: BOUNDARY });
  aws.addUser(ACCOUNT, 'carol.smith', { path: '/people/' });
  aws.addRole(ACCOUNT, 'Deploy', { path: '/people/', boundary: BOUNDARY });
  aws.addRole(ACCOUNT, 'Admin', { boundary: BOUNDARY });
  aws.addRole(ACCOUNT, 'Unbound', { path: '/people/' });
  const issuer = await issue(PLAIN);
  addLapseRole('lapse', PLAIN, issuer);
  session = await awsIam.connect(SYSTEM, connectOptions({ identityToken: identityToken(issuer) }));
  await session.observe();
});

afterAll(async () => {
  unmockAws();
  for (const issuer of issuers) await issuer.close();
  await aws.close();
});

describe('the role of the templates, as the sandbox enforces it', () => {
  test.each([
    ['a user outside of the path', () => entitlement('bob')],
    ['a user without the boundary', () => entitlement('carol')],
    ['a role outside of the path', () => cutOf('Admin')],
    ['a role without the boundary', () => cutOf('people/Unbound')],
    ['itself', () => cutOf('lapse')],
  ])('may not write to %s', async (_what, make) => {
    const failed = session.put(make());
    await expect(failed).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining('AccessDenied') });
    expect(aws.policiesOf(ACCOUNT, 'bob.smith')).toEqual({});
    expect(aws.policiesOf(ACCOUNT, 'carol.smith')).toEqual({});
  });

  test('a user that is not there is told as such, although IAM only says that it is not allowed', async () => {
    const gone = { ...entitlement('alice'), id: entitlement('alice').id.replace('alice.smith', 'nobody') };
    const told = `IAM has no user nobody; see access/people.yaml (account ${ACCOUNT})`;
    await expect(session.put(gone)).rejects.toMatchObject({ kind: 'unknown-person', message: told });
  });

  test.each([
    ['gives and takes away', () => entitlement('alice')],
    ['cuts the sessions of a role below the path', () => cutOf('people/Deploy')],
  ])('%s, read back each time', async (_what, make) => {
    const one = make();
    await session.put(one);
    expect(await session.observe()).toEqual([{ id: one.id, content: one.content }]);
    await session.remove(one);
    expect(await session.observe()).toEqual([]);
  });

  test('law 9: needs no call that it does not have', () => {
    const asked = aws.requests.filter(({ principal }) => principal?.includes('assumed-role/lapse'));
    expect(new Set(asked.map(({ action }) => action))).toEqual(
      new Set([
        'GetCallerIdentity',
        'GetAccountAuthorizationDetails',
        'PutUserPolicy',
        'GetUserPolicy',
        'DeleteUserPolicy',
        'PutRolePolicy',
        'GetRolePolicy',
        'DeleteRolePolicy',
      ]),
    );
  });
});

describe('the trust of the templates', () => {
  test.each([
    ['the plain form', PLAIN, PLAIN, true],
    ['the form with numbers', NUMBERED, NUMBERED, true],
    ['numbers where none are trusted', PLAIN, NUMBERED, false],
    ['another number', NUMBERED, 'repo:acme@4711/access@424243:environment:lapse', false],
    ['another repository', PLAIN, 'repo:acme/other:environment:lapse', false],
    ['another environment', PLAIN, 'repo:acme/access:environment:test', false],
    ['a branch', PLAIN, 'repo:acme/access:ref:refs/heads/main', false],
  ])('%s', async (what, trusted, sent, isLetIn) => {
    const issuer = await issue(sent);
    const role = addLapseRole(`lapse-${what.replaceAll(' ', '-')}`, trusted, issuer);
    const system = { ...SYSTEM, target: { account: ACCOUNT, role } };
    const connecting = awsIam.connect(system, connectOptions({ identityToken: identityToken(issuer) }));
    if (isLetIn) await expect(connecting).resolves.toBeDefined();
    else await expect(connecting).rejects.toMatchObject({ kind: 'no-credentials' });
  });
});

describe('permissions_boundary in config.yaml', () => {
  let free: ProviderSession;
  beforeAll(async () => {
    // Credentials that may do everything, so that it is Lapse that refuses.
    free = await awsIam.connect({ ...SYSTEM, target: { account: ACCOUNT } }, connectOptions());
  });

  test.each([
    ['none', BOUNDARY, 'carol', 'carol.smith has no permissions boundary'],
    ['another one', `${BOUNDARY}-2`, 'alice', `alice.smith has the permissions boundary ${BOUNDARY}`],
  ])('who has %s is given nothing, and IAM is not asked', async (_what, boundary, login, message) => {
    await free.observe();
    const before = aws.requests.length;
    const on = { ...HELD, target: { ...(HELD.target as object), permissions_boundary: boundary } };
    const failed = free.put(entitlement(login, undefined, on));
    await expect(failed).rejects.toMatchObject({ kind: 'no-boundary', message: expect.stringContaining(message) });
    expect(aws.requests.slice(before)).toEqual([]);
  });

  test('who was given something before it was asked for loses that when it would change', async () => {
    const one = entitlement('carol');
    await free.put(one);
    await free.observe();
    const changed = { ...one, content: one.content.replace('s3:Get*', 's3:Put*'), boundary: BOUNDARY };
    await expect(free.put(changed)).rejects.toMatchObject({ kind: 'no-boundary' });
    expect(aws.policiesOf(ACCOUNT, 'carol.smith')).toEqual({});
  });

  test('who has it is given what was asked for', async () => {
    await free.observe();
    const one = entitlement('alice', undefined, HELD);
    await free.put(one);
    expect(Object.keys(aws.policiesOf(ACCOUNT, 'alice.smith'))).toHaveLength(1);
    await free.remove(one);
  });

  test('nothing is given to anybody before the account was read', async () => {
    const blind = await awsIam.connect({ ...SYSTEM, target: { account: ACCOUNT } }, connectOptions());
    await expect(blind.put(entitlement('alice', undefined, HELD))).rejects.toMatchObject({ kind: 'unknown-person' });
    expect(aws.policiesOf(ACCOUNT, 'alice.smith')).toEqual({});
  });
});

describe('the quota with the real account', () => {
  test('policies that are not ours count, and so nothing is asked for that cannot fit', async () => {
    const iam = new IAMClient({ region: 'us-east-1', endpoint: aws.url, credentials: administrator });
    const filler = { Effect: 'Allow', Action: 's3:Get*', Resource: `arn:aws:s3:::${'x'.repeat(1_900)}` };
    const foreign = { UserName: 'alice.smith', PolicyName: 'of-somebody-else' };
    const document = JSON.stringify({ Version: '2012-10-17', Statement: [filler] }, null, 2);
    await iam.send(new PutUserPolicyCommand({ ...foreign, PolicyDocument: document }));
    await session.observe();
    const before = aws.requests.length;
    const message = expect.stringMatching(
      /^alice\.smith would hold 2,[0-9]{3} of 2,048 characters .* 2,0[0-9]{2} of them/,
    );
    await expect(session.put(entitlement('alice'))).rejects.toMatchObject({ kind: 'over-quota', message });
    expect(aws.requests.slice(before)).toEqual([]);
    await iam.send(new DeleteUserPolicyCommand(foreign));
    const read = iam.send(new GetRolePolicyCommand({ RoleName: 'Deploy', PolicyName: 'none' }));
    await expect(read).rejects.toMatchObject({ name: 'NoSuchEntityException' });
    iam.destroy();
  });

  test('what the same run has taken away no longer counts', async () => {
    const big = entitlement('alice', {
      statements: [{ action: 's3:Get*', resource: `arn:aws:s3:::${'x'.repeat(900)}` }],
    });
    const [one, other] = [big, { ...big, id: `${big.id}-2` }];
    await session.observe();
    await session.put(one);
    await expect(session.put(other)).rejects.toMatchObject({ kind: 'over-quota' });
    await session.remove(one);
    await session.put(other);
    await session.remove(other);
    expect(aws.policiesOf(ACCOUNT, 'alice.smith')).toEqual({});
  });
});
