import { describe, expect, test } from '@jest/globals';
import type { Approved } from '../../src/evidence/record.js';
import { BILLING, EXTENDED, ONCALL, publish, REVOKED, tellStory, verifyStory, wrongOf } from './evidence-story.js';
import { approval, forged, OTHER } from './forge-record.js';

describe('a forged approval', () => {
  test.each<[string, string, (approved: Approved) => Partial<Approved>, string]>([
    [
      'by somebody whom the line does not name',
      BILLING,
      (one) => ({
        groups: one.groups.map((g) => ({ ...g, counted: ['mallory'] })),
        approvers: one.approvers.map((a) => ({ ...a, login: 'mallory', id: 666 })),
      }),
      'forged-approval',
    ],
    [
      'by nobody',
      BILLING,
      (one) => ({ groups: one.groups.map((g) => ({ ...g, counted: [] })), approvers: [] }),
      'forged-approval',
    ],
    ['with nobody needed', BILLING, () => ({ groups: [], approvers: [] }), 'forged-approval'],
    [
      'with an exemption for somebody else',
      ONCALL,
      (one) => ({ requester: { login: 'bob', id: 102 }, because: one.because }),
      'forged-approval',
    ],
    ['without the review', BILLING, () => ({ approvers: [] }), 'forged-approval'],
    [
      'with somebody who is counted nowhere',
      BILLING,
      (one) => ({ approvers: one.approvers.flatMap((a) => [a, { ...a, login: 'carol', id: 103 }]) }),
      'forged-approval',
    ],
    [
      'by the beneficiary',
      BILLING,
      (one) => ({
        groups: one.groups.map((g) => ({ ...g, counted: ['alice'] })),
        approvers: one.approvers.map((a) => ({ ...a, login: 'alice', id: 101 })),
      }),
      'forged-approval',
    ],
    [
      'by the beneficiary under another login',
      BILLING,
      (one) => ({ approvers: one.approvers.map((a) => ({ ...a, id: 101 })) }),
      'forged-approval',
    ],
    [
      'by the requester',
      BILLING,
      (one) => ({ requester: { login: 'bob', id: 102 }, because: one.because }),
      'forged-approval',
    ],
    [
      'of another head',
      BILLING,
      (one) => ({ approvers: one.approvers.map((a) => ({ ...a, commit: OTHER })) }),
      'forged-approval',
    ],
    [
      'after the merge',
      BILLING,
      (one) => ({ approvers: one.approvers.map((a) => ({ ...a, submittedAt: '2026-11-10T10:00:01Z' })) }),
      'forged-approval',
    ],
    [
      'longer ago than approval_valid',
      BILLING,
      (one) => ({ approvers: one.approvers.map((a) => ({ ...a, submittedAt: '2026-11-09T09:59:59Z' })) }),
      'forged-approval',
    ],
    [
      'by one account under two logins',
      REVOKED,
      (one) => ({ approvers: one.approvers.map((a) => ({ ...a, id: 102 })) }),
      'forged-approval',
    ],
    [
      'by one person for two groups',
      REVOKED,
      (one) => ({ groups: one.groups.map((g) => ({ ...g, counted: ['bob'] })), approvers: one.approvers.slice(0, 1) }),
      'forged-approval',
    ],
    [
      'for a group that the role does not ask for',
      REVOKED,
      (one) => ({ groups: one.groups.slice(0, 1), approvers: one.approvers.slice(0, 1) }),
      'other-groups',
    ],
    [
      'with a smaller quorum',
      BILLING,
      (one) => ({ groups: one.groups.map((g) => ({ ...g, needed: 2, counted: ['bob', 'carol'] })) }),
      'other-groups',
    ],
    ['of a commit that holds no version', BILLING, () => ({ version: OTHER }), 'approved-version'],
    [
      'by a merge of another branch',
      BILLING,
      (one) => ({ pullRequest: { ...one.pullRequest, merge: OTHER } }),
      'approval-merge',
    ],
    [
      'by a merge that came before',
      EXTENDED,
      (one) => ({ pullRequest: { ...one.pullRequest, merge: one.policy.commit } }),
      'approval-merge',
    ],
    [
      'by a later merge, under the same policy',
      BILLING,
      (one) => ({ pullRequest: { ...one.pullRequest, merge: '3'.padStart(40, '0') } }),
      'merge-time',
    ],
    [
      'with the number of another pull request',
      BILLING,
      (one) => ({ pullRequest: { ...one.pullRequest, number: 99 } }),
      'approval-merge',
    ],
    [
      'merged two minutes before its commit',
      BILLING,
      (one) => ({ pullRequest: { ...one.pullRequest, mergedAt: '2026-11-10T09:58:00Z' } }),
      'merge-time',
    ],
    [
      'merged seven hours after its commit',
      BILLING,
      (one) => ({ pullRequest: { ...one.pullRequest, mergedAt: '2026-11-10T17:00:00Z' } }),
      'merge-time',
    ],
    [
      'by the policy of no commit of the branch',
      BILLING,
      (one) => ({ policy: { ...one.policy, commit: OTHER } }),
      'policy-commit',
    ],
    [
      'by the policy of the merge itself',
      BILLING,
      (one) => ({ policy: { ...one.policy, commit: one.version } }),
      'policy-commit',
    ],
    [
      'with another digest of the policy',
      BILLING,
      (one) => ({ policy: { ...one.policy, digest: `sha256:${'0'.repeat(64)}` } }),
      'policy-digest',
    ],
    [
      'by another line of CODEOWNERS',
      BILLING,
      (one) => ({ codeOwners: { ...one.codeOwners, line: 1 } }),
      'code-owners-line',
    ],
    [
      'by an earlier line that matches too',
      BILLING,
      (one) => ({ codeOwners: { ...one.codeOwners, line: 1, pattern: '/access/', owners: ['@acme/security'] } }),
      'code-owners-line',
    ],
    [
      'with an owner more on its line',
      BILLING,
      (one) => ({ codeOwners: { ...one.codeOwners, owners: [...one.codeOwners.owners, '@mallory'] } }),
      'code-owners-line',
    ],
    [
      'by a CODEOWNERS in another place',
      BILLING,
      (one) => ({ codeOwners: { ...one.codeOwners, path: 'CODEOWNERS' } }),
      'code-owners-line',
    ],
    ['for another beneficiary', BILLING, () => ({ beneficiary: { login: 'bob', id: 102 } }), 'other-beneficiary'],
    [
      'for another account of the same login',
      BILLING,
      () => ({ beneficiary: { login: 'alice', id: 999 } }),
      'other-beneficiary',
    ],
  ])('%s is found', async (_what, grant, change, rule) => {
    const findings = await forged(grant, approval(change));
    expect(wrongOf(findings)).toContain(rule);
    expect(findings.find((finding) => finding.rule === rule)).toMatchObject({ level: 'wrong', grant });
  });

  test.each([
    ['another account of the same login, which may have taken it over', { login: 'alice', id: 999 }],
    ['the same account under another login, which may be its new one', { login: 'alice-smith', id: 101 }],
  ])('that it was asked for by %s is unproved', async (_what, requester) => {
    const findings = await forged(
      BILLING,
      approval(() => ({ requester })),
    );
    expect(wrongOf(findings)).toEqual([]);
    expect(findings.find(({ rule }) => rule === 'renamed-account')).toMatchObject({
      level: 'unproved',
      grant: BILLING,
    });
  });

  test('the policy of an older commit does not pass for that of the merge, where it was changed in between', async () => {
    const story = await tellStory();
    const path = story.pathOf(EXTENDED);
    const record = story.recordOf(EXTENDED);
    const [oldest] = [...story.records.values()].flatMap(({ events }) =>
      events.flatMap((one) => (one.kind === 'approved' ? [one.policy.commit] : [])),
    );
    if (oldest === undefined) throw new Error('there is no such record');
    story.records.set(path, approval((one) => ({ policy: { ...one.policy, commit: oldest } }))(record));
    publish(story);
    expect(wrongOf(await verifyStory(story))).toEqual(expect.arrayContaining(['policy-commit', 'policy-digest']));
  });

  test('bytes that were not at the approved head are found where the clone has that head', async () => {
    const story = await tellStory();
    const [policyCommit] = [...story.records.values()].flatMap(({ events }) =>
      events.flatMap((one) => (one.kind === 'approved' ? [one.policy.commit] : [])),
    );
    const path = story.pathOf(BILLING);
    const record = story.recordOf(BILLING);
    if (policyCommit === undefined) throw new Error('there is no such record');
    const atHead = approval((one) => ({
      pullRequest: { ...one.pullRequest, head: policyCommit },
      approvers: one.approvers.map((a) => ({ ...a, commit: policyCommit })),
    }));
    story.records.set(path, atHead(record));
    publish(story);
    expect(wrongOf(await verifyStory(story))).toEqual(['other-bytes']);
  });

  test('the message names the line that decides, and the one that was claimed', async () => {
    const findings = await forged(
      BILLING,
      approval((one) => ({ codeOwners: { ...one.codeOwners, line: 7 } })),
    );
    expect(findings.find(({ rule }) => rule === 'code-owners-line')?.message).toBe(
      'At 000000000000 the line that decides is .github/CODEOWNERS line 2 (/access/aws-sandbox/*/ @bob @carol); the record names .github/CODEOWNERS line 7 (/access/aws-sandbox/*/ @bob @carol).',
    );
  });
});
