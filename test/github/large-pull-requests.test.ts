import { describe, expect, test } from '@jest/globals';
import { answerGraphql, github, mockGitHub, OID, scope } from './mocked-github.js';
import { ADDED, commit, contents, FILES, page, pullRequest, README } from './recorded-pull-request.js';

mockGitHub();

describe('pull requests that are too large', () => {
  test('with more than 3,000 files have empty lists, and their files are not asked for', async () => {
    answerGraphql(pullRequest({ changedFiles: 3_001 }));
    answerGraphql(contents([]));
    const { facts } = await github().readPullRequest(12);
    expect(facts).toMatchObject({ totals: { files: 3_001, commits: 1 }, files: [], commits: [] });
  });

  test('with 250 commits listed are counted again, because GitHub lists no more', async () => {
    answerGraphql(pullRequest({ commits: page([commit(OID.head)], 'next', 250) }));
    scope().get('/repos/acme/access/pulls/12').reply(200, { commits: 300 });
    answerGraphql(contents([]));
    const { facts } = await github().readPullRequest(12);
    expect(facts).toMatchObject({ totals: { files: 1, commits: 300 }, files: [], commits: [] });
  });

  test('with more than 100 files have them in one request a page', async () => {
    const files = Array.from({ length: 100 }, (_, index) => ({ ...README, filename: `docs/${index}.md` }));
    answerGraphql(pullRequest({ changedFiles: 101 }));
    const link = `<https://api.github.test${FILES}?per_page=100&page=2>; rel="next"`;
    scope().get(FILES).query({ per_page: 100 }).reply(200, files, { link });
    scope().get(FILES).query({ per_page: 100, page: 2 }).reply(200, [README]);
    answerGraphql(contents([]));
    const { facts } = await github().readPullRequest(12);
    expect(facts.files).toHaveLength(101);
  });

  test('with more than 100 request files have no contents read', async () => {
    const files = Array.from({ length: 101 }, (_, index) => ({
      ...ADDED,
      filename: `access/aws/alice/r${index}.yaml`,
    }));
    answerGraphql(pullRequest({ changedFiles: 101 }));
    const link = `<https://api.github.test${FILES}?per_page=100&page=2>; rel="next"`;
    scope().get(FILES).query({ per_page: 100 }).reply(200, files.slice(0, 100), { link });
    scope().get(FILES).query({ per_page: 100, page: 2 }).reply(200, files.slice(100));
    const seen = answerGraphql(contents(files.map((file) => `+${file.filename}`)));
    const { facts } = await github().readPullRequest(12);
    expect(facts.files).toHaveLength(101);
    expect(facts.files.every((file) => file.before === null && file.after === null)).toBe(true);
    expect(Object.keys(seen.request?.variables ?? {}).filter((name) => /^(head|folder)\d/.test(name))).toEqual([]);
  });
});
