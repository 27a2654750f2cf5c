import { describe, expect, test } from '@jest/globals';
import nock from 'nock';
import type { GitHub, GitHubError, GitHubErrorKind } from '../../src/github/github.js';
import { answerGraphql, github, mockGitHub, OID, scope, TOKEN } from './mocked-github.js';

mockGitHub();

async function failureOf(promise: Promise<unknown>): Promise<GitHubError> {
  try {
    await promise;
  } catch (error) {
    return error as GitHubError;
  }
  throw new Error('it did not fail');
}

const CHECK = {
  name: 'access/request',
  headSha: OID.head,
  conclusion: 'success',
  digest: 'd1gest',
  title: 'All well',
  summary: '',
  annotations: [],
} as const;

describe('what GitHub refuses by REST', () => {
  test.each<[number, Record<string, string>, unknown, GitHubErrorKind, RegExp]>([
    [401, {}, { message: 'Bad credentials' }, 'unauthorised', /set a valid GITHUB_TOKEN.*PRIVATE_KEY.*Bad credentials/],
    [403, {}, { message: 'Resource not accessible by integration' }, 'not-permitted', /“Checks: write”/],
    [403, { 'x-ratelimit-remaining': '0' }, { message: 'no' }, 'unavailable', /try again later/],
    [403, { 'retry-after': '60' }, { message: 'slow down' }, 'unavailable', /slow down/],
    [403, {}, { message: 'You have exceeded a secondary rate limit.' }, 'unavailable', /secondary rate limit/],
    [404, {}, { message: 'Not Found' }, 'not-found', /hidden for want of the permission “Checks: write”/],
    [409, {}, { message: 'Git Repository is empty.' }, 'refused', /is empty/],
    [
      422,
      {},
      { message: 'Invalid request.', errors: ['No commit found', { message: 'b' }, {}] },
      'refused',
      /No commit found; b/,
    ],
    [429, {}, { message: 'Too many' }, 'unavailable', /Too many/],
    [500, {}, { message: 'Oops' }, 'unavailable', /Oops/],
    [502, {}, '<html>a whole page</html>', 'unavailable', /nothing \(status 502\)/],
  ])('status %i with %j and %j is an error that says what to do', async (status, headers, body, kind, message) => {
    scope()
      .post('/repos/acme/access/check-runs')
      .reply(status, body as nock.Body, headers);
    const error = await failureOf(github().publishCheck(CHECK));
    expect(error).toMatchObject({ name: 'GitHubError', kind, message: expect.stringMatching(message) });
    expect(error.cause).toMatchObject({ status });
    expect(error.message).not.toContain(TOKEN);
    expect(error.message).not.toContain('<html>');
  });

  test('a broken connection is unavailable', async () => {
    scope().post('/repos/acme/access/check-runs').replyWithError('connect ECONNREFUSED');
    await expect(github().publishCheck(CHECK)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test("GitHub's words are cut and stay on one line", async () => {
    const message = `first\nsecond\u001b[31m${'x'.repeat(5_000)}`;
    scope().post('/repos/acme/access/check-runs').reply(422, { message });
    const error = await failureOf(github().publishCheck(CHECK));
    expect(error.message).toMatch(/first second \[31mx+…$/);
    expect(error.message.length).toBeLessThan(450);
  });
});

describe('what GitHub refuses by GraphQL', () => {
  test.each<[string | undefined, string, GitHubErrorKind]>([
    ['FORBIDDEN', 'Resource not accessible by integration', 'not-permitted'],
    ['INSUFFICIENT_SCOPES', 'Your token has not been granted the scopes', 'not-permitted'],
    ['NOT_FOUND', 'Could not resolve to a Repository', 'not-found'],
    ['RATE_LIMITED', 'API rate limit exceeded', 'unavailable'],
    ['UNPROCESSABLE', 'A path was invalid', 'refused'],
    [undefined, 'Something went wrong while executing your query', 'unavailable'],
    [undefined, 'Field does not exist', 'refused'],
  ])('an error of type %s that says “%s” is %s', async (type, message, kind) => {
    answerGraphql({ data: null, errors: [{ type, message }] });
    const error = await failureOf(github().readTip());
    expect(error).toMatchObject({ name: 'GitHubError', kind, message: expect.stringContaining(message) });
  });

  test('an answer that is only partly there is an error', async () => {
    const data = { repository: { databaseId: 7, defaultBranchRef: { name: 'main', target: { oid: OID.base } } } };
    answerGraphql({ data, errors: [{ type: 'FORBIDDEN', message: 'no' }] });
    await expect(github().readTip()).rejects.toMatchObject({ kind: 'not-permitted' });
  });

  test.each([
    [
      'another field than those that may be missing',
      [{ type: 'FORBIDDEN', message: 'no', path: ['repository', 'reviews'] }],
    ],
    ['a field that may be missing, for another reason', [{ type: 'INTERNAL', message: 'no', path: ['requestSuites'] }]],
    [
      'one that may be missing, and one that may not',
      [
        { type: 'FORBIDDEN', message: 'no', path: ['requestSuites'] },
        { type: 'FORBIDDEN', message: 'no', path: ['repository'] },
      ],
    ],
    ['what it does not name', [{ type: 'FORBIDDEN', message: 'no' }]],
  ])('a pull request without %s is an error', async (_name, errors) => {
    answerGraphql({ data: { repository: null }, errors });
    await expect(github().readPullRequest(12)).rejects.toMatchObject({ name: 'GitHubError' });
  });

  test('a refused token is unauthorised', async () => {
    answerGraphql({ message: 'Bad credentials' }, 401);
    await expect(github().readTip()).rejects.toMatchObject({ kind: 'unauthorised' });
  });
});

const FILES = [{ path: 'p', text: 't' }];

describe('every method fails as a GitHubError', () => {
  test.each<[string, (port: GitHub) => Promise<unknown>]>([
    ['readTip', (port) => port.readTip()],
    ['readPullRequest', (port) => port.readPullRequest(1)],
    ['readHead', (port) => port.readHead(1)],
    ['listOpenPullRequests', (port) => port.listOpenPullRequests()],
    ['isTeamMember', (port) => port.isTeamMember('@acme/security', 'bob')],
    ['publishCheck', (port) => port.publishCheck(CHECK)],
    ['writeComment', (port) => port.writeComment(1, 5, 'text')],
    ['writeNotices', (port) => port.writeNotices(1, [{ grant: 'aws/alice/x', body: 'text' }])],
    ['writeAnswer', (port) => port.writeAnswer(1, 5, 'text')],
    ['addReaction', (port) => port.addReaction(5, '+1')],
    ['mergePullRequest', (port) => port.mergePullRequest({ number: 1, sha: OID.head, method: 'squash' })],
    ['findMergedPullRequests', (port) => port.findMergedPullRequests([OID.base], 'main')],
    ['readRevert', (port) => port.readRevert('lapse/revert/x', 'main')],
    ['setBranch', (port) => port.setBranch('lapse/revert/x', OID.base)],
    [
      'commitDeletion',
      (port) => port.commitDeletion({ branch: 'x', expectedHead: OID.base, paths: ['p'], headline: 'h', body: '' }),
    ],
    [
      'commitTexts',
      (port) => port.commitTexts({ branch: 'x', expectedHead: OID.base, files: FILES, headline: 'h', body: '' }),
    ],
    ['createOrphanBranch', (port) => port.createOrphanBranch({ branch: 'x', files: FILES, message: 'm' })],
    ['readSignatures', (port) => port.readSignatures([OID.base])],
    ['writeIssue', (port) => port.writeIssue('lapse-drift', null, { title: 't', body: 'b' })],
    ['closeIssue', (port) => port.closeIssue(4, 'Done.')],
    ['listReverts', (port) => port.listReverts('main')],
    ['updatePullRequest', (port) => port.updatePullRequest(1, { state: 'closed' })],
    ['openPullRequest', (port) => port.openPullRequest({ branch: 'x', base: 'main', title: 't', body: '' })],
  ])('%s tells a missing permission from a world that broke', async (_name, act) => {
    for (const [status, kind] of [
      [401, 'unauthorised'],
      [403, 'not-permitted'],
      [500, 'unavailable'],
    ] as const) {
      const message = 'Resource not accessible by integration';
      for (const method of ['GET', 'POST', 'PUT', 'PATCH']) {
        scope().intercept(/.*/, method).optionally().reply(status, { message });
      }
      await expect(act(github())).rejects.toMatchObject({ name: 'GitHubError', kind });
      nock.cleanAll();
    }
  });
});
