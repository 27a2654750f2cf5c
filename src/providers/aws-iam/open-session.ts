import type { IAMClient } from '@aws-sdk/client-iam';
import { type ConnectOptions, ProviderError, type ProviderSession } from '../provider.js';
import { sizeOf } from './check-quotas.js';
import { codeOf, providerError } from './errors.js';
import { type Holder, type Holders, holderKey, noRole, noUser, requireBoundary, requireRoom } from './holders.js';
import { markPrefix, type PolicyId, readId } from './mark.js';
import { observeAll } from './observe.js';
import { refuseOddAnswers } from './odd-answers.js';
import { becomesTrue } from './read-back.js';
import { deletePolicy, PERMISSIONS, putPolicy, readPolicy } from './stored-policies.js';

/** A session with one account, whose client has passed the account guard. */
export function openSession(client: IAMClient, account: string, options: ConnectOptions): ProviderSession {
  const prefix = markPrefix(options.repositoryId);
  refuseOddAnswers(client);
  let holders: Holders | null = null;
  return {
    // IAM refuses two writes to one user or role at once, and knows names without regard to case:
    // https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html#API_PutUserPolicy_Errors
    holderOf: (id) => holderKey(readId(id)).toLowerCase(),
    async observe() {
      const reading = await attempt(
        `reading the users and roles of account ${account}`,
        'iam:GetAccountAuthorizationDetails',
        () => observeAll(client, prefix),
      );
      holders = reading.holders;
      return reading.observed;
    },
    async put({ id, content, boundary }) {
      const policy = requireMark(id, prefix);
      const holder = holders?.get(holderKey(policy));
      await attempt(`writing ${id} in account ${account}`, PERMISSIONS[policy.kind].put, async () => {
        if (boundary !== undefined) await requireOrRemove(client, policy, holder, boundary, account);
        requireRoom(holder, policy, content);
        try {
          await putPolicy(client, policy, content, account);
        } catch (cause) {
          // IAM knows no path of a user that is not there, and so refuses whoever may write below a path alone.
          if (codeOf(cause) !== 'AccessDenied' || holders === null || holder !== undefined) throw cause;
          throw (policy.kind === 'user' ? noUser : noRole)(policy.owner, account, { cause });
        }
        holder?.sizes.set(policy.policy, sizeOf(content));
        const shows = async (): Promise<boolean> => (await readPolicy(client, policy)) === content;
        if (!(await becomesTrue(shows, options.sleep)))
          throw notReadBack(`${id} was written, but IAM does not show it`);
      });
    },
    async remove({ id }) {
      const policy = requireMark(id, prefix);
      await attempt(`removing ${id} in account ${account}`, PERMISSIONS[policy.kind].remove, async () => {
        await deletePolicy(client, policy);
        holders?.get(holderKey(policy))?.sizes.delete(policy.policy);
        const isGone = async (): Promise<boolean> => (await readPolicy(client, policy)) === null;
        if (!(await becomesTrue(isGone, options.sleep))) throw notReadBack(`${id} was removed, but IAM still shows it`);
      });
    },
  };
}

/** Without its boundary an earlier version of the policy gives too much too, so it goes. */
async function requireOrRemove(
  client: IAMClient,
  policy: PolicyId,
  holder: Holder | undefined,
  boundary: string,
  account: string,
): Promise<void> {
  try {
    requireBoundary(holder, policy.owner, boundary, account);
  } catch (cause) {
    if (holder?.sizes.has(policy.policy)) await deletePolicy(client, policy);
    throw cause;
  }
}

/** Law 9: what does not bear our mark is not ours to touch, whoever asks. */
function requireMark(id: string, prefix: string): PolicyId {
  const policyId = readId(id);
  if (policyId.owner !== '' && policyId.policy.startsWith(prefix)) return policyId;
  throw new ProviderError('refused', `${id} does not bear the mark ${prefix}…, so it is left alone`);
}

async function attempt<T>(doing: string, permission: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw providerError(cause, doing, { kind: 'refused', cure: `the role of the run needs ${permission}` });
  }
}

function notReadBack(what: string): ProviderError {
  return new ProviderError('not-read-back', `${what} yet; the next run looks again`);
}
