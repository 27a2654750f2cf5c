import { describe, expect, test } from '@jest/globals';
import { answerGraphql, github, mockGitHub, OID, scope } from './mocked-github.js';

mockGitHub();

const TEXT = { title: 'Not given', body: 'One.' };
const LABEL = 'lapse-unapproved';

interface Node {
  readonly number: number;
  readonly viewerDidAuthor: boolean;
  readonly body: string;
}

function page(nodes: readonly Node[], endCursor: string | null = null) {
  return { pageInfo: { hasNextPage: endCursor !== null, endCursor }, nodes };
}

function answerTip(unapproved: ReturnType<typeof page>, drift = page([])): void {
  const defaultBranchRef = { name: 'main', target: { oid: OID.base } };
  answerGraphql({ data: { repository: { databaseId: 77, defaultBranchRef, evidence: null, unapproved, drift } } });
}

const planted = (number: number): Node => ({ number, viewerDidAuthor: false, body: 'planted' });
const ours = (number: number, body: string): Node => ({ number, viewerDidAuthor: true, body });
const ofTip = async () => (await github().readTip()).openIssues;

describe('our open issues', () => {
  test('are none of those that others gave the label', async () => {
    answerTip(page([planted(3), ours(4, 'ours'), planted(5)]));
    expect(await ofTip()).toEqual({ 'lapse-unapproved': [{ number: 4, body: 'ours' }], 'lapse-drift': [] });
  });

  test('are told apart by their labels', async () => {
    answerTip(page([ours(4, 'not given')]), page([ours(5, 'drift'), ours(6, 'drift too')]));
    expect(await ofTip()).toEqual({
      'lapse-unapproved': [{ number: 4, body: 'not given' }],
      'lapse-drift': [
        { number: 5, body: 'drift' },
        { number: 6, body: 'drift too' },
      ],
    });
  });

  test.each(['lapse-unapproved', 'lapse-drift'] as const)(
    'are found behind a page of planted ones (%s)',
    async (label) => {
      const full = page([planted(1), planted(2)], 'next');
      if (label === 'lapse-drift') answerTip(page([]), full);
      else answerTip(full);
      const issues = page([ours(9, 'ours')]);
      const seen = answerGraphql({ data: { repository: { issues } } });
      expect((await ofTip())[label]).toEqual([{ number: 9, body: 'ours' }]);
      expect(seen.request?.variables).toMatchObject({ label, after: 'next' });
    },
  );
});

test('a label that was given to thousands of issues costs no run more than ten requests', async () => {
  answerTip(page([planted(1)], 'next'));
  for (let count = 0; count < 10; count += 1) {
    answerGraphql({ data: { repository: { issues: page([planted(2)], 'next') } } });
  }
  expect(await ofTip()).toEqual({ 'lapse-unapproved': null, 'lapse-drift': [] });
});

describe('the issue', () => {
  test.each([
    ['lapse-unapproved', 'Merged without approval, and not given by Lapse'],
    ['lapse-drift', 'The provider holds other access than the branch says'],
  ] as const)('is opened with its label (%s), which is made first', async (label, description) => {
    const made = { name: label, color: expect.stringMatching(/^[0-9a-f]{6}$/), description };
    scope()
      .post('/repos/acme/access/labels', (body) => expect(body).toEqual(made) === undefined)
      .reply(201, {});
    scope()
      .post('/repos/acme/access/issues', { ...TEXT, labels: [label] })
      .reply(201, {});
    await github().writeIssue(label, null, TEXT);
  });

  test('is opened where the label is there already', async () => {
    scope().post('/repos/acme/access/labels').reply(422, { message: 'Validation Failed' });
    scope().post('/repos/acme/access/issues').reply(201, {});
    await github().writeIssue(LABEL, null, TEXT);
  });

  test('is not opened where the label cannot be made: it would not be found again', async () => {
    scope().post('/repos/acme/access/labels').reply(403, { message: 'Resource not accessible by integration' });
    await expect(github().writeIssue(LABEL, null, TEXT)).rejects.toMatchObject({
      kind: 'not-permitted',
      message: expect.stringContaining('Issues: write'),
    });
  });

  test('is rewritten in place, at most as long as GitHub takes it', async () => {
    scope()
      .patch('/repos/acme/access/issues/4', (body) => body.body.length <= 65_536)
      .reply(200, {});
    await github().writeIssue(LABEL, { number: 4, body: 'old' }, { ...TEXT, body: 'x\n'.repeat(40_000) });
  });

  test('that says so already is left alone', async () => {
    await github().writeIssue(LABEL, { number: 4, body: 'One.' }, TEXT);
  });

  test('is closed in one request, with its last words', async () => {
    scope()
      .patch('/repos/acme/access/issues/4', { body: 'Done.', state: 'closed', state_reason: 'completed' })
      .reply(200, {});
    await github().closeIssue(4, 'Done.');
  });
});
