import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Window } from '../../../src/access/instant.js';
import type { Entitlement } from '../../../src/plan/entitlement.js';
import { awsIam } from '../../../src/providers/aws-iam/aws-iam.js';
import { policyNameOf } from '../../../src/providers/aws-iam/mark.js';
import { matchesAction } from '../../../src/providers/aws-iam/match-action.js';
import { aPerson, aRole, aSystem } from '../../plan/plan-builder.js';

const WINDOW: Window = { start: Date.parse('2026-11-20T12:00:00Z'), end: Date.parse('2026-11-20T16:00:00Z') };

function entitlementOf(allow: unknown, window = WINDOW, name = 'aws-sandbox/alice/billing'): Entitlement {
  const grant = { name, window, role: aRole('r', allow), person: aPerson('alice'), system: aSystem('aws-sandbox') };
  const [entitlement, ...more] = awsIam.entitlements(grant, 4711);
  expect(more).toEqual([]);
  if (entitlement === undefined) throw new Error('gives nothing');
  return entitlement;
}

test('the bytes of form 1 stand for as long as its number does: records of what was given are held to them', () => {
  const window =
    '"DateGreaterThanEquals":{"aws:CurrentTime":"2026-11-20T12:00:00Z"},"DateLessThan":{"aws:CurrentTime":"2026-11-20T16:00:00Z"}';
  const given = entitlementOf({ statements: [{ action: ['s3:Get*', 'ce:Get*'], resource: '*' }] });
  const assumed = entitlementOf({ assume_role: 'arn:aws:iam::111122223333:role/Deploy' });
  expect({ form: awsIam.form, id: given.id, given: given.content, assumed: assumed.content }).toEqual({
    form: 1,
    id: 'alice.smith/lapse-4711-aws-sandbox-alice-billing-b1164a063f828d8c',
    given: `{"Statement":[{"Action":["ce:Get*","s3:Get*"],"Condition":{${window}},"Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}`,
    assumed: `{"Statement":[{"Action":"sts:AssumeRole","Condition":{${window},"StringEquals":{"sts:RoleSessionName":"alice.smith"}},"Effect":"Allow","Resource":"arn:aws:iam::111122223333:role/Deploy"}],"Version":"2012-10-17"}`,
  });
});

test('law 2: statements carry the window beside their own conditions, and AWS ends them at the end', () => {
  const condition = {
    StringEquals: { 'aws:RequestedRegion': ['b', 'a'] },
    DateLessThan: { 'aws:TokenIssueTime': '2030-01-01T00:00:00Z' },
  };
  const entitlement = entitlementOf({ statements: [{ action: ['ce:Get*'], resource: '*', condition }] });
  expect(JSON.parse(entitlement.content)).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'ce:Get*',
        Resource: '*',
        Condition: {
          StringEquals: { 'aws:RequestedRegion': ['a', 'b'] },
          DateGreaterThanEquals: { 'aws:CurrentTime': '2026-11-20T12:00:00Z' },
          DateLessThan: { 'aws:TokenIssueTime': '2030-01-01T00:00:00Z', 'aws:CurrentTime': '2026-11-20T16:00:00Z' },
        },
      },
    ],
  });
  expect(entitlement.floor).toBe(WINDOW.end);
  expect(entitlement.id).toBe(`alice.smith/${policyNameOf('aws-sandbox/alice/billing', 4711)}`);
});

test('law 2: every statement of a grant carries the window', () => {
  const statement = fc.record({
    action: fc.constantFrom('s3:Get*', '*'),
    resource: fc.constantFrom('*', 'arn:aws:s3:::x'),
  });
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 5 }), (statements) => {
      const document = JSON.parse(entitlementOf({ statements }).content);
      expect(document.Statement).toHaveLength(statements.length);
      for (const { Condition } of document.Statement) {
        expect(Condition).toEqual({
          DateGreaterThanEquals: { 'aws:CurrentTime': '2026-11-20T12:00:00Z' },
          DateLessThan: { 'aws:CurrentTime': '2026-11-20T16:00:00Z' },
        });
      }
    }),
  );
});

test('parts of a second never add time', () => {
  const { content } = entitlementOf(
    { statements: [{ action: 's3:*', resource: '*' }] },
    { start: WINDOW.start + 1, end: WINDOW.end + 999 },
  );
  expect(content).toContain('"aws:CurrentTime":"2026-11-20T12:00:01Z"');
  expect(content).toContain('"aws:CurrentTime":"2026-11-20T16:00:00Z"');
});

describe('law 2: the floor that is told is the true one', () => {
  const deploy = 'arn:aws:iam::111122223333:role/Deploy';
  test.each<[string, unknown, number]>([
    ['a role whose longest session is known', { assume_role: deploy, max_session: '2h' }, 0],
    ['a role whose longest session is not known', { assume_role: deploy }, 0],
    ['statements that let roles be assumed', { statements: [{ action: 'STS:assume*', resource: '*' }] }, 12],
    ['statements that do not', { statements: [{ action: 'sts:GetCallerIdentity', resource: '*' }] }, 0],
  ])('%s', (_what, allow, hours) => {
    const { floor, floorNote } = entitlementOf(allow);
    expect(floor).toBe(WINDOW.end + hours * 3_600_000);
    expect(floorNote).toEqual(
      hours === 0
        ? expect.stringMatching(/^AWS itself ends it, (?:running sessions|open sessions of the role) included$/)
        : `no new sessions after the end; open ones run on for up to ${hours} h`,
    );
  });
});

test.each([
  ['iam:*', 'iam:PutUserPolicy'],
  ['*', 'iam:PutUserPolicy'],
  ['iam:Create*Key', 'iam:CreateAccessKey'],
  ['IAM:updateassumerolepolicy', 'iam:UpdateAssumeRolePolicy'],
])('law 2: no floor is told where %s is allowed, because the window can be taken off again', (action, named) => {
  const { floor, floorNote } = entitlementOf({ statements: [{ action: ['s3:*', action], resource: '*' }] });
  expect(floor).toBeNull();
  expect(floorNote).toContain(named);
});

test('a role is assumed only under the person’s own name', () => {
  const { content } = entitlementOf({ assume_role: 'arn:aws:iam::111122223333:role/Deploy' });
  const [statement] = JSON.parse(content).Statement;
  expect(statement).toMatchObject({
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Resource: 'arn:aws:iam::111122223333:role/Deploy',
  });
  expect(statement.Condition.StringEquals).toEqual({ 'sts:RoleSessionName': 'alice.smith' });
});

test('a person without a user gets nothing', () => {
  const person = { login: 'alice', id: 1, names: new Map<string, string>() };
  const grant = { name: 'a/alice/b', window: WINDOW, role: aRole('r', {}), person, system: aSystem('a') };
  expect(awsIam.entitlements(grant, 1)).toEqual([]);
});

test('law 9: a policy’s name bears the repository’s mark, fits IAM, and is the grant’s alone', () => {
  const names = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), {
    minLength: 2,
    maxLength: 5,
  });
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (grants, repositoryId) => {
      const policies = grants.map((grant) => policyNameOf(grant, repositoryId));
      expect(new Set(policies).size).toBe(grants.length);
      for (const policy of policies) {
        expect(policy).toMatch(/^[\w+=,.@-]{1,128}$/);
        expect(policy.startsWith(`lapse-${repositoryId}-`)).toBe(true);
      }
      expect(policies.map((policy) => awsIam.markOf(`alice/${policy}`))).toEqual(
        grants.map((grant) => awsIam.grantMark(grant, repositoryId)),
      );
    }),
  );
});

test('names that read alike have names of their own', () => {
  expect(policyNameOf('aws/alice/a-b', 7)).toBe('lapse-7-aws-alice-a-b-7b94538906b877b3');
  expect(policyNameOf('aws/alice/a/b', 7)).not.toBe(policyNameOf('aws/alice/a-b', 7));
});

test.each([
  ['*', true],
  ['sts:*', true],
  ['s?s:assumerole', true],
  ['sts:AssumeRole?', false],
  ['sts:AssumeRoleWith*', false],
  ['sts:', false],
  ['', false],
  [`${'*?'.repeat(100)}x`, false],
])('the action %j covers sts:AssumeRole: %p', (pattern, matches) => {
  expect(matchesAction(pattern, 'sts:AssumeRole')).toBe(matches);
});
