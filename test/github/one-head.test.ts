import { describe, expect, test } from '@jest/globals';
import { answerGraphql, github, mockGitHub, OID } from './mocked-github.js';
import {
  ADDED,
  answerFiles,
  changed,
  commit,
  contents,
  entry,
  PATH,
  page,
  pullRequest,
  README,
  TEXT,
} from './recorded-pull-request.js';

mockGitHub();

describe('law 4: a reading is of one head', () => {
  async function expectSecondReading(): Promise<void> {
    answerGraphql(pullRequest());
    answerFiles([README]);
    answerGraphql(contents([]));
    const { facts } = await github().readPullRequest(12);
    expect(facts.files.map((file) => file.path)).toEqual(['README.md']);
  }

  test('a head that moved before the contents were read starts over', async () => {
    answerGraphql(pullRequest());
    answerFiles([README]);
    answerGraphql(contents([], { pullRequest: changed([], { headRefOid: OID.other }) }));
    await expectSecondReading();
  });

  test('a list of files that names other bytes starts over', async () => {
    answerGraphql(pullRequest());
    answerFiles([{ ...ADDED, sha: OID.other }]);
    answerGraphql(contents([`+${PATH}`], { head: { oid: OID.head, head0: entry('billing.yaml', TEXT) } }));
    await expectSecondReading();
  });

  test('a list of files that is shorter than GitHub counts starts over', async () => {
    answerGraphql(pullRequest({ changedFiles: 2 }));
    answerFiles([README]);
    await expectSecondReading();
  });

  test('a list of commits without the head starts over', async () => {
    answerGraphql(pullRequest({ commits: page([commit(OID.other)]) }));
    await expectSecondReading();
  });

  test('a list of commits that is shorter than GitHub counts starts over', async () => {
    answerGraphql(pullRequest({ commits: page([commit(OID.head)], null, 2) }));
    await expectSecondReading();
  });

  test.each([
    ['hides a policy file', [README], ['+.github/CODEOWNERS']],
    ['hides what stands where only requests may', [README], ['+Access/x.yaml']],
    ['names one that the head does not change', [ADDED], []],
    ['removes what the head only changes', [{ ...ADDED, status: 'removed' }], [`+${PATH}`]],
    ['keeps what the head removes', [ADDED], [`-${PATH}`]],
  ])('a list of files that %s starts over', async (_name, files, atHead) => {
    answerGraphql(pullRequest());
    answerFiles(files);
    answerGraphql(contents(atHead, { head: { oid: OID.head, head0: entry('billing.yaml', TEXT) } }));
    await expectSecondReading();
  });

  test.each([
    ['as one', [`+${PATH}`]],
    ['as two', [`+${PATH}`, '-access/aws/alice/old.yaml']],
  ])('a rename that GraphQL tells %s is the same list', async (_name, atHead) => {
    answerGraphql(pullRequest());
    answerFiles([{ ...ADDED, status: 'renamed', previous_filename: 'access/aws/alice/old.yaml' }]);
    answerGraphql(contents(atHead, { head: { oid: OID.head, head0: entry('billing.yaml', TEXT) } }));
    expect((await github().readPullRequest(12)).facts.files).toHaveLength(1);
  });

  test('further pages of changed files are compared too, and are of the same head', async () => {
    answerGraphql(pullRequest());
    answerFiles([README]);
    answerGraphql(contents([], { pullRequest: changed([], { files: page([], 'next') }) }));
    const seen = answerGraphql({ data: { repository: { pullRequest: changed(['+access/config.yaml']) } } });
    answerGraphql(pullRequest());
    answerFiles([README]);
    answerGraphql(contents([], { pullRequest: changed([], { files: page([], 'next') }) }));
    answerGraphql({ data: { repository: { pullRequest: changed([], { headRefOid: OID.other }) } } });
    await expectSecondReading();
    expect(seen.request?.variables).toMatchObject({ number: 12, after: 'next' });
  });

  test('a list that GitHub does not give starts over', async () => {
    answerGraphql(pullRequest());
    answerFiles([README]);
    answerGraphql(contents([], { pullRequest: changed([], { files: null }) }));
    await expectSecondReading();
  });
});
