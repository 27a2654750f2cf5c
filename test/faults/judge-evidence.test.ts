import { describe, expect, test } from '@jest/globals';
import type { EvidenceRecord } from '../../src/evidence/record.js';
import type { ChangeOutcome } from '../../src/plan/run-report.js';
import { APPROVED, ENTITLEMENT, exampleRecord, GIVEN, REMOVED, VERSION } from '../evidence/example-record.js';
import { judgeEvidence, judgeRecorded } from './judge-evidence.js';

const CLOUD = new Map([
  [ENTITLEMENT, GIVEN.content],
  ['role:Deploy/lapse-42-cut', '{}'],
]);

function judge(records: readonly EvidenceRecord[], cloud: ReadonlyMap<string, string> = CLOUD): string[] {
  return judgeEvidence({ cloud, evidence: { records, faults: [] } });
}

describe('a case is not survived with evidence', () => {
  test.each<[string, readonly EvidenceRecord[], string]>([
    ['that is not there', [], `no record tells of ${ENTITLEMENT} as it is`],
    ['of something else', [exampleRecord({ events: [APPROVED, { ...GIVEN, content: '{}' }] })], 'as it is'],
    [
      'of what is gone',
      [exampleRecord(), exampleRecord({ events: [APPROVED, { ...GIVEN, entitlement: 'x' }] })],
      'x, and it is not there',
    ],
    ['of two lives that have the same', [exampleRecord(), exampleRecord()], `two lives have ${ENTITLEMENT}`],
    ['that names nobody who approved', [exampleRecord({ events: [GIVEN] })], 'says of nobody that they approved it'],
    ['of drift that never was', [exampleRecord({ events: [APPROVED, { ...GIVEN, why: 'altered' }] })], 'was altered'],
    [
      'that says twice that it was given',
      [exampleRecord({ events: [APPROVED, GIVEN, { ...GIVEN, readBackAt: REMOVED.readBackAt }] })],
      'twice that the same',
    ],
    [
      'that says the same twice',
      [exampleRecord({ events: [APPROVED, { ...APPROVED, run: REMOVED.run }, GIVEN] })],
      'the same twice',
    ],
    ['with a version twice', [exampleRecord({ versions: [VERSION, VERSION] })], 'has a version twice'],
  ])('%s', (_, records, wrong) => {
    expect(judge(records)).toEqual([expect.stringContaining(wrong)]);
  });

  test('that cannot be read, or was rewritten', () => {
    expect(judgeEvidence({ cloud: new Map(), evidence: { records: [], faults: ['rewritten'] } })).toEqual([
      'rewritten',
    ]);
  });
});

test('a case is survived with evidence of all that is there, and no cut', () => {
  expect(judge([exampleRecord()])).toEqual([]);
  expect(judge([exampleRecord({ events: [APPROVED, GIVEN, REMOVED] })], new Map())).toEqual([]);
});

test('what a run says that it has done has to be recorded', () => {
  const observed = { id: ENTITLEMENT, content: GIVEN.content };
  const of = { system: 'sandbox', provider: 'aws-iam', grant: 'sandbox/alice/billing' };
  const change = { action: 'remove', reason: 'expired', ...of, observed } as const;
  const outcome: ChangeOutcome = { change, result: 'done', message: null, readBackAt: 0 };
  const evidence = { records: [exampleRecord()], faults: [] };
  expect(judgeRecorded([outcome], { evidence })).toEqual([`remove ${ENTITLEMENT} is not recorded`]);
  expect(judgeRecorded([{ ...outcome, result: 'failed' }], { evidence })).toEqual([]);
  const removed = { records: [exampleRecord({ events: [APPROVED, GIVEN, REMOVED] })], faults: [] };
  expect(judgeRecorded([outcome], { evidence: removed })).toEqual([]);
});
