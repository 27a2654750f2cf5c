import type { GrantVersion } from '../access/grant.js';
import { formatInstant } from '../access/instant-text.js';
import type { EvidenceVersion } from '../evidence/record.js';
import type { FindingList } from './finding-list.js';
import { GRACE, type Grounds, type Subject } from './subject.js';

/** Holds the versions of a record to those that the history tells, and their windows to what follows from them (design §3). */
export function verifyVersions(subject: Subject, { now }: Pick<Grounds, 'now'>, findings: FindingList): void {
  const { life, record, path, about } = subject;
  for (const [index, recorded] of record.versions.entries()) {
    const where = `${path} versions[${index}]`;
    const own = life.versions[index];
    if (own === undefined) {
      const message = `The record tells of a version in commit ${recorded.commit.slice(0, 12)}, and the history of none.`;
      findings.wrong('other-version', about, where, message);
      continue;
    }
    for (const [field, told, is] of listDifferences(recorded, own)) {
      const isWindow = field === 'request.start' || field === 'request.end';
      const message = `The record says ${field} ${quote(told)}, and the history ${quote(is)}.`;
      findings.wrong(isWindow ? 'moved-window' : 'other-version', about, `${where}.${field}`, message);
    }
  }
  missVersions(subject, now, findings);
}

type Difference = readonly [field: string, told: string | null, is: string | null];

function listDifferences(recorded: EvidenceVersion, own: GrantVersion): readonly Difference[] {
  const fields: Difference[] = [
    ['commit', recorded.commit, own.commit],
    ['blob', recorded.blob, own.oid],
    ['committedAt', recorded.committedAt, formatInstant(own.committedAt)],
  ];
  const told = recorded.request;
  const { request, window } = own;
  if (told === null || request === null || window === null) {
    const isSame = told === null && (request === null || window === null);
    if (!isSame) fields.push(['request', told === null ? null : 'a request', request === null ? null : 'a request']);
  } else {
    fields.push(
      ['request.role', told.role, request.role],
      ['request.reason', told.reason, request.reason],
      ['request.ticket', told.ticket, request.ticket],
      ['request.start', told.start, formatInstant(window.start)],
      ['request.end', told.end, formatInstant(window.end)],
    );
  }
  return fields.filter(([, one, other]) => one !== other);
}

/** The newest version is recorded by the next run: it is missed when the request has stood so for long enough. */
function missVersions({ life, record, path, about }: Subject, now: number, findings: FindingList): void {
  for (const [index, { commit, committedAt }] of life.versions.entries()) {
    if (index < record.versions.length) continue;
    const before = life.versions.slice(0, index).findLast(({ window }) => window !== null)?.window;
    const stoodUntil = Math.min(life.versions[index + 1]?.committedAt ?? life.removedIn?.at ?? now, now);
    const end = Math.min(stoodUntil, before?.end ?? stoodUntil);
    if (end - committedAt < GRACE) {
      findings.doubt('version-pending', path);
    } else {
      const message = `Commit ${commit.slice(0, 12)} changed the request, and the record does not tell of it.`;
      findings.wrong('version-missing', about, path, message);
    }
  }
}

function quote(text: string | null): string {
  return text === null ? 'nothing' : JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
