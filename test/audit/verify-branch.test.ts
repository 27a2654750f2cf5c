import { describe, expect, test } from '@jest/globals';
import { FindingList } from '../../src/audit/finding-list.js';
import { verifyBranch } from '../../src/audit/verify-branch.js';
import { verifySignatures } from '../../src/audit/verify-signatures.js';
import { README_TEXT } from '../../src/evidence/evidence-readme.js';
import { writeEvidence } from '../../src/evidence/write-evidence.js';
import { at } from '../access/fixtures.js';
import { BILLING, EXTENDED, publish, type Story, tellStory, verifyStory, wrongOf } from './evidence-story.js';

async function published(): Promise<Story> {
  const story = await tellStory();
  publish(story);
  return story;
}

/** Later on the evidence branch, and signed like all the rest: as whoever has the App's key could. */
function push({ fake }: Story, changes: Readonly<Record<string, string | null>>, minute = 0): void {
  const commit = fake.commitEvidence(at('2026-11-20T11:00:00Z') + minute * 60_000, changes);
  fake.signatures.set(commit, 'good');
}

describe('the branch of the evidence only ever grows', () => {
  test('a record that was rewritten is found, whatever it says now', async () => {
    const story = await published();
    const record = story.recordOf(BILLING);
    push(story, { [story.pathOf(BILLING)]: writeEvidence({ ...record, events: record.events.slice(0, 2) }) });
    const findings = await verifyStory(story);
    expect(findings[0]).toMatchObject({ rule: 'evidence-rewritten', level: 'wrong', grant: BILLING });
    expect(findings[0]?.message).toBe(
      'Commit e00000000000 of the evidence rewrote the record: events were taken away.',
    );
  });

  test('a record that was rewritten and put back again is found', async () => {
    const story = await published();
    const record = story.recordOf(BILLING);
    push(story, { [story.pathOf(BILLING)]: writeEvidence({ ...record, repositoryId: 1 }) });
    push(story, { [story.pathOf(BILLING)]: writeEvidence(record) }, 1);
    expect(wrongOf(await verifyStory(story))).toEqual(['evidence-rewritten']);
  });

  test('a record of which a part was gone for a while is found', async () => {
    const story = await published();
    const record = story.recordOf(BILLING);
    push(story, { [story.pathOf(BILLING)]: writeEvidence({ ...record, events: record.events.slice(0, 1) }) });
    push(story, { [story.pathOf(BILLING)]: writeEvidence(record) }, 1);
    const findings = await verifyStory(story);
    expect(findings[0]?.message).toBe('Commit e00000000000 of the evidence set the record back to what it was before.');
    expect(wrongOf(findings)).toEqual(['evidence-rewritten']);
  });

  test('a record that is a symlink is found', () => {
    const path = `${BILLING}@${'a'.repeat(40)}.json`;
    const change = { status: 'A', path, mode: '120000', oid: 'b'.repeat(40) } as const;
    const commit = { sha: 'e'.repeat(40), parents: [], committedAt: 0, authorName: '', subject: '', changes: [change] };
    const findings = new FindingList();
    verifyBranch([commit], { records: new Map(), faults: [] }, findings);
    expect(findings.inOrder()).toMatchObject([{ rule: 'evidence-foreign', where: path, grant: BILLING }]);
  });

  test('a record that was broken for a while is found', async () => {
    const story = await published();
    const record = story.recordOf(EXTENDED);
    push(story, { [story.pathOf(EXTENDED)]: '{}' });
    push(story, { [story.pathOf(EXTENDED)]: `${writeEvidence(record)}\n` }, 1);
    expect(wrongOf(await verifyStory(story))).toEqual(['evidence-rewritten']);
  });

  test('a record that was dropped is found, and is missed', async () => {
    const story = await published();
    push(story, { [story.pathOf(BILLING)]: null });
    expect(wrongOf(await verifyStory(story))).toEqual(['evidence-dropped', 'evidence-missing']);
  });

  test('a record that was dropped and put back again is found', async () => {
    const story = await published();
    push(story, { [story.pathOf(BILLING)]: null });
    push(story, { [story.pathOf(BILLING)]: writeEvidence(story.recordOf(BILLING)) }, 1);
    expect(wrongOf(await verifyStory(story))).toEqual(['evidence-dropped']);
  });

  test('two records of the same bytes are found', async () => {
    const story = await published();
    const text = writeEvidence({ ...story.recordOf(BILLING), repositoryId: 1 });
    push(story, { [story.pathOf(BILLING)]: text, [story.pathOf(EXTENDED)]: text });
    push(
      story,
      Object.fromEntries(
        [BILLING, EXTENDED].map((grant) => [story.pathOf(grant), writeEvidence(story.recordOf(grant))]),
      ),
      1,
    );
    const findings = await verifyStory(story);
    expect(findings.filter(({ rule }) => rule === 'evidence-rewritten').map(({ grant }) => grant)).toEqual(
      expect.arrayContaining([BILLING, EXTENDED]),
    );
  });

  test('a file that is no record is found, and stays told when it is gone', async () => {
    const story = await published();
    push(story, { 'aws-sandbox/alice/billing.json': '{}' });
    push(story, { 'aws-sandbox/alice/billing.json': null }, 1);
    const findings = await verifyStory(story);
    expect(findings[0]).toMatchObject({
      rule: 'evidence-foreign',
      where: 'aws-sandbox/alice/billing.json',
      grant: null,
    });
  });

  test.each<[string, string | null]>([
    ['says something else', `${README_TEXT}Records may be mended by hand.\n`],
    ['is gone', null],
  ])('what Lapse says there of the branch is held to: it %s', async (_what, text) => {
    const story = await published();
    push(story, { 'README.md': text });
    const findings = await verifyStory(story);
    expect(findings.filter(({ level }) => level === 'wrong')).toMatchObject([
      { rule: 'evidence-foreign', where: 'README.md', grant: null },
    ]);
  });
});

describe('the signatures of the evidence', () => {
  const commit = (sha: string, signature: 'none' | 'unchecked' | 'good' | 'bad', parents = ['p']) => ({
    sha,
    parents,
    signature,
    authorEmail: '',
  });
  const tell = (commits: Parameters<typeof verifySignatures>[0], hasKey: boolean, isAtGitHub = false) => {
    const findings = new FindingList();
    verifySignatures(commits, { hasKey, isAtGitHub }, findings);
    return findings.inOrder().map(({ rule, where }) => `${rule} ${where}`);
  };

  test.each<[string, Parameters<typeof verifySignatures>[0], boolean, string[]]>([
    ['all good, with the key', [commit('b', 'good'), commit('a', 'good')], true, []],
    ['one by another key', [commit('b', 'bad'), commit('a', 'good')], true, ['evidence-unsigned lapse/evidence b']],
    [
      'one without, with the key',
      [commit('b', 'none'), commit('a', 'good')],
      true,
      ['evidence-unsigned lapse/evidence b'],
    ],
    ['none at all, with the key', [commit('a', 'none')], true, ['evidence-unsigned lapse/evidence a']],
    [
      'none at all, without a key',
      [commit('b', 'none'), commit('a', 'none')],
      false,
      ['no-signatures lapse/evidence b and 1 more'],
    ],
    [
      'all signed, without a key',
      [commit('b', 'unchecked'), commit('a', 'unchecked')],
      false,
      ['signatures-unchecked lapse/evidence b and 1 more'],
    ],
    [
      'of both kinds, without a key',
      [commit('b', 'none'), commit('a', 'unchecked')],
      false,
      ['evidence-unsigned lapse/evidence b', 'signatures-unchecked lapse/evidence a'],
    ],
    ['a merge', [commit('b', 'good', ['p', 'q'])], true, ['evidence-foreign lapse/evidence b']],
    ['no commits', [], true, []],
  ])('%s', (_what, commits, hasKey, expected) => {
    expect(tell(commits, hasKey)).toEqual(expected);
  });

  test('none at all is wrong where the records are of github.com', () => {
    const commits = [commit('b', 'none'), commit('a', 'none')];
    expect(tell(commits, false, true)).toEqual(['evidence-unsigned lapse/evidence b']);
    expect(tell([commit('a', 'unchecked')], false, true)).toEqual(['signatures-unchecked lapse/evidence a']);
  });

  test('a story of github.com that nobody signed is wrong', async () => {
    const story = await tellStory();
    publish(story, 'none');
    expect(wrongOf(await verifyStory(story, { keyFile: null }))).toEqual(['evidence-unsigned']);
  });

  test('of very many that are not signed, the first are named and the rest are counted', () => {
    const told = tell(
      [...Array(25).keys()].map((index) => commit(String(index).padStart(2, '0'), 'bad')),
      true,
    );
    expect(told).toHaveLength(21);
    expect(told.at(-1)).toBe('evidence-unsigned lapse/evidence 20');
  });
});
