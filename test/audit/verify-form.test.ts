import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/audit/finding.js';
import type { EvidenceRecord, Given } from '../../src/evidence/record.js';
import { readAuditSources } from '../../src/use-cases/read-audit-sources.js';
import { verifyAudit } from '../../src/use-cases/verify-audit.js';
import { RULES } from './evidence-facts.js';
import { BILLING, EVIDENCE, NOW, publish, tellStory, wrongOf } from './evidence-story.js';
import { gift } from './forge-record.js';

const [[NAME, TODAY] = ['', undefined]] = [...RULES];
if (TODAY === undefined) throw new Error('there is no provider');
type Rules = typeof TODAY;

/** The story as a Lapse with other rules reads it. */
async function verifyWith(
  rules: Partial<Rules>,
  change: (record: EvidenceRecord) => EvidenceRecord = (record) => record,
): Promise<readonly Finding[]> {
  const story = await tellStory();
  story.records.set(story.pathOf(BILLING), change(story.recordOf(BILLING)));
  publish(story);
  const { repository } = story.fake;
  const providers = new Map([[NAME, { ...(TODAY as Rules), ...rules }]]);
  const sources = await readAuditSources(repository, EVIDENCE);
  return verifyAudit(sources, { repository, providers, now: () => NOW, keyFile: 'github.asc' });
}

const entitlements: Rules['entitlements'] = (grant, id) =>
  (TODAY as Rules).entitlements(grant, id).map((one) => ({ ...one, content: `${one.content} ` }));
const renamed: Rules['entitlements'] = (grant, id) =>
  (TODAY as Rules).entitlements(grant, id).map((one) => ({ ...one, id: `${one.id}-2` }));
const form = (TODAY.form ?? 0) + 1;

describe('what another version of Lapse wrote', () => {
  test.each<[string, Partial<Rules>]>([
    ['other content', { form, entitlements }],
    ['other ids', { form, entitlements: renamed }],
  ])('is unproved where its form is not that of today: %s', async (_what, rules) => {
    const findings = await verifyWith(rules);
    expect(wrongOf(findings)).toEqual([]);
    expect(findings.map(({ rule }) => rule)).toContain('other-form');
  });

  test('is wrong where it says that it is of today’s form', async () => {
    expect(wrongOf(await verifyWith({ entitlements }))).toEqual(['other-content']);
    expect(wrongOf(await verifyWith({ entitlements: renamed }))).toEqual(['other-entitlement']);
  });

  test('needs no word where this one writes the same', async () => {
    expect((await verifyWith({ form })).map(({ rule }) => rule)).not.toContain('other-form');
  });

  test('is wrong all the same where it was put elsewhere', async () => {
    const elsewhere: Partial<Given> = { target: 'aws-iam:999999999999' };
    expect(
      wrongOf(
        await verifyWith(
          { form },
          gift(() => elsewhere),
        ),
      ),
    ).toContain('other-entitlement');
  });
});

describe('a policy of then that this version of Lapse cannot read whole', () => {
  const fault = {
    rule: 'too-broad',
    severity: 'error',
    pointer: '',
    on: 'value',
    message: 'No.',
    cure: 'Mend.',
  } as const;
  test.each<[string, Partial<Rules>]>([
    ['a role', { checkAllow: () => [fault] }],
    ['the target of a system', { checkTarget: () => [fault] }],
    ['a name of a person', { nameSchema: { type: 'number' } }],
  ])('makes what rests on it unproved: %s', async (_what, rules) => {
    const findings = await verifyWith(rules);
    expect(wrongOf(findings)).toEqual([]);
    expect(findings.map(({ rule }) => rule)).toContain('other-form');
  });
});
