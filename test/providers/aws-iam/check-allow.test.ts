import { expect, test } from '@jest/globals';
import { checkAllow } from '../../../src/providers/aws-iam/check-allow.js';

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

test('a target whose role is of another account gives no role at all', () => {
  const [fault, ...more] = checkAllow({ statements: [] }, { account: '999999999999', role: target.role });
  expect(fault).toMatchObject({ rule: 'foreign-account', pointer: '' });
  expect(fault?.message).toContain('111122223333');
  expect(more).toEqual([]);
});
