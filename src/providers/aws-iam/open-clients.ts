import type { IAMClient } from '@aws-sdk/client-iam';
import type { Credentials, STSClient } from '@aws-sdk/client-sts';
import { type ConnectOptions, ProviderError } from '../provider.js';
import { messageOf, providerError } from './errors.js';
import { sendQuotaErrorsOn } from './quota-errors.js';
import type { AwsTarget } from './terms.js';

/** The audience that AWS's documentation has for identity tokens: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html */
const AUDIENCE = 'sts.amazonaws.com';
/** IAM and STS answer for a whole partition; one region of it is as good as another. */
const REGIONS: Readonly<Record<string, string>> = { 'aws-cn': 'cn-north-1', 'aws-us-gov': 'us-gov-west-1' };

interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** What every client is made with. Endpoints come from `AWS_ENDPOINT_URL` and its like, which the SDK reads itself. */
interface ClientSettings {
  readonly region: string;
  readonly retryMode: 'adaptive';
  readonly maxAttempts: number;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: true;
  };
  readonly credentials?: SessionCredentials;
}

/**
 * An IAM client for the target, after making sure that its credentials are of the target's account. The SDK is loaded
 * here and not before: checks of pull requests never need it.
 *
 * @throws {ProviderError}
 */
export async function openIam(target: AwsTarget, options: ConnectOptions): Promise<IAMClient> {
  const sts = await import('@aws-sdk/client-sts');
  const settings = settingsFor(target);
  const ambient = new sts.STSClient(settings);
  const session = `lapse-${options.repositoryId}`;
  const { role } = target;
  try {
    let credentials: SessionCredentials | null = null;
    if (role !== undefined && options.identityToken !== null) {
      const token = await readToken(options.identityToken);
      const request = { RoleArn: role, RoleSessionName: session, WebIdentityToken: token };
      const answer = await ambient.send(new sts.AssumeRoleWithWebIdentityCommand(request));
      credentials = requireCredentials(answer.Credentials, role);
    } else if (role !== undefined && !isSessionOf((await whoAmI(sts, ambient)).arn, role)) {
      const answer = await ambient.send(new sts.AssumeRoleCommand({ RoleArn: role, RoleSessionName: session }));
      credentials = requireCredentials(answer.Credentials, role);
    }
    const own = credentials === null ? settings : { ...settings, credentials };
    await requireAccount(sts, own, target.account);
    const iam = await import('@aws-sdk/client-iam');
    const client = new iam.IAMClient(own);
    sendQuotaErrorsOn(client);
    return client;
  } catch (cause) {
    const cure = `the trust policy of ${role ?? 'the role'} has to admit this run, and the run has to be allowed sts:AssumeRole`;
    const doing = `opening a session with account ${target.account}${role === undefined ? '' : ` as ${role}`}`;
    throw providerError(cause, doing, { kind: 'no-credentials', cure });
  } finally {
    ambient.destroy();
  }
}

/** The account guard (design §6). */
async function requireAccount(sts: Sts, settings: ClientSettings, account: string): Promise<void> {
  const client = new sts.STSClient(settings);
  try {
    const caller = await whoAmI(sts, client);
    if (caller.account === account) return;
    const message = `the credentials are of account ${caller.account || '(none)'} (${caller.arn}), but the system is account ${account}; nothing was read or written; correct the credentials or access/config.yaml`;
    throw new ProviderError('wrong-target', message);
  } finally {
    client.destroy();
  }
}

type Sts = typeof import('@aws-sdk/client-sts');

async function whoAmI(sts: Sts, client: STSClient): Promise<{ readonly account: string; readonly arn: string }> {
  const { Account, Arn } = await client.send(new sts.GetCallerIdentityCommand({}));
  return { account: Account ?? '', arn: Arn ?? '' };
}

/** `arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION` is a session of `arn:aws:iam::ACCOUNT:role/PATH/NAME`. */
function isSessionOf(caller: string, role: string): boolean {
  const [, partition, , , account, resource = ''] = role.split(':');
  return caller.startsWith(`arn:${partition}:sts::${account}:assumed-role/${resource.split('/').at(-1)}/`);
}

function settingsFor({ role }: AwsTarget): ClientSettings {
  const ofPartition = REGIONS[role?.split(':')[1] ?? ''] ?? 'us-east-1';
  return {
    region: process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'] || ofPartition,
    retryMode: 'adaptive',
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
  };
}

async function readToken(identityToken: (audience: string) => Promise<string>): Promise<string> {
  try {
    return await identityToken(AUDIENCE);
  } catch (cause) {
    const message = `no identity token for ${AUDIENCE} could be had (${messageOf(cause)}); the job needs the permission id-token: write`;
    throw new ProviderError('no-credentials', message, { cause });
  }
}

function requireCredentials(credentials: Credentials | undefined, role: string): SessionCredentials {
  const { AccessKeyId, SecretAccessKey, SessionToken } = credentials ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
    throw new ProviderError('unavailable', `STS answered without credentials for ${role}; run again`);
  }
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
