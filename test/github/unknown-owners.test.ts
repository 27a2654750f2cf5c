import { expect, test } from '@jest/globals';
import { answerGraphql, github, mockGitHub } from './mocked-github.js';
import { answerFiles, contents, pullRequest, README } from './recorded-pull-request.js';

mockGitHub();

type Fields = Record<string, unknown>;

/** As GitHub answers, with the wording of https://docs.github.com/en/rest/repos/repos#list-codeowners-errors */
function error(fields: Fields = {}): Fields {
  return {
    kind: 'Unknown owner',
    path: '.github/CODEOWNERS',
    line: 1,
    column: 3,
    source: '* @acme/nope @bob # all of it\n',
    ...fields,
  };
}

async function read(codeOwners: unknown) {
  answerGraphql(pullRequest({}, { codeOwners }));
  answerFiles([README]);
  answerGraphql(contents([]));
  return (await github().readPullRequest(12)).facts.unknownOwners;
}

test.each<[string, unknown]>([
  ['where there is no CODEOWNERS', null],
  ['where GitHub finds no fault', { errors: [] }],
  ['for a fault of another kind', { errors: [error({ kind: 'Invalid owner' }), error({ kind: 'Invalid pattern' })] }],
  ['where the column is not that of an owner', { errors: [1, 2, 4, 30, 99, -1].map((column) => error({ column })) }],
])('nobody is unknown %s', async (_what, answer) => {
  expect(await read(answer)).toEqual([]);
});

test('the owner is the one at the column, and the line is kept without its end', async () => {
  const source = '/x\\ y/\t@acme/nope\t@nobody\r\n';
  const errors = [error(), error({ column: 14 }), error({ source, line: 7, column: 8 }), error({ source, column: 19 })];
  const first = { path: '.github/CODEOWNERS', line: 1, source: '* @acme/nope @bob # all of it' };
  const other = { path: '.github/CODEOWNERS', source: '/x\\ y/\t@acme/nope\t@nobody' };
  expect(await read({ errors })).toEqual([
    { ...first, owner: '@acme/nope' },
    { ...first, owner: '@bob' },
    { ...other, line: 7, owner: '@acme/nope' },
    { ...other, line: 1, owner: '@nobody' },
  ]);
});

test.each(['FORBIDDEN', 'NOT_FOUND'])('a token that gets no answer to it (%s) reads all the rest', async (type) => {
  const answer = pullRequest({}, { codeOwners: null }) as Fields;
  answerGraphql({ ...answer, errors: [{ type, path: ['repository', 'codeOwners'], message: 'no' }] });
  answerFiles([README]);
  answerGraphql(contents([]));
  expect((await github().readPullRequest(12)).facts).toMatchObject({ number: 12, unknownOwners: [] });
});
