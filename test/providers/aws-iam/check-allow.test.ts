import { expect, test } from '@jest/globals';
import { checkAllow, checkTarget } from '../../../src/providers/aws-iam/check-allow.js';

const target = { account: '111122223333', role: 'arn:aws:iam::111122223333:role/lapse' };
const foreign = 'arn:aws:iam::999999999999:role/Deploy';

test.each<[string, unknown, readonly string[]]>([
  ['a foreign role', { assume_role: foreign }, ['foreign-account /assume_role']],
  [
    'a foreign resource',
    { statements: [{ action: 's3:*', resource: foreign }] },
    ['foreign-account /statements/0/resource'],
  ],
  [
    'a foreign resource in a list',
    {
      statements: [
        { action: 's3:*', resource: '*' },
        { action: 's3:*', resource: ['*', foreign] },
      ],
    },
    ['foreign-account /statements/1/resource/1'],
  ],
  [
    'a condition on the time, in any case and under any operator',
    {
      statements: [
        {
          action: 's3:*',
          resource: '*',
          condition: {
            DateLessThan: { 'AWS:currentTIME': '2099-01-01T00:00:00Z' },
            Null: { 'aws:CurrentTime': 'true' },
          },
        },
      ],
    },
    [
      'window-condition /statements/0/condition/DateLessThan/AWS:currentTIME',
      'window-condition /statements/0/condition/Null/aws:CurrentTime',
    ],
  ],
  ['a role of the account', { assume_role: 'arn:aws:iam::111122223333:role/Deploy' }, []],
  [
    'resources of the account, of none and of AWS',
    {
      statements: [
        {
          action: 's3:*',
          resource: ['*', 'arn:aws:s3:::acme', 'arn:aws:iam::aws:policy/x', 'arn:aws:sqs:eu-central-1:111122223333:x'],
          condition: { StringEquals: { 'aws:RequestTag/a~b': 'x' } },
        },
      ],
    },
    [],
  ],
])('%s', (_what, allow, faults) => {
  expect(checkAllow(allow, target).map(({ rule, pointer }) => `${rule} ${pointer}`)).toEqual(faults);
});

test.each<[string, object, readonly string[]]>([
  ['a role of another account', { role: foreign }, ['foreign-account /role']],
  [
    'a boundary of another account',
    { permissions_boundary: 'arn:aws:iam::999999999999:policy/people-boundary' },
    ['foreign-account /permissions_boundary'],
  ],
  ['a boundary of AWS itself', { permissions_boundary: 'arn:aws:iam::aws:policy/PowerUserAccess' }, []],
  [
    'both of the account',
    { role: target.role, permissions_boundary: 'arn:aws:iam::111122223333:policy/people-boundary' },
    [],
  ],
  ['neither', {}, []],
])('a target with %s', (_what, parts, faults) => {
  const found = checkTarget({ account: '111122223333', ...parts });
  expect(found.map(({ rule, pointer }) => `${rule} ${pointer}`)).toEqual(faults);
  for (const { message } of found) expect(message).toMatch(/999999999999.*111122223333/);
});
