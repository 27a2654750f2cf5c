import type { IAMClient, UserDetail } from '@aws-sdk/client-iam';
import type { ObservedEntitlement } from '../../plan/entitlement.js';
import { ProviderError } from '../provider.js';
import { writeId } from './mark.js';
import { readDocument } from './policy-document.js';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html */
const PAGE_SIZE = 1_000;

/**
 * All inline policies of users that bear our mark, in as many calls as IAM has pages, however many users there are.
 *
 * @throws rather than answer in part (law 9).
 */
export async function observeAll(client: IAMClient, prefix: string): Promise<ObservedEntitlement[]> {
  const { GetAccountAuthorizationDetailsCommand } = await import('@aws-sdk/client-iam');
  const observed: ObservedEntitlement[] = [];
  const seen = new Set<string>();
  for (let marker: string | undefined; ; ) {
    const page = {
      Filter: ['User' as const],
      MaxItems: PAGE_SIZE,
      ...(marker === undefined ? {} : { Marker: marker }),
    };
    const answer = await client.send(new GetAccountAuthorizationDetailsCommand(page));
    if (answer.UserDetailList === undefined) throw incomplete('a page without a list of users');
    for (const user of answer.UserDetailList) observed.push(...policiesOf(user, prefix));
    if (answer.IsTruncated !== true) return observed;
    marker = answer.Marker;
    if (marker === undefined || marker === '' || seen.has(marker)) throw incomplete('a page that leads nowhere');
    seen.add(marker);
  }
}

function policiesOf(user: UserDetail, prefix: string): ObservedEntitlement[] {
  const { UserName: name, UserPolicyList: policies = [] } = user;
  if (name === undefined) throw incomplete('a user without a name');
  const observed: ObservedEntitlement[] = [];
  for (const { PolicyName: policy, PolicyDocument: document } of policies) {
    if (policy === undefined) throw incomplete(`a policy without a name, of ${name}`);
    if (!policy.startsWith(prefix)) continue;
    observed.push({ id: writeId({ user: name, policy }), content: readDocument(document ?? '') });
  }
  return observed;
}

function incomplete(what: string): ProviderError {
  return new ProviderError('unavailable', `IAM answered with ${what}, so nobody knows what it holds; run again`);
}
