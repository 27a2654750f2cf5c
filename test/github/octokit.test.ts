import { describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { ProbotOctokit } from 'probot';
import { createOctokit, type OctokitLike } from '../../src/github/octokit.js';
import { openGitHub } from '../../src/github/open-github.js';
import { mockGitHub, OID } from './mocked-github.js';

mockGitHub();

const ISSUES = { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] };
const BRANCH = { name: 'main', target: { oid: OID.base } };
const TIP = {
  data: {
    repository: { databaseId: 77, defaultBranchRef: BRANCH, evidence: null, unapproved: ISSUES, drift: ISSUES },
  },
};

function readTip(octokit: OctokitLike): Promise<unknown> {
  return openGitHub({ octokit, owner: 'acme', name: 'access' }).readTip();
}

describe('the client', () => {
  test.each([
    ['https://api.github.com', undefined, 'https://api.github.com/graphql'],
    ['https://api.github.test/', undefined, 'https://api.github.test/graphql'],
    ['https://ghes.test/api/v3', undefined, 'https://ghes.test/api/graphql'],
    ['https://ghes.test/api/v3', 'https://ghes.test/api/graphql', 'https://ghes.test/api/graphql'],
    ['http://127.0.0.1:9/rest', 'http://127.0.0.1:9/other/graphql', 'http://127.0.0.1:9/other/graphql'],
  ])('of %s and %s asks %s, with its name and its token', async (apiUrl, graphqlUrl, expected) => {
    const { origin, pathname } = new URL(expected);
    nock(origin)
      .post(pathname)
      .matchHeader('authorization', 'token secret')
      .matchHeader('user-agent', /^lapse\/\d+\.\d+\.\d+/)
      .reply(200, TIP);
    const octokit = createOctokit({ token: 'secret', apiUrl, ...(graphqlUrl === undefined ? {} : { graphqlUrl }) });
    expect(await readTip(octokit)).toMatchObject({ sha: OID.base });
  });

  test('asks again where GitHub could not answer', async () => {
    nock('https://api.github.test').post('/graphql').reply(502, 'Bad Gateway');
    nock('https://api.github.test').post('/graphql').reply(200, TIP);
    const octokit = createOctokit({ token: 'secret', apiUrl: 'https://api.github.test', retries: 1 });
    expect(await readTip(octokit)).toMatchObject({ sha: OID.base });
  });

  test('that Probot hands out serves as well', async () => {
    nock('https://api.github.com').post('/graphql').reply(200, TIP);
    const octokit = new ProbotOctokit({
      auth: { token: 'secret' },
      retry: { enabled: false },
      throttle: { enabled: false },
    });
    expect(await readTip(octokit)).toMatchObject({ sha: OID.base });
  });

  test('that Probot hands out does not repeat a refused merge', async () => {
    nock('https://api.github.com').put('/repos/acme/access/pulls/1/merge').reply(409, { message: 'moved' });
    const octokit = new ProbotOctokit({ auth: { token: 'secret' }, throttle: { enabled: false } });
    const github = openGitHub({ octokit, owner: 'acme', name: 'access' });
    const outcome = await github.mergePullRequest({ number: 1, sha: OID.head, method: 'merge' });
    expect(outcome).toEqual({ merged: false, why: 'moved' });
  });
});
