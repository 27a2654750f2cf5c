import { timingSafeEqual } from 'node:crypto';
import { AwsRefusal } from './errors.js';
import { parseAuthorization, type SignedRequest, verifySignature } from './signature.js';
import type { Principal, State } from './state.js';

/**
 * Who signed a request. The codes are those of https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html:
 * 403 InvalidClientTokenId for a key or a session token that there is not, SignatureDoesNotMatch, and ExpiredToken for a
 * session that is over at `now` (milliseconds since the epoch).
 */
export function authenticate(request: SignedRequest, service: 'iam' | 'sts', state: State, now: number): Principal {
  const authorization = parseAuthorization(request.headers.get('authorization'));
  const key = state.keys.get(authorization.accessKeyId);
  if (key === undefined || !sameToken(key.session?.token, request.headers.get('x-amz-security-token'))) {
    throw new AwsRefusal(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');
  }
  if (authorization.service !== service) {
    const message = `Credential should be scoped to correct service: '${service}'. `;
    throw new AwsRefusal(403, 'SignatureDoesNotMatch', message);
  }
  verifySignature(request, authorization, key.secretAccessKey);
  if (key.session !== undefined && now >= key.session.expiresAt) {
    throw new AwsRefusal(403, 'ExpiredToken', 'The security token included in the request is expired');
  }
  return key.principal;
}

function sameToken(expected: string | undefined, given: string | undefined): boolean {
  if (expected === undefined || given === undefined) return expected === given;
  const [left, right] = [Buffer.from(expected), Buffer.from(given)];
  return left.length === right.length && timingSafeEqual(left, right);
}
