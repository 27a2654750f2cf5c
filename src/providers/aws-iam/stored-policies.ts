import type { IAMClient } from '@aws-sdk/client-iam';
import { ProviderError } from '../provider.js';
import { codeOf, messageOf } from './errors.js';
import { noRole, noUser } from './holders.js';
import type { PolicyId } from './mark.js';
import { readDocument } from './policy-document.js';

/** The calls that each kind of owner takes, for the message where one is not permitted. */
export const PERMISSIONS = {
  user: { put: 'iam:PutUserPolicy and iam:GetUserPolicy', remove: 'iam:DeleteUserPolicy and iam:GetUserPolicy' },
  role: { put: 'iam:PutRolePolicy and iam:GetRolePolicy', remove: 'iam:DeleteRolePolicy and iam:GetRolePolicy' },
} as const;

/** Puts one inline policy of a user or a role. @throws {ProviderError} for what a person has to mend. */
export async function putPolicy(client: IAMClient, id: PolicyId, content: string, account: string): Promise<void> {
  const { PutRolePolicyCommand, PutUserPolicyCommand } = await import('@aws-sdk/client-iam');
  const document = { PolicyName: id.policy, PolicyDocument: content };
  try {
    if (id.kind === 'user') await client.send(new PutUserPolicyCommand({ UserName: id.owner, ...document }));
    else await client.send(new PutRolePolicyCommand({ RoleName: id.owner, ...document }));
  } catch (cause) {
    throw explain(cause, id, account);
  }
}

/** Gone is gone, whoever did it. */
export async function deletePolicy(client: IAMClient, { kind, owner, policy }: PolicyId): Promise<void> {
  const { DeleteRolePolicyCommand, DeleteUserPolicyCommand } = await import('@aws-sdk/client-iam');
  try {
    if (kind === 'user') await client.send(new DeleteUserPolicyCommand({ UserName: owner, PolicyName: policy }));
    else await client.send(new DeleteRolePolicyCommand({ RoleName: owner, PolicyName: policy }));
  } catch (error) {
    if (codeOf(error) !== 'NoSuchEntity') throw error;
  }
}

/** The policy's canonical content; null where IAM shows no such policy, or not whose it would be. */
export async function readPolicy(client: IAMClient, { kind, owner, policy }: PolicyId): Promise<string | null> {
  const { GetRolePolicyCommand, GetUserPolicyCommand } = await import('@aws-sdk/client-iam');
  try {
    const answer =
      kind === 'user'
        ? await client.send(new GetUserPolicyCommand({ UserName: owner, PolicyName: policy }))
        : await client.send(new GetRolePolicyCommand({ RoleName: owner, PolicyName: policy }));
    return readDocument(answer.PolicyDocument ?? '');
  } catch (error) {
    if (codeOf(error) === 'NoSuchEntity') return null;
    throw error;
  }
}

function explain(cause: unknown, { kind, owner, policy }: PolicyId, account: string): unknown {
  const said = messageOf(cause);
  switch (codeOf(cause)) {
    case 'NoSuchEntity':
      return kind === 'user' ? noUser(owner, account, { cause }) : noRole(owner, account, { cause });
    case 'LimitExceeded': {
      const message = `${policy} does not fit beside the other inline policies of ${owner}: ${said}`;
      return new ProviderError('over-quota', message, { cause });
    }
    case 'UnmodifiableEntity': {
      const message = `nobody may put a policy on ${owner}, which AWS itself keeps: ${said}; name a role of your own`;
      return new ProviderError('refused', message, { cause });
    }
    case 'MalformedPolicyDocument':
      // What a cut says is ours; what a grant says is the role's in roles.yaml.
      return new ProviderError(
        kind === 'user' ? 'malformed-policy' : 'refused',
        `IAM refuses ${policy} of ${owner}: ${said}`,
        { cause },
      );
    case 'InvalidInput':
    case 'ValidationError':
      return new ProviderError('refused', `IAM refuses ${policy} of ${owner}: ${said}`, { cause });
    default:
      return cause;
  }
}
