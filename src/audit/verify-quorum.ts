import { formatInstant } from '../access/instant-text.js';
import { isCountable, isTeam } from '../approval/find-owners.js';
import { requiredGroups } from '../approval/required-groups.js';
import type { Approved, EvidenceReview } from '../evidence/record.js';
import { canonicalJson } from '../plan/canonical-json.js';
import type { Exhibit } from './exhibit.js';
import type { Basis } from './verify-basis.js';

type Group = Approved['groups'][number];

/** Whether the approvals that are named are those that the role asked for, by people who could give them (design §5). */
export function verifyQuorum(approved: Approved, basis: Basis, exhibit: Exhibit): void {
  const { subject, where, findings } = exhibit;
  const { role } = basis;
  if (role.eligible !== null) findings.doubt('team-membership', where);
  if (approved.groups.length === 0) {
    verifyExemption(approved, basis, exhibit);
  } else {
    const asked = requiredGroups(role.approvers, basis.rule);
    const told = approved.groups.map(({ from, owners, needed }) => ({ from, owners, needed }));
    if (canonicalJson(told) !== canonicalJson(asked)) {
      const message = `The role ${role.name} asked for ${sayGroups(asked)}; the record names ${sayGroups(told)}.`;
      findings.wrong('other-groups', subject.about, where, message);
    }
  }
  for (const group of approved.groups) verifyGroup(group, approved, exhibit);
  const counted = approved.groups.flatMap((group) => group.counted.map((login) => login.toLowerCase()));
  const ids = new Set(approved.approvers.map(({ id }) => id));
  if (new Set(counted).size < counted.length || ids.size < approved.approvers.length) {
    forge(exhibit, 'Somebody is counted twice.');
  }
  for (const approver of approved.approvers) {
    if (!counted.includes(approver.login.toLowerCase())) {
      forge(exhibit, `${approver.login} is named as an approver and counted nowhere.`);
    }
    verifyApprover(approver, approved, basis, exhibit);
  }
}

/** Law 5: only who asks for themselves can be exempt from review. */
function verifyExemption({ requester, beneficiary }: Approved, { role }: Basis, exhibit: Exhibit): void {
  if (role.autoApprove.length === 0) {
    forge(exhibit, `Nobody approved it, and the role ${role.name} is given to nobody without approval.`);
  } else if (requester.id !== beneficiary.id) {
    forge(exhibit, `Nobody approved it, and ${requester.login} asked for somebody else.`);
  } else {
    exhibit.findings.doubt('team-membership', exhibit.where);
  }
}

function verifyGroup(group: Group, { approvers }: Approved, exhibit: Exhibit): void {
  if (group.counted.length < group.needed) {
    forge(exhibit, `${group.from} needs ${group.needed} approvals, and the record counts ${group.counted.length}.`);
  }
  const logins = new Set(approvers.map(({ login }) => login.toLowerCase()));
  const named = new Set(
    group.owners.filter((one) => isCountable(one) && !isTeam(one)).map((one) => one.slice(1).toLowerCase()),
  );
  for (const login of group.counted) {
    if (!logins.has(login.toLowerCase())) forge(exhibit, `${login} is counted, and no review of theirs is named.`);
    if (named.has(login.toLowerCase())) continue;
    if (group.owners.some(isTeam)) exhibit.findings.doubt('team-membership', exhibit.where);
    else forge(exhibit, `${login} is counted for ${group.owners.join(' ')}, which does not name them.`);
  }
}

function verifyApprover(approver: EvidenceReview, approved: Approved, { config }: Basis, exhibit: Exhibit): void {
  const { login, id, commit, submittedAt } = approver;
  const { pullRequest, requester, beneficiary } = approved;
  for (const [account, what] of [
    [requester, 'asked for it'],
    [beneficiary, 'gets it'],
  ] as const) {
    if (account.id === id || account.login.toLowerCase() === login.toLowerCase()) {
      forge(exhibit, `${login} ${what}, and nobody approves their own access.`);
    }
  }
  if (commit !== pullRequest.head) {
    forge(exhibit, `${login} approved ${commit.slice(0, 12)}, and ${pullRequest.head.slice(0, 12)} was merged.`);
  }
  const age = Date.parse(pullRequest.mergedAt) - Date.parse(submittedAt);
  if (age < 0) forge(exhibit, `${login} approved at ${submittedAt}, after the merge.`);
  // The record's times are whole seconds.
  if (age >= config.approvalValid + 1000) {
    const oldest = formatInstant(Date.parse(pullRequest.mergedAt) - config.approvalValid);
    forge(exhibit, `${login} approved at ${submittedAt}; at the merge, only what was given since ${oldest} counted.`);
  }
}

function forge({ subject, where, findings }: Exhibit, message: string): void {
  findings.wrong('forged-approval', subject.about, where, message);
}

function sayGroups(groups: readonly Omit<Group, 'counted'>[]): string {
  return groups.map(({ from, owners, needed }) => `${needed} of ${from} (${owners.join(' ')})`).join(' and ');
}
