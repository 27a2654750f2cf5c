import { describe, expect, test } from '@jest/globals';
import { renderComment } from '../../src/render/render-comment.js';
import {
  ALICE,
  ALICE_PATH,
  added,
  BOB,
  BOB_TWO,
  CAROL,
  commit,
  HOUR,
  modified,
  NOW,
  OLD_HEAD,
  removed,
  requestText,
  review,
  sourceFile,
  WEB_FLOW,
} from '../approval/facts-builder.js';
import { POLICY, policyFiles } from '../use-cases/example-files.js';
import { approvedReading, readingOf } from '../use-cases/fake-reading.js';
import { asShown } from './as-shown.js';
import { expectDocument } from './expect-document.js';
import { judged } from './judged.js';

const DEPLOY_PATH = 'access/aws-sandbox/alice/deploy.yaml';
const TICKET = `${requestText('deploy', 'duration: 1h', 'Roll back the release of this morning')}ticket: INC-1234\n`;

/** `deploy` needs an owner and somebody of the finance team. */
const TWO_GROUPS = policyFiles({
  'access/aws-sandbox/roles.yaml': `${POLICY['access/aws-sandbox/roles.yaml']}    approvers: [{ from: code-owners, count: 1 }, { from: "@acme/finance", count: 1 }]\n`,
});

describe('the comment reads well', () => {
  test.each([
    [
      'waiting',
      readingOf({
        files: [added(), added(DEPLOY_PATH, TICKET)],
        reviews: [
          review(ALICE, { id: 1 }),
          review(BOB, { id: 2, commitId: OLD_HEAD }),
          review(CAROL, { id: 3, submittedAt: NOW - 25 * HOUR }),
        ],
      }),
    ],
    [
      'rejected-with-problems',
      readingOf({
        files: [
          added(ALICE_PATH, `${requestText('biling', 'duration: 3d')}admin: true\n`),
          added('access/aws-sandbox/dave/read.yaml', requestText('read', 'duration: tomorrow')),
        ],
      }),
    ],
    [
      'waiting-for-the-second-group',
      approvedReading({ policyFiles: TWO_GROUPS, files: [added(DEPLOY_PATH, TICKET)], isDraft: true }),
    ],
    [
      'approved',
      approvedReading({
        files: [added(DEPLOY_PATH, TICKET)],
        standing: [sourceFile(ALICE_PATH, requestText())],
      }),
    ],
    [
      'policy',
      readingOf({
        files: [
          modified(
            'access/aws-sandbox/roles.yaml',
            POLICY['access/aws-sandbox/roles.yaml'],
            POLICY['access/aws-sandbox/roles.yaml'].replace('max_duration: 2h', 'max_duration: 4h'),
          ),
        ],
      }),
    ],
    [
      'extension-with-a-suggestion',
      readingOf({
        files: [modified(ALICE_PATH, requestText(), requestText('billing', 'duration: 6h'))],
        commits: [
          commit(ALICE, { oid: OLD_HEAD }),
          commit(CAROL, { oid: 'e'.repeat(40) }),
          commit(ALICE, { committer: WEB_FLOW, committedByGitHub: true, coAuthors: [BOB] }),
        ],
        reviews: [review(BOB, { id: 1, commitId: OLD_HEAD }), review(BOB_TWO, { id: 2, commitId: OLD_HEAD })],
      }),
    ],
    [
      'refused-because-unowned',
      readingOf({ policyFiles: policyFiles({ '.github/CODEOWNERS': '/docs/ @acme/security\n' }) }),
    ],
    [
      'revocation',
      readingOf({
        files: [removed(), modified(DEPLOY_PATH, TICKET, TICKET.replace('1h', '30m'))],
      }),
    ],
    [
      'mixed',
      approvedReading({
        files: [added(), modified('access/people.yaml', POLICY['access/people.yaml'], 'people: {}\n')],
      }),
    ],
  ])('%s', async (name, reading) => {
    expectDocument(`comment-${name}`, `${renderComment(await judged(reading))}\n`);
  });
});

describe('law 2: the comment says what ends the access', () => {
  test.each([
    ['billing', 'running sessions included'],
    ['deploy', 'open sessions of the role included'],
  ])('of the role %s', async (role, note) => {
    const files = [added(ALICE_PATH, requestText(role, 'duration: 1h'))];
    expect(renderComment(await judged(approvedReading({ files })))).toContain(note);
  });
});

describe('the headline', () => {
  test('names what holds it, where another pull request with its commit does not pass', async () => {
    const comment = renderComment(await judged(approvedReading(), { blockedBy: [13, 14] }));
    expect(comment).toMatch(/^### .*Held by pull request 13, pull request 14$/m);
    expect(comment).not.toContain('✅ Approved');
  });

  test('asks for a change before it asks for an approval', async () => {
    const files = [added(ALICE_PATH, 'role: [')];
    expect(renderComment(await judged(readingOf({ files })))).toContain('❌ The request needs a change');
  });
});

const HOSTILE =
  '</code></details><img src=https://evil.test> | @acme/security #1 ![x](https://evil.test) `code` <!-- lapse --> \u202e\u0000';

describe('law 10: hostile text stays text', () => {
  function expectHarmless(comment: string): void {
    // All of our own elements.
    const html = comment.match(/<\/?[a-z!][^>]*>/gi) ?? [];
    const own = new Set(['<code>', '</code>', '<details>', '</details>', '<summary>', '</summary>', '<sub>', '</sub>']);
    expect(html.filter((tag) => !own.has(tag))).toEqual([]);
    expect(comment.split('<code>')).toHaveLength(comment.split('</code>').length);
    expect(comment).not.toMatch(/https:|@acme|!\[|\p{Cc}(?<!\n)|\p{Cf}/u);
  }

  test('in the reason', async () => {
    const reason = JSON.stringify(HOSTILE.replace('\u0000', ''));
    const comment = renderComment(
      await judged(readingOf({ files: [added(ALICE_PATH, requestText('billing', 'duration: 4h', reason))] })),
    );
    expectHarmless(comment);
    const rows = comment.split('\n').filter((line) => line.startsWith('|'));
    expect(new Set(rows.map((row) => row.split('|').length)).size).toBe(1);
  });

  test('in a role that is not there', async () => {
    const text = requestText(JSON.stringify(HOSTILE.replace('\u0000', '')));
    expectHarmless(renderComment(await judged(readingOf({ files: [added(ALICE_PATH, text)] }))));
  });

  test('in a path', async () => {
    const path = `access/aws-sandbox/alice/${HOSTILE}.yaml`;
    const comment = renderComment(await judged(readingOf({ files: [added(path)] })));
    expectHarmless(comment);
    expect(asShown(comment)).toContain('\\u{202e}');
  });

  test('in the login of a reviewer', async () => {
    const reviews = [review({ login: HOSTILE, id: 7, type: 'User' })];
    expectHarmless(renderComment(await judged(readingOf({ reviews }))));
  });

  test('in the line of CODEOWNERS that owns the path', async () => {
    const files = policyFiles({ '.github/CODEOWNERS': '* @acme/security # <img src=https://evil.test>\n' });
    expectHarmless(renderComment(await judged(readingOf({ policyFiles: files }))));
  });

  test('in a file that cannot be read', async () => {
    const bytes = new Uint8Array([0xff, 0xfe, 0x00, 0x3c]);
    const after = sourceFile(ALICE_PATH, '', { bytes, size: 4 });
    expectHarmless(renderComment(await judged(readingOf({ files: [{ ...added(), after }] }))));
  });

  test('and a reason as long as a file does not make the comment endless', async () => {
    const files = [added(ALICE_PATH, requestText('billing', 'duration: 4h', `"${'x'.repeat(60_000)}"`))];
    expect(renderComment(await judged(readingOf({ files }))).length).toBeLessThan(5_000);
  });
});
