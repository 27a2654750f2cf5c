import type { AttachedPermissionsBoundary, IAMClient, PolicyDetail } from '@aws-sdk/client-iam';
import type { ObservedEntitlement } from '../../plan/entitlement.js';
import { ProviderError } from '../provider.js';
import { sizeOf } from './check-quotas.js';
import { type Holder, type Holders, holderKey } from './holders.js';
import { type PolicyId, writeId } from './mark.js';
import { decodeDocument, readDocument } from './policy-document.js';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html */
const PAGE_SIZE = 1_000;

/**
 * Ids are made of names and taken apart again, so a slash or colon in one would make somebody else of them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names
 */
const NAME = /^[\w+=,.@-]{1,128}$/;

export interface AccountReading {
  /** All inline policies of users and roles that bear our mark. */
  readonly observed: readonly ObservedEntitlement[];
  readonly holders: Holders;
}

/**
 * What every user and role holds, in as many calls as IAM has pages, however many there are.
 *
 * @throws rather than answer in part (law 9).
 */
export async function observeAll(client: IAMClient, prefix: string): Promise<AccountReading> {
  const { GetAccountAuthorizationDetailsCommand } = await import('@aws-sdk/client-iam');
  const observed: ObservedEntitlement[] = [];
  const holders = new Map<string, Holder>();
  const seen = new Set<string>();

  function note(
    kind: PolicyId['kind'],
    owner: string | undefined,
    policies: readonly PolicyDetail[] | undefined,
    boundary: AttachedPermissionsBoundary | undefined,
  ): void {
    if (owner === undefined) throw incomplete(`a ${kind} without a name`);
    if (!NAME.test(owner)) throw incomplete(`a ${kind} whose name nobody can have`);
    observed.push(...policiesOf({ kind, owner }, policies, prefix));
    const boundaryArn = boundary?.PermissionsBoundaryArn ?? null;
    holders.set(holderKey({ kind, owner }), { boundary: boundaryArn, sizes: sizesOf(policies) });
  }

  for (let marker: string | undefined; ; ) {
    const page = {
      Filter: ['User' as const, 'Role' as const],
      MaxItems: PAGE_SIZE,
      ...(marker === undefined ? {} : { Marker: marker }),
    };
    const answer = await client.send(new GetAccountAuthorizationDetailsCommand(page));
    const { UserDetailList: users, RoleDetailList: roles } = answer;
    if (users === undefined) throw incomplete('a page without a list of users');
    if (roles === undefined) throw incomplete('a page without a list of roles');
    for (const user of users) note('user', user.UserName, user.UserPolicyList, user.PermissionsBoundary);
    for (const role of roles) note('role', role.RoleName, role.RolePolicyList, role.PermissionsBoundary);
    if (answer.IsTruncated === undefined) throw incomplete('a page that does not say whether another follows');
    if (!answer.IsTruncated) return { observed, holders };
    marker = answer.Marker;
    if (marker === undefined || marker === '' || seen.has(marker)) throw incomplete('a page that leads nowhere');
    seen.add(marker);
  }
}

function policiesOf(
  { kind, owner }: Pick<PolicyId, 'kind' | 'owner'>,
  policies: readonly PolicyDetail[] | undefined,
  prefix: string,
): ObservedEntitlement[] {
  const observed: ObservedEntitlement[] = [];
  for (const { PolicyName: policy, PolicyDocument: document } of policies ?? []) {
    if (policy === undefined) throw incomplete(`a policy without a name, of ${owner}`);
    if (!policy.startsWith(prefix)) continue;
    observed.push({ id: writeId({ kind, owner, policy }), content: readDocument(document ?? '') });
  }
  return observed;
}

function sizesOf(policies: readonly PolicyDetail[] | undefined): Map<string, number> {
  const sized = (policies ?? []).map(({ PolicyName: name = '', PolicyDocument: document = '' }) => {
    return [name, sizeOf(decodeDocument(document))] as const;
  });
  return new Map(sized);
}

function incomplete(what: string): ProviderError {
  return new ProviderError('unavailable', `IAM answered with ${what}, so nobody knows what it holds; run again`);
}
