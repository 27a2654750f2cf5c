import { readFileSync } from 'node:fs';
import { IAMClient, PutRolePolicyCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';

/** What the SDK is given for one write, and which. */
export interface BareWrite {
  readonly action: 'PutUserPolicy' | 'PutRolePolicy';
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * The least that anybody could do: the writes alone, one after the other, by a client with the settings of ours
 * (src/providers/aws-iam/open-clients.ts). Run as a process, so that loading the SDK counts on both sides.
 */
export async function writeBare(file: string): Promise<void> {
  const writes = JSON.parse(readFileSync(file, 'utf8')) as readonly BareWrite[];
  const client = new IAMClient({
    region: 'us-east-1',
    retryMode: 'adaptive',
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
  });
  for (const { action, parameters } of writes) {
    const { UserName, RoleName, PolicyName, PolicyDocument } = parameters;
    if (action === 'PutUserPolicy')
      await client.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }));
    else await client.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
  }
  client.destroy();
}
