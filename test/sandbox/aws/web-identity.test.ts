import { generateKeyPairSync, sign } from 'node:crypto';
import { ListUsersCommand } from '@aws-sdk/client-iam';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type OidcIssuer, startOidcIssuer } from '../../../sandbox/aws/oidc-issuer.js';
import { ACCOUNT, MINUTE, type RunningAws, runAws, TEN } from './running-aws.js';

const SUBJECT = 'repo:acme/access:environment:lapse';
const GITHUB = 'token.actions.githubusercontent.com';

let running: RunningAws;
let oidc: OidcIssuer;
beforeEach(async () => {
  running = await runAws();
  oidc = await startOidcIssuer({ now: () => running.clock.now, subject: SUBJECT });
  running.aws.trustIssuer(oidc.issuer, { jwks: oidc.jwks, audience: 'sts.amazonaws.com' });
});
afterEach(async () => {
  await oidc.close();
  await running.stop();
});

async function requestToken(audience = 'sts.amazonaws.com'): Promise<string> {
  const response = await fetch(`${oidc.requestUrl}&audience=${encodeURIComponent(audience)}`, {
    headers: { authorization: `bearer ${oidc.requestToken}` },
  });
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null || !('value' in body)) throw new Error(`status ${response.status}`);
  return String(body.value);
}

async function assume(token: string, name = 'lapse') {
  const client = new STSClient({ endpoint: running.aws.url, region: 'us-east-1', maxAttempts: 1 });
  try {
    const input = {
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
      RoleSessionName: 'run-1',
      WebIdentityToken: token,
    };
    return await client.send(new AssumeRoleWithWebIdentityCommand(input));
  } finally {
    client.destroy();
  }
}

function trust(condition: object, federated = `arn:aws:iam::${ACCOUNT}:oidc-provider/${GITHUB}`): object {
  const statement = {
    Effect: 'Allow',
    Principal: { Federated: federated },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: condition,
  };
  return { Version: '2012-10-17', Statement: [statement] };
}

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

/** A token with other claims or another header, signed with a key of its own. */
function forge(token: string, header: object, claims: object): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const [head = ''] = token.split('.');
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const original = JSON.parse(Buffer.from(head, 'base64url').toString());
  const text = `${encode({ ...original, ...header })}.${encode({ ...claimsOf(token), ...claims })}`;
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`;
}

describe('a token that is refused', () => {
  beforeEach(() => {
    running.aws.addRole(ACCOUNT, 'lapse');
  });

  test.each<[string, (token: string) => string]>([
    ['no JWT', () => 'not-a-token'],
    ['a JWT of garbage', () => 'a.b.c'],
    ['one with another signature', (token) => forge(token, {}, {})],
    [
      'one with changed claims',
      (token) => {
        const [head, , tail] = token.split('.');
        const claims = { ...claimsOf(token), sub: 'repo:acme/other:environment:lapse' };
        return `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${tail}`;
      },
    ],
    ['one without a signature', (token) => forge(token, { alg: 'none' }, {}).replace(/[^.]*$/, '')],
    ['one of a key that there is not', (token) => forge(token, { kid: 'other' }, {})],
    ['one of an issuer that nobody trusts', (token) => forge(token, {}, { iss: 'https://example.org' })],
    ['one without an end', (token) => forge(token, {}, { exp: undefined })],
  ])('%s', async (_, change) => {
    await expect(assume(change(await requestToken()))).rejects.toMatchObject({
      name: 'InvalidIdentityTokenException',
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('one for another audience', async () => {
    await expect(assume(await requestToken('https://github.com/acme'))).rejects.toMatchObject({
      name: 'InvalidIdentityTokenException',
      message: 'Incorrect token audience',
    });
  });

  test('one that has expired, ten minutes after it was issued', async () => {
    const token = await requestToken();
    running.clock.now = TEN + 10 * MINUTE - 1;
    await expect(assume(token)).resolves.toMatchObject({ Audience: 'sts.amazonaws.com' });
    running.clock.now += 1;
    await expect(assume(token)).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  });
});

describe('a trust policy', () => {
  test.each([
    ['names another subject', trust({ StringEquals: { [`${GITHUB}:sub`]: 'repo:acme/access:environment:prod' } })],
    ['is like another repository', trust({ StringLike: { [`${GITHUB}:sub`]: 'repo:acme/other:*' } })],
    ['wants another audience', trust({ StringEquals: { [`${GITHUB}:aud`]: 'else' } })],
    ['asks for a claim of another issuer', trust({ StringEquals: { 'example.org:sub': SUBJECT } })],
    ['trusts another issuer', trust({}, `arn:aws:iam::${ACCOUNT}:oidc-provider/example.org`)],
  ])('that %s refuses', async (_, document) => {
    running.aws.addRole(ACCOUNT, 'lapse', { trust: document });
    await expect(assume(await requestToken())).rejects.toMatchObject({
      name: 'AccessDenied',
      message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    });
  });

  test('of exactly this environment gives credentials that work', async () => {
    const condition = { StringEquals: { [`${GITHUB}:sub`]: SUBJECT, [`${GITHUB}:aud`]: 'sts.amazonaws.com' } };
    running.aws.addRole(ACCOUNT, 'lapse', { trust: trust(condition) });
    const answer = await assume(await requestToken());
    expect(answer).toMatchObject({
      SubjectFromWebIdentityToken: SUBJECT,
      Provider: `arn:aws:iam::${ACCOUNT}:oidc-provider/${GITHUB}`,
      AssumedRoleUser: { Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/lapse/run-1` },
    });
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = answer.Credentials ?? {};
    const sessionToken = answer.Credentials?.SessionToken ?? '';
    const iam = running.iam({ accessKeyId, secretAccessKey, sessionToken });
    expect((await iam.send(new ListUsersCommand({}))).Users).toHaveLength(1);
  });

  test('that is not there takes any token of a trusted issuer', async () => {
    running.aws.addRole(ACCOUNT, 'lapse');
    await expect(assume(await requestToken())).resolves.toMatchObject({ SubjectFromWebIdentityToken: SUBJECT });
    await expect(assume(await requestToken(), 'missing')).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('the issuer', () => {
  test.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'bearer wrong' }],
    ['another scheme', { authorization: 'basic x' }],
  ])('with %s answers 401', async (_, headers) => {
    expect((await fetch(oidc.requestUrl, { headers })).status).toBe(401);
  });

  test("gives the claims of GitHub's tokens, each with an id of its own", async () => {
    const [first, second] = [claimsOf(await requestToken('x y')), claimsOf(await requestToken())];
    expect(first).toMatchObject({
      iss: `https://${GITHUB}`,
      sub: SUBJECT,
      aud: 'x y',
      repository: 'acme/access',
      ref: 'refs/heads/main',
      iat: TEN / 1000,
      exp: TEN / 1000 + 600,
    });
    expect(first['jti']).not.toBe(second['jti']);
  });

  test('publishes its key', async () => {
    expect(await (await fetch(`${oidc.url}/.well-known/jwks`)).json()).toEqual(oidc.jwks());
  });
});
