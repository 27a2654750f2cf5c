import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Aws, AwsKeys } from '../../sandbox/aws/start-aws.js';

export type Credentials = AwsKeys & { readonly sessionToken?: string };

/** How a client of AWS's speaks to the sandbox. */
export function settingsOf(aws: Aws, credentials: Credentials) {
  return { endpoint: aws.url, region: 'us-east-1', maxAttempts: 1, credentials };
}

/** A session of a role under a name. */
export async function openSession(
  aws: Aws,
  keys: AwsKeys,
  { roleArn, name, seconds }: { readonly roleArn: string; readonly name: string; readonly seconds: number },
): Promise<Credentials> {
  const client = new STSClient(settingsOf(aws, keys));
  try {
    const request = { RoleArn: roleArn, RoleSessionName: name, DurationSeconds: seconds };
    const { Credentials: given } = await client.send(new AssumeRoleCommand(request));
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = given ?? {};
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  } finally {
    client.destroy();
  }
}

/** What IAM answers a call of a session: `done`, or why not. */
export async function useSession(aws: Aws, credentials: Credentials): Promise<string> {
  const client = new IAMClient(settingsOf(aws, credentials));
  try {
    await client.send(new ListUsersCommand({}));
    return 'done';
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^.*(with an explicit deny).*$/, '$1') : String(error);
  } finally {
    client.destroy();
  }
}
