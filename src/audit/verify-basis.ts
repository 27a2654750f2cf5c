import type { Config, Role } from '../access/policy.js';
import { findOwnerRule } from '../approval/find-owners.js';
import type { OwnerRule } from '../approval/parse-codeowners.js';
import type { Approved } from '../evidence/record.js';
import type { Exhibit } from './exhibit.js';

/** What an approval is measured by: the policy of the commit that the pull request was merged onto (ADR 0007). */
export interface Basis {
  readonly config: Config;
  readonly role: Role;
  readonly rule: OwnerRule;
}

/** Holds what a record says of the policy to the policy at that commit. null: it is not known what to measure by. */
export function verifyBasis(approved: Approved, index: number, exhibit: Exhibit): Basis | null {
  const { subject, where, grounds, findings } = exhibit;
  const { life, about } = subject;
  const { system } = life.request;
  const policyAt = grounds.line.positions.get(approved.policy.commit);
  const short = approved.policy.commit.slice(0, 12);
  const versionAt = subject.versionsAt[index] ?? -1;
  if (policyAt === undefined || policyAt >= versionAt) {
    const message = `The policy is said to be that of ${short}, which is not on the default branch before the version.`;
    findings.wrong('policy-commit', about, where, message);
    return null;
  }
  verifyDistance(approved, { policyAt, versionAt }, exhibit);
  if (grounds.policy.digestAt(system, policyAt) !== approved.policy.digest) {
    const message = `The policy files at ${short} have another digest than the record says.`;
    findings.wrong('policy-digest', about, where, message);
  }
  const rule = verifyOwners(approved, policyAt, exhibit);
  const { config, people, roles } = grounds.policy.policyAt(system, policyAt);
  const isCutShort = grounds.policy.isCutShort(system, policyAt);
  const person = people.get(life.request.login);
  if (person === undefined && isCutShort) findings.doubt('other-form', where);
  else verifyBeneficiary(approved, person?.id, exhibit);
  const name = life.versions[index]?.request?.role;
  const role = name === undefined ? undefined : roles.get(system)?.get(name);
  if ((config === null || role === undefined) && isCutShort) {
    findings.doubt('other-form', where);
    return null;
  }
  if (config === null || role === undefined) {
    const message = `The policy at ${short} has no role ${name ?? 'that can be read'} of ${system}, so nobody could approve it.`;
    findings.wrong('other-groups', about, where, message);
    return null;
  }
  return rule === null ? null : { config, role, rule };
}

/** A pull request of requests changes no policy, so all that it laid on the branch lies under one. */
function verifyDistance(
  { pullRequest, policy, version }: Approved,
  { policyAt, versionAt }: { readonly policyAt: number; readonly versionAt: number },
  { subject, where, grounds, findings }: Exhibit,
): void {
  const { system } = subject.life.request;
  const until = Math.max(versionAt, grounds.line.positions.get(pullRequest.merge) ?? versionAt);
  const changed = grounds.policy.changedWithin(system, policyAt, until);
  if (changed !== null) {
    const message = `Between ${policy.commit.slice(0, 12)}, whose policy is said to have judged it, and its merge, ${changed} was changed.`;
    findings.wrong('policy-commit', subject.about, where, message);
  } else if (policyAt !== versionAt - 1 || pullRequest.merge !== version) {
    findings.doubt('several-commits', where);
  }
}

/** The line that decides at that commit, which has to be the one that is named; the last that matches (law 3). */
function verifyOwners({ codeOwners, policy }: Approved, policyAt: number, exhibit: Exhibit): OwnerRule | null {
  const { subject, where, grounds, findings } = exhibit;
  const owners = grounds.policy.codeOwnersAt(policyAt);
  const rule = owners === null ? null : findOwnerRule(owners, subject.life.path);
  const said = `${codeOwners.path} line ${codeOwners.line} (${codeOwners.pattern} ${codeOwners.owners.join(' ')})`;
  const at = `At ${policy.commit.slice(0, 12)}`;
  const wrong = (message: string) => findings.wrong('code-owners-line', subject.about, where, message);
  if (owners === null || rule === null) {
    wrong(`${at} no line of CODEOWNERS owns the request; the record names ${said}.`);
    return null;
  }
  const isSame =
    owners.path === codeOwners.path &&
    rule.line === codeOwners.line &&
    rule.pattern === codeOwners.pattern &&
    rule.owners.join(' ') === codeOwners.owners.join(' ');
  if (!isSame) {
    const is = `${owners.path} line ${rule.line} (${rule.pattern} ${rule.owners.join(' ')})`;
    wrong(`${at} the line that decides is ${is}; the record names ${said}.`);
  }
  return rule;
}

function verifyBeneficiary({ beneficiary, requester }: Approved, id: number | undefined, exhibit: Exhibit): void {
  const { subject, where, findings } = exhibit;
  const { login } = subject.life.request;
  if (beneficiary.login !== login || beneficiary.id !== id) {
    const is = id === undefined ? 'whom people.yaml does not name' : `who has the id ${id} in people.yaml`;
    const message = `The record says that ${beneficiary.login} (${beneficiary.id}) got the access; the request is for ${login}, ${is}.`;
    findings.wrong('other-beneficiary', subject.about, where, message);
  }
  // Logins change and are taken by others, so this can be either of two people; GitHub knows by the id.
  if ((requester.login.toLowerCase() === login) !== (requester.id === id)) {
    const message = `The requester is ${requester.login} (${requester.id}), and the request is for ${login} (${id ?? 'whom people.yaml does not name'}): one account by its login, and another by its id.`;
    findings.unproved('renamed-account', subject.about, where, message);
  }
}
