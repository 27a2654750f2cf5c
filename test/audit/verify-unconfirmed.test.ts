import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/audit/finding.js';
import type { EvidenceRecord } from '../../src/evidence/record.js';
import { at } from '../access/fixtures.js';
import { POLICY, SANDBOX_ACCOUNT } from '../use-cases/example-files.js';
import { EXTENDED, publish, tellStory, verifyStory, wrongOf } from './evidence-story.js';
import { gift } from './forge-record.js';

const CONFIG = POLICY['access/config.yaml'] ?? '';
const ELSEWHERE = CONFIG.replaceAll(SANDBOX_ACCOUNT, '999999999999');
const UNBOUND = CONFIG.replace('aws-sandbox:', 'aws-other:').replaceAll(SANDBOX_ACCOUNT, '999999999999');

/** What stood until 22:00, and nobody saw it go, as it is looked at the next day. */
async function verify(
  config: string,
  boundAt: string,
  change: (record: EvidenceRecord) => EvidenceRecord = (record) => record,
): Promise<readonly Finding[]> {
  const story = await tellStory();
  story.records.set(story.pathOf(EXTENDED), change(story.recordOf(EXTENDED)));
  publish(story);
  story.fake.commit(at(boundAt), { 'access/config.yaml': config });
  return verifyStory(story, { now: at('2026-11-21T12:00:00Z') });
}

describe('what nobody has seen gone', () => {
  test.each([
    ['bound elsewhere', ELSEWHERE],
    ['bound to nothing', UNBOUND],
  ])('is unproved where its system was %s by its end, and the floor had ended it', async (_what, config) => {
    const findings = await verify(config, '2026-11-20T21:00:00Z');
    expect(wrongOf(findings)).toEqual([]);
    expect(findings.map(({ rule }) => rule)).toContain('unconfirmed-elsewhere');
  });

  test('is wrong where its system was bound elsewhere only when a run should have looked', async () => {
    expect(wrongOf(await verify(ELSEWHERE, '2026-11-20T23:30:00Z'))).toEqual(['removal-unconfirmed']);
  });

  test('is wrong where its system is bound as it was', async () => {
    expect(wrongOf(await verify(`${CONFIG}\n`, '2026-11-20T21:00:00Z'))).toEqual(['removal-unconfirmed']);
  });

  test('is wrong where no floor ended it', async () => {
    const endless = gift(() => ({ floor: null }));
    expect(wrongOf(await verify(ELSEWHERE, '2026-11-20T21:00:00Z', endless))).toContain('removal-unconfirmed');
  });
});
