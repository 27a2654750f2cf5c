import { describe, expect, test } from '@jest/globals';
import { SearchableRows, type Wanted } from '../../src/page/filter-rows.js';
import { aFinding } from '../render/html/audit-report.js';
import { pageRows } from './page-rows.js';

const ANY: Wanted = {
  q: '',
  person: '',
  system: '',
  role: '',
  state: '',
  evidence: '',
  approver: '',
  verification: '',
};

const ROWS = pageRows(
  [
    { grant: 'aws-sandbox/alice/billing', reason: 'Invoice 8841' },
    { grant: 'aws-sandbox/bob/deploy', beneficiary: 'bob', role: 'deploy', addedIn: 'b1', approvals: [] },
    { grant: 'aws-production/carol/deploy', beneficiary: 'carol', role: null, state: 'invalid', addedIn: 'c1' },
  ],
  [aFinding({ grant: 'aws-sandbox/bob/deploy', addedIn: 'b1' }), aFinding({ grant: null, addedIn: null })],
);

function find(wanted: Partial<Wanted>): readonly string[] {
  return new SearchableRows().filter(ROWS, { ...ANY, ...wanted }).map(({ person }) => person);
}

describe('the search', () => {
  test('of nothing finds all, in their order', () => {
    expect(find({ q: '  ' })).toEqual(['alice', 'bob', 'carol']);
  });

  test.each([
    ['a word anywhere, in whatever case', 'invoice', ['alice']],
    ['every word, in whatever order', '8841 ALICE', ['alice']],
    ['words that are not both there', '8841 bob', []],
    ['an approver', '@acme/security', ['alice', 'carol']],
    ['what the verification says', 'no record', ['bob']],
    ['what would be a pattern elsewhere', '.*', []],
    ['a name that every object has', 'constructor', []],
  ])('finds %s', (_name, q, people) => {
    expect(find({ q })).toEqual(people);
  });
});

describe('a filter', () => {
  test.each([
    [{ person: 'bob' }, ['bob']],
    [{ role: 'deploy' }, ['bob']],
    [{ state: 'invalid' }, ['carol']],
    [{ approver: 'carol' }, ['alice', 'carol']],
    [{ verification: 'wrong' }, ['bob']],
    [{ verification: 'clean' }, ['alice', 'carol']],
    [{ person: 'bob', state: 'invalid' }, []],
    [{ person: 'ali' }, []],
  ])('%j leaves %j', (wanted, people) => {
    expect(find(wanted)).toEqual(people);
  });
});
