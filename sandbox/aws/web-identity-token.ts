import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { AwsRefusal } from './errors.js';
import type { State } from './state.js';

/** The claims of a token whose signature, audience and time have been checked. Times in seconds since the epoch. */
export interface WebIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Checks a token as STS does: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html.
 * Throws 400 InvalidIdentityToken, or ExpiredTokenException once `exp` has passed at `now` (milliseconds).
 */
export async function verifyWebIdentity(token: string, state: State, now: number): Promise<WebIdentity> {
  const [header = '', payload = '', signature = '', ...more] = token.split('.');
  const claims = decodePart(payload);
  const { iss: issuer, sub: subject, aud: audience, exp } = claims;
  if (typeof issuer !== 'string' || typeof subject !== 'string' || typeof exp !== 'number' || more.length > 0) {
    throw invalidToken(
      'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    );
  }
  const trusted = state.issuers.get(issuer);
  if (trusted === undefined) throw invalidToken(`No OpenIDConnect provider found in your account for ${issuer}`);
  const key = findKey(await trusted.jwks(), decodePart(header));
  const signed = Buffer.from(`${header}.${payload}`);
  const publicKey = createPublicKey({ key, format: 'jwk' });
  if (!verify('RSA-SHA256', signed, publicKey, Buffer.from(signature, 'base64url'))) {
    throw invalidToken('The ID Token provided could not be validated.');
  }
  if (audience !== trusted.audience) throw invalidToken('Incorrect token audience');
  if (now >= exp * 1000) {
    const date = Math.floor(now / 1000);
    const message = `Token expired: current date/time ${date} must be before the expiration date/time ${exp}`;
    throw new AwsRefusal(400, 'ExpiredTokenException', message);
  }
  return { issuer, subject, audience: trusted.audience };
}

function decodePart(part: string): Json {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // Falls through to the refusal.
  }
  throw invalidToken('The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)');
}

// Only RS256 is taken, so that neither `none` nor an HMAC over the public key passes.
function findKey(jwks: object, header: Json): JsonWebKey {
  const keys: unknown = 'keys' in jwks ? jwks.keys : undefined;
  for (const key of Array.isArray(keys) ? keys : []) {
    if (header['alg'] === 'RS256' && key?.kty === 'RSA' && key?.kid === header['kid']) return key;
  }
  throw invalidToken("Couldn't retrieve verification key from your identity provider");
}

function invalidToken(message: string): AwsRefusal {
  return new AwsRefusal(400, 'InvalidIdentityToken', message);
}
