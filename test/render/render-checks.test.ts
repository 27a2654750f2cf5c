import { describe, expect, test } from '@jest/globals';
import { renderApprovalCheck, renderFailedEvaluation, renderRequestCheck } from '../../src/render/render-checks.js';
import { ALICE_PATH, added, modified, removed, requestText } from '../approval/facts-builder.js';
import { POLICY, policyFiles } from '../use-cases/example-files.js';
import { approvedReading, readingOf } from '../use-cases/fake-reading.js';
import { asShown } from './as-shown.js';
import { judged } from './judged.js';

const UNOWNED = policyFiles({ '.github/CODEOWNERS': '/docs/ @acme/security\n' });
const NOTHING_OF_OURS = [{ ...added('README.md', ''), after: null }];
const HOSTILE = '<img src=x> @acme/security [x](https://evil.test) \u202e';

describe('access/request', () => {
  test('fails with a mark on each offending line', async () => {
    const text = `role: biling\nduration: 3d\nreason: x\n`;
    const check = renderRequestCheck(await judged(readingOf({ files: [added(ALICE_PATH, text)] })));
    expect(check).toMatchObject({
      conclusion: 'failure',
      annotations: [{ path: ALICE_PATH, line: 1, level: 'failure', title: 'unknown-role' }],
    });
    expect(check.annotations[0]?.message).toContain('Did you mean billing?');
    expect(check.summary).toContain('Did you mean billing');
  });

  test.each([
    [1, '1 thing to mend'],
    [2, '2 things to mend'],
  ])('counts %d', async (count, title) => {
    const text = requestText('billing', 'duration: 9d');
    const files = [added(ALICE_PATH, text), added('access/aws-sandbox/bob/x.yaml', text)].slice(0, count);
    expect(renderRequestCheck(await judged(readingOf({ files }))).title).toBe(title);
  });

  test('fails for a quota, which has no line of its own', async () => {
    const fault = { rule: 'over-quota', grants: [], message: 'alice.smith would hold too much.', cure: 'Remove one.' };
    const check = renderRequestCheck(await judged(approvedReading(), { quotaFaults: [fault] }));
    expect(check).toMatchObject({ conclusion: 'failure', title: '1 thing to mend', annotations: [] });
    expect(check.summary).toContain('would hold too much');
  });

  test('succeeds with a mark on what is only a warning', async () => {
    const files = policyFiles({ 'access/aws-prod/roles.yaml': 'roles: [' });
    const check = renderRequestCheck(await judged(readingOf({ policyFiles: files })));
    expect(check.conclusion).toBe('success');
    expect(check.annotations).toMatchObject([{ path: 'access/aws-prod/roles.yaml', level: 'warning' }]);
  });

  test('law 10: shows what cannot be seen in an annotation, which is plain text', async () => {
    const text = requestText(JSON.stringify(HOSTILE));
    const [annotation] = renderRequestCheck(await judged(readingOf({ files: [added(ALICE_PATH, text)] }))).annotations;
    expect(annotation?.message).not.toContain('\u202e');
  });

  test('law 10: neutralises hostile text in its summary', async () => {
    const text = requestText(JSON.stringify(HOSTILE));
    const { summary } = renderRequestCheck(await judged(readingOf({ files: [added(ALICE_PATH, text)] })));
    expect(summary).not.toMatch(/<img|@acme|https:|\u202e/);
  });
});

describe('access/approval', () => {
  test.each([
    ['waits', readingOf(), 'action_required', 'Waits for approval'],
    [
      'waits for several',
      readingOf({ files: [added(), added('access/aws-prod/alice/read.yaml', requestText('read'))] }),
      'action_required',
      'Waits for 2 groups of approvers',
    ],
    ['is refused', readingOf({ policyFiles: UNOWNED }), 'failure', 'Cannot be approved as it is'],
    ['is refused from a fork', approvedReading({ isFork: true }), 'failure', 'Cannot be approved as it is'],
    ['is approved', approvedReading(), 'success', 'Approved'],
    ['needs no approval', readingOf({ files: [removed()] }), 'success', 'Ends access: needs no approval'],
    [
      'is of a policy that waits',
      readingOf({ files: [modified('.github/CODEOWNERS', POLICY['.github/CODEOWNERS'], '* @bob\n')] }),
      'action_required',
      'Waits for approval',
    ],
  ])('%s', async (_name, reading, conclusion, title) => {
    const check = renderApprovalCheck(await judged(reading));
    expect(check).toMatchObject({ conclusion, title, annotations: [] });
    expect(check.summary).not.toBe('');
  });

  test('names the owners that have to approve, and the line that says so', async () => {
    const { summary } = renderApprovalCheck(await judged(readingOf()));
    expect(asShown(summary)).toContain('owned through /access/ (.github/CODEOWNERS line 1)');
    expect(summary).toContain('code owners: 0 of 1');
  });

  test.each([
    ['a request', approvedReading()],
    ['a revocation', readingOf({ files: [removed()] })],
    ['what is nothing of ours', readingOf({ files: NOTHING_OF_OURS })],
  ])('does not succeed for %s while another pull request with its commit does not pass', async (_name, reading) => {
    const check = renderApprovalCheck(await judged(reading, { blockedBy: [13] }));
    expect(check.conclusion).not.toBe('success');
    expect(asShown(check.summary)).toContain('Pull request 13 has the same head commit');
  });
});

test('both succeed for what is nothing of ours', async () => {
  const judgement = await judged(readingOf({ files: NOTHING_OF_OURS, policyFiles: [] }));
  expect(renderRequestCheck(judgement)).toMatchObject({ conclusion: 'success', annotations: [] });
  expect(renderApprovalCheck(judgement)).toMatchObject({ conclusion: 'success', annotations: [] });
});

test('law 7: a failed evaluation is never a success, and its cause is neutralised', () => {
  const check = renderFailedEvaluation(`give “Members: read”; GitHub says: ${HOSTILE}`);
  expect(check.conclusion).toBe('failure');
  expect(asShown(check.summary)).toContain('Members: read');
  expect(check.summary).not.toMatch(/<img|@acme|https:|\u202e/);
});
