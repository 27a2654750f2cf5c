import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DriftInput, type DriftRecords, findDrift } from '../../src/evidence/find-drift.js';
import type { EvidenceRecord, Given } from '../../src/evidence/record.js';
import { removedPlaces } from '../../src/evidence/removed-places.js';
import type { Change, ChangeReason } from '../../src/plan/change.js';
import type { Drift } from '../../src/plan/drift.js';
import { type Entitlement, entitlementKey } from '../../src/plan/entitlement.js';
import { awsIam } from '../../src/providers/aws-iam/aws-iam.js';
import { ENTITLEMENT, exampleRecord, GIVEN, GRANT, REMOVED, TARGET } from './example-record.js';

const OWN = { name: TARGET, rules: awsIam };
const NOON = Date.parse('2026-11-20T12:00:00Z');
const MINUTES = 10 * 60_000;
const OTHER = 'aws-iam:444455556666';

function entitlement(rest: Partial<Entitlement> = {}): Entitlement {
  const window = { start: 0, end: 1 };
  const own = {
    provider: 'aws-iam',
    system: 'sandbox',
    id: ENTITLEMENT,
    grants: [GRANT],
    content: 'as the branch says',
  };
  return { ...own, window, floor: 1, floorNote: '', ...rest };
}

const create = (rest: Partial<Entitlement> = {}): Change => ({
  action: 'create',
  reason: 'granted',
  entitlement: entitlement(rest),
});

const update = (content: string, reason: ChangeReason = 'drifted', rest: Partial<Entitlement> = {}): Change => ({
  action: 'update',
  reason,
  entitlement: entitlement(rest),
  observed: { id: ENTITLEMENT, content },
});

const remove = (reason: ChangeReason, grant: string | null): Change => ({
  action: 'remove',
  reason,
  system: 'sandbox',
  provider: 'aws-iam',
  grant,
  observed: { id: ENTITLEMENT, content: 'whatever' },
});

function given(rest: Partial<Given> = {}): Given {
  return { ...GIVEN, content: 'put', ...rest };
}

function record(...events: EvidenceRecord['events']): EvidenceRecord {
  return exampleRecord({ events });
}

function recordsOf(own: readonly (readonly [string, EvidenceRecord])[]): DriftRecords {
  return { standing: new Map(own), removed: removedPlaces(own.map(([, one]) => one)) };
}

function find(change: Change, own: EvidenceRecord | null, rest: Partial<DriftInput> = {}): readonly Drift[] {
  return findDrift({
    target: OWN,
    changes: [change],
    records: recordsOf(own === null ? [] : [[GRANT, own]]),
    at: Date.parse(REMOVED.readBackAt) + MINUTES,
    buried: new Map(),
    fateOf: () => ({ outcome: 'planned', message: null }),
    ...rest,
  });
}

describe('drift is', () => {
  test.each<[string, Change, EvidenceRecord | null, Partial<Drift>]>([
    [
      'what bears our mark and no grant explains',
      remove('unknown', null),
      null,
      { kind: 'unexplained', isCertain: true, grant: null, system: 'sandbox', entitlement: ENTITLEMENT },
    ],
    [
      'what is not what was put',
      update('by hand'),
      record(given()),
      { kind: 'altered', isCertain: true, grant: GRANT, target: TARGET, entitlement: ENTITLEMENT },
    ],
    [
      'what is not what was put last, though it was put once',
      update('put'),
      record(given(), given({ content: 'put later' })),
      { kind: 'altered', isCertain: true },
    ],
    ['what was put and is gone', create(), record(given()), { kind: 'missing', isCertain: true, grant: GRANT }],
    [
      'what no record and no version explains, though that may be a changed role',
      update('by hand, or by an earlier role'),
      null,
      { kind: 'altered', isCertain: false },
    ],
    [
      'the same where the record knows nothing of it',
      update('by hand, or by an earlier role'),
      record(given({ target: OTHER })),
      { kind: 'altered', isCertain: false },
    ],
    [
      'what was seen to be gone, and stands there again after the end of its grant',
      remove('expired', GRANT),
      record(given(), REMOVED),
      { kind: 'unexplained', isCertain: true, grant: GRANT, entitlement: ENTITLEMENT },
    ],
    [
      'a cut that is no cut any more',
      update('{"Version":"2012-10-17","Statement":[]}', 'cut'),
      null,
      { kind: 'altered', isCertain: true },
    ],
  ])('%s', (_name, change, own, expected) => {
    expect(find(change, own)).toEqual([expect.objectContaining(expected)]);
  });
});

describe('drift is not', () => {
  test.each<[string, Change, EvidenceRecord | null]>([
    ['a new grant', create(), null],
    ['a new grant that was refused so far', create(), record()],
    ['what was put for the same name at another account', create(), record(given({ target: OTHER }))],
    ['what was taken away, and is to be given again', create(), record(given(), REMOVED)],
    ['what was put under an earlier roles.yaml', update('put'), record(given())],
    ['what an earlier version of the request gives', update('earlier', 'changed'), record(given())],
    ['what has ended', remove('expired', GRANT), record(given())],
    ['what was given by a deleted file', remove('deleted', GRANT), null],
    ['what a file gave that cannot be read any more', remove('unreadable', GRANT), record(given())],
    ['what a person had under another name', remove('changed', GRANT), record(given())],
    ['a cut that is new', { ...create(), reason: 'cut' }, record(given())],
  ])('%s', (_name, change, own) => {
    expect(find(change, own)).toEqual([]);
  });

  test('a cut that says something else by now', () => {
    const place = { id: 'Deploy/lapse-4711-cut', session: 'alice.smith', maxSession: 3_600_000 };
    const content = awsIam.writeCut(place, [{ from: NOON, openedBefore: NOON }]);
    expect(find(update(content, 'cut'), null)).toEqual([]);
  });

  test('what the earlier life of a request left behind, unless it was put otherwise since', () => {
    const buried = new Map([[entitlementKey(entitlement()), new Set(['of its earlier life'])]]);
    const change = update('of its earlier life');
    expect(find(change, null, { buried })).toEqual([]);
    expect(find(change, record(given()), { buried })).toMatchObject([{ kind: 'altered', isCertain: true }]);
  });
});

describe('what several grants need alike', () => {
  const OTHER_GRANT = 'sandbox/alice/second';
  const shared = { grants: [GRANT, OTHER_GRANT] };
  const records = recordsOf([
    [GRANT, record(given())],
    [OTHER_GRANT, record(given({ content: 'put for the second' }))],
  ]);

  test('is as it should be where one record explains it', () => {
    expect(find(update('put for the second', 'drifted', shared), null, { records })).toEqual([]);
    expect(find(update('by hand', 'drifted', shared), null, { records })).toMatchObject([{ kind: 'altered' }]);
  });

  test('is missing where it was put for one of them', () => {
    const one = recordsOf([[OTHER_GRANT, record(given())]]);
    expect(find(create(shared), null, { records: one })).toMatchObject([{ kind: 'missing' }]);
  });
});

test('what was taken away minutes ago may still show, and is told only later', () => {
  const at = Date.parse(REMOVED.readBackAt) + MINUTES - 1;
  expect(find(remove('deleted', GRANT), record(given(), REMOVED), { at })).toEqual([]);
  expect(find(remove('deleted', GRANT), record(given(), REMOVED), { at: at + 1 })).toHaveLength(1);
});

test('each has the fate of its change, in the order of the changes', () => {
  const [first, second] = [remove('unknown', null), update('by hand')];
  const drift = find(first, record(given()), {
    changes: [first, create({ id: 'another' }), second],
    fateOf: (change) =>
      change === first ? { outcome: 'withheld', message: 'the guard' } : { outcome: 'mended', message: null },
  });
  expect(drift).toMatchObject([
    { kind: 'unexplained', outcome: 'withheld', message: 'the guard' },
    { kind: 'altered', outcome: 'mended', message: null },
  ]);
});

test('whatever was recorded: what stands as it was put last is never altered, and what is gone after it never missing', () => {
  const events = fc.array(
    fc.oneof(
      fc.constant(REMOVED),
      fc.string().map((content) => given({ content })),
    ),
  );
  fc.assert(
    fc.property(events, fc.string(), (before, content) => {
      expect(find(update(content), record(...before, given({ content })))).toEqual([]);
      expect(find(create(), record(...before, REMOVED))).toEqual([]);
    }),
  );
});
