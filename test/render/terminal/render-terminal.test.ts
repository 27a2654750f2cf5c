import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Problem } from '../../../src/access/problem.js';
import type { Change } from '../../../src/plan/change.js';
import type { Entitlement } from '../../../src/plan/entitlement.js';
import type { RunReport } from '../../../src/plan/run-report.js';
import { renderJson } from '../../../src/render/terminal/render-json.js';
import { renderOwners } from '../../../src/render/terminal/render-owners.js';
import { describeChange, renderChange } from '../../../src/render/terminal/render-plan.js';
import { renderProblems, renderVerdict } from '../../../src/render/terminal/render-problems.js';
import { describeRun, renderRun } from '../../../src/render/terminal/render-run.js';
import { renderTable } from '../../../src/render/terminal/render-table.js';
import { paint } from '../../../src/render/terminal/style.js';

const PLAIN = { colour: false };
const HOSTILE = 'a\u001b]0;x\u0007\r\nb\u202e\u200b\u009b31m';
/** What a terminal obeys or hides; line breaks of the layout are ours. */
const OBEYED = /(?!\n)[\p{Cc}\p{Cf}]/u;

const PROBLEM: Problem = {
  rule: 'over-maximum',
  severity: 'error',
  path: 'access/aws-sandbox/alice/billing.yaml',
  line: 2,
  column: 11,
  message: '9h is asked for.',
  cure: 'Write 8h or less.',
};

const ENTITLEMENT: Entitlement = {
  provider: 'aws-iam',
  system: 'aws-sandbox',
  id: 'alice.smith/lapse-1-x',
  grants: ['aws-sandbox/alice/billing'],
  content: '{}',
  window: { start: Date.UTC(2026, 10, 20, 10), end: Date.UTC(2026, 10, 20, 14) },
  floor: Date.UTC(2026, 10, 20, 14),
  floorNote: 'running sessions included',
};
const CREATE: Change = { action: 'create', reason: 'granted', entitlement: ENTITLEMENT };
const REMOVE: Change = {
  action: 'remove',
  reason: 'unknown',
  system: 'aws-sandbox',
  provider: 'aws-iam',
  grant: null,
  observed: { id: 'alice.smith/lapse-1-y', content: '{}' },
};

const REPORT: RunReport = {
  run: 'expire',
  dryRun: false,
  commit: 'a'.repeat(40),
  startedAt: Date.UTC(2026, 10, 20, 14),
  outcomes: [
    { change: CREATE, result: 'failed', message: 'AccessDenied', readBackAt: null },
    { change: REMOVE, result: 'done', message: null, readBackAt: Date.UTC(2026, 10, 20, 14, 1) },
  ],
  unchanged: 3,
  refusals: [
    {
      rule: 'not-approved',
      grant: 'aws-sandbox/bob/x',
      system: 'aws-sandbox',
      message: 'Nobody approved it.',
      cure: 'Ask again.',
      pullRequest: 12,
    },
  ],
  problems: [PROBLEM],
  reverts: [
    { grant: 'aws-sandbox/alice/billing', branch: 'lapse/revert/x', pullRequest: 13, result: 'opened', message: null },
  ],
  lags: [],
  late: [],
  drift: [],
};

const END = REPORT.startedAt - 3_600_000;
const LATE = {
  lags: [{ grant: 'aws-sandbox/alice/billing', endedAt: END, goneAt: REPORT.startedAt, lag: 3_600_000 }],
  late: [{ grant: 'aws-sandbox/alice/billing', endedAt: END, floor: null }],
};

describe('hostile text in a terminal', () => {
  test.each<[string, string]>([
    ['a table', renderTable(['a'], [[HOSTILE]], PLAIN)],
    ['a problem', renderProblems([{ ...PROBLEM, path: HOSTILE, message: HOSTILE, cure: HOSTILE }], PLAIN)],
    ['JSON', renderJson({ text: HOSTILE })],
    [
      'owners',
      renderOwners([{ path: HOSTILE, rule: { line: 1, pattern: HOSTILE, owners: [HOSTILE] } }], 'CODEOWNERS', PLAIN),
    ],
    ['a change', renderChange({ ...CREATE, entitlement: { ...ENTITLEMENT, id: HOSTILE, grants: [HOSTILE] } }, PLAIN)],
    [
      'a run',
      renderRun(
        {
          ...REPORT,
          outcomes: [{ change: CREATE, result: 'failed', message: HOSTILE, readBackAt: null }],
          refusals: REPORT.refusals.map((refusal) => ({ ...refusal, grant: HOSTILE, message: HOSTILE, cure: HOSTILE })),
          reverts: REPORT.reverts.map((revert) => ({ ...revert, grant: HOSTILE, message: HOSTILE })),
          late: LATE.late.map((late) => ({ ...late, grant: HOSTILE })),
        },
        PLAIN,
      ),
    ],
  ])('%s shows it as what it is', (_what, text) => {
    expect(text).not.toMatch(OBEYED);
    expect(text).toMatch(/u\{?202e/);
  });

  test('JSON is the same value for a parser, whatever is in it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
        const json = renderJson({ value, text });
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ value, text })));
        expect(json).not.toMatch(OBEYED);
      }),
    );
  });

  test('colour is added only where it is wanted, and after the text is neutral', () => {
    expect(paint('x', 'red', PLAIN)).toBe('x');
    expect(renderProblems([PROBLEM], PLAIN)).not.toContain('\u001b');
  });
});

describe('problems', () => {
  test('place, rule and message on one line, the cure on the next', () => {
    expect(renderProblems([PROBLEM], PLAIN)).toBe(
      'access/aws-sandbox/alice/billing.yaml:2:11  over-maximum  9h is asked for.\n    Write 8h or less.\n',
    );
    expect(renderProblems([{ ...PROBLEM, severity: 'warning' }], PLAIN)).toContain('  warning: over-maximum  ');
  });

  test.each<[number, readonly Problem[], string]>([
    [0, [], '0 files checked: all well\n'],
    [1, [PROBLEM], '1 file checked: 1 error\n'],
    [2, [PROBLEM, PROBLEM, { ...PROBLEM, severity: 'warning' }], '2 files checked: 2 errors, 1 warning\n'],
  ])('the verdict on %d files counts', (files, problems, expected) => {
    expect(renderVerdict(files, problems, PLAIN)).toBe(expected);
  });
});

describe('changes and runs', () => {
  test('a change says what, why, for whom and when the provider itself ends it', () => {
    expect(renderChange(CREATE, PLAIN)).toBe(
      '+ create  alice.smith/lapse-1-x  for aws-sandbox/alice/billing  (granted, in aws-sandbox)\n' +
        '    2026-11-20T10:00:00Z to 2026-11-20T14:00:00Z; floor 2026-11-20T14:00:00Z (running sessions included)\n',
    );
    const without = { ...CREATE, entitlement: { ...ENTITLEMENT, floor: null, floorNote: '' } };
    expect(renderChange(without, PLAIN)).toContain('floor none: only the sweep ends it\n');
    const { end } = ENTITLEMENT.window;
    const cut: Change = { ...CREATE, reason: 'cut', entitlement: { ...ENTITLEMENT, window: { start: end, end } } };
    expect(renderChange(cut, PLAIN)).toContain('\n    at 2026-11-20T14:00:00Z; floor ');
    expect(renderChange(REMOVE, PLAIN)).toBe(
      '- remove  alice.smith/lapse-1-y  for no grant  (unknown, in aws-sandbox)\n',
    );
  });

  test('the JSON of a change has the promised fields', () => {
    expect(describeChange(CREATE)).toMatchObject({
      action: 'create',
      grant: 'aws-sandbox/alice/billing',
      provider: 'aws-iam',
      entitlement: 'alice.smith/lapse-1-x',
      floor: '2026-11-20T14:00:00Z',
    });
    expect(describeChange(REMOVE)).toMatchObject({ action: 'remove', grant: null, floor: null });
  });

  test('a run tells what failed and why, and ends with its counts', () => {
    const text = renderRun(REPORT, PLAIN);
    expect(text).toContain('    failed: AccessDenied\n');
    expect(text).toContain('aws-sandbox/bob/x  not-approved  Nobody approved it. (#12)\n    Ask again.\n');
    expect(text).toContain('revert of aws-sandbox/alice/billing #13  opened\n');
    expect(text).toMatch(/\nexpire at aaaaaaaaaaaa: 1 of 2 changes done, 3 unchanged\n$/);
    const outcomes = REPORT.outcomes.map((outcome) => ({ ...outcome, result: 'planned' as const }));
    expect(renderRun({ ...REPORT, dryRun: true, outcomes }, PLAIN)).toContain(
      'dry run, nothing was written: 2 of 2 changes planned',
    );
    expect(renderRun({ ...REPORT, ...LATE }, PLAIN)).toMatch(
      /\nwarning {2}The schedule is late: [\s\S]*3 unchanged, gone at most 1 h after the end\n$/,
    );
  });

  test('the JSON of a run says what became of each change, and when it was read back', () => {
    expect(describeRun(REPORT)).toMatchObject({
      run: 'expire',
      startedAt: '2026-11-20T14:00:00Z',
      changes: [
        { action: 'create', result: 'failed', message: 'AccessDenied', readBackAt: null },
        { action: 'remove', result: 'done', readBackAt: '2026-11-20T14:01:00Z' },
      ],
      unchanged: 3,
      reverts: [{ pullRequest: 13 }],
    });
    expect(describeRun({ ...REPORT, ...LATE })).toMatchObject({
      lags: [{ endedAt: '2026-11-20T13:00:00Z', goneAt: '2026-11-20T14:00:00Z', seconds: 3600 }],
      late: [{ endedAt: '2026-11-20T13:00:00Z', floor: null }],
    });
  });
});
