import { describe, expect, test } from '@jest/globals';
import { type Condition, conditionHolds, makeContext } from '../../../../sandbox/aws/policy/conditions.js';

const CONTEXT = makeContext([
  ['aws:CurrentTime', ['2026-11-22T10:00:00Z']],
  ['sts:RoleSessionName', ['alice']],
  ['aws:PrincipalArn', ['arn:aws:iam::111122223333:role/team/Deploy']],
  ['aws:SecureTransport', ['true']],
  ['aws:MultiFactorAuthAge', ['300']],
  ['aws:TagKeys', ['team', 'stage']],
]);

function holds(operator: string, key: string, value: string | boolean | string[]): boolean {
  const condition: Condition = { [operator]: { [key]: value } };
  return conditionHolds(condition, CONTEXT);
}

describe('a date', () => {
  test.each<[string, string, boolean]>([
    ['DateEquals', '2026-11-22T10:00:00Z', true],
    ['DateEquals', '2026-11-22T12:00:00+02:00', true],
    ['DateEquals', '2026-11-22T10:00:01Z', false],
    ['DateNotEquals', '2026-11-22T10:00:00Z', false],
    ['DateNotEquals', '2026-11-22', true],
    ['DateLessThan', '2026-11-22T10:00:00Z', false],
    ['DateLessThan', '2026-11-22T10:00:00.001Z', true],
    ['DateLessThanEquals', '2026-11-22T10:00:00Z', true],
    ['DateGreaterThan', '2026-11-22T10:00:00Z', false],
    ['DateGreaterThan', '2026-11-22', true],
    ['DateGreaterThanEquals', '2026-11-22T10:00:00Z', true],
    ['DateGreaterThanEquals', '2026-11-22T10:00:01Z', false],
    ['DateEquals', String(Date.UTC(2026, 10, 22, 10) / 1000), true],
  ])('%s %s: %s', (operator, value, expected) => {
    expect(holds(operator, 'aws:currenttime', value)).toBe(expected);
  });
});

describe('other operators', () => {
  test.each<[string, string, string | boolean | string[], boolean]>([
    ['StringEquals', 'sts:RoleSessionName', 'alice', true],
    ['StringEquals', 'sts:RoleSessionName', 'Alice', false],
    ['StringEquals', 'sts:RoleSessionName', 'al*', false],
    ['StringEquals', 'sts:RoleSessionName', ['bob', 'alice'], true],
    ['StringNotEquals', 'sts:RoleSessionName', ['bob', 'alice'], false],
    ['StringNotEquals', 'sts:RoleSessionName', ['bob', 'carol'], true],
    ['StringEqualsIgnoreCase', 'sts:RoleSessionName', 'ALICE', true],
    ['StringLike', 'sts:RoleSessionName', 'al?c*', true],
    ['StringLike', 'sts:RoleSessionName', 'al?', false],
    ['StringNotLike', 'sts:RoleSessionName', 'a*', false],
    ['ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/*', true],
    ['ArnLike', 'aws:PrincipalArn', 'arn:*:role/team/Deploy', false],
    ['ArnEquals', 'aws:PrincipalArn', 'arn:aws:iam::111122223333:role/team/Deploy', true],
    ['ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::*:user/*', true],
    ['Bool', 'aws:SecureTransport', 'true', true],
    ['Bool', 'aws:SecureTransport', 'false', false],
    ['Bool', 'aws:SecureTransport', true, true],
    ['NumericLessThan', 'aws:MultiFactorAuthAge', '3600', true],
    ['NumericLessThan', 'aws:MultiFactorAuthAge', '30', false],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['team', 'stage', 'cost'], true],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['team'], false],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', ['team'], true],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', ['cost'], false],
    ['Null', 'sts:RoleSessionName', 'false', true],
    ['Null', 'sts:RoleSessionName', 'true', false],
    ['IpAddress', 'aws:SourceIp', '0.0.0.0/0', false],
  ])('%s of %s and %j: %s', (operator, key, value, expected) => {
    expect(holds(operator, key, value)).toBe(expected);
  });
});

describe('a key that is not there', () => {
  test.each<[string, boolean]>([
    ['StringEquals', false],
    ['StringLike', false],
    ['DateLessThan', false],
    ['Bool', false],
    ['ForAnyValue:StringEquals', false],
    ['StringEqualsIfExists', true],
    ['StringNotEquals', true],
    ['ArnNotLike', true],
    ['ForAllValues:StringEquals', true],
  ])('%s: %s', (operator, expected) => {
    expect(holds(operator, 'aws:Missing', '2026-11-22')).toBe(expected);
  });

  test('Null tells', () => {
    expect([holds('Null', 'aws:Missing', 'true'), holds('Null', 'aws:Missing', 'false')]).toEqual([true, false]);
  });
});

test('every operator and every key must hold', () => {
  const right = { 'sts:RoleSessionName': 'alice' };
  expect(conditionHolds({ StringEquals: right, Bool: { 'aws:SecureTransport': 'true' } }, CONTEXT)).toBe(true);
  expect(conditionHolds({ StringEquals: right, Bool: { 'aws:SecureTransport': 'false' } }, CONTEXT)).toBe(false);
  expect(conditionHolds({ StringEquals: { ...right, 'aws:PrincipalArn': 'x' } }, CONTEXT)).toBe(false);
  expect(conditionHolds({}, CONTEXT)).toBe(true);
});
