import { describe, expect, test } from '@jest/globals';
import { answerGraphql, github, mockGitHub, OID } from './mocked-github.js';
import { answerFiles, contents, HEAD_COMMIT, pullRequest, README, readWith } from './recorded-pull-request.js';

mockGitHub();

const RUN = { name: 'access/request', status: 'COMPLETED', startedAt: '2026-11-20T10:00:00Z', externalId: 'd1gest' };
const SUITE = { status: 'COMPLETED', app: { slug: 'lapse' }, checkRuns: { nodes: [RUN] } };

function suite(fields: Partial<typeof RUN>, more: object = {}) {
  return { ...SUITE, checkRuns: { nodes: [{ ...RUN, ...fields }] }, ...more };
}

async function readChecks(requestSuites: unknown, oid: string = OID.head) {
  const reading = await readWith({ headCommit: { nodes: [{ commit: { ...HEAD_COMMIT, oid, requestSuites } }] } });
  return Object.fromEntries(reading.published);
}

describe('what we have published on a head', () => {
  test.each([
    ['nothing', []],
    ['a run of the same name by another App', [{ ...SUITE, app: { slug: 'github-actions' } }]],
    ['a run by an App whose name begins as ours', [{ ...SUITE, app: { slug: 'lapse-2' } }]],
    ['a run by an App that is gone', [{ ...SUITE, app: null }]],
    ['a run that is not finished', [suite({ status: 'IN_PROGRESS' }, { status: 'COMPLETED' })]],
    ['a run of a suite that somebody asked for again', [{ ...SUITE, status: 'QUEUED' }]],
    ['a run without a digest', [suite({ externalId: '' })]],
    ['a run of another name', [suite({ name: 'access/approval' })]],
    ['two runs of the same second', [{ ...SUITE, checkRuns: { nodes: [RUN, { ...RUN, externalId: 'another' }] } }]],
    [
      'a newer run that is not finished',
      [{ ...SUITE, checkRuns: { nodes: [RUN, { ...RUN, startedAt: '2026-11-20T10:00:01Z', status: 'QUEUED' }] } }],
    ],
    ['what GitHub leaves out', null],
    ['lists that GitHub leaves out', { nodes: [null, { ...SUITE, checkRuns: null }] }],
  ])('is not to be had of %s', async (_name, suites) => {
    expect(await readChecks(Array.isArray(suites) ? { nodes: suites } : suites)).toEqual({});
  });

  test('is not to be had of another commit than the head', async () => {
    expect(await readChecks({ nodes: [SUITE] }, OID.other)).toEqual({});
  });

  test.each([
    ['alice', {}],
    ['lapse', {}],
    ['lapse[bot]', { 'access/request': 'd1gest' }],
  ])('is what the App of the token has published, whose login is %s', async (login, expected) => {
    const commit = { ...HEAD_COMMIT, requestSuites: { nodes: [SUITE] } };
    const body = pullRequest({ headCommit: { nodes: [{ commit }] } }) as { data: object };
    answerGraphql({ data: { ...body.data, viewer: { login } } });
    answerFiles([README]);
    answerGraphql(contents([]));
    expect(Object.fromEntries((await github().readPullRequest(12)).published)).toEqual(expected);
  });

  test('is the newest run, whatever the order', async () => {
    const newer = { ...RUN, startedAt: '2026-11-20T10:00:01Z', externalId: 'newer' };
    for (const nodes of [
      [RUN, newer],
      [newer, RUN],
    ]) {
      expect(await readChecks({ nodes: [{ ...SUITE, checkRuns: { nodes } }] })).toEqual({ 'access/request': 'newer' });
    }
  });

  test('is ours also where others have runs of that name', async () => {
    const theirs = suite(
      { externalId: 'forged', startedAt: '2026-11-20T11:00:00Z' },
      { app: { slug: 'github-actions' } },
    );
    expect(await readChecks({ nodes: [theirs, SUITE, theirs] })).toEqual({ 'access/request': 'd1gest' });
  });

  test('is nothing to a token that may not read checks, and the rest of the facts is there', async () => {
    const commit = { ...HEAD_COMMIT, requestSuites: null, approvalSuites: null };
    const path = ['repository', 'pullRequest', 'headCommit', 'nodes', 0, 'commit'];
    const message = 'Resource not accessible by integration';
    const errors = ['requestSuites', 'approvalSuites'].map((alias) => ({
      type: 'FORBIDDEN',
      path: [...path, alias],
      message,
    }));
    answerGraphql({ ...(pullRequest({ headCommit: { nodes: [{ commit }] } }) as object), errors });
    answerFiles([README]);
    answerGraphql(contents([]));
    const reading = await github().readPullRequest(12);
    expect(reading).toMatchObject({ published: new Map(), facts: { number: 12 } });
  });
});
