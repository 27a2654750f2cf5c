import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { CALLS } from './contract.js';
import type { Counts } from './hold-to-contract.js';
import ContractReporter from './reporter.js';

const WHOLE = { testPathPatterns: { patterns: [] as string[] }, onlyChanged: false, findRelatedTests: false };
const COUNTS: Counts = { called: CALLS, answered: CALLS, exchanges: 9, queries: 2, webhooks: 3, violations: 0 };

let kept: string;
let said: string;
let outer: string | undefined;

beforeEach(() => {
  kept = mkdtempSync(join(tmpdir(), 'contract-'));
  outer = process.env['CONTRACT_COUNTS'];
  said = '';
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  if (outer !== undefined) process.env['CONTRACT_COUNTS'] = outer;
  rmSync(kept, { recursive: true, force: true });
});

/** Has a run report these counts, one list entry for each sandbox, and gives what is wrong with it. */
function report(counts: readonly Counts[], config: typeof WHOLE = WHOLE): string | undefined {
  const reporter = new ContractReporter(config, { kept });
  reporter.onRunStart();
  const folder = process.env['CONTRACT_COUNTS'] ?? '';
  for (const [index, one] of counts.entries()) writeFileSync(join(folder, `${index}.json`), JSON.stringify(one));
  reporter.onRunComplete();
  return reporter.getLastError()?.message;
}

test('a whole run that leaves out what the code can call fails, and says what', () => {
  const [first = '', ...rest] = CALLS;
  expect(report([{ ...COUNTS, called: rest }])).toContain(first);
});

test('a run of some files may leave out what it wants', () => {
  const config = { ...WHOLE, testPathPatterns: { patterns: ['test/e2e'] } };
  expect(report([{ ...COUNTS, called: [] }], config)).toBeUndefined();
});

test('a run without a sandbox says nothing', () => {
  expect(report([])).toBeUndefined();
  expect(said).toBe('');
});

test('the counts of all sandboxes are summed up', () => {
  expect(report([COUNTS, { ...COUNTS, violations: 2 }])).toBeUndefined();
  const { length } = CALLS;
  expect(said).toContain(`contract: ${length} operations exercised`);
  expect(said).toContain('2 violations, 6 webhooks checked');
  const summary = JSON.parse(readFileSync(join(kept, 'summary.json'), 'utf8'));
  expect(summary).toEqual({ operations: length, calls: length, violations: 2, queries: 4, webhooks: 6 });
});
