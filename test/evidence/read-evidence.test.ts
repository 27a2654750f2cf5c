import { describe, expect, test } from '@jest/globals';
import { evidencePath } from '../../src/evidence/evidence-path.js';
import { MAXIMUM_EVIDENCE_BYTES, readEvidence } from '../../src/evidence/read-evidence.js';
import { writeEvidence } from '../../src/evidence/write-evidence.js';
import { APPROVED, exampleRecord, GIVEN, REMOVED, RUN, sha } from './example-record.js';

const PATH = evidencePath(exampleRecord());

function read(value: unknown, path = PATH) {
  return readEvidence(path, new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)));
}

const FAILED = { kind: 'failed', target: 'a', entitlement: 'b', action: 'put', rule: 'r', message: 'm', run: RUN };

test.each([
  ['nothing at all', ''],
  ['half a file', writeEvidence(exampleRecord()).slice(0, -20)],
  ['a list', '[]'],
  ['null', 'null'],
  ['a number', '1'],
  ['an empty object', '{}'],
  ['a byte order mark', `\uFEFF${writeEvidence(exampleRecord())}`],
  ['deep nesting', '['.repeat(100_000)],
  ['deep nesting that ends', `${'['.repeat(500_000)}${']'.repeat(500_000)}`],
  ['deep nesting of mappings', `${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}`],
  [
    'deep nesting within',
    writeEvidence(exampleRecord()).replace('"why": "granted"', `"why": ${'['.repeat(100_000)}${']'.repeat(100_000)}`),
  ],
])('%s is no record', (_, text) => {
  expect(read(text)).toEqual({ fault: expect.stringMatching(/\.$/) });
});

test('what is no UTF-8 is no record', () => {
  expect(readEvidence(PATH, Uint8Array.of(0x7b, 0xff, 0x7d))).toEqual({ fault: 'It is not UTF-8.' });
});

test('a file beyond the limit is refused unread', () => {
  expect(read(' '.repeat(MAXIMUM_EVIDENCE_BYTES + 1))).toEqual({ fault: 'It is larger than 1 MB.' });
});

test.each(['versions', 'events'] as const)('a list of %s that no run writes is not gone through', (key) => {
  const list = Array.from({ length: 100_000 }, () => ({}));
  expect(read({ ...exampleRecord(), [key]: list })).toEqual({
    fault: expect.stringContaining('more versions or events'),
  });
});

test('of thousands of faults it goes no further than the first', () => {
  const events = Array.from({ length: 2_000 }, () => ({
    ...GIVEN,
    run: { name: 'x', commit: 1, url: 2, startedAt: 3 },
    a: 1,
    b: 2,
  }));
  const record = exampleRecord();
  read(record);
  const before = performance.now();
  const fault = read({ ...record, events });
  expect(fault).toEqual({ fault: expect.stringMatching(/: \/events\/0/) });
  expect(performance.now() - before).toBeLessThan(200);
});

describe('a record fits no schema with', () => {
  test.each<[string, unknown]>([
    ['another form', { ...exampleRecord(), schema: 2 }],
    ['an unknown key', { ...exampleRecord(), extra: 1 }],
    ['no versions', exampleRecord({ versions: [] })],
    ['an id that is text', { ...exampleRecord(), repositoryId: '42' }],
    ['an event of an unknown kind', { ...exampleRecord(), events: [{ ...GIVEN, kind: 'taken' }] }],
    ['an event of no kind', { ...exampleRecord(), events: [{}] }],
    ['an event that is null', { ...exampleRecord(), events: [null] }],
    ['an event that lacks its run', { ...exampleRecord(), events: [{ ...FAILED, run: undefined }] }],
    ['a key of another kind of event', { ...exampleRecord(), events: [{ ...FAILED, content: '' }] }],
    ['a day that no calendar has', exampleRecord({ events: [{ ...GIVEN, readBackAt: '2026-02-30T00:00:00Z' }] })],
    ['a time with an offset', exampleRecord({ events: [{ ...GIVEN, readBackAt: '2026-02-01T00:00:00+01:00' }] })],
    ['a commit in capitals', exampleRecord({ events: [{ ...APPROVED, version: sha('A') }] })],
    ['a short commit', exampleRecord({ events: [{ ...REMOVED, removedIn: 'abc1234' }] })],
    [
      'a line 0 of CODEOWNERS',
      exampleRecord({ events: [{ ...APPROVED, codeOwners: { ...APPROVED.codeOwners, line: 0 } }] }),
    ],
  ])('%s', (_, value) => {
    expect(read(value)).toEqual({ fault: expect.stringMatching(/^It does not fit the schema: \//) });
  });

  test.each([
    '../alice/billing',
    'sandbox/Alice/billing',
    'sandbox/alice',
    'sandbox/alice/billing\n',
    'sandbox/al--ice/x',
  ])('the name %j of a grant', (grant) => {
    const record = exampleRecord({ grant });
    expect(read(record, evidencePath(record))).toEqual({ fault: expect.stringMatching(/^It(?:s path| does not fit)/) });
  });
});

test.each([
  `sandbox/alice/other@${sha('a')}.json`,
  `sandbox/alice/billing@${sha('b')}.json`,
  `${PATH}.json`,
  'README.md',
])('a record that stands at %s is not the one that its path names', (path) => {
  expect(read(exampleRecord(), path)).toEqual({ fault: `It says that it is ${PATH}.` });
});

test.each(['__proto__', 'constructor', 'toString'])('the key %s does no harm and is refused', (key) => {
  const text = writeEvidence(exampleRecord()).replace('{', `{ "${key}": { "isAdmin": true },`);
  expect(read(text)).toEqual({ fault: expect.stringMatching(/^It does not fit/) });
  expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false);
});

test('of a key that stands twice the last counts, for the path and for whoever reads the record alike', () => {
  const text = writeEvidence(exampleRecord()).replace('{', '{ "grant": "sandbox/bob/billing",');
  expect(read(text)).toEqual({ record: exampleRecord() });
});

test('what a run writes is read back as it was', () => {
  const record = exampleRecord({ events: [APPROVED, GIVEN, REMOVED, { ...APPROVED, groups: [], approvers: [] }] });
  expect(read(writeEvidence(record))).toEqual({ record });
});
