import { describe, expect, test } from '@jest/globals';
import type { ChangeOutcome, RunReport } from '../../src/plan/run-report.js';
import { renderRunSummary } from '../../src/render/run-summary.js';
import { HOUR, MINUTE, NOW } from '../approval/facts-builder.js';
import { expectDocument } from './expect-document.js';

const ID = 'alice.smith/lapse-4711-aws-sandbox-alice-billing-0011223344556677';
const HOSTILE = '| <img src=x> @acme/security #1 [x](https://evil.test)\n## Lapse \u202e';

const ENTITLEMENT = {
  provider: 'aws-iam',
  system: 'aws-sandbox',
  id: ID,
  grants: ['aws-sandbox/alice/billing'],
  content: '{}',
  window: { start: NOW - HOUR, end: NOW + 3 * HOUR },
  floor: NOW + 3 * HOUR,
  floorNote: 'AWS itself ends it at the end, running sessions included',
};

const CREATED: ChangeOutcome = {
  change: { action: 'create', reason: 'granted', entitlement: ENTITLEMENT },
  result: 'done',
  message: null,
  readBackAt: NOW + MINUTE,
};

function removal(id: string, rest: Partial<ChangeOutcome>, grant: string | null = null): ChangeOutcome {
  const observed = { id, content: '{}' };
  const target = { system: 'aws-sandbox', provider: 'aws-iam' };
  const reason = grant === null ? 'unknown' : 'expired';
  const change = { action: 'remove', reason, ...target, grant, observed } as const;
  return { change, result: 'done', message: null, readBackAt: NOW, ...rest };
}

function report(rest: Partial<RunReport> = {}): RunReport {
  return {
    run: 'provision',
    dryRun: false,
    commit: '0123456789'.repeat(4),
    startedAt: NOW,
    outcomes: [],
    unchanged: 0,
    refusals: [],
    problems: [],
    reverts: [],
    lags: [],
    late: [],
    drift: [],
    ...rest,
  };
}

const FULL = report({
  run: 'expire',
  outcomes: [
    removal(ID, {}, 'aws-sandbox/alice/billing'),
    removal(
      'bob.jones/lapse-4711-x',
      { result: 'failed', message: 'IAM still shows it', readBackAt: null },
      'aws-sandbox/bob/x',
    ),
    removal('carol.white/lapse-4711-y', { result: 'withheld', message: 'more than a quarter', readBackAt: null }),
  ],
  unchanged: 4,
  refusals: [
    {
      rule: 'not-approved',
      grant: 'aws-sandbox/carol/y',
      system: 'aws-sandbox',
      message: 'it was merged without its approvals',
      cure: 'Ask again.',
      pullRequest: 14,
    },
    {
      rule: 'unavailable',
      grant: null,
      system: 'aws-prod',
      message: 'account 444455556666 does not answer',
      cure: 'Run again.',
      pullRequest: null,
    },
  ],
  problems: [
    {
      rule: 'unknown-role',
      severity: 'error',
      path: 'access/aws-sandbox/bob/z.yaml',
      line: 1,
      column: 7,
      message: 'There is no role.',
      cure: 'Use another.',
    },
    {
      rule: 'starts-in-past',
      severity: 'warning',
      path: 'access/aws-sandbox/bob/w.yaml',
      line: 2,
      column: 1,
      message: 'It began.',
      cure: 'Leave it.',
    },
  ],
  reverts: [
    { grant: 'aws-sandbox/alice/billing', branch: 'b', pullRequest: 31, result: 'opened', message: null },
    { grant: 'aws-sandbox/bob/x', branch: 'b', pullRequest: null, result: 'failed', message: 'give “Contents: write”' },
  ],
});

const LATE = report({
  run: 'expire',
  startedAt: NOW,
  outcomes: [removal(ID, {}, 'aws-sandbox/alice/billing')],
  lags: [
    { grant: 'aws-sandbox/alice/billing', endedAt: NOW - 72 * MINUTE, goneAt: NOW, lag: 72 * MINUTE },
    { grant: 'aws-sandbox/bob/x', endedAt: NOW - MINUTE, goneAt: NOW, lag: MINUTE },
  ],
  late: [{ grant: 'aws-sandbox/alice/billing', endedAt: NOW - 72 * MINUTE, floor: null }],
});

describe('the summary reads well', () => {
  test.each([
    ['nothing-to-do', report()],
    ['provisioned', report({ outcomes: [CREATED], unchanged: 2 })],
    ['expired-with-faults', FULL],
    ['expired-late', LATE],
    ['dry-run', report({ dryRun: true, outcomes: [{ ...CREATED, result: 'planned', readBackAt: null }] })],
  ])('%s', (name, given) => {
    expectDocument(`summary-${name}`, renderRunSummary(given));
  });
});

test('what went wrong is counted apart from what was done', () => {
  expect(renderRunSummary(FULL)).toMatch(
    /^1 done, 4 unchanged, \*\*1 failed\*\*, \*\*1 withheld\*\*.*\*\*2 refused\*\*\.$/m,
  );
});

test('law 2: it states when the provider itself ends what it gives', () => {
  expect(renderRunSummary(report({ outcomes: [CREATED] }))).toContain('2026-11-23T15:00:00Z');
});

test('what did not go well comes before the table of what was done', () => {
  const text = renderRunSummary(FULL);
  expect(text.indexOf('without its approvals')).toBeLessThan(text.indexOf('| change'));
  expect(text.indexOf('unknown-role')).toBeLessThan(text.indexOf('| change'));
});

test('law 10: hostile text makes no row, no heading, no mention and no image', () => {
  const [refusal] = FULL.refusals;
  const [problem] = FULL.problems;
  const [revert] = FULL.reverts;
  if (!refusal || !problem || !revert) throw new Error('the report lacks something');
  const text = renderRunSummary(
    report({
      outcomes: [removal(HOSTILE, { message: HOSTILE }, HOSTILE)],
      refusals: [{ ...refusal, grant: HOSTILE, message: HOSTILE, cure: HOSTILE }],
      problems: [{ ...problem, path: HOSTILE, message: HOSTILE, cure: HOSTILE }],
      reverts: [{ ...revert, grant: HOSTILE, message: HOSTILE }],
      lags: LATE.lags.slice(1).map((lag) => ({ ...lag, grant: HOSTILE })),
      late: LATE.late.map((late) => ({ ...late, grant: HOSTILE })),
    }),
  );
  expect(text).not.toMatch(/<img|@acme|https:|\u202e/);
  expect(text.match(/^#+ /gm)).toEqual(['## ']);
  const tables = text.split('\n').filter((line) => line.startsWith('|'));
  expect(tables).toHaveLength(9);
});

test('a warning is one line of the summary, whatever it holds, and no failure', () => {
  const warned = renderRunSummary(report({ warnings: [HOSTILE] }));
  expect(warned.split('\n').filter((line) => line.startsWith('- ⚠️ '))).toHaveLength(1);
  expect(warned).not.toMatch(/@acme|<img|\n## Lapse \u202e/);
});
