import { generateKeyPairSync, type KeyObject, randomBytes, randomUUID, sign } from 'node:crypto';
import { listen } from './listen.js';

/**
 * `subject` as in `repo:acme/access:environment:lapse`. `audience` is what a token has when none is asked for.
 * `issuer` is GitHub's own unless given: only the keys tell the difference. `now` in milliseconds since the epoch.
 */
export interface OidcIssuerOptions {
  now(): number;
  readonly subject: string;
  readonly audience?: string;
  readonly issuer?: string;
}

/** `requestUrl` and `requestToken` go into `ACTIONS_ID_TOKEN_REQUEST_URL` and `ACTIONS_ID_TOKEN_REQUEST_TOKEN`. */
export interface OidcIssuer {
  readonly url: string;
  readonly issuer: string;
  readonly requestUrl: string;
  readonly requestToken: string;
  jwks(): object;
  close(): Promise<void>;
}

/** What a job of GitHub Actions has for its OIDC tokens: https://docs.github.com/en/actions/reference/security/oidc. */
export async function startOidcIssuer(options: OidcIssuerOptions): Promise<OidcIssuer> {
  const { issuer = 'https://token.actions.githubusercontent.com' } = options;
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  const requestToken = randomBytes(24).toString('base64url');
  const jwks = (): object => ({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }] });
  const { url, close } = await listen(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (request.method !== 'GET') return answer(405, { message: 'Method Not Allowed' });
    if (pathname === '/.well-known/jwks') return answer(200, jwks());
    if (pathname === '/.well-known/openid-configuration') {
      return answer(200, { issuer, jwks_uri: `${url}/.well-known/jwks` });
    }
    if (pathname !== '/token') return answer(404, { message: 'Not Found' });
    const [scheme = '', token] = (request.headers.authorization ?? '').split(' ');
    if (scheme.toLowerCase() !== 'bearer' || token !== requestToken) return answer(401, { message: 'Unauthorized' });
    const claims = makeClaims(options, issuer, searchParams.get('audience'));
    return answer(200, { value: signToken(claims, kid, privateKey) });
  });
  return { url, issuer, requestUrl: `${url}/token?api-version=2.0`, requestToken, jwks, close };
}

// GitHub's default audience is the address of the repository's owner.
function makeClaims({ now, subject, audience }: OidcIssuerOptions, issuer: string, asked: string | null): object {
  const issued = Math.floor(now() / 1000);
  // Repositories made since July 2026 carry ids in the subject: `repo:ORG@ID/REPO@ID:…`.
  const [, owner = '', name = ''] = /^repo:([^/:@]+)(?:@\d+)?\/([^/:@]+)(?:@\d+)?:/.exec(subject) ?? [];
  return {
    iss: issuer,
    sub: subject,
    aud: asked || (audience ?? `https://github.com/${owner}`),
    repository: `${owner}/${name}`,
    repository_owner: owner,
    ref: 'refs/heads/main',
    iat: issued,
    nbf: issued,
    exp: issued + 600,
    jti: randomUUID(),
  };
}

function signToken(claims: object, kid: string, key: KeyObject): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const text = `${encode({ alg: 'RS256', typ: 'JWT', kid })}.${encode(claims)}`;
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
}
