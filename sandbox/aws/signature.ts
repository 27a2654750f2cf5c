import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { AwsRefusal } from './errors.js';

/** The parts of a request that SigV4 covers. `headers` by lower-case name, `target` as it stood in the request line. */
export interface SignedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** The `Authorization` header, taken apart. `scope` is `date/region/service/aws4_request`. */
export interface Authorization {
  readonly accessKeyId: string;
  readonly scope: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const FORM =
  /^AWS4-HMAC-SHA256 Credential=(\w{1,128})\/(\d{8})\/([\w-]{1,64})\/([\w-]{1,64})\/aws4_request, ?SignedHeaders=([a-z0-9;-]{1,2048}), ?Signature=([0-9a-f]{64})$/;

/** Throws 403 MissingAuthenticationToken without a header, 400 IncompleteSignature where it is not SigV4. */
export function parseAuthorization(header: string | undefined): Authorization {
  if (header === undefined) {
    throw new AwsRefusal(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
  }
  const [, accessKeyId, date, region, service, headers, signature] = FORM.exec(header) ?? [];
  if (!accessKeyId || !date || !region || !service || !headers || !signature) {
    throw new AwsRefusal(400, 'IncompleteSignature', 'The Authorization header is not a complete AWS4-HMAC-SHA256 one');
  }
  const scope = `${date}/${region}/${service}/aws4_request`;
  return { accessKeyId, scope, date, region, service, signedHeaders: headers.split(';'), signature };
}

/**
 * Checks the signature over the whole request: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.
 * AWS refuses a date more than five minutes from its own; the sandbox lets any pass, because its clock is moved.
 * Throws 403 SignatureDoesNotMatch.
 */
export function verifySignature(request: SignedRequest, authorization: Authorization, secret: string): void {
  const time = request.headers.get('x-amz-date') ?? '';
  if (!/^\d{8}T\d{6}Z$/.test(time) || !time.startsWith(authorization.date)) {
    throw mismatch('Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP');
  }
  for (const name of mustBeSigned(request)) {
    if (!authorization.signedHeaders.includes(name)) throw mismatch(`'${name}' must be a signed header`);
  }
  const bodyHash = sha256(request.body);
  const stated = request.headers.get('x-amz-content-sha256');
  if (stated !== undefined && stated !== bodyHash)
    throw mismatch('The stated hash of the body is not that of the body');
  const text = `AWS4-HMAC-SHA256\n${time}\n${authorization.scope}\n${sha256(canonicalRequest(request, authorization, bodyHash))}`;
  const expected = hmac(signingKey(secret, authorization), text);
  if (!timingSafeEqual(expected, Buffer.from(authorization.signature, 'hex'))) throw mismatch(MISMATCH);
}

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

function mismatch(message: string): AwsRefusal {
  return new AwsRefusal(403, 'SignatureDoesNotMatch', message);
}

// "You must include the host header and any x-amz-* headers in the request" (the page above, step 1).
function mustBeSigned(request: SignedRequest): string[] {
  return ['host', ...[...request.headers.keys()].filter((name) => name.startsWith('x-amz-'))];
}

function canonicalRequest(request: SignedRequest, authorization: Authorization, bodyHash: string): string {
  const [path = '/', query = ''] = request.target.split('?', 2);
  const headers = authorization.signedHeaders.map(
    (name) => `${name}:${(request.headers.get(name) ?? '').trim().replace(/ +/g, ' ')}\n`,
  );
  const sortedQuery = query.split('&').sort().join('&');
  return [request.method, path, sortedQuery, headers.join(''), authorization.signedHeaders.join(';'), bodyHash].join(
    '\n',
  );
}

function signingKey(secret: string, { date, region, service }: Authorization): Buffer {
  return hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), 'aws4_request');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
