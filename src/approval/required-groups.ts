import type { ApproverGroup, Policy } from '../access/policy.js';
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

/** Who is who, by login: `people.yaml`. */
export type People = Policy['people'];

/**
 * Whether an account is behind a group. Logins and teams compare without case, as GitHub does; an e-mail address is nobody. Who
 * has taken the login of somebody whom `people.yaml` knows by id is not behind that login; a team has accounts, not logins.
 */
export function belongsTo(account: Account, group: RequiredGroup, isMember: IsMember, people: People): boolean {
  const byLogin = isNamed(account, group) && !hasTakenLogin(account, people);
  return byLogin || group.owners.some((owner) => isTeam(owner) && isMember(owner, account.login));
}

/** Whether the very login stands in a group. */
export function isNamed(account: Account, group: RequiredGroup): boolean {
  return group.owners.some((owner) => isLogin(owner, account.login));
}

/** Whether `people.yaml` knows the login as another account's: logins can be freed and taken. */
export function hasTakenLogin({ login, id }: Account, people: People): boolean {
  const person = people.get(login.toLowerCase());
  return person !== undefined && person.id !== id;
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
