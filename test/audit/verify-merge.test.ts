import { describe, expect, test } from '@jest/globals';
import type { HistoryCommit } from '../../src/access/history.js';
import { readAuditSources } from '../../src/use-cases/read-audit-sources.js';
import { verifyAudit } from '../../src/use-cases/verify-audit.js';
import { RULES } from './evidence-facts.js';
import { BILLING, EVIDENCE, NOW, publish, tellStory, wrongOf } from './evidence-story.js';

describe('a merge commit names the head that it brought', () => {
  test.each<[string, (head: string) => string, string[]]>([
    ['which is the one that was approved', (head) => head, []],
    ['which is another than the one that was approved', () => 'f'.repeat(40), ['approval-merge']],
  ])('%s', async (_what, brought, rules) => {
    const story = await tellStory();
    publish(story);
    const [approved] = story.recordOf(BILLING).events;
    if (approved?.kind !== 'approved') throw new Error('it is not approved');
    const { repository } = story.fake;
    const merge = (commit: HistoryCommit): HistoryCommit =>
      commit.sha === approved.version
        ? { ...commit, parents: [...commit.parents, brought(approved.pullRequest.head)] }
        : commit;
    const sources = await readAuditSources(repository, EVIDENCE);
    const merged = { ...sources, history: sources.history.map(merge) };
    const ports = { repository, providers: RULES, now: () => NOW, keyFile: 'github.asc' };
    expect(wrongOf(await verifyAudit(merged, ports))).toEqual(rules);
  });
});
