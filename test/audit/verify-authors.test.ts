import { describe, expect, test } from '@jest/globals';
import { FindingList } from '../../src/audit/finding-list.js';
import { verifyAuthors } from '../../src/audit/verify-authors.js';
import { writeEvidence } from '../../src/evidence/write-evidence.js';
import { at } from '../access/fixtures.js';
import { publish, REFUSED, tellStory, verifyStory } from './evidence-story.js';

const LAPSE = '900+lapse[bot]@users.noreply.github.com';
const ACTIONS = '41898282+github-actions[bot]@users.noreply.github.com';
const ALICE = '101+alice@users.noreply.github.com';
const BOB = 'bob@acme.example';

/** @param authors oldest first: the commits are a, b, c. */
function tell(...authors: readonly string[]): readonly string[] {
  const commits = authors.map((authorEmail, index) => ({ sha: 'abcdefgh'[index] ?? '', authorEmail })).reverse();
  const findings = new FindingList();
  verifyAuthors(commits, findings);
  return findings.inOrder().map(({ rule, where }) => `${rule} ${where.replace('lapse/evidence ', '')}`);
}

describe('one account wrote all of the evidence, and it is an App', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['a person beside the App', [LAPSE, LAPSE, ALICE], ['evidence-author c']],
    ['a person who wrote more than the App', [LAPSE, ALICE, ALICE], ['evidence-author b', 'evidence-author c']],
    ['a person who began it', [BOB, LAPSE], ['evidence-author a']],
    ['another App, such as the token of a workflow', [LAPSE, LAPSE, ACTIONS], ['evidence-author c']],
    ['another App of which there is as much', [LAPSE, ACTIONS], ['evidence-author b']],
    ['two people', [ALICE, BOB], ['evidence-author b']],
    ['nobody who is named', [LAPSE, ''], ['evidence-author b']],
    ['a person of the same number', [LAPSE, LAPSE.replace('lapse[bot]', 'lapse')], ['evidence-author b']],
    ['a person who calls themselves one', [LAPSE, 'lapse[bot]@acme.example'], ['evidence-author b']],
    ['an App of another server', [LAPSE, LAPSE.replace('github.com', 'acme.example')], ['evidence-author b']],
    ['one person', [ALICE, ALICE], ['evidence-by-person a and 1 more']],
    ['one person with an address of a company', [BOB], ['evidence-by-person a']],
    ['the App', [LAPSE, LAPSE], []],
    ['the App, renamed', [LAPSE, LAPSE.replace('lapse', 'access')], []],
    ['the App in capitals', [LAPSE, LAPSE.toUpperCase()], []],
    ['no commits', [], []],
  ])('%s', (_what, authors, told) => {
    expect(tell(...authors)).toEqual(told);
  });

  test('of very many by others, the first are named and the rest are counted', () => {
    const commits = [...Array(25).keys()].map((index) => ({ sha: `s${index}`, authorEmail: BOB }));
    const findings = new FindingList();
    verifyAuthors([...commits, { sha: 'first', authorEmail: LAPSE }], findings);
    const told = findings.inOrder();
    expect(told).toHaveLength(21);
    expect(told.map(({ message }) => message)).toContain(
      '5 more commits of the evidence are by others than wrote the most of it.',
    );
  });

  test('what a writer adds in the browser is signed by GitHub, and found', async () => {
    const story = await tellStory();
    publish(story);
    const record = story.recordOf(REFUSED);
    const added = { ...record, events: [...record.events, ...record.events] };
    const commit = story.fake.commitEvidence(at('2026-11-20T11:00:00Z'), {
      [story.pathOf(REFUSED)]: writeEvidence(added),
    });
    story.fake.signatures.set(commit, 'good');
    story.fake.authors.set(commit, ALICE);
    const wrong = (await verifyStory(story)).filter(({ level }) => level === 'wrong');
    expect(wrong).toMatchObject([{ rule: 'evidence-author', where: `lapse/evidence ${commit}` }]);
    expect(wrong[0]?.message).toBe(`${ALICE} wrote this commit of the evidence, and ${LAPSE} wrote the most.`);
  });
});
