import { describe, expect, test } from '@jest/globals';
import type { HistoryCommit } from '../../src/access/history.js';
import type { Approved } from '../../src/evidence/record.js';
import { readAuditSources } from '../../src/use-cases/read-audit-sources.js';
import { verifyAudit } from '../../src/use-cases/verify-audit.js';
import { RULES } from './evidence-facts.js';
import { BILLING, EVIDENCE, NOW, publish, tellStory, wrongOf } from './evidence-story.js';

/** The story, in which BILLING's pull request 12 was merged with such a commit. */
async function verifyMerged(change: (commit: HistoryCommit, approved: Approved) => Partial<HistoryCommit>) {
  const story = await tellStory();
  publish(story);
  const [approved] = story.recordOf(BILLING).events;
  if (approved?.kind !== 'approved') throw new Error('it is not approved');
  const { repository } = story.fake;
  const sources = await readAuditSources(repository, EVIDENCE);
  const history = sources.history.map((commit) =>
    commit.sha === approved.version ? { ...commit, ...change(commit, approved) } : commit,
  );
  const ports = { repository, providers: RULES, now: () => NOW, keyFile: 'github.asc' };
  return verifyAudit({ ...sources, history }, ports);
}

describe('a merge commit names the head that it brought', () => {
  test.each<[string, (head: string) => string, string[]]>([
    ['which is the one that was approved', (head) => head, []],
    ['which is another than the one that was approved', () => 'f'.repeat(40), ['approval-merge']],
  ])('%s', async (_what, brought, rules) => {
    const findings = await verifyMerged(({ parents }, { pullRequest }) => ({
      parents: [...parents, brought(pullRequest.head)],
    }));
    expect(wrongOf(findings)).toEqual(rules);
  });
});

describe('the subject of a merge names its pull request', () => {
  const isMerge = (subject: string) => subject.startsWith('Merge');
  test.each([
    ['which is another one', 'Ask for billing (#11)', ['other-number']],
    ['which is another one, in a merge commit', 'Merge pull request #11 from alice/billing', ['other-number']],
    ['which is that of the record', 'Revert "Ask for billing (#11)" (#12)', []],
    ['which is that of the record, in a merge commit', 'Merge pull request #12 from acme/x (#11)', []],
    ['or names none', 'Ask for billing, as #11 does', []],
  ])('%s', async (_what, subject, rules) => {
    const findings = await verifyMerged(({ parents }, { pullRequest }) => ({
      subject,
      parents: isMerge(subject) ? [...parents, pullRequest.head] : parents,
    }));
    expect(wrongOf(findings)).toEqual([]);
    expect(findings.flatMap(({ rule }) => (rule === 'other-number' ? rule : []))).toEqual(rules);
  });
});
