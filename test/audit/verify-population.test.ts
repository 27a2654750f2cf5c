import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../src/audit/finding.js';
import { FindingList } from '../../src/audit/finding-list.js';
import { missEvidence } from '../../src/audit/verify-population.js';
import { README_TEXT } from '../../src/evidence/evidence-readme.js';
import type { EvidenceRecord } from '../../src/evidence/record.js';
import { writeEvidence } from '../../src/evidence/write-evidence.js';
import { at } from '../access/fixtures.js';
import { PATH, REQUEST, sourcesOf } from './built-sources.js';
import { BILLING, EXTENDED, ONCALL, publish, REVOKED, tellStory, verifyStory, wrongOf } from './evidence-story.js';
import { OTHER } from './forge-record.js';

describe('the population', () => {
  test('a grant without a record is found', async () => {
    const story = await tellStory();
    story.records.delete(story.pathOf(BILLING));
    publish(story);
    const findings = await verifyStory(story);
    expect(findings[0]).toMatchObject({ rule: 'evidence-missing', level: 'wrong', grant: BILLING });
    expect(findings[0]?.message).toBe(
      `${BILLING} gave access for 238 minutes since there is evidence, and has no record.`,
    );
  });

  test('a record of a grant that the history does not know is found', async () => {
    const story = await tellStory();
    const path = story.pathOf(BILLING);
    const record = story.recordOf(BILLING);
    story.records.set(path.replace(/@.*$/, `@${OTHER}.json`), { ...record, addedIn: OTHER });
    publish(story);
    expect((await verifyStory(story))[0]).toMatchObject({
      rule: 'evidence-without-grant',
      level: 'wrong',
      grant: BILLING,
      addedIn: OTHER,
    });
  });

  test('a grant of before the evidence is unproved, and so is one that was short', async () => {
    const story = await tellStory();
    story.records.delete(story.pathOf(BILLING));
    story.records.delete(story.pathOf(ONCALL));
    story.records.delete(story.pathOf(REVOKED));
    story.fake.commit(at('2026-11-20T11:00:00Z'), {
      'access/aws-sandbox/alice/short.yaml': 'role: billing\nduration: 30m\nreason: Short\n',
    });
    story.fake.commitEvidence(
      at('2026-11-14T09:02:00Z'),
      Object.fromEntries([...story.records].map(([path, record]) => [path, writeEvidence(record)])),
    );
    story.fake.signatures.set(`${'e'.padEnd(39, '0')}1`, 'good');
    const findings = await verifyStory(story);
    expect(wrongOf(findings)).toEqual([]);
    const messages = findings.map(({ message }) => message);
    expect(messages).toContain('3 grants began before there was evidence and have no record.');
    expect(messages).toContain('1 grant stood for less than an hour and has no record: it may be that no run saw it.');
  });

  test('a short grant without a record is found where a run looked at its system meanwhile', async () => {
    const story = await tellStory();
    const short = 'aws-sandbox/alice/short';
    story.fake.commit(at('2026-11-20T11:00:00Z'), {
      [`access/${short}.yaml`]: 'role: billing\nduration: 30m\nreason: Short\nticket: INC-1234\n',
    });
    const record = story.recordOf(BILLING);
    const last = record.events.findLast(({ kind }) => kind === 'given');
    if (last?.kind !== 'given') throw new Error('nothing was given');
    const look = { ...last, why: 'missing', readBackAt: '2026-11-20T11:05:30Z' } as const;
    const run = { ...last.run, commit: story.fake.tip(), startedAt: '2026-11-20T11:05:00Z' };
    story.records.set(story.pathOf(BILLING), { ...record, events: [...record.events, { ...look, run }] });
    publish(story);
    const found = (await verifyStory(story)).filter(({ grant }) => grant === short);
    expect(found).toMatchObject([{ rule: 'evidence-missing', level: 'wrong' }]);
    expect(found[0]?.message).toContain('The run of 2026-11-20T11:05:00Z looked at aws-sandbox');
  });

  test('what gave no access needs no record', async () => {
    const story = await tellStory();
    story.fake.commit(at('2026-11-20T11:00:00Z'), {
      'access/aws-sandbox/alice/later.yaml':
        'role: billing\nduration: 1h\nreason: Later\nstarts: 2026-11-21T00:00:00Z\n',
    });
    story.fake.commit(at('2026-11-20T11:01:00Z'), { 'access/aws-sandbox/alice/broken.yaml': 'role: [\n' });
    publish(story);
    expect(wrongOf(await verifyStory(story))).toEqual([]);
  });

  test('a record that cannot be read is named, and hides nothing else', async () => {
    const story = await tellStory();
    publish(story);
    const path = story.pathOf(BILLING);
    const commit = story.fake.commitEvidence(at('2026-11-20T11:00:00Z'), { [path]: '{' });
    story.fake.signatures.set(commit, 'good');
    expect(wrongOf(await verifyStory(story))).toEqual(['evidence-unreadable']);
  });

  test('a clone without evidence is told how to fetch it', async () => {
    const [finding, ...others] = await verifyStory(await tellStory());
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: 'evidence-absent', level: 'wrong' });
    expect(finding?.message).toBe(
      'The clone has no evidence, and by its history 5 grants gave access for an hour or more.',
    );
    expect(finding?.cure).toContain('git fetch origin +refs/heads/lapse/evidence:refs/remotes/origin/lapse/evidence');
  });
});

test.each([
  ['59m', 'no-evidence', 'unproved'],
  ['60m', 'evidence-absent', 'wrong'],
])('no evidence is no small thing where a grant of an hour should be in it: %s', (duration, rule, level) => {
  const { lives } = sourcesOf([['2026-11-10T10:00:00Z', { [PATH]: REQUEST.replace('4h', duration) }]], null);
  const findings = new FindingList();
  missEvidence(lives, at('2026-11-11T00:00:00Z'), findings);
  expect(findings.inOrder()).toMatchObject([{ rule, level }]);
});

describe('what was found standing, and is refused now', () => {
  /** @param firstAt when the evidence begins. */
  async function find(firstAt: string): Promise<readonly Finding[]> {
    const story = await tellStory();
    const path = story.pathOf(EXTENDED);
    const record = story.recordOf(EXTENDED);
    const last = record.events.findLast(({ kind }) => kind === 'given');
    if (last?.kind !== 'given') throw new Error('nothing was given');
    const run = { ...last.run, commit: story.fake.tip(), startedAt: '2026-11-20T11:00:00Z' };
    const version = record.versions[1]?.commit ?? '';
    const refused = { kind: 'refused', version, rule: 'not-approved', message: 'its approvers have left' } as const;
    const events: EvidenceRecord['events'] = [
      { ...refused, pullRequest: 17, run },
      { ...last, why: 'found', readBackAt: '2026-11-20T11:00:30Z', run },
    ];
    const first = story.fake.commitEvidence(at(firstAt), { 'README.md': README_TEXT });
    const second = story.fake.commitEvidence(at('2026-11-20T11:01:00Z'), {
      [path]: writeEvidence({ ...record, events }),
    });
    for (const commit of [first, second]) story.fake.signatures.set(commit, 'good');
    return (await verifyStory(story)).filter(({ grant }) => grant === EXTENDED);
  }

  test('is unproved where it is older than the evidence', async () => {
    const findings = await find('2026-11-20T10:59:00Z');
    expect(findings).toMatchObject([{ rule: 'found-unapproved', level: 'unproved' }]);
    expect(findings[0]?.message).toContain('its approvers have left');
  });

  test('is wrong where there was evidence already', async () => {
    expect(await find('2026-11-20T09:59:00Z')).toMatchObject([{ rule: 'given-without-approval', level: 'wrong' }]);
  });
});

describe('a version that is not recorded', () => {
  const PATH = 'access/aws-sandbox/bob/deploy.yaml';
  const edit = 'role: billing\nduration: 12h\nreason: Another one\nticket: INC-1234\n';

  test.each<[string, string, string, string]>([
    ['is pending while it is new', '2026-11-20T11:30:00Z', '2026-11-20T12:00:00Z', 'version-pending'],
    ['is missed after an hour', '2026-11-20T11:00:00Z', '2026-11-20T12:00:00Z', 'version-missing'],
    ['is not missed where the grant had ended', '2026-11-20T22:30:00Z', '2026-11-21T12:00:00Z', 'version-pending'],
  ])('%s', async (_what, editedAt, now, rule) => {
    const story = await tellStory();
    publish(story);
    story.fake.commit(at(editedAt), { [PATH]: edit });
    const findings = await verifyStory(story, { now: at(now) });
    expect(findings.filter((finding) => finding.rule.startsWith('version-')).map((finding) => finding.rule)).toEqual([
      rule,
    ]);
  });
});
