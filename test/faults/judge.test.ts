import { describe, expect, test } from '@jest/globals';
import { type Expected, judgeClaims, judgeEnd, judgeMoment } from './judge.js';
import type { Seen } from './look.js';

const ID = 'alice.smith/lapse-1-one';
const HEAD = 'lapse/revert/aws-sandbox/alice/one';

function seen(parts: Partial<Seen> = {}): Seen {
  const evidence = { records: [], faults: [] };
  const nothing = { reverts: [], closedByBots: [], branches: [], comments: [], issues: [], evidence };
  return { cloud: new Map(), ...nothing, ...parts };
}

const GIVEN = seen({ cloud: new Map([[ID, '{}']]), reverts: [HEAD], comments: ['1 <!-- one -->'] });
const EXPECTED: Expected = {
  scenario: { given: ['alice/one'], reverted: [], refused: [] },
  before: seen(),
  after: GIVEN,
};

describe('a case is not survived', () => {
  test.each<[string, Partial<Seen>, string]>([
    ['without an approved grant', { cloud: new Map() }, `an approved grant is missing: ${ID}`],
    ['with another content', { cloud: new Map([[ID, '[]']]) }, `the cloud has other content: ${ID}`],
    [
      'with what nobody should have',
      { cloud: new Map([...GIVEN.cloud, ['bob.jones/x', '{}']]) },
      'nobody should have bob.jones/x',
    ],
    ['without a revert', { reverts: [] }, `open revert missing: ${HEAD}`],
    ['with a second revert', { reverts: [HEAD, HEAD] }, `open revert twice: ${HEAD}`],
    ['with a second comment', { comments: ['1 <!-- one -->', '1 <!-- one -->'] }, 'comment twice: 1 <!-- one -->'],
    ['with an issue too many', { issues: ['Unapproved'] }, 'open issue too many: Unapproved'],
  ])('%s', (_name, parts, wrong) => {
    expect(judgeEnd(EXPECTED, { ...GIVEN, ...parts })).toEqual([wrong]);
  });

  test('where a run says that all is well, and it is not', () => {
    const ended = { run: 'provision', success: true, report: null, error: null } as const;
    expect(judgeClaims(EXPECTED, ended, seen())).toEqual([`provision claims success without ${ID}`]);
    expect(judgeClaims(EXPECTED, { ...ended, success: false }, seen())).toEqual([]);
  });

  test('where there was for a moment what is neither before nor after', () => {
    expect(judgeMoment(EXPECTED, seen({ cloud: new Map([[ID, '[]']]) }))).toHaveLength(1);
    expect(judgeMoment(EXPECTED, GIVEN)).toEqual([]);
  });
});

test('a case is survived where all is as it should be', () => {
  expect(judgeEnd(EXPECTED, GIVEN)).toEqual([]);
});
