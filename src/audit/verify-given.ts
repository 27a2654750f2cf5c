import type { GrantVersion } from '../access/grant.js';
import { formatInstant } from '../access/instant-text.js';
import type { Given } from '../evidence/record.js';
import type { Entitlement } from '../plan/entitlement.js';
import { resolveGrant } from '../plan/resolve-grant.js';
import { contains } from './approved-windows.js';
import { boundTarget } from './bound-target.js';
import type { Exhibit } from './exhibit.js';
import { versionAt } from './subject.js';

/** Whether what a run says it put is what the branch gave then, where, for as long, and with approval. */
export function verifyGiven(given: Given, exhibit: Exhibit): void {
  const { subject, where, grounds, findings } = exhibit;
  const runAt = grounds.line.positions.get(given.run.commit);
  // A run of another history is told by itself.
  if (runAt === undefined) return;
  const newest = versionAt(subject, runAt);
  if (newest === -1) {
    const message = `The run reconciled ${given.run.commit.slice(0, 12)}, where the request did not stand yet.`;
    findings.wrong('run-commit', subject.about, where, message);
    return;
  }
  const version = findVersion(given, runAt, newest, exhibit);
  verifyTime(given, version, runAt, exhibit);
  verifyApproved(given, version, newest, exhibit);
}

/** The version that it is of: the newest whose entitlement it is, for an extension that does not count leaves the one before. */
function findVersion(given: Given, runAt: number, newest: number, exhibit: Exhibit): GrantVersion | null {
  const { subject, where, grounds, findings } = exhibit;
  const { versions, request } = subject.life;
  const target = boundTarget(request.system, runAt, grounds);
  const isCutShort = grounds.policy.isCutShort(request.system, runAt);
  if (target === null && isCutShort) {
    findings.doubt('other-form', where);
    return versions[newest] ?? null;
  }
  if (target !== given.target) {
    const message = `It was put at ${given.target}, and ${request.system} was then ${target ?? 'bound to nothing'}.`;
    findings.wrong('other-entitlement', subject.about, where, message);
    return versions[newest] ?? null;
  }
  let isKnown = false;
  let isResolved = false;
  for (const version of versions.slice(0, newest + 1).reverse()) {
    const all = entitlementsOf(version, runAt, exhibit);
    const own = all?.filter(({ id }) => id === given.entitlement) ?? [];
    isResolved ||= all !== null;
    isKnown ||= own.length > 0;
    const same = own.find(({ content }) => content === given.content);
    if (same === undefined) continue;
    verifyFloor(given, same, exhibit);
    return version;
  }
  if (!isToday(given, exhibit) || (!isResolved && isCutShort)) {
    findings.doubt('other-form', where);
  } else if (!isKnown) {
    const message = `${given.entitlement} is nothing that the request gave by the policy of ${given.run.commit.slice(0, 12)}.`;
    findings.wrong('other-entitlement', subject.about, where, message);
  } else {
    const message = `What was put is not what the request gave by the policy of ${given.run.commit.slice(0, 12)}.`;
    findings.wrong('other-content', subject.about, where, message);
  }
  return versions[newest] ?? null;
}

/** When the provider ends it follows from what was put, so an earlier end would pass off a late removal for a harmless one. */
function verifyFloor(given: Given, { floor }: Entitlement, exhibit: Exhibit): void {
  const is = floor === null ? null : formatInstant(floor);
  if (given.floor === is || !isToday(given, exhibit)) return;
  const { subject, where, findings } = exhibit;
  const message = `The record says that the provider itself ends it at ${given.floor ?? 'no time'}; by what was put, that is ${is ?? 'no time'}.`;
  findings.wrong('other-content', subject.about, where, message);
}

/** Whether it was written in the form of this version of Lapse. */
function isToday({ form, target }: Given, { grounds }: Exhibit): boolean {
  return grounds.rules.get(target.slice(0, target.indexOf(':')))?.form === form;
}

/** null: today's policy reader lacks something for it. */
function entitlementsOf(version: GrantVersion, runAt: number, exhibit: Exhibit): readonly Entitlement[] | null {
  const { subject, grounds } = exhibit;
  const { grant: name, request } = subject.life;
  const grant = { name, system: request.system, beneficiary: request.login, role: version.request?.role ?? null };
  const policy = grounds.policy.policyAt(request.system, runAt);
  const resolution = resolveGrant(grant, version.window, policy, grounds.rules);
  if ('lacks' in resolution) return null;
  return resolution.rules.entitlements(resolution.grant, subject.record.repositoryId);
}

function verifyTime(given: Given, version: GrantVersion | null, runAt: number, exhibit: Exhibit): void {
  const { subject, where, findings } = exhibit;
  const end = version?.window?.end;
  if (subject.removedAt !== null && subject.removedAt <= runAt) {
    const message = 'It was given by a run for which the request had been removed already.';
    findings.wrong('given-after-end', subject.about, where, message);
  } else if (end !== undefined && end <= Date.parse(given.run.startedAt)) {
    const message = `It was given by a run of ${given.run.startedAt}, and the request had ended at ${formatInstant(end)}.`;
    findings.wrong('given-after-end', subject.about, where, message);
  }
}

function verifyApproved(given: Given, version: GrantVersion | null, newest: number, exhibit: Exhibit): void {
  const { subject, where, grounds, findings } = exhibit;
  // What an earlier run gave and could not say may be of a version that was shortened since.
  const since = given.why === 'found' && version !== null ? subject.life.versions.indexOf(version) : newest;
  const approved = subject.approved[since] ?? null;
  const window = version?.window ?? null;
  if (window !== null && approved !== null && contains(approved, window)) return;
  const stood = subject.life.versions[newest]?.commit;
  const refused = subject.record.events.findLast((event) => event.kind === 'refused' && event.version === stood);
  const because = refused?.kind === 'refused' ? ` It was refused: ${refused.message}` : '';
  const message = `It was given${window === null ? '' : ` until ${formatInstant(window.end)}`}, and no approval of that is recorded.${because}`;
  // Who has left since cannot be shown to have been a member, so what stood before there was evidence may be refused.
  const isOld = given.why === 'found' && (subject.life.addedAt ?? 0) < grounds.evidenceBegan;
  if (isOld) findings.unproved('found-unapproved', subject.about, where, message);
  else findings.wrong('given-without-approval', subject.about, where, message);
}
