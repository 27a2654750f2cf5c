import { expect, test } from '@jest/globals';
import { describeExplanation, renderExplanation } from '../../../src/render/terminal/render-explanation.js';
import { renderJson } from '../../../src/render/terminal/render-json.js';
import { ALICE_PATH, added, BOB, HOUR, NOW, requestText, review } from '../../approval/facts-builder.js';
import { approvedReading, readingOf } from '../../use-cases/fake-reading.js';
import { judged } from '../judged.js';

const HOSTILE = 'a\u001b]0;x\u0007\u202e\u200b\u009b31m';
const OBEYED = /(?!\n)[\p{Cc}\p{Cf}]/u;

async function explained(reading = readingOf(), assumptions: readonly string[] = []) {
  return { judgement: await judged(reading), at: NOW, state: 'open', assumptions };
}

test('the tree in a terminal', async () => {
  const text = renderExplanation(await explained(approvedReading(), ['bob can push.']), { colour: false });
  expect(text.split('\n').slice(3)).toEqual([
    '✓ Approved',
    '  · aws-sandbox/alice/billing: AWS itself ends it, running sessions included (floor: the end)',
    '    · alice.smith/lapse-4711-aws-sandbox-alice-billing-b1164a063f828d8c in aws-sandbox',
    '  · alice.smith: 247 of 2,048 characters of inline policy after the merge',
    `  ✓ ${ALICE_PATH}: bob approved it.`,
    '    · role billing for alice',
    '      · owned through /access/ (.github/CODEOWNERS line 1) by @acme/security',
    '        ✓ code owners: 1 of 1',
    '          ✓ bob approved, and owns /access/ (.github/CODEOWNERS line 1): counts',
    '',
    'assumed: bob can push.',
    'pull request 12 (open), judged at 2026-11-23T12:00:00Z: commit aaaaaaa10000, with the policy of cccccccccccc',
    '',
  ]);
});

test('of a merged pull request the time is that of the merge', async () => {
  const data = await explained(approvedReading({ state: 'merged', mergedAt: NOW - HOUR / 2 }));
  expect(renderExplanation(data, { colour: false })).toContain('judged at its merge, 2026-11-23T11:30:00Z');
  expect(describeExplanation(data)).toMatchObject({ at: '2026-11-23T11:30:00Z' });
});

test('the shape of its JSON', async () => {
  const json: unknown = JSON.parse(renderJson(describeExplanation(await explained())));
  expect(json).toMatchObject({
    pullRequest: 12,
    kind: 'request',
    passes: { request: true, approval: false },
    tree: { kind: 'pull-request', sign: 'pending', phrase: 'Waiting for approval' },
    decision: { verdict: 'pending' },
    requested: [{ grant: 'aws-sandbox/alice/billing', role: 'billing', entitlements: [{}] }],
    quotas: [{ holder: 'alice.smith', used: 247, most: 2_048 }],
  });
});

test('law 10: a terminal obeys nothing that a stranger wrote', async () => {
  const reading = readingOf({
    files: [
      added(ALICE_PATH, requestText('billing', 'duration: 4h', JSON.stringify(HOSTILE))),
      added(`access/${HOSTILE}`),
    ],
    reviews: [review({ ...BOB, login: HOSTILE })],
  });
  const data = await explained(reading, [HOSTILE]);
  expect(renderExplanation(data, { colour: false })).not.toMatch(OBEYED);
  expect(renderJson(describeExplanation(data))).not.toMatch(OBEYED);
});
