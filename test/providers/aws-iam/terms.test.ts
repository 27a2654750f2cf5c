import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import schema from '../../../schemas/providers/aws-iam.schema.json' with { type: 'json' };
import { allowSchema, nameSchema, targetSchema } from '../../../src/providers/aws-iam/terms.js';

const ajv = new Ajv2020({ strict: true, allErrors: true });
const allow = ajv.compile(allowSchema);
const target = ajv.compile(targetSchema);
const name = ajv.compile(nameSchema);
/** A policy variable of IAM's. */
const VARIABLE = ['$', '{aws:username}'].join('');
const statement = { action: 's3:GetObject', resource: '*' };

describe('allow', () => {
  test.each<[string, unknown]>([
    ['nothing', {}],
    ['both ways', { statements: [statement], assume_role: 'arn:aws:iam::111122223333:role/Deploy' }],
    ['no statements', { statements: [] }],
    ['an unknown key', { statements: [statement], effect: 'Allow' }],
    ['an effect', { statements: [{ ...statement, effect: 'Deny' }] }],
    ['a principal', { statements: [{ ...statement, principal: '*' }] }],
    ['not_action', { statements: [{ not_action: 's3:*', resource: '*' }] }],
    ['no resource', { statements: [{ action: 's3:*' }] }],
    ['an action without a service', { statements: [{ action: 'GetObject', resource: '*' }] }],
    ['an empty list', { statements: [{ action: [], resource: '*' }] }],
    ['a wildcard for the account', { statements: [{ action: 's3:*', resource: 'arn:aws:iam::*:role/x' }] }],
    ['a wildcard across fields', { statements: [{ action: 's3:*', resource: 'arn:aws:iam:*' }] }],
    ['a wildcard for the partition', { statements: [{ action: 's3:*', resource: 'arn:*:iam::111122223333:role/x' }] }],
    ['a variable for the account', { statements: [{ action: 's3:*', resource: `arn:aws:iam::${VARIABLE}:role/x` }] }],
    ['an unknown operator', { statements: [{ ...statement, condition: { Equals: { 'aws:x': '1' } } }] }],
    ['a number as a value', { statements: [{ ...statement, condition: { StringEquals: { 'aws:x': 1 } } }] }],
    ['a user’s ARN', { assume_role: 'arn:aws:iam::111122223333:user/alice' }],
    ['a role with a wildcard', { assume_role: 'arn:aws:iam::111122223333:role/*' }],
    ['a session of 13 hours', { assume_role: 'arn:aws:iam::111122223333:role/Deploy', max_session: '13h' }],
    ['a session length without a role', { statements: [statement], max_session: '1h' }],
  ])('%s is refused', (_what, value) => {
    expect(allow(value)).toBe(false);
  });

  test.each<[unknown]>([
    [{ statements: [{ action: ['ce:Get*', '*'], resource: ['*', `arn:aws:s3:::acme-invoices/${VARIABLE}/*`] }] }],
    [
      {
        statements: [{ ...statement, condition: { 'ForAnyValue:StringLikeIfExists': { 'aws:TagKeys': ['a', 'b'] } } }],
      },
    ],
    [{ statements: [{ action: 'iam:GetPolicy', resource: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }] }],
    [{ assume_role: 'arn:aws-us-gov:iam::111122223333:role/path/to/Deploy', max_session: '12h' }],
  ])('%j is accepted', (value) => {
    expect(allow(value)).toBe(true);
  });
});

test.each<[unknown, boolean]>([
  [{ account: '111122223333' }, true],
  [{ account: '111122223333', role: 'arn:aws:iam::111122223333:role/lapse' }, true],
  [{ account: 111122223333 }, false],
  [{ account: '11112222333' }, false],
  [{}, false],
  [{ account: '111122223333', region: 'eu-central-1' }, false],
  [{ account: '111122223333', role: 'arn:aws:iam::111122223333:user/lapse' }, false],
  [{ account: '111122223333', permissions_boundary: 'arn:aws:iam::111122223333:policy/people-boundary' }, true],
  [{ account: '111122223333', permissions_boundary: 'arn:aws:iam::aws:policy/PowerUserAccess' }, true],
  [{ account: '111122223333', permissions_boundary: 'people-boundary' }, false],
  [{ account: '111122223333', permissions_boundary: 'arn:aws:iam::111122223333:role/lapse' }, false],
])('the target %j is accepted: %p', (value, accepted) => {
  expect(target(value)).toBe(accepted);
});

test.each([
  ['alice.smith', true],
  ['a+b=c,d@e-f_g', true],
  ['path/alice', false],
  ['', false],
  ['alice smith', false],
  ['ålice', false],
  ['x'.repeat(65), false],
])('the name %j is accepted: %p', (value, accepted) => {
  expect(name(value)).toBe(accepted);
});

test('every field of the schema has a title, a description and examples, and the examples fit', () => {
  const visit = (part: unknown, path: string): void => {
    if (typeof part !== 'object' || part === null) return;
    if ('type' in part || 'anyOf' in part) {
      expect([path, part]).toEqual([
        path,
        expect.objectContaining({
          title: expect.any(String),
          description: expect.any(String),
          examples: expect.any(Array),
        }),
      ]);
      const fits = ajv.compile(part);
      const { examples } = part as unknown as { examples: unknown[] };
      for (const example of examples) expect([path, example, fits(example)]).toEqual([path, example, true]);
    }
    for (const [key, member] of Object.entries(part)) if (key !== 'examples') visit(member, `${path}/${key}`);
  };
  visit(schema.$defs, '');
});
