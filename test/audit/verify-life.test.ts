import { describe, expect, test } from '@jest/globals';
import type { EvidenceRecord } from '../../src/evidence/record.js';
import { BILLING, EXTENDED, REFUSED, REVOKED, wrongOf } from './evidence-story.js';
import { forged, gift, OTHER, removal, withEvents, without } from './forge-record.js';

describe('a record that tells another story than the history', () => {
  test.each<[string, string, (record: EvidenceRecord) => EvidenceRecord, string]>([
    ['a moved end', BILLING, (r) => changeRequest(r, { end: '2026-11-10T18:00:00Z' }), 'moved-window'],
    ['a moved start', BILLING, (r) => changeRequest(r, { start: '2026-11-10T09:00:00Z' }), 'moved-window'],
    ['another role', BILLING, (r) => changeRequest(r, { role: 'deploy' }), 'other-version'],
    ['another reason', BILLING, (r) => changeRequest(r, { reason: 'Because' }), 'other-version'],
    ['another ticket', BILLING, (r) => changeRequest(r, { ticket: null }), 'other-version'],
    [
      'a request that could not be read',
      BILLING,
      (r) => ({ ...r, versions: r.versions.map((v) => ({ ...v, request: null })) }),
      'other-version',
    ],
    [
      'another blob',
      BILLING,
      (r) => ({ ...r, versions: r.versions.map((v) => ({ ...v, blob: OTHER })) }),
      'other-version',
    ],
    [
      'another commit',
      BILLING,
      (r) => ({ ...r, versions: r.versions.map((v) => ({ ...v, commit: OTHER })) }),
      'other-version',
    ],
    [
      'another time of the commit',
      BILLING,
      (r) => ({ ...r, versions: r.versions.map((v) => ({ ...v, committedAt: '2026-11-10T10:00:01Z' })) }),
      'other-version',
    ],
    [
      'a version too many',
      BILLING,
      (r) => ({ ...r, versions: r.versions.flatMap((v) => [v, { ...v, commit: OTHER }]) }),
      'other-version',
    ],
    ['a version too few', EXTENDED, (r) => ({ ...r, versions: r.versions.slice(0, 1) }), 'version-missing'],
    ['another repository', BILLING, (r) => ({ ...r, repositoryId: 1 }), 'other-repository'],
    ['no approval', BILLING, without('approved'), 'given-without-approval'],
    [
      'an approval of the first version only',
      EXTENDED,
      (r) => ({ ...r, events: r.events.filter((_e, index) => index !== 2) }),
      'given-without-approval',
    ],
    ['nothing but approvals', BILLING, (r) => without('removed')(without('given')(r)), 'never-given'],
    ['no removal', BILLING, without('removed'), 'removal-unconfirmed'],
    [
      'a removal at another place',
      BILLING,
      removal(() => ({ entitlement: 'alice.smith/other' })),
      'removal-unconfirmed',
    ],
    ['another entitlement', BILLING, gift(() => ({ entitlement: 'alice.smith/other' })), 'other-entitlement'],
    ['another account', BILLING, gift(() => ({ target: 'aws-iam:999999999999' })), 'other-entitlement'],
    ['other content', BILLING, gift(() => ({ content: '{"Statement":[]}' })), 'other-content'],
    [
      'a gift after the end',
      BILLING,
      gift((g) => ({ readBackAt: '2026-11-10T14:01:00Z', run: { ...g.run, startedAt: '2026-11-10T14:00:00Z' } })),
      'given-after-end',
    ],
    [
      'a gift in a commit before',
      BILLING,
      gift((g) => ({ run: { ...g.run, commit: '1'.padStart(40, '0') } })),
      'run-commit',
    ],
    ['a run of another branch', BILLING, gift((g) => ({ run: { ...g.run, commit: OTHER } })), 'run-commit'],
    [
      'a removal before the end',
      BILLING,
      removal((r) => ({ readBackAt: '2026-11-10T13:00:00Z', run: { ...r.run, startedAt: '2026-11-10T13:00:00Z' } })),
      'impossible-time',
    ],
    ['a floor that is earlier', BILLING, gift(() => ({ floor: '2026-11-10T13:00:00Z' })), 'other-content'],
    ['a floor that there is not', BILLING, gift(() => ({ floor: null })), 'other-content'],
    [
      'a look behind the end of its run',
      REVOKED,
      gift(() => ({ readBackAt: '2026-11-12T15:01:00Z' })),
      'impossible-time',
    ],
    [
      'a gift that was seen after its removal',
      BILLING,
      gift(() => ({ readBackAt: '2026-11-10T14:10:01Z' })),
      'impossible-time',
    ],
    ['a change of what had ended', BILLING, removal(() => ({ why: 'changed', endedAt: null })), 'other-removal'],
    ['a policy for what had ended', BILLING, removal(() => ({ why: 'policy', endedAt: null })), 'other-removal'],
    [
      'a file that could not be read any more, of what had ended',
      BILLING,
      removal(() => ({ why: 'unreadable', endedAt: null })),
      'other-removal',
    ],
    [
      'a change of what was revoked',
      REVOKED,
      removal(() => ({ why: 'changed', endedAt: null, removedIn: null, pullRequest: null })),
      'other-removal',
    ],
    ['a look before the run', BILLING, gift(() => ({ readBackAt: '2026-11-10T09:00:00Z' })), 'impossible-time'],
    ['a look that is yet to come', BILLING, removal(() => ({ readBackAt: '2026-12-01T00:00:00Z' })), 'impossible-time'],
    [
      'a run before the merge',
      BILLING,
      gift((g) => ({ run: { ...g.run, startedAt: '2026-11-09T00:00:00Z' } })),
      'impossible-time',
    ],
    [
      'a run that is yet to come',
      REFUSED,
      (r) => withEvents(r, (e) => ({ ...e, run: { ...e.run, startedAt: '2026-12-01T00:00:00Z' } })),
      'impossible-time',
    ],
    [
      'a refusal of no version',
      REFUSED,
      (r) => withEvents(r, (e) => (e.kind === 'refused' ? { ...e, version: OTHER } : e)),
      'other-version',
    ],
    ['an end that no version has', BILLING, removal(() => ({ endedAt: '2026-11-10T14:01:00Z' })), 'other-removal'],
    ['no end', BILLING, removal(() => ({ endedAt: null })), 'other-removal'],
    ['a revocation that was none', BILLING, removal(() => ({ why: 'revoked' })), 'other-removal'],
    ['a removal of the file in another commit', REVOKED, removal(() => ({ removedIn: OTHER })), 'other-removal'],
    ['a removal of the file in no commit', REVOKED, removal(() => ({ removedIn: null })), 'other-removal'],
    [
      'a removal of the file at another time',
      REVOKED,
      removal(() => ({ endedAt: '2026-11-12T15:01:00Z' })),
      'other-removal',
    ],
    ['a deletion by a pull request', REVOKED, removal(() => ({ why: 'deleted' })), 'other-removal'],
    ['a change that is an end', BILLING, removal(() => ({ why: 'changed' })), 'other-removal'],
    [
      'a late removal of what nothing ends',
      BILLING,
      (r) => removal(() => ({ readBackAt: '2026-11-10T14:46:00Z' }))(gift(() => ({ floor: null }))(r)),
      'late-removal',
    ],
    [
      'a late removal of what was revoked',
      REVOKED,
      removal(() => ({ readBackAt: '2026-11-12T15:46:00Z' })),
      'late-removal',
    ],
  ])('%s is found', async (_what, grant, change, rule) => {
    const findings = await forged(grant, change);
    expect(findings.find((finding) => finding.rule === rule)).toMatchObject({ level: 'wrong', grant });
  });

  test('it is wrong to say that it was given a removed request', async () => {
    const tip = '10'.padStart(40, '0');
    const findings = await forged(
      REVOKED,
      gift((g) => ({ run: { ...g.run, commit: tip } })),
    );
    expect(wrongOf(findings)).toContain('given-after-end');
  });
});

function changeRequest(
  record: EvidenceRecord,
  change: Partial<NonNullable<EvidenceRecord['versions'][0]['request']>>,
): EvidenceRecord {
  const versions = record.versions.map((version) =>
    version.request === null ? version : { ...version, request: { ...version.request, ...change } },
  );
  return { ...record, versions };
}
