import { createVerify } from 'node:crypto';
import { isRecord } from './body.js';
import { Refusal } from './refusal.js';
import type { Actor, World } from './state.js';

/**
 * Who makes a request, by its Authorization header: a token, an App's JWT, or (for git) Basic with a token as the password.
 * Undefined without the header. Throws 401 for what is not valid (any more).
 */
export function authenticate(world: World, header: string | undefined): Actor | undefined {
  if (!header) return undefined;
  const [scheme = '', value = ''] = header.split(/ +/, 2);
  switch (scheme.toLowerCase()) {
    case 'basic': {
      const pair = Buffer.from(value, 'base64').toString('utf8');
      return byToken(world, pair.slice(pair.indexOf(':') + 1));
    }
    case 'token':
    case 'bearer':
      return value.split('.').length === 3 ? byJwt(world, value) : byToken(world, value);
    default:
      throw new Refusal(401, 'Bad credentials');
  }
}

function byToken(world: World, token: string): Actor {
  const actor = world.tokens.get(token);
  if (!actor) throw new Refusal(401, 'Bad credentials');
  if (actor.kind === 'installation' && actor.expiresAt <= world.now()) throw new Refusal(401, 'Bad credentials');
  return actor;
}

/** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
function byJwt(world: World, jwt: string): Actor {
  const [head = '', payload = '', signature = ''] = jwt.split('.');
  const header = readPart(head);
  const claims = readPart(payload);
  const issuer = String(claims['iss'] ?? '');
  const app = [...world.apps.values()].find((one) => String(one.id) === issuer || one.clientId === issuer);
  if (header['alg'] !== 'RS256') throw new Refusal(401, 'A JSON web token could not be decoded');
  if (!app) throw new Refusal(401, 'Integration not found');
  const verifier = createVerify('RSA-SHA256').update(`${head}.${payload}`);
  if (!verifier.verify(app.publicKey, Buffer.from(signature, 'base64url')))
    throw new Refusal(401, 'A JSON web token could not be decoded');
  const now = world.now() / 1000;
  const { iat, exp } = claims;
  if (typeof exp !== 'number' || exp <= now)
    throw new Refusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  // Ten minutes at most; a minute more for clocks that differ.
  if (exp > now + 660) throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future");
  if (typeof iat !== 'number' || iat > now + 60)
    throw new Refusal(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  return { kind: 'app', app, account: app.bot };
}

function readPart(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    if (isRecord(value)) return value;
  } catch {
    // Answered below.
  }
  throw new Refusal(401, 'A JSON web token could not be decoded');
}
