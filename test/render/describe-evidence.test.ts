import { describe, expect, test } from '@jest/globals';
import type { EvidenceReport, RunReport } from '../../src/plan/run-report.js';
import { needsAttention } from '../../src/plan/run-report.js';
import { renderRunSummary } from '../../src/render/run-summary.js';
import { describeRun, renderRun } from '../../src/render/terminal/render-run.js';
import { NOW } from '../approval/facts-builder.js';

const HEAD = 'e'.repeat(40);
const HOSTILE = 'a@b.json: | <img src=x> @acme/security [x](https://evil.test)\n## Lapse \u202e';

function reportWith(evidence: EvidenceReport | null | undefined): RunReport {
  const nothing = {
    outcomes: [],
    unchanged: 0,
    refusals: [],
    problems: [],
    reverts: [],
    lags: [],
    late: [],
    drift: [],
  };
  const of = { run: 'expire', dryRun: false, commit: 'c'.repeat(40), startedAt: NOW } as const;
  return evidence === undefined ? { ...of, ...nothing } : { ...of, ...nothing, evidence };
}

function renderBoth(evidence: EvidenceReport | null | undefined): string {
  const report = reportWith(evidence);
  return renderRunSummary(report) + renderRun(report, { colour: false });
}

test.each([undefined, null, { written: 0, commit: null, faults: [] }, { written: 0, commit: HEAD, faults: [] }])(
  'a run that recorded nothing says nothing of evidence: %j',
  (evidence) => {
    expect(renderBoth(evidence)).not.toMatch(/evidence/i);
    expect(needsAttention(reportWith(evidence))).toBe(false);
  },
);

test.each([
  [1, 'Evidence of 1 grant recorded at eeeeeeeeeeee of lapse/evidence.'],
  [20, 'Evidence of 20 grants recorded at eeeeeeeeeeee of lapse/evidence.'],
])('of %i it says how many and where', (written, text) => {
  const report = reportWith({ written, commit: HEAD, faults: [] });
  expect([renderRunSummary(report), renderRun(report, { colour: false })]).toEqual([
    expect.stringContaining(text),
    expect.stringContaining(text),
  ]);
  expect(needsAttention(report)).toBe(false);
});

describe('what could not be recorded', () => {
  const report = reportWith({ written: 1, commit: HEAD, faults: ['it moved 5 times', HOSTILE] });

  test('is told wherever the run is told, and somebody has to look', () => {
    expect(needsAttention(report)).toBe(true);
    expect(renderRunSummary(report)).toContain('- ❌ Evidence: it moved 5 times.');
    expect(renderRun(report, { colour: false })).toContain('evidence  it moved 5 times.\n');
    expect(describeRun(report)['evidence']).toEqual(report.evidence);
  });

  test('cannot write anything else into the summary or the terminal', () => {
    expect(renderRunSummary(report)).not.toContain('<img');
    expect(renderRun(report, { colour: false })).not.toMatch(/\u202e|\n##/);
  });
});
