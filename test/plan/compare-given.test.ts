import { describe, expect, test } from '@jest/globals';
import type { Window } from '../../src/access/instant.js';
import type { Policy, Role } from '../../src/access/policy.js';
import { compareGiven } from '../../src/plan/compare-given.js';
import { type Given, givenBy } from '../../src/plan/given.js';
import { aPerson, aPolicy, aRole, aSystem, BILLING, DEPLOY, HOUR, NOW, RULES } from './plan-builder.js';

const WINDOW: Window = { start: NOW, end: NOW + HOUR };
const NOTHING: Given = { nothing: 'carol is not in access/people.yaml.', part: 'people' };

function given(policy: Policy, role = 'billing', window = WINDOW): Given {
  return givenBy(
    { name: `aws-sandbox/carol/${role}`, system: 'aws-sandbox', beneficiary: 'carol', role },
    window,
    policy,
    RULES,
  );
}

function withRole(change: Partial<Role>): Policy {
  return aPolicy({ roles: [{ ...BILLING, ...change }, DEPLOY] });
}

function statements(...action: string[]): object {
  return { statements: [{ action, resource: '*' }] };
}

const OTHER_ACCOUNT = aPolicy({ systems: [aSystem('aws-sandbox', '444455556666')] });
const OTHER_NAME = aPolicy({ people: [aPerson('carol', 'carol.white')] });
const OTHER_ID = aPolicy({ people: [{ ...aPerson('carol'), id: 4711 }] });
const longer = aRole('deploy', { assume_role: 'arn:aws:iam::111122223333:role/Deploy', max_session: '2h' });
const elsewhere = aRole('deploy', { assume_role: 'arn:aws:iam::111122223333:role/Admin', max_session: '1h' });
const shorter = aRole('deploy', { assume_role: 'arn:aws:iam::111122223333:role/Deploy', max_session: '1h' });
const LONGER_WINDOW = { ...WINDOW, end: WINDOW.end + 1 };

describe('a grant is', () => {
  const before = given(aPolicy());
  const deploy = given(aPolicy(), 'deploy');
  test.each<[string, Given, Given, string, string]>([
    ['widened where it gave nothing', NOTHING, before, 'widened', 'people'],
    ['widened where its role allows more', before, given(withRole({ allow: statements('ce:*') })), 'widened', 'roles'],
    [
      'widened where its role allows other things',
      before,
      given(withRole({ allow: statements('s3:Get*') })),
      'widened',
      'roles',
    ],
    [
      'widened where another role may be assumed',
      deploy,
      given(aPolicy({ roles: [elsewhere] }), 'deploy'),
      'widened',
      'roles',
    ],
    [
      'widened where the sessions last longer',
      deploy,
      given(aPolicy({ roles: [longer] }), 'deploy'),
      'widened',
      'roles',
    ],
    [
      'widened where nothing ends it any more',
      before,
      given(withRole({ allow: statements('ce:Get*', 'ce:Describe*', 'iam:CreateUser') })),
      'widened',
      'roles',
    ],
    ['widened where it lasts longer', before, given(aPolicy(), 'billing', LONGER_WINDOW), 'widened', 'roles'],
    [
      'widened where it begins sooner',
      before,
      given(aPolicy(), 'billing', { ...WINDOW, start: NOW - 1 }),
      'widened',
      'roles',
    ],
    ['redirected where its system is another account', before, given(OTHER_ACCOUNT), 'redirected', 'config'],
    ['redirected where the person has another name there', before, given(OTHER_NAME), 'redirected', 'people'],
    ['redirected where the login is another account', before, given(OTHER_ID), 'redirected', 'people'],
    ['ended where it gives nothing any more', before, NOTHING, 'ended', 'people'],
    [
      'narrowed where its role allows less',
      before,
      given(withRole({ allow: statements('ce:Get*') })),
      'narrowed',
      'roles',
    ],
    [
      'narrowed where the sessions are shorter',
      given(aPolicy({ roles: [longer] }), 'deploy'),
      given(aPolicy({ roles: [shorter] }), 'deploy'),
      'narrowed',
      'roles',
    ],
    ['narrowed where it lasts less long', given(aPolicy(), 'billing', LONGER_WINDOW), before, 'narrowed', 'roles'],
  ])('%s', (_where, old, next, kind, part) => {
    expect(compareGiven(old, next)).toMatchObject({ kind, part, because: expect.stringMatching(/^\S.*\.$/) });
  });

  test.each<[string, Partial<Role>]>([
    ['approvals', { approvers: [{ from: '@acme/security', count: 3 }] }],
    ['who may ask', { eligible: ['@acme/nobody'], autoApprove: ['@acme/security'] }],
    ['a longer maximum than it needs', { maxDuration: 80 * HOUR }],
    ['the ticket', { requiresTicket: true, ticketPattern: 'INC-[0-9]+' }],
    ['how it is merged, and its description', { autoMerge: true, description: 'Other words' }],
    ['the order of what it allows', { allow: statements('ce:Describe*', 'ce:Get*', 'CE:get*') }],
  ])('as before where the change is of %s', (_what, change) => {
    expect(compareGiven(before, given(withRole(change)))).toBeNull();
  });

  test('as before where it gave nothing and gives nothing', () => {
    expect(compareGiven(NOTHING, { nothing: 'Something else.', part: 'roles' })).toBeNull();
  });

  test('told with all that is done to it, and by the most serious', () => {
    const systems = [aSystem('aws-sandbox', '444455556666')];
    const after = aPolicy({
      systems,
      people: [aPerson('carol', 'carol.white')],
      roles: [{ ...BILLING, allow: statements('*') }],
    });
    expect(compareGiven(before, given(after))).toEqual({
      kind: 'widened',
      part: 'roles',
      because:
        'billing allows more, or other things. What it gives can outlast its end for longer. aws-sandbox is bound to another target. carol has another name at aws-iam.',
    });
  });
});
