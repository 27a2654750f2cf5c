import { expect, test } from '@jest/globals';
import { SortedRows } from '../../src/page/sort-rows.js';
import { AT, HOUR } from '../render/html/audit-report.js';
import { pageRows } from './page-rows.js';

const ROWS = new SortedRows(
  pageRows([
    { beneficiary: 'bob', window: { start: AT, end: AT + 3 * HOUR }, grant: 's/bob/one' },
    { beneficiary: 'alice', window: null, grant: 's/alice/two', role: null },
    { beneficiary: 'carol', window: { start: AT - HOUR, end: AT + 9 * HOUR }, grant: 's/carol/three' },
    { beneficiary: 'bob', window: { start: AT + HOUR, end: AT + 2 * HOUR }, grant: 's/bob/four' },
  ]),
);

test.each([
  ['person', false, ['two', 'one', 'four', 'three']],
  ['person', true, ['three', 'one', 'four', 'two']],
  ['start', false, ['three', 'one', 'four', 'two']],
  ['start', true, ['four', 'one', 'three', 'two']],
  ['end', false, ['four', 'one', 'three', 'two']],
  ['role', true, ['one', 'three', 'four', 'two']],
] as const)('by %s, descending: %s; what has nothing to sort by comes last', (column, descending, names) => {
  expect(ROWS.by({ column, descending }).map(({ name }) => name)).toEqual(names);
  expect(ROWS.by({ column, descending })).toBe(ROWS.by({ column, descending }));
});
