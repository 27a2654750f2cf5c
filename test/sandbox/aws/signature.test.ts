import { createHash, createHmac } from 'node:crypto';
import { GetUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import { type RunningAws, runAws } from './running-aws.js';

let running: RunningAws;
beforeEach(async () => {
  running = await runAws();
});
afterEach(() => running.stop());

/** Node's hashes in the form that the signer wants. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = typeof secret === 'string' || secret === undefined ? secret : new Uint8Array(toBuffer(secret));
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === 'string' ? data : toBuffer(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }

  reset(): void {}
}

function toBuffer(data: ArrayBuffer | ArrayBufferView): Buffer {
  return data instanceof ArrayBuffer ? Buffer.from(data) : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

interface Signing {
  readonly body?: string;
  readonly service?: string;
  readonly headers?: Record<string, string>;
}

async function sign({ body = IDENTITY, service = 'sts', headers = {} }: Signing = {}) {
  const { hostname, port, host } = new URL(running.aws.url);
  const signer = new SignatureV4({ credentials: running.admin, region: 'eu-west-1', service, sha256: Sha256 });
  const signed = await signer.sign({
    method: 'POST',
    protocol: 'http:',
    hostname,
    port: Number(port),
    path: '/',
    query: {},
    headers: { host, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body,
  });
  return signed.headers;
}

const IDENTITY = 'Action=GetCallerIdentity&Version=2011-06-15';

async function post(headers: Record<string, string>, body = IDENTITY, path = '/') {
  const response = await fetch(running.aws.url + path, { method: 'POST', headers, body });
  const text = await response.text();
  return { status: response.status, code: /<Code>(.*)<\/Code>/.exec(text)?.[1], text };
}

describe('a signature', () => {
  test.each<[string, (headers: Record<string, string>) => Record<string, string>, string, number, string]>([
    ['another body', (headers) => headers, `${IDENTITY}&x=1`, 403, 'SignatureDoesNotMatch'],
    ['another signed header', (headers) => ({ ...headers, 'x-extra': 'b' }), IDENTITY, 403, 'SignatureDoesNotMatch'],
    ['another date', (h) => ({ ...h, 'x-amz-date': '20200101T000000Z' }), IDENTITY, 403, 'SignatureDoesNotMatch'],
    ['an unsigned x-amz- header', (h) => ({ ...h, 'x-amz-more': '1' }), IDENTITY, 403, 'SignatureDoesNotMatch'],
    [
      'one digit changed',
      (h) => ({ ...h, authorization: (h['authorization'] ?? '').replace(/.$/, (last) => (last === '0' ? '1' : '0')) }),
      IDENTITY,
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'a cut header',
      (h) => ({ ...h, authorization: (h['authorization'] ?? '').slice(0, -1) }),
      IDENTITY,
      400,
      'IncompleteSignature',
    ],
    ['another scheme', (h) => ({ ...h, authorization: 'Basic YTpi' }), IDENTITY, 400, 'IncompleteSignature'],
    ['no header', ({ authorization: _, ...h }) => h, IDENTITY, 403, 'MissingAuthenticationToken'],
    [
      'a session token that is not its own',
      (h) => ({ ...h, 'x-amz-security-token': 'x' }),
      IDENTITY,
      403,
      'InvalidClientTokenId',
    ],
  ])('with %s is refused', async (_, change, body, status, code) => {
    const headers = await sign({ headers: { 'x-extra': 'a' } });
    expect(await post(change(headers), body)).toMatchObject({ status, code });
  });

  test('for another service is refused', async () => {
    expect(await post(await sign({ service: 's3' }))).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
  });

  test('made by the reference signer is accepted, odd white space in a header included', async () => {
    expect(await post(await sign({ headers: { 'x-extra': ' a   b ' } }))).toMatchObject({ status: 200 });
  });

  test('with a wrong secret is SignatureDoesNotMatch, with an unknown key InvalidClientTokenId', async () => {
    const wrong = running.sts({ ...running.admin, secretAccessKey: 'wrong' });
    await expect(wrong.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
      $metadata: { httpStatusCode: 403 },
    });
    const unknown = running.sts({ accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' });
    await expect(unknown.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
      $metadata: { httpStatusCode: 403 },
    });
  });

  test('may be of any date, since the clock of the sandbox is moved', async () => {
    running.clock.now = Date.UTC(2031, 0, 1);
    await expect(running.sts().send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({
      Account: '111122223333',
    });
  });
});

describe('the query protocol', () => {
  test.each([
    ['no action', 'Version=2011-06-15', 'sts', 'MissingAction'],
    ['an unknown action', 'Action=GetSessionToken&Version=2011-06-15', 'sts', 'InvalidAction'],
    ["the other service's action", 'Action=GetUser&Version=2011-06-15', 'sts', 'InvalidAction'],
    ['a name of every object', 'Action=constructor&Version=2010-05-08', 'iam', 'InvalidAction'],
    ['an unknown version', 'Action=GetUser&Version=2011-01-01', 'iam', 'InvalidAction'],
    ['no version', 'Action=GetUser', 'iam', 'InvalidAction'],
    ['an unknown parameter', 'Action=GetUser&Version=2010-05-08&Username=alice', 'iam', 'ValidationError'],
    ['a missing parameter', 'Action=DeleteUser&Version=2010-05-08', 'iam', 'ValidationError'],
    ['a parameter twice', 'Action=GetUser&Version=2010-05-08&UserName=a&UserName=b', 'iam', 'MalformedInput'],
    [
      'a gap in a list',
      'Action=GetAccountAuthorizationDetails&Version=2010-05-08&Filter.member.2=User',
      'iam',
      'ValidationError',
    ],
    ['text for a number', 'Action=ListUsers&Version=2010-05-08&MaxItems=ten', 'iam', 'ValidationError'],
  ])('%s is refused', async (_, body, service, code) => {
    expect(await post(await sign({ body, service }), body)).toMatchObject({ status: 400, code });
  });

  test('a path, a method or a content type that is not the protocol is refused', async () => {
    const headers = await sign();
    expect(await post(headers, IDENTITY, '/?Action=GetUser')).toMatchObject({ status: 400, code: 'MalformedInput' });
    expect(await post({ ...headers, 'content-type': 'application/json' })).toMatchObject({ code: 'MalformedInput' });
    expect((await fetch(running.aws.url)).status).toBe(400);
  });

  test('an error is the XML that AWS sends, with what was hostile in it escaped', async () => {
    const body = `Action=${encodeURIComponent('<a>&"\u0001')}&Version=2010-05-08`;
    const { text } = await post(await sign({ body, service: 'iam' }), body);
    expect(text).toMatch(
      /^<ErrorResponse xmlns="https:\/\/iam\.amazonaws\.com\/doc\/2010-05-08\/"><Error><Type>Sender<\/Type><Code>InvalidAction<\/Code><Message>Could not find operation &lt;a&gt;&amp;&quot;\ufffd for version 2010-05-08<\/Message><\/Error><RequestId>[0-9a-f-]{36}<\/RequestId><\/ErrorResponse>$/,
    );
  });

  test('the SDK finds the address in AWS_ENDPOINT_URL', async () => {
    process.env['AWS_ENDPOINT_URL'] = running.aws.url;
    const client = new IAMClient({ region: 'us-east-1', credentials: running.admin });
    try {
      const { User: user } = await client.send(new GetUserCommand({ UserName: 'alice.smith' }));
      expect(user?.UserName).toBe('alice.smith');
    } finally {
      client.destroy();
      delete process.env['AWS_ENDPOINT_URL'];
    }
  });
});
