import { describe, expect, test } from '@jest/globals';
import { listPolicyEffects } from '../../src/plan/policy-effects.js';
import { aGrant, aPerson, aPolicy, aSystem, BILLING, DEPLOY, RULES } from './plan-builder.js';

const PROBLEM = { severity: 'error', path: 'x', line: 1, column: 1, cure: 'Mend it.' } as const;

describe('the effects of a policy change', () => {
  const grants = ['alice', 'bob', 'carol'].map((login) => aGrant(`aws-sandbox/${login}/billing`));

  test('none: nothing is told', () => {
    const judged = { grants, policy: aPolicy() };
    expect(listPolicyEffects(judged, { grants, policy: aPolicy() }, RULES)).toEqual([]);
  });

  test('come the most serious first, and then by name', () => {
    const before = {
      grants: [
        aGrant('aws-sandbox/alice/billing'),
        {
          ...aGrant('aws-sandbox/alice/z', { state: 'invalid' }),
          problems: [{ ...PROBLEM, rule: 'over-maximum', message: 'Too long.' }],
        },
        aGrant('aws-sandbox/bob/billing'),
        aGrant('aws-sandbox/bob/deploy', { role: 'deploy' }),
        aGrant('aws-sandbox/carol/billing', { state: 'pending' }),
        aGrant('aws-sandbox/carol/old', { state: 'expired' }),
      ],
      policy: aPolicy(),
    };
    const after = {
      grants: [
        aGrant('aws-sandbox/alice/billing'),
        aGrant('aws-sandbox/alice/z'),
        aGrant('aws-sandbox/bob/billing'),
        {
          ...aGrant('aws-sandbox/bob/deploy', { role: 'deploy', state: 'invalid' }),
          problems: [{ ...PROBLEM, rule: 'unknown-role', message: 'No such role.' }],
        },
        aGrant('aws-sandbox/carol/billing', { state: 'pending' }),
        aGrant('aws-sandbox/carol/old', { state: 'expired' }),
      ],
      policy: aPolicy({
        people: [aPerson('alice'), aPerson('bob', 'bob.two'), aPerson('carol')],
        roles: [{ ...BILLING, allow: { statements: [{ action: 'ce:Get*', resource: '*' }] } }],
      }),
    };
    const effects = listPolicyEffects(before, after, RULES);
    expect(effects.map(({ kind, grant, because }) => [kind, grant, because])).toEqual([
      ['widened', 'aws-sandbox/alice/z', 'It gives nothing so far: Too long.'],
      ['redirected', 'aws-sandbox/bob/billing', 'bob has another name at aws-iam. billing allows less.'],
      ['ended', 'aws-sandbox/bob/deploy', 'No such role.'],
      ['narrowed', 'aws-sandbox/alice/billing', 'billing allows less.'],
      ['narrowed', 'aws-sandbox/carol/billing', 'billing allows less.'],
    ]);
  });

  test('are told of a grant whose system is not bound any more, and of no other', () => {
    const bound = aPolicy({ systems: [aSystem('aws-sandbox'), aSystem('aws-prod')], roles: [BILLING, DEPLOY] });
    const all = [...grants, aGrant('aws-prod/alice/billing')];
    const effects = listPolicyEffects({ grants: all, policy: bound }, { grants: all, policy: aPolicy() }, RULES);
    expect(effects).toMatchObject([
      { kind: 'ended', part: 'config', grant: 'aws-prod/alice/billing', because: 'The policy has no system aws-prod.' },
    ]);
  });
});
