import type { IAMClient } from '@aws-sdk/client-iam';
import { type ConnectOptions, ProviderError, type ProviderSession } from '../provider.js';
import { codeOf, messageOf, providerError } from './errors.js';
import { markPrefix, type PolicyId, readId } from './mark.js';
import { observeAll } from './observe.js';
import { readDocument } from './policy-document.js';
import { becomesTrue } from './read-back.js';

/** A session with one account, whose client has passed the account guard. */
export function openSession(client: IAMClient, account: string, options: ConnectOptions): ProviderSession {
  const prefix = markPrefix(options.repositoryId);
  return {
    async observe() {
      return attempt(`reading the users of account ${account}`, 'iam:GetAccountAuthorizationDetails', () =>
        observeAll(client, prefix),
      );
    },
    async put({ id, content }) {
      const policy = requireMark(id, prefix);
      await attempt(`writing ${id} in account ${account}`, 'iam:PutUserPolicy and iam:GetUserPolicy', async () => {
        await putPolicy(client, policy, content, account);
        const shows = async (): Promise<boolean> => (await readPolicy(client, policy)) === content;
        if (!(await becomesTrue(shows, options.sleep)))
          throw notReadBack(`${id} was written, but IAM does not show it`);
      });
    },
    async remove({ id }) {
      const policy = requireMark(id, prefix);
      await attempt(`removing ${id} in account ${account}`, 'iam:DeleteUserPolicy and iam:GetUserPolicy', async () => {
        await deletePolicy(client, policy);
        const isGone = async (): Promise<boolean> => (await readPolicy(client, policy)) === null;
        if (!(await becomesTrue(isGone, options.sleep))) throw notReadBack(`${id} was removed, but IAM still shows it`);
      });
    },
  };
}

/** Law 9: what does not bear our mark is not ours to touch, whoever asks. */
function requireMark(id: string, prefix: string): PolicyId {
  const policyId = readId(id);
  if (policyId.user !== '' && policyId.policy.startsWith(prefix)) return policyId;
  throw new ProviderError('refused', `${id} does not bear the mark ${prefix}…, so it is left alone`);
}

async function attempt<T>(doing: string, permission: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw providerError(cause, doing, { kind: 'refused', cure: `the role of the run needs ${permission}` });
  }
}

async function putPolicy(
  client: IAMClient,
  { user, policy }: PolicyId,
  content: string,
  account: string,
): Promise<void> {
  const { PutUserPolicyCommand } = await import('@aws-sdk/client-iam');
  try {
    const request = { UserName: user, PolicyName: policy, PolicyDocument: content };
    await client.send(new PutUserPolicyCommand(request));
  } catch (cause) {
    const said = messageOf(cause);
    switch (codeOf(cause)) {
      case 'NoSuchEntity': {
        const message = `IAM has no user ${user} in account ${account}; see access/people.yaml`;
        throw new ProviderError('unknown-person', message, { cause });
      }
      case 'LimitExceeded': {
        const message = `${policy} does not fit beside the other inline policies of ${user}: ${said}`;
        throw new ProviderError('over-quota', message, { cause });
      }
      case 'MalformedPolicyDocument':
      case 'InvalidInput':
      case 'ValidationError':
        throw new ProviderError('refused', `IAM refuses ${policy} of ${user}: ${said}`, { cause });
      default:
        throw cause;
    }
  }
}

async function deletePolicy(client: IAMClient, { user, policy }: PolicyId): Promise<void> {
  const { DeleteUserPolicyCommand } = await import('@aws-sdk/client-iam');
  try {
    await client.send(new DeleteUserPolicyCommand({ UserName: user, PolicyName: policy }));
  } catch (error) {
    if (codeOf(error) !== 'NoSuchEntity') throw error;
  }
}

/** The policy's canonical content; null where IAM shows no such policy, or no such user. */
async function readPolicy(client: IAMClient, { user, policy }: PolicyId): Promise<string | null> {
  const { GetUserPolicyCommand } = await import('@aws-sdk/client-iam');
  try {
    const answer = await client.send(new GetUserPolicyCommand({ UserName: user, PolicyName: policy }));
    return readDocument(answer.PolicyDocument ?? '');
  } catch (error) {
    if (codeOf(error) === 'NoSuchEntity') return null;
    throw error;
  }
}

function notReadBack(what: string): ProviderError {
  return new ProviderError('not-read-back', `${what} yet; the next run looks again`);
}
