import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CutPlace, CutStatement } from '../../../src/plan/entitlement.js';
import { awsIam } from '../../../src/providers/aws-iam/aws-iam.js';
import { cutPlaceOf, readCut, writeCut } from '../../../src/providers/aws-iam/cut.js';
import { readDocument } from '../../../src/providers/aws-iam/policy-document.js';

const ARN = 'arn:aws:iam::111122223333:role/ops/Deploy';
const NOON = Date.parse('2026-11-20T12:00:00Z');
const PLACE = placeOf('alice.smith');

function placeOf(user: string): CutPlace {
  const place = cutPlaceOf({ assume_role: ARN }, user, 4711);
  if (place === null) throw new Error('no place');
  return place;
}

describe('where a cut stands', () => {
  test('nowhere, where no one role is named', () => {
    expect(cutPlaceOf({ statements: [{ action: 'sts:AssumeRole', resource: '*' }] }, 'alice', 4711)).toBeNull();
  });

  test('in a policy of the role, by its name without its path, for each person', () => {
    expect(PLACE.id).toMatch(/^role:Deploy\/lapse-4711-cut-alice-smith-[0-9a-f]{16}$/);
    expect(awsIam.isCut(PLACE.id)).toBe(true);
    expect(awsIam.isCut('alice.smith/lapse-4711-cut-alice-smith-0')).toBe(false);
  });

  test('and never in the same for two people, however alike their names are', () => {
    expect(placeOf('alice.smith').id).not.toBe(placeOf('alice-smith').id);
  });

  test.each([[undefined], ['1h'], ['12h']])('for 12 hours, whatever a max_session of %s says', (session) => {
    const allow = { assume_role: ARN, ...(session === undefined ? {} : { max_session: session }) };
    expect(cutPlaceOf(allow, 'alice', 4711)?.maxSession).toBe(12 * 3_600_000);
  });
});

describe('what a cut says', () => {
  test('everything is denied to the sessions of one person that were opened before, from then on', () => {
    expect(JSON.parse(writeCut(PLACE, [{ from: NOON, openedBefore: NOON + 60_000 }]))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: {
            StringLike: { 'aws:userid': '*:alice.smith' },
            DateGreaterThanEquals: { 'aws:CurrentTime': '2026-11-20T12:00:00Z' },
            DateLessThan: { 'aws:TokenIssueTime': '2026-11-20T12:01:00Z' },
          },
        },
      ],
    });
  });

  test('parts of a second cut more, never less', () => {
    const content = writeCut(PLACE, [{ from: NOON + 999, openedBefore: NOON + 1 }]);
    expect(content).toContain('"aws:CurrentTime":"2026-11-20T12:00:00Z"');
    expect(content).toContain('"aws:TokenIssueTime":"2026-11-20T12:00:01Z"');
  });

  test.each([
    ['no JSON', 'invalid:0'],
    ['no statements', '{"Version":"2012-10-17"}'],
    ['an empty list', '{"Statement":[],"Version":"2012-10-17"}'],
    ['another effect', writeCut(PLACE, [{ from: NOON, openedBefore: NOON }]).replace('Deny', 'Allow')],
    ['other actions', writeCut(PLACE, [{ from: NOON, openedBefore: NOON }]).replace('"Action":"*"', '"Action":"s3:*"')],
    ['no session', writeCut(PLACE, [{ from: NOON, openedBefore: NOON }]).replace('*:alice', 'alice')],
    ['no time', writeCut(PLACE, [{ from: NOON, openedBefore: NOON }]).replace('2026-11-20T12', 'noon')],
  ])('%s is none of ours', (_what, content) => {
    expect(readCut(content)).toBeNull();
  });

  test('what was written is read again as it was, and as IAM gives it back', () => {
    const instant = fc.integer({ min: NOON / 1000, max: NOON / 1000 + 10_000_000 }).map((seconds) => seconds * 1000);
    const statements = fc.array(fc.record<CutStatement>({ from: instant, openedBefore: instant }), { minLength: 1 });
    fc.assert(
      fc.property(statements, (given) => {
        const content = writeCut(PLACE, given);
        expect(readCut(content)).toEqual(given);
        expect(readDocument(encodeURIComponent(content))).toBe(content);
      }),
      { numRuns: 50 },
    );
  });
});
