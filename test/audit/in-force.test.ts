import { describe, expect, test } from '@jest/globals';
import { rowsAt, type Standing } from '../../src/audit/in-force.js';
import type { EvidenceEvent, Refused } from '../../src/evidence/record.js';
import { at } from '../access/fixtures.js';
import { APPROVED, exampleRecord, GIVEN, REMOVED, RUN } from '../evidence/example-record.js';
import { commitId, GRANT, PATH, REQUEST, rowsOf, sourcesOf } from './built-sources.js';

const REFUSED: Refused = {
  kind: 'refused',
  version: commitId(1),
  rule: 'not-approved',
  message: 'Nobody approved it.',
  pullRequest: null,
  run: RUN,
};
/** The grant of the example record: 14:00 to 18:00, given at 14:01:05, gone at 18:07. */
const MERGED = '2026-11-23T14:00:00Z';

function standingAt(
  time: string,
  events: readonly EvidenceEvent[],
  removedAt: string | null = null,
  request = REQUEST,
) {
  const removal = removedAt === null ? [] : [[removedAt, { [PATH]: null }] as const];
  const record = exampleRecord({ grant: GRANT, addedIn: commitId(1), events });
  const sources = sourcesOf([[MERGED, { [PATH]: request }], ...removal], events.length === 0 ? [] : [record]);
  return rowsAt(sources, rowsOf(sources, at(time)), at(time)).map(({ standing }) => standing);
}

describe('who had what at a time', () => {
  test.each<[string, string, readonly EvidenceEvent[], readonly Standing[]]>([
    ['given and in its window', '2026-11-23T15:00:00Z', [APPROVED, GIVEN, REMOVED], ['in-force']],
    ['in its window, with nothing recorded', '2026-11-23T15:00:00Z', [], ['in-force']],
    ['refused', '2026-11-23T15:00:00Z', [REFUSED], ['not-given']],
    ['given, and its extension refused', '2026-11-23T15:00:00Z', [APPROVED, GIVEN, REFUSED], ['in-force']],
    [
      'in the time of an extension that was refused alone',
      '2026-11-23T15:00:00Z',
      [APPROVED, { ...GIVEN, floor: '2026-11-23T15:00:00Z' }, REFUSED],
      ['left-behind'],
    ],
    ['over and gone', '2026-11-23T18:07:00Z', [APPROVED, GIVEN, REMOVED], []],
    ['over, and nothing was ever given', '2026-11-23T18:07:00Z', [REFUSED], []],
    ['over, and the provider had ended it', '2026-11-23T18:06:59Z', [APPROVED, GIVEN, REMOVED], ['left-behind']],
    ['over, and nothing but a run ends it', '2026-11-23T18:00:00Z', [APPROVED, { ...GIVEN, floor: null }], ['overdue']],
    ['over before its floor', '2026-11-23T18:00:00Z', [{ ...GIVEN, floor: '2026-11-24T06:00:00Z' }], ['overdue']],
    [
      'over, one of two with a floor',
      '2026-11-23T19:00:00Z',
      [GIVEN, { ...GIVEN, entitlement: 'x', floor: null }],
      ['overdue'],
    ],
  ])('%s', (_what, time, events, expected) => {
    expect(standingAt(time, events)).toEqual(expected);
  });

  test('what was removed from the branch and is still given is overdue', () => {
    expect(standingAt('2026-11-23T15:00:00Z', [APPROVED, GIVEN], '2026-11-23T14:30:00Z')).toEqual(['overdue']);
    expect(standingAt('2026-11-23T15:00:00Z', [], '2026-11-23T14:30:00Z')).toEqual([]);
  });

  test('what has not begun is pending, and what cannot be read nobody has', () => {
    const later = REQUEST.replace('duration: 4h', 'starts: 2026-11-24T00:00:00Z\nduration: 4h');
    expect(standingAt('2026-11-23T15:00:00Z', [], null, later)).toEqual(['pending']);
    expect(standingAt('2026-11-23T15:00:00Z', [APPROVED], null, later)).toEqual(['pending']);
    expect(standingAt('2026-11-23T15:00:00Z', [], null, 'role: [\n')).toEqual([]);
  });
});
