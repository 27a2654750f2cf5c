import { expect, test } from '@jest/globals';
import { keyOf } from '../../src/evidence/index-run.js';
import type { EvidenceEvent } from '../../src/evidence/record.js';
import { removedPlaces } from '../../src/evidence/removed-places.js';
import { APPROVED, ENTITLEMENT, exampleRecord, GIVEN, REMOVED, TARGET } from './example-record.js';

const PLACE = keyOf({ target: TARGET, entitlement: ENTITLEMENT });
const AT = Date.parse(REMOVED.readBackAt);
const LATER = { ...REMOVED, readBackAt: '2026-11-24T18:07:00Z' };

test.each<[string, readonly (readonly EvidenceEvent[])[], readonly (readonly [string, number])[]]>([
  ['nothing of what was never taken away', [[APPROVED, GIVEN], []], []],
  ['what was taken away', [[APPROVED, GIVEN, REMOVED]], [[PLACE, AT]]],
  ['nothing of what was given again', [[GIVEN, REMOVED, GIVEN]], []],
  ['nothing of what another life of the grant has', [[GIVEN, REMOVED], [GIVEN]], []],
  ['nothing of what another life has, in whatever order', [[GIVEN], [GIVEN, REMOVED]], []],
  ['when it went last', [[GIVEN, REMOVED], [LATER], [REMOVED]], [[PLACE, Date.parse(LATER.readBackAt)]]],
  ['nothing of a time that is none', [[{ ...REMOVED, readBackAt: 'yesterday' }]], []],
  ['other targets apart', [[REMOVED], [{ ...GIVEN, target: 'aws-iam:444455556666' }]], [[PLACE, AT]]],
])('records tell %s', (_name, lives, expected) => {
  expect([...removedPlaces(lives.map((events) => exampleRecord({ events })))]).toEqual(expected);
});
