import { describe, expect, test } from '@jest/globals';
import { schema as published } from '@octokit/graphql-schema';
import { buildSchema, parse, validate } from 'graphql';
import { COMMENT_QUERY } from '../../src/github/commanded.js';
import { COMMIT_MUTATION } from '../../src/github/commits.js';
import { CHANGED_FILES_QUERY } from '../../src/github/confirm-files.js';
import { writeContentsQuery } from '../../src/github/contents-query.js';
import { FURTHER_ISSUES_QUERY } from '../../src/github/issues.js';
import { REVERTS_QUERY } from '../../src/github/list-reverts.js';
import { writeMergedQuery } from '../../src/github/merges.js';
import { NOTICES_QUERY } from '../../src/github/notices.js';
import { FURTHER_PAGE_QUERIES, PULL_REQUEST_QUERY } from '../../src/github/pull-request-query.js';
import { writeSignaturesQuery } from '../../src/github/signatures.js';
import { HEAD_QUERY, OPEN_PULL_REQUESTS_QUERY, TIP_QUERY } from '../../src/github/tips.js';
import { OID } from './mocked-github.js';

/** GitHub publishes it with some fields twice, which a strict reading refuses. */
const schema = buildSchema(published.idl, { assumeValidSDL: true });

function contents(paths: readonly string[], isFirst = true): string {
  const atBase = ['access/config.yaml', ...paths];
  const wanted = { baseSha: OID.base, headSha: OID.head, isFirst, atBase, atHead: paths, folders: paths };
  return writeContentsQuery(wanted).query;
}

describe('queries', () => {
  test.each([
    ['a pull request', PULL_REQUEST_QUERY],
    ['further reviews', FURTHER_PAGE_QUERIES.reviews],
    ['further commits', FURTHER_PAGE_QUERIES.commits],
    ['further comments', FURTHER_PAGE_QUERIES.comments],
    ['further changed files', CHANGED_FILES_QUERY],
    ['the contents of the policy alone', contents([])],
    ['the contents of some paths', contents(['access/aws/roles.yaml', 'access/aws/alice/x.yaml'])],
    ['the contents of further paths', contents(['access/aws/roles.yaml'], false)],
    ['the comment of a command', COMMENT_QUERY],
    ['merged pull requests', writeMergedQuery(50)],
    ['the comments of a merged request', NOTICES_QUERY],
    ['the tip', TIP_QUERY],
    ['further issues', FURTHER_ISSUES_QUERY],
    ['the head of a pull request', HEAD_QUERY],
    ['open pull requests', OPEN_PULL_REQUESTS_QUERY],
    ['open reverts', REVERTS_QUERY],
    ['a commit', COMMIT_MUTATION],
    ['signatures', writeSignaturesQuery(100)],
  ])('the query of %s fits the schema that GitHub publishes', (_name, document) => {
    expect(validate(schema, parse(document)).map((error) => error.message)).toEqual([]);
  });

  test('a query that the schema does not know is noticed', () => {
    expect(validate(schema, parse('{ repository(owner: "a", name: "b") { nothing } }'))).toHaveLength(1);
  });

  test('a hostile path is a variable and never part of the query', () => {
    const hostile = 'access/aws/alice/x") { id } } #.yaml';
    const commits = { baseSha: OID.base, headSha: OID.head, isFirst: true };
    const wanted = { ...commits, atBase: [hostile], atHead: [hostile], folders: [hostile] };
    const { query, variables } = writeContentsQuery(wanted);
    expect(query).not.toContain('alice');
    expect(variables).toMatchObject({ base0: hostile, head0: hostile, folder0: `${OID.base}:${hostile}` });
  });
});
