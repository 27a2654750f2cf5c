import type { ApproverGroup } from '../access/policy.js';
import type { Account } from './facts.js';
import { isCountable, isTeam } from './find-owners.js';
import type { OwnerRule } from './parse-codeowners.js';

/** A group whose quorum a file needs, with the owners behind it as they are written. */
export interface RequiredGroup {
  readonly from: string;
  readonly owners: readonly string[];
  readonly needed: number;
}

/** Whether somebody is an active member of `@org/slug`. */
export type IsMember = (team: string, login: string) => boolean;

export const CODE_OWNERS = 'code-owners';

/** What a policy file needs: one of its owners (design §3). */
export const ONE_CODE_OWNER: readonly ApproverGroup[] = [{ from: CODE_OWNERS, count: 1 }];

/** The groups that a role asks for, with the owners of a path where it says `code-owners`. */
export function requiredGroups(approvers: readonly ApproverGroup[], rule: OwnerRule): readonly RequiredGroup[] {
  return approvers.map(({ from, count }) => ({
    from,
    owners: from === CODE_OWNERS ? rule.owners : [from],
    needed: count,
  }));
}

/** Whether an account is behind a group. Logins and teams compare without case, as GitHub does; an e-mail address is nobody. */
export function belongsTo(account: Account, group: RequiredGroup, isMember: IsMember): boolean {
  const byLogin = group.owners.some((owner) => isLogin(owner, account.login));
  return byLogin || group.owners.some((owner) => isTeam(owner) && isMember(owner, account.login));
}

/** True where fewer are left than are needed: no team, and too few of the named people (`mayApprove`). No review can help then. */
export function isOutOfReach(group: RequiredGroup, mayApprove: (login: string) => boolean): boolean {
  if (group.owners.some(isTeam)) return false;
  const logins = group.owners.filter(isCountable).map((owner) => owner.slice(1).toLowerCase());
  return [...new Set(logins)].filter(mayApprove).length < group.needed;
}

function isLogin(owner: string, login: string): boolean {
  return isCountable(owner) && owner.slice(1).toLowerCase() === login.toLowerCase();
}
