import { afterAll, afterEach, beforeEach, expect } from '@jest/globals';
import nock from 'nock';
import type { GitHub } from '../../src/github/github.js';
import { createOctokit } from '../../src/github/octokit.js';
import { openGitHub } from '../../src/github/open-github.js';

const API = 'https://api.github.test';

/** A token that no message may show. */
export const TOKEN = 'ghs_neverToBeShown';

export interface GraphqlRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export type Scope = nock.Scope;

/** Nothing leaves the machine, and every answer that a test prepares must be asked for. */
export function mockGitHub(): void {
  beforeEach(() => nock.disableNetConnect());
  // nock patches Node's own http, which the test files of a worker share.
  afterAll(() => nock.restore());
  afterEach(() => {
    const pending = nock.pendingMocks();
    nock.cleanAll();
    nock.enableNetConnect();
    expect(pending).toEqual([]);
  });
}

export function scope(): Scope {
  return nock(API);
}

/** The adapter as the Actions have it, with no wait between two readings. */
export function github(): GitHub {
  const octokit = createOctokit({ token: TOKEN, apiUrl: API, retries: 0 });
  return openGitHub({ octokit, owner: 'acme', name: 'access', pause: () => Promise.resolve() });
}

/** Answers one GraphQL request, and gives it to look at once it was made. */
export function answerGraphql(body: unknown, status = 200): { request: GraphqlRequest | null } {
  const seen: { request: GraphqlRequest | null } = { request: null };
  scope()
    .post('/graphql')
    .reply(status, (_uri, request) => {
      seen.request = request as unknown as GraphqlRequest;
      return body as nock.Body;
    });
  return seen;
}

export const OID = {
  base: 'b'.repeat(40),
  head: 'a'.repeat(40),
  other: 'c'.repeat(40),
} as const;
