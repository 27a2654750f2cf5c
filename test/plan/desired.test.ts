import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Grant } from '../../src/access/grant.js';
import type { Policy } from '../../src/access/policy.js';
import { type Desired, desiredEntitlements } from '../../src/plan/desired.js';
import type { ProviderRules } from '../../src/plan/provider-rules.js';
import { awsIam } from '../../src/providers/aws-iam/aws-iam.js';
import { aGrant, aPerson, aPolicy, aSystem, HOUR, NOW, REPOSITORY_ID, RULES } from './plan-builder.js';

function desire(
  grants: readonly Grant[],
  policy: Policy = aPolicy(),
  rules: ReadonlyMap<string, ProviderRules> = RULES,
): Desired {
  return desiredEntitlements({ grants, policy, rules, repositoryId: REPOSITORY_ID });
}

const sound = aGrant('aws-sandbox/bob/billing');

describe('what cannot be resolved', () => {
  const one = aGrant('aws-sandbox/alice/billing');
  test.each<[string, Grant, Policy, string]>([
    ['a role that is gone', aGrant(one.name, { role: 'gone' }), aPolicy(), 'no role gone'],
    ['a role that was never read', aGrant(one.name, { role: null }), aPolicy(), 'no role that could be read'],
    ['a person who is gone', one, aPolicy({ people: [aPerson('bob')] }), 'no aws-iam name of alice'],
    [
      'a person without a name at the provider',
      one,
      aPolicy({ people: [aPerson('bob'), { login: 'alice', id: 1, names: new Map() }] }),
      'no aws-iam name of alice',
    ],
    ['a system that is gone', aGrant('gone/alice/billing'), aPolicy(), 'no system gone'],
    ['a window that is not known', aGrant(one.name, { window: null }), aPolicy(), 'no window'],
    [
      'a provider that is not known',
      aGrant('other/alice/billing'),
      aPolicy({ systems: [aSystem('aws-sandbox'), { ...aSystem('other'), provider: 'gcp' }] }),
      'no provider gcp',
    ],
  ])('law 7: %s gives no access, and takes no other grant with it', (_what, grant, policy, lacks) => {
    const desired = desire([grant, sound], policy);
    expect(desired.entitlements.map(({ grants }) => grants)).toEqual([[sound.name]]);
    expect([...desired.unresolved]).toEqual([grant.name]);
    expect(desired.problems).toEqual([
      expect.objectContaining({ rule: 'unresolved-grant', severity: 'error', path: grant.path, line: 1 }),
    ]);
    expect(desired.problems[0]?.message).toContain(lacks);
  });

  test('law 7: without a configuration nothing is desired', () => {
    expect(desire([sound], { ...aPolicy(), config: null }).entitlements).toEqual([]);
  });

  test('two grants that need the same thing with other content: the first keeps it', () => {
    const clash: ProviderRules = {
      ...awsIam,
      entitlements: (grant, id) =>
        awsIam.entitlements(grant, id).map((one) => ({ ...one, id: 'same', content: grant.name })),
    };
    const desired = desire([sound, aGrant('aws-sandbox/alice/x')], aPolicy(), new Map([['aws-iam', clash]]));
    expect(desired.entitlements.map(({ content }) => content)).toEqual(['aws-sandbox/alice/x']);
    expect([...desired.unresolved]).toEqual([sound.name]);
  });
});

test.each(['expired', 'invalid'] as const)(
  'a grant that is %s gives nothing and is no problem of the plan',
  (state) => {
    const desired = desire([aGrant('aws-sandbox/alice/billing', { state })]);
    expect(desired).toEqual({ entitlements: [], former: new Map(), unresolved: new Set(), problems: [] });
  },
);

test('a pending grant may be put early: its content carries its start', () => {
  const window = { start: NOW + HOUR, end: NOW + 2 * HOUR };
  const [entitlement] = desire([aGrant('aws-sandbox/alice/billing', { state: 'pending', window })]).entitlements;
  expect(entitlement?.window).toEqual(window);
  expect(entitlement?.content).toContain('2026-11-20T13:00:00Z');
});

test('law 1: what two grants need alike is there once, and stays until neither needs it', () => {
  const shared: ProviderRules = {
    ...awsIam,
    entitlements: (grant, id) => awsIam.entitlements(grant, id).map((one) => ({ ...one, id: 'same' })),
  };
  const rules = new Map([['aws-iam', shared]]);
  const grants = [aGrant('aws-sandbox/bob/a'), aGrant('aws-sandbox/alice/a')];
  const both = desire(grants, aPolicy(), rules).entitlements;
  expect(both.map((one) => one.grants)).toEqual([['aws-sandbox/alice/a', 'aws-sandbox/bob/a']]);
  const [ended] = grants;
  const one = desire(
    grants.filter((grant) => grant !== ended),
    aPolicy(),
    rules,
  ).entitlements;
  expect(one.map(({ id, content }) => ({ id, content }))).toEqual(both.map(({ id, content }) => ({ id, content })));
});

test('law 1: ending one of several overlapping grants never changes what the others give', () => {
  const names = fc.constantFrom(
    ...['alice', 'bob'].flatMap((login) => ['a', 'b', 'c'].map((n) => `aws-sandbox/${login}/${n}`)),
  );
  const grants = fc.uniqueArray(
    fc.record({
      name: names,
      role: fc.constantFrom('billing', 'deploy'),
      from: fc.integer({ min: -5, max: 0 }),
      hours: fc.integer({ min: 6, max: 12 }),
    }),
    { selector: ({ name }) => name, minLength: 2 },
  );
  fc.assert(
    fc.property(grants, fc.nat(), (drawn, choice) => {
      const all = drawn.map(({ name, role, from, hours }) =>
        aGrant(name, { role, window: { start: NOW + from * HOUR, end: NOW + (from + hours) * HOUR } }),
      );
      const ended = all[choice % all.length];
      const before = desire(all).entitlements;
      const after = desire(
        all.map((grant) => (grant === ended ? { ...grant, state: 'expired' as const } : grant)),
      ).entitlements;
      expect(after).toEqual(before.filter((one) => !one.grants.includes(ended?.name ?? '')));
      expect(after).toHaveLength(all.length - 1);
    }),
  );
});

test('law 1: neither the order of the grants nor asking twice changes what is desired', () => {
  const grants = ['alice/a', 'bob/b', 'carol/c'].map((name) => aGrant(`aws-sandbox/${name}`));
  expect(desire([...grants].reverse())).toEqual(desire(grants));
});
