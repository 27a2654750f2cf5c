import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { makeContext } from '../../../../sandbox/aws/policy/conditions.js';
import { evaluatePolicies } from '../../../../sandbox/aws/policy/evaluate-policy.js';
import { matchesArn, matchesWildcards } from '../../../../sandbox/aws/policy/wildcards.js';
import { policy } from '../running-aws.js';

const CONTEXT = makeContext([['aws:username', ['alice']]]);

function decide(statement: object, action: string, resource = '*') {
  const policies = new Map([['p', policy(statement)]]);
  return evaluatePolicies(policies, { action, resource, context: CONTEXT }).decision;
}

describe('a statement', () => {
  const HOME = { Action: 's3:*', Resource: `arn:aws:s3:::home/\${aws:username}/*` };
  const TAGGED = { Action: 's3:*', Resource: `arn:aws:s3:::home/\${aws:PrincipalTag/team}/*` };
  test.each<[string, object, string, string, string]>([
    ['matches an action in any case', { Action: 'CE:get*' }, 'ce:GetCost', '*', 'allowed'],
    ['does not match another service', { Action: 'ce:*' }, 's3:GetObject', '*', 'implicitDeny'],
    ['matches one character', { Action: 'ce:Get?' }, 'ce:GetX', '*', 'allowed'],
    ['matches exactly one character', { Action: 'ce:Get?' }, 'ce:Get', '*', 'implicitDeny'],
    ['with NotAction leaves that out', { Action: undefined, NotAction: 'iam:*' }, 'iam:GetUser', '*', 'implicitDeny'],
    ['with NotAction takes the rest', { Action: undefined, NotAction: 'iam:*' }, 'ce:GetCost', '*', 'allowed'],
    ['for one resource is not for all', { Resource: 'arn:aws:s3:::a' }, 'ce:GetCost', '*', 'implicitDeny'],
    [
      'compares resources in their case',
      { Resource: 'arn:aws:s3:::a' },
      'ce:GetCost',
      'arn:aws:s3:::A',
      'implicitDeny',
    ],
    [
      'with NotResource takes the rest',
      { Resource: undefined, NotResource: 'arn:aws:s3:::a' },
      'ce:GetCost',
      'arn:aws:s3:::b',
      'allowed',
    ],
    ['fills in variables', HOME, 's3:GetObject', 'arn:aws:s3:::home/alice/x', 'allowed'],
    ['fills in nobody else', HOME, 's3:GetObject', 'arn:aws:s3:::home/bob/x', 'implicitDeny'],
    ['with a variable without a value does not match', TAGGED, 's3:GetObject', 'arn:aws:s3:::home//x', 'implicitDeny'],
    ['that denies wins', { Effect: 'Deny' }, 'ce:GetCost', '*', 'explicitDeny'],
  ])('%s', (_, statement, action, resource, expected) => {
    expect(decide(statement, action, resource)).toBe(expected);
  });
});

describe('wildcards', () => {
  test('agree with a regular expression', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (wildcards, given) => {
        const expression = new RegExp(`^${wildcards.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(matchesWildcards(wildcards, given)).toBe(expression.test(given));
      }),
      { numRuns: 1000 },
    );
  });

  test('take no time worth naming on a hostile pattern', () => {
    expect(matchesWildcards(`${'a*'.repeat(500)}b`, 'a'.repeat(2000))).toBe(false);
  });

  test('in an ARN do not reach over a colon, except in its last part', () => {
    expect(matchesArn('arn:aws:iam::1*:role/x', 'arn:aws:iam::12:role/x')).toBe(true);
    expect(matchesArn('arn:aws:*:role/x', 'arn:aws:iam::12:role/x')).toBe(false);
    expect(matchesArn('arn:aws:logs:::*', 'arn:aws:logs:::group:g:stream:s')).toBe(true);
  });
});
