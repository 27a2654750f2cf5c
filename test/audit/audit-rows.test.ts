import { describe, expect, test } from '@jest/globals';
import type { AuditRow } from '../../src/audit/audit-row.js';
import { evidencePath } from '../../src/evidence/evidence-path.js';
import { at } from '../access/fixtures.js';
import { APPROVED, exampleRecord, GIVEN, REMOVED } from '../evidence/example-record.js';
import { commitId, GRANT, PATH, REQUEST, rowsOf, sourcesOf } from './built-sources.js';

const MERGED = '2026-11-20T02:00:00Z';
const NOON = at('2026-11-20T12:00:00Z');
const RECORD = exampleRecord({ grant: GRANT, addedIn: commitId(1), events: [APPROVED, GIVEN] });

describe('the population', () => {
  test('every life of every request is a row, those that cannot be read too', () => {
    const sources = sourcesOf([
      [MERGED, { [PATH]: REQUEST, 'access/sandbox/bob/x.yaml': 'role: [\n' }],
      ['2026-11-20T03:00:00Z', { [PATH]: null }],
      ['2026-11-20T04:00:00Z', { [PATH]: REQUEST }],
    ]);
    expect(rowsOf(sources, NOON).map((row) => [row.grant, row.addedIn, row.state])).toEqual([
      [GRANT, commitId(1), 'removed'],
      [GRANT, commitId(3), 'expired'],
      ['sandbox/bob/x', commitId(1), 'invalid'],
    ]);
  });

  test.each<[string, string | null, AuditRow['state']]>([
    ['2026-11-20T10:00:00Z', null, 'active'],
    [MERGED, null, 'expired'],
    [MERGED, '2026-11-20T06:00:00Z', 'expired'],
    [MERGED, '2026-11-20T05:59:59Z', 'removed'],
  ])('merged at %s and removed at %s it is %s', (mergedAt, removedAt, state) => {
    const removal = removedAt === null ? [] : [[removedAt, { [PATH]: null }] as const];
    const rows = rowsOf(sourcesOf([[mergedAt, { [PATH]: REQUEST }], ...removal]), NOON);
    expect(rows.map((row) => row.state)).toEqual([state]);
  });

  test('what was over before it was merged is invalid, whether or not its file stands', () => {
    const request = REQUEST.replace('duration: 4h', 'expires: 2026-11-20T01:00:00Z');
    const standing = sourcesOf([[MERGED, { [PATH]: request }]]);
    const removed = sourcesOf([
      [MERGED, { [PATH]: request }],
      ['2026-11-20T03:00:00Z', { [PATH]: null }],
    ]);
    for (const sources of [standing, removed]) {
      expect(rowsOf(sources, NOON)).toEqual([expect.objectContaining({ state: 'invalid', evidence: 'not-due' })]);
    }
  });

  test('git says who merged what, and what removed it', () => {
    const sources = sourcesOf([
      [MERGED, { [PATH]: REQUEST }],
      ['2026-11-20T03:00:00Z', { [PATH]: null }],
    ]);
    expect(rowsOf(sources, NOON)).toEqual([
      expect.objectContaining({
        beneficiary: 'alice',
        system: 'sandbox',
        role: 'billing-readonly',
        reason: 'Look at invoice 8841',
        ticket: 'INC-1',
        window: { start: at(MERGED), end: at('2026-11-20T06:00:00Z') },
        addedIn: commitId(1),
        mergedAt: at(MERGED),
        author: 'alice',
        subject: 'Commit 2',
        removedIn: commitId(2),
        removedAt: at('2026-11-20T03:00:00Z'),
      }),
    ]);
  });
});

describe('the evidence of a row', () => {
  const lives = [[MERGED, { [PATH]: REQUEST }]] as const;

  test.each<[string, () => AuditRow[], AuditRow['evidence']]>([
    ['the clone has none', () => rowsOf(sourcesOf(lives, null), NOON), 'absent'],
    ['there is a record', () => rowsOf(sourcesOf(lives, [RECORD]), NOON), 'recorded'],
    [
      'there is one of another life only',
      () => rowsOf(sourcesOf(lives, [{ ...RECORD, addedIn: commitId(9), events: [] }]), NOON),
      'none',
    ],
    [
      'its record cannot be read',
      () => rowsOf(sourcesOf(lives, [], [{ path: evidencePath(RECORD), message: 'It is not JSON.' }]), NOON),
      'unreadable',
    ],
    ['no run can have come by yet', () => rowsOf(sourcesOf(lives), at('2026-11-20T02:59:59Z')), 'not-due'],
    ['a run must have come by', () => rowsOf(sourcesOf(lives), at('2026-11-20T03:00:00Z')), 'none'],
  ])('%s', (_what, read, evidence) => {
    expect(read()).toEqual([expect.objectContaining({ evidence })]);
  });

  test('what has not begun and what was taken back at once is not due', () => {
    const later = REQUEST.replace('duration: 4h', 'starts: 2026-11-21T00:00:00Z\nduration: 4h');
    const pending = rowsOf(sourcesOf([[MERGED, { [PATH]: later }]]), NOON);
    const brief = rowsOf(sourcesOf([...lives, ['2026-11-20T02:10:00Z', { [PATH]: null }]]), NOON);
    expect([...pending, ...brief].map((row) => row.evidence)).toEqual(['not-due', 'not-due']);
  });

  test('what was over before anything was recorded is not due', () => {
    const other = { ...RECORD, grant: 'sandbox/bob/x' };
    const began = (startedAt: string) => ({ ...other, events: [{ ...GIVEN, run: { ...GIVEN.run, startedAt } }] });
    const evidenceOf = (startedAt: string) =>
      rowsOf(sourcesOf(lives, [began(startedAt)]), NOON).map((row) => row.evidence);
    expect(evidenceOf('2026-11-20T06:00:00Z')).toEqual(['not-due']);
    expect(evidenceOf('2026-11-20T05:59:59Z')).toEqual(['none']);
  });

  test('is that of its own life, and no later than the time', () => {
    const sources = sourcesOf(
      [...lives, ['2026-11-20T03:00:00Z', { [PATH]: null }], ['2026-11-23T13:00:00Z', { [PATH]: REQUEST }]],
      [{ ...RECORD, addedIn: commitId(3), events: [APPROVED, GIVEN, REMOVED] }],
    );
    const [first, second] = rowsOf(sources, at('2026-11-23T15:00:00Z'));
    expect(first).toMatchObject({ evidence: 'not-due', approvals: [], givenAt: null });
    expect(second).toMatchObject({ evidence: 'recorded', approvals: [APPROVED], removal: null });
    const [, later] = rowsOf(sources, at('2026-11-24T00:00:00Z'));
    expect(later?.removal).toMatchObject({ why: 'expired', goneAt: at(REMOVED.readBackAt) });
  });
});
