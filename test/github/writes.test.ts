import { describe, expect, test } from '@jest/globals';
import type { Annotation, CheckRun } from '../../src/github/github.js';
import { COMMENT_MARKER } from '../../src/github/github.js';
import { github, mockGitHub, OID, scope } from './mocked-github.js';

mockGitHub();

function annotations(count: number): Annotation[] {
  return Array.from({ length: count }, (_, index) => ({
    path: 'access/aws/alice/billing.yaml',
    line: index + 1,
    level: 'failure',
    title: 'over-maximum',
    message: 'too long',
  }));
}

const CHECK: CheckRun = {
  name: 'access/request',
  headSha: OID.head,
  conclusion: 'failure',
  digest: 'd1gest',
  title: 'One problem',
  summary: 'Summary',
  text: 'Text',
  annotations: [],
};

interface Output {
  readonly output: {
    readonly annotations: { readonly start_line: number }[];
    readonly summary: string;
    readonly text: string;
  };
}

describe('checks', () => {
  test.each([
    [0, [0]],
    [50, [50]],
    [51, [50, 1]],
    [130, [50, 50, 30]],
  ])('%i annotations go out in requests of %j, the verdict with the first', async (count, sizes) => {
    const bodies: Output[] = [];
    scope()
      .post('/repos/acme/access/check-runs', (body) => {
        bodies.push(body as unknown as Output);
        return body['conclusion'] === 'failure' && body['head_sha'] === OID.head && body['status'] === 'completed';
      })
      .reply(201, { id: 9 });
    for (const _size of sizes.slice(1)) {
      scope()
        .patch('/repos/acme/access/check-runs/9', (body) => bodies.push(body as unknown as Output) > 0)
        .reply(200, { id: 9 });
    }
    await github().publishCheck({ ...CHECK, annotations: annotations(count) });
    // nock may look at a body more than once.
    const seen = [...new Map(bodies.map((body) => [JSON.stringify(body), body])).values()];
    expect(seen.map((body) => body.output.annotations.length)).toEqual(sizes);
    const lines = seen.flatMap((body) => body.output.annotations.map((annotation) => annotation.start_line));
    expect(lines).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  });

  test('what is too long for GitHub is cut at a line end', async () => {
    const long = 'a line of text\n'.repeat(6_000);
    scope()
      .post('/repos/acme/access/check-runs', (body) => {
        const { summary, text } = (body as unknown as Output).output;
        return (
          summary.length <= 65_535 &&
          text.length <= 65_535 &&
          text.startsWith('a line of text\n') &&
          /a line of text\n\n…/.test(text)
        );
      })
      .reply(201, { id: 9 });
    await github().publishCheck({ ...CHECK, summary: long, text: long });
  });
});

describe('the comment', () => {
  test('is written anew where there is none', async () => {
    scope()
      .post('/repos/acme/access/issues/12/comments', { body: `${COMMENT_MARKER}\n\ntext` })
      .reply(201, { id: 1 });
    await github().writeComment(12, null, 'text');
  });

  test('is rewritten where there is one', async () => {
    const body = `${COMMENT_MARKER}\n\ntext`;
    scope().patch('/repos/acme/access/issues/comments/5', { body }).reply(200, { id: 5 });
    await github().writeComment(12, 5, 'text');
  });

  test('is written anew where somebody deleted it', async () => {
    scope().patch('/repos/acme/access/issues/comments/5').reply(404, { message: 'Not Found' });
    scope().post('/repos/acme/access/issues/12/comments').reply(201, { id: 6 });
    await github().writeComment(12, 5, 'text');
  });

  test('is not written a second time where GitHub did not answer', async () => {
    scope().post('/repos/acme/access/issues/12/comments').reply(502, {});
    await expect(github().writeComment(12, null, 'text')).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('of more than 65,536 characters is cut', async () => {
    scope()
      .post('/repos/acme/access/issues/12/comments', (body) => body['body'].length <= 65_536)
      .reply(201, { id: 1 });
    await github().writeComment(12, null, 'word '.repeat(20_000));
  });
});

describe('a reaction', () => {
  const PATH = '/repos/acme/access/issues/comments/5/reactions';

  test.each([200, 201])('is there afterwards, whether GitHub has added it or had it already (%i)', async (status) => {
    scope().post(PATH, { content: 'eyes' }).reply(status, { id: 1 });
    await github().addReaction(5, 'eyes');
  });

  test('that GitHub does not let us add is an error that names the permission', async () => {
    scope().post(PATH).reply(403, { message: 'Resource not accessible by integration' });
    await expect(github().addReaction(5, '+1')).rejects.toMatchObject({
      kind: 'not-permitted',
      message: expect.stringContaining('Pull requests: write'),
    });
  });

  test('to a comment that is gone is an error', async () => {
    scope().post(PATH).reply(404, { message: 'Not Found' });
    await expect(github().addReaction(5, '-1')).rejects.toMatchObject({ kind: 'not-found' });
  });
});
