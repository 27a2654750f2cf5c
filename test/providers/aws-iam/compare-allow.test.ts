import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { makeContext } from '../../../sandbox/aws/policy/conditions.js';
import { evaluatePolicies } from '../../../sandbox/aws/policy/evaluate-policy.js';
import { compareAllow } from '../../../src/providers/aws-iam/compare-allow.js';
import { coversAction, coversResource } from '../../../src/providers/aws-iam/cover-pattern.js';
import type { AllowedStatement } from '../../../src/providers/aws-iam/terms.js';

const ARN = 'arn:aws:iam::111122223333:role/Deploy';
const OTHER_ARN = 'arn:aws:iam::111122223333:role/Other';
const EU = { StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } };
const BUCKET = 'arn:aws:s3:::acme-invoices';

function statement(action: string | string[], resource: string | string[] = '*', condition?: object): object {
  return { action, resource, ...(condition === undefined ? {} : { condition }) };
}

function allow(...statements: object[]): object {
  return { statements };
}

describe('an allow is taken for wider', () => {
  const many = Array.from({ length: 30 }, (_, index) => `s3:Get${'x'.repeat(190)}${index}`);
  test.each<[string, object, object]>([
    ['with another action', allow(statement('ce:Get*')), allow(statement(['ce:Get*', 'ce:List*']))],
    ['with a wider action', allow(statement('ce:Get*')), allow(statement('ce:*'))],
    ['with all actions', allow(statement('ce:*')), allow(statement('*'))],
    ['with ? in place of a letter', allow(statement('ce:GetA')), allow(statement('ce:Get?'))],
    [
      'with another resource',
      allow(statement('s3:Get*', BUCKET)),
      allow(statement('s3:Get*', [BUCKET, `${BUCKET}/*`])),
    ],
    ['with all resources', allow(statement('s3:Get*', BUCKET)), allow(statement('s3:Get*'))],
    [
      'with a resource in another case',
      allow(statement('s3:Get*', BUCKET)),
      allow(statement('s3:Get*', BUCKET.toUpperCase())),
    ],
    ['with another statement', allow(statement('ce:Get*')), allow(statement('ce:Get*'), statement('s3:Get*'))],
    [
      'with actions and resources of two statements crossed',
      allow(statement('a:A', BUCKET), statement('a:B', '*')),
      allow(statement('a:A', '*')),
    ],
    ['without its condition', allow(statement('s3:*', '*', EU)), allow(statement('s3:*'))],
    [
      'with another value of its condition',
      allow(statement('s3:*', '*', EU)),
      allow(statement('s3:*', '*', { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } })),
    ],
    [
      'with one more value of its condition',
      allow(statement('s3:*', '*', EU)),
      allow(statement('s3:*', '*', { StringEquals: { 'aws:RequestedRegion': ['eu-central-1', 'us-east-1'] } })),
    ],
    [
      'with a looser operator',
      allow(statement('s3:*', '*', EU)),
      allow(statement('s3:*', '*', { StringLike: { 'aws:RequestedRegion': 'eu-central-1' } })),
    ],
    [
      'with an operator that a missing key satisfies',
      allow(statement('s3:*', '*', EU)),
      allow(statement('s3:*', '*', { StringEqualsIfExists: EU.StringEquals })),
    ],
    [
      'with a key that stands twice, in two cases',
      allow(statement('s3:*', '*', EU)),
      allow(
        statement('s3:*', '*', {
          StringEquals: { 'aws:RequestedRegion': 'eu-central-1', 'AWS:RequestedRegion': 'us-east-1' },
        }),
      ),
    ],
    [
      'with a star for a policy variable',
      allow(statement('s3:*', `${BUCKET}/\${aws:username}/*`)),
      allow(statement('s3:*', `${BUCKET}/*`)),
    ],
    [
      'with a policy variable for characters of unknown text',
      allow(statement('s3:*', `${BUCKET}/????????????`)),
      allow(statement('s3:*', `${BUCKET}/\${aws:userid}`)),
    ],
    [
      'with a policy variable for a star that IAM takes for text',
      allow(statement('s3:*', `${BUCKET}/\${*}`)),
      allow(statement('s3:*', `${BUCKET}/\${aws:username}`)),
    ],
    [
      'with a star that may cross a colon',
      allow(statement('logs:*', 'arn:aws:logs:*:111122223333:a')),
      allow(statement('logs:*', 'arn:aws:logs:eu:111122223333:b:111122223333:a')),
    ],
    ['to assume another role', { assume_role: ARN }, { assume_role: OTHER_ARN }],
    ['for a longer session', { assume_role: ARN, max_session: '1h' }, { assume_role: ARN, max_session: '2h' }],
    ['for the longest session, unsaid', { assume_role: ARN, max_session: '11h' }, { assume_role: ARN }],
    ['for a role in place of statements', allow(statement('*')), { assume_role: ARN }],
    ['for statements in place of a role', { assume_role: ARN }, allow(statement('sts:AssumeRole', ARN))],
    ['where it is too long to be of use', allow(statement(many)), allow(statement(many.slice(1)))],
  ])('%s', (_how, before, after) => {
    expect(compareAllow(before, after)).toBe('wider');
  });
});

describe('an allow is narrower', () => {
  test.each<[string, object, object]>([
    ['without one of its actions', allow(statement(['ce:Get*', 'ce:List*'])), allow(statement('ce:Get*'))],
    ['with a narrower action, in whatever case', allow(statement('CE:get*')), allow(statement('ce:GetCost*'))],
    [
      'with a narrower resource',
      allow(statement('s3:Get*', `${BUCKET}*`)),
      allow(statement('s3:Get*', `${BUCKET}/2026/*`)),
    ],
    ['with one resource for all', allow(statement('s3:Get*')), allow(statement('s3:Get*', BUCKET))],
    [
      'with a star within a segment for a longer one',
      allow(statement('s3:*', `${BUCKET}/*/x`)),
      allow(statement('s3:*', `${BUCKET}/a*b/x`)),
    ],
    [
      'with a narrower end behind a star for regions',
      allow(statement('logs:*', 'arn:aws:logs:*:111122223333:a*')),
      allow(statement('logs:*', 'arn:aws:logs:*:111122223333:ab')),
    ],
    ['without one of its statements', allow(statement('ce:Get*'), statement('s3:Get*')), allow(statement('s3:Get*'))],
    ['with a condition', allow(statement('s3:*')), allow(statement('s3:*', '*', EU))],
    [
      'with one condition more',
      allow(statement('s3:*', '*', EU)),
      allow(statement('s3:*', '*', { ...EU, Bool: { 'aws:SecureTransport': 'true' } })),
    ],
    ['for a shorter session', { assume_role: ARN }, { assume_role: ARN, max_session: '11h' }],
  ])('%s', (_how, before, after) => {
    expect(compareAllow(before, after)).toBe('narrower');
    expect(compareAllow(after, before)).toBe('wider');
  });
});

describe('an allow is the same', () => {
  test.each<[string, object, object]>([
    [
      'in another order',
      allow(statement(['a:A', 'a:B']), statement('c:C')),
      allow(statement('c:C'), statement(['a:B', 'a:A', 'a:A'])),
    ],
    [
      'in another case of actions and keys',
      allow(statement('s3:get*', '*', EU)),
      allow(statement('S3:Get*', '*', { StringEquals: { 'AWS:requestedregion': ['eu-central-1'] } })),
    ],
    ['with what another action of it allows anyway', allow(statement('ce:*')), allow(statement(['ce:*', 'ce:Get*']))],
    ['with the longest session said', { assume_role: ARN }, { assume_role: ARN, max_session: '12h' }],
    [
      'where it is too long to be of use, and nothing changed',
      allow(statement('s3:x'.repeat(2000))),
      allow(statement('s3:x'.repeat(2000))),
    ],
  ])('%s', (_how, before, after) => {
    expect(compareAllow(before, after)).toBe('same');
  });
});

/** Short texts of few letters, so that patterns often match. */
const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', ':'), maxLength: 6 });
const word = fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 6 });
const action = fc
  .string({ unit: fc.constantFrom('A', 'a', 'b', '*', '?'), minLength: 1, maxLength: 4 })
  .map((text) => `s3:${text}`);
const resource = fc.oneof(
  fc.constant('*'),
  pattern.map((text) => `arn:aws:s3:::${text}`),
);
const conditions = [EU, { ...EU, StringLike: { 'aws:username': 'a*' } }];
const statements = fc.array(
  fc.record(
    {
      action: fc.array(action, { minLength: 1, maxLength: 2 }),
      resource: fc.array(resource, { minLength: 1, maxLength: 2 }),
      condition: fc.constantFrom(...conditions),
    },
    { requiredKeys: ['action', 'resource'] },
  ),
  { minLength: 1, maxLength: 2 },
);
const anyStatements = statements as fc.Arbitrary<AllowedStatement[]>;

function isAllowed(all: readonly AllowedStatement[], asked: { action: string; resource: string; region: string }) {
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: all.map(({ action: Action, resource: Resource, condition: Condition }) => ({
      Effect: 'Allow',
      Action,
      Resource,
      Condition,
    })),
  });
  const context = makeContext([
    ['aws:RequestedRegion', [asked.region]],
    ['aws:username', ['alice']],
  ]);
  return evaluatePolicies(new Map([['p', text]]), { ...asked, context }).decision === 'allowed';
}

describe('law 5: what is proved holds', () => {
  test('a pattern that is covered matches nothing that the other does not, whatever a star means to IAM', () => {
    const reader = (star: string, atEnd: string, one: string) => (text: string) =>
      new RegExp(
        `^${text
          .replace(/[*]$/, '.#')
          .replace(/[*](?=:)/g, atEnd)
          .replaceAll('*', star)
          .replaceAll('#', '*')
          .replaceAll('?', one)}$`,
      );
    const readers = [reader('[^:]#', '[^:]#', '[^:]'), reader('[^:]#', '.#', '[^:]'), reader('.#', '.#', '.')];
    let covered = 0;
    fc.assert(
      fc.property(pattern, pattern, word, (outer, inner, text) => {
        if (!coversResource(outer, inner)) return;
        covered += 1;
        for (const read of readers) if (read(inner).test(text)) expect(read(outer).test(text)).toBe(true);
      }),
      { numRuns: 5_000 },
    );
    expect(covered).toBeGreaterThan(100);
  });

  test('every pattern covers itself', () => {
    fc.assert(fc.property(pattern, (text) => coversResource(text, text) && coversAction(text, text.toUpperCase())));
  });

  test('where it is not wider, IAM allows nothing by it that it did not allow before', () => {
    const asked = fc.record({
      action: fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 4 }).map((text) => `s3:${text}`),
      resource: word.map((text) => `arn:aws:s3:::${text}`),
      region: fc.constantFrom('eu-central-1', 'us-east-1'),
    });
    const seen = { same: 0, narrower: 0, wider: 0 };
    fc.assert(
      fc.property(anyStatements, anyStatements, asked, (before, more, question) => {
        for (const after of [more, before.slice(1).concat(more.slice(1)), before.slice(0, 1)]) {
          if (after.length === 0) continue;
          const verdict = compareAllow({ statements: before }, { statements: after });
          seen[verdict] += 1;
          if (verdict !== 'wider' && isAllowed(after, question)) expect(isAllowed(before, question)).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
  });
});
