import type { RequestPath } from '../access/access-path.js';
import type { Policy } from '../access/policy.js';
import type { Account, PullRequestFacts } from './facts.js';
import { findOwnerRule, isTeam } from './find-owners.js';
import { chooseCodeOwners, parseCodeOwners } from './parse-codeowners.js';
import { requesterOf } from './requester.js';
import { hasTakenLogin } from './required-groups.js';

/** Through what somebody has a say: the path, and so whatever stands there, or only that they asked for it in this pull request. */
export type Through = 'path' | 'pull-request';

/** Whether somebody may command a request: outright, or through its path where they are in one of these teams. None: no. */
export type Say =
  | { readonly may: true; readonly through: Through }
  | { readonly may: false; readonly teams: readonly string[] };

/**
 * Who may revoke or extend a request by a comment: its beneficiary, its requester, and the owners of its path on the
 * base. No access hangs on it that could not be had without: a revocation needs no owner, an extension is approved again.
 */
export function mayCommand(
  commander: Account,
  path: RequestPath,
  facts: Pick<PullRequestFacts, 'author' | 'commanded' | 'policyFiles'>,
  policy: Policy,
): Say {
  if (commander.type !== 'User') return { may: false, teams: [] };
  const login = commander.login.toLowerCase();
  // A login can be freed and taken: who has it today is the beneficiary only with the id of people.yaml.
  if (login === path.login && policy.people.get(path.login)?.id === commander.id) {
    return { may: true, through: 'path' };
  }
  const file = chooseCodeOwners(facts.policyFiles);
  const owners = file === null ? [] : (findOwnerRule(parseCodeOwners(file), `access/${path.grant}.yaml`)?.owners ?? []);
  if (owners.some((owner) => owner.toLowerCase() === `@${login}`) && !hasTakenLogin(commander, policy.people)) {
    return { may: true, through: 'path' };
  }
  const requester = requesterOf(facts);
  if (requester.type === 'User' && requester.id === commander.id) return { may: true, through: 'pull-request' };
  return { may: false, teams: owners.filter(isTeam).map((team) => team.toLowerCase()) };
}
