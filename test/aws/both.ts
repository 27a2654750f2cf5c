import { IAM } from '@aws-sdk/client-iam';
import { STS } from '@aws-sdk/client-sts';
import { type OidcIssuer, startOidcIssuer } from '../../sandbox/aws/oidc-issuer.js';
import { type Aws, startAws } from '../../sandbox/aws/start-aws.js';
import { ACCOUNT, motoUrl, resetMoto } from './moto.js';

/** The SDK's clients of one of the two. `stranger` signs with keys that nobody was given. */
export interface Clients {
  readonly iam: IAM;
  readonly sts: STS;
  readonly stranger: STS;
}

export interface Both {
  readonly moto: Clients;
  readonly sandbox: Clients;
  /** A web identity token that the sandbox takes. */
  readonly token: string;
  stop(): Promise<void>;
}

/** Starts a sandbox beside a moto that has forgotten everything: one empty account in both. */
export async function startBoth(): Promise<Both> {
  await resetMoto();
  const now = (): number => Date.now();
  const aws: Aws = await startAws({ now });
  const oidc = await startOidcIssuer({ now, subject: 'repo:acme/access:environment:lapse' });
  aws.trustIssuer(oidc.issuer, { jwks: oidc.jwks, audience: 'sts.amazonaws.com' });
  const credentials = aws.addAccount(ACCOUNT);
  const moto = openClients(motoUrl(), credentials);
  const sandbox = openClients(aws.url, credentials);
  return {
    moto,
    sandbox,
    token: await readToken(oidc),
    async stop() {
      for (const { iam, sts, stranger } of [moto, sandbox]) {
        for (const client of [iam, sts, stranger]) client.destroy();
      }
      await oidc.close();
      await aws.close();
    },
  };
}

function openClients(endpoint: string, credentials: { accessKeyId: string; secretAccessKey: string }): Clients {
  const settings = { endpoint, region: 'us-east-1', maxAttempts: 1 };
  const unknown = { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'secret' };
  return {
    iam: new IAM({ ...settings, credentials }),
    sts: new STS({ ...settings, credentials }),
    stranger: new STS({ ...settings, credentials: unknown }),
  };
}

async function readToken({ requestUrl, requestToken }: OidcIssuer): Promise<string> {
  const headers = { authorization: `bearer ${requestToken}` };
  const response = await fetch(`${requestUrl}&audience=sts.amazonaws.com`, { headers });
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null || !('value' in body)) throw new Error(`status ${response.status}`);
  return String(body.value);
}
