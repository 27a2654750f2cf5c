import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Grant } from '../../src/access/grant.js';
import type { Change, Plan } from '../../src/plan/change.js';
import { desiredEntitlements } from '../../src/plan/desired.js';
import { diffEntitlements } from '../../src/plan/diff.js';
import type { ObservedEntitlement } from '../../src/plan/entitlement.js';
import { explainRemovals } from '../../src/plan/explain-removal.js';
import { needsApproval } from '../../src/plan/needs-approval.js';
import { groupByTarget, type Target } from '../../src/plan/targets.js';
import { awsIam } from '../../src/providers/aws-iam/aws-iam.js';
import { policyNameOf } from '../../src/providers/aws-iam/mark.js';
import {
  aGrant,
  aPerson,
  aPolicy,
  aRole,
  aSystem,
  HOUR,
  NOW,
  type PolicyParts,
  REPOSITORY_ID,
  RULES,
} from './plan-builder.js';

interface Situation extends PolicyParts {
  readonly grants: readonly Grant[];
  readonly deleted?: readonly string[];
  readonly observed: readonly ObservedEntitlement[];
}

function plan({
  grants,
  deleted = [],
  observed,
  ...parts
}: Situation): Pick<Plan, 'changes'> & { unchanged: number; needs: readonly boolean[] } {
  const policy = aPolicy(parts);
  const { entitlements, former, unresolved } = desiredEntitlements({
    grants,
    policy,
    rules: RULES,
    repositoryId: REPOSITORY_ID,
  });
  const [target] = groupByTarget(policy.config, RULES);
  if (target === undefined) throw new Error('no target');
  const explain = explainRemovals({
    grants,
    deleted,
    unresolved,
    rules: awsIam,
    repositoryId: REPOSITORY_ID,
    now: NOW,
  });
  const { changes, kept } = diffEntitlements({ target, desired: entitlements, former, observed, explain });
  return { changes, unchanged: kept.length, needs: changes.map((change) => needsApproval(change, former)) };
}

function held(grant: Grant, parts: PolicyParts = {}): ObservedEntitlement {
  const { entitlements } = desiredEntitlements({
    grants: [{ ...grant, state: 'active' }],
    policy: aPolicy(parts),
    rules: RULES,
    repositoryId: REPOSITORY_ID,
  });
  const [one] = entitlements;
  if (one === undefined) throw new Error('gives nothing');
  return { id: one.id, content: one.content };
}

function told(change: Change): string {
  return change.action === 'remove'
    ? `remove ${change.reason} ${change.system} ${change.grant}`
    : `${change.action} ${change.reason} ${change.entitlement.grants.join(',')}`;
}

const alice = aGrant('aws-sandbox/alice/billing');
const past = { start: NOW - 2 * HOUR, end: NOW };

describe('removals and their reasons', () => {
  test.each<[string, Situation, string]>([
    [
      'nothing explains it',
      { grants: [], observed: [{ id: 'alice.smith/lapse-4711-x-0', content: '{}' }] },
      'unknown aws-sandbox null',
    ],
    ['its id is no id', { grants: [], observed: [{ id: '', content: '{}' }] }, 'unknown aws-sandbox null'],
    [
      'its grant has expired',
      { grants: [aGrant(alice.name, { state: 'expired', window: past })], observed: [held(alice)] },
      `expired aws-sandbox ${alice.name}`,
    ],
    [
      'its grant is older than the history that was read',
      { grants: [aGrant(alice.name, { state: 'expired', window: null })], observed: [held(alice)] },
      `expired aws-sandbox ${alice.name}`,
    ],
    [
      'its file was deleted',
      { grants: [], deleted: [alice.name], observed: [held(alice)] },
      `deleted aws-sandbox ${alice.name}`,
    ],
    [
      'its file was deleted and the person left',
      { grants: [], deleted: [alice.name], people: [], observed: [held(alice)] },
      `deleted aws-sandbox ${alice.name}`,
    ],
    [
      'its file cannot be read and its end is not known',
      { grants: [aGrant(alice.name, { state: 'invalid', window: null, role: null })], observed: [held(alice)] },
      `unreadable aws-sandbox ${alice.name}`,
    ],
    [
      'its file cannot be read and its last readable end is to come',
      { grants: [aGrant(alice.name, { state: 'invalid' })], observed: [held(alice)] },
      `unreadable aws-sandbox ${alice.name}`,
    ],
    [
      'its file cannot be read and its last readable end is past',
      { grants: [aGrant(alice.name, { state: 'invalid', window: past })], observed: [held(alice)] },
      `expired aws-sandbox ${alice.name}`,
    ],
    [
      'its role is gone from the policy',
      { grants: [alice], roles: [], observed: [held(alice)] },
      `unreadable aws-sandbox ${alice.name}`,
    ],
    [
      'the file was deleted and added again, and cannot be read',
      { grants: [aGrant(alice.name, { state: 'invalid' })], deleted: [alice.name], observed: [held(alice)] },
      `unreadable aws-sandbox ${alice.name}`,
    ],
  ])('%s', (_name, situation, expected) => {
    const { changes, needs } = plan(situation);
    expect(changes.map(told)).toEqual([`remove ${expected}`]);
    expect(needs).toEqual([false]);
  });

  test('law 9: what another repository put explains nothing of ours, and ours nothing of its', () => {
    const id = `alice.smith/${policyNameOf(alice.name, 999)}`;
    const { changes } = plan({ grants: [], deleted: [alice.name], observed: [{ id, content: '{}' }] });
    expect(changes.map(told)).toEqual(['remove unknown aws-sandbox null']);
  });

  test('a person who has another user now: the old one loses it, the new one gets it', () => {
    const { changes } = plan({ grants: [alice], people: [aPerson('alice', 'asmith')], observed: [held(alice)] });
    expect(changes.map(told)).toEqual([`remove changed aws-sandbox ${alice.name}`, `create granted ${alice.name}`]);
  });
});

describe('creations and updates', () => {
  test('what is missing is created, and needs its approvals', () => {
    const { changes, needs } = plan({ grants: [alice], observed: [] });
    expect(changes.map(told)).toEqual([`create granted ${alice.name}`]);
    expect(needs).toEqual([true]);
  });

  const short = { start: NOW - HOUR, end: NOW + HOUR };
  const long = { start: NOW - HOUR, end: NOW + 3 * HOUR };
  test.each([
    ['a shortened window', long, short, 'changed', false],
    ['a lengthened window', short, long, 'changed', true],
    ['an earlier start', short, { ...short, start: short.start - 1000 }, 'changed', true],
  ])('%s is told from drift by the versions of the file', (_name, before, after, reason, needed) => {
    const grant = aGrant(alice.name, { window: after, earlier: [before] });
    const { changes, needs } = plan({ grants: [grant], observed: [held(aGrant(alice.name, { window: before }))] });
    expect(changes.map(told)).toEqual([`update ${reason} ${alice.name}`]);
    expect(needs).toEqual([needed]);
  });

  test('what no version of the file has ever given has drifted, and needs its approvals', () => {
    const observed = [{ ...held(alice), content: '{"Statement":[{"Action":"*"}]}' }];
    const { changes, needs } = plan({ grants: [alice], observed });
    expect(changes.map(told)).toEqual([`update drifted ${alice.name}`]);
    expect(needs).toEqual([true]);
  });

  test('a shorter window of a role that allows other things now still needs its approvals', () => {
    const grant = aGrant(alice.name, { window: short, earlier: [long] });
    const roles = [aRole('billing', { statements: [{ action: '*', resource: '*' }] })];
    const { needs } = plan({ grants: [grant], roles, observed: [held(aGrant(alice.name, { window: long }))] });
    expect(needs).toEqual([true]);
  });
});

test('two systems of one account are one target: neither takes the other’s for unknown', () => {
  const systems = [aSystem('aws-a'), aSystem('aws-b'), aSystem('aws-c', '999999999999')];
  const grants = ['aws-a/alice/x', 'aws-b/alice/x'].map((name) => aGrant(name));
  const targets: Target[] = groupByTarget(aPolicy({ systems }).config, RULES);
  expect(targets.map((target) => target.systems.map(({ name }) => name))).toEqual([['aws-a', 'aws-b'], ['aws-c']]);
  const observed = grants.map((grant) => held(grant, { systems }));
  expect(plan({ grants, systems, observed })).toEqual({ changes: [], unchanged: 2, needs: [] });
  const [first] = grants;
  const deleted = plan({ grants: first === undefined ? [] : [first], deleted: ['aws-b/alice/x'], systems, observed });
  expect(deleted.changes.map(told)).toEqual(['remove deleted aws-b aws-b/alice/x']);
});

const STATES = fc.constantFrom('wanted', 'both', 'drifted', 'held');
const situations = fc.uniqueArray(
  fc.record({ login: fc.constantFrom('alice', 'bob', 'carol'), n: fc.nat(20), state: STATES }),
  { selector: ({ login, n }) => `${login}/${n}` },
);

test('law 1: the diff of the desired against itself is empty, and making the changes gives the desired', () => {
  fc.assert(
    fc.property(situations, (drawn) => {
      const named = drawn.map((one) => ({ ...one, grant: aGrant(`aws-sandbox/${one.login}/n${one.n}`) }));
      const grants = named.filter(({ state }) => state !== 'held').map(({ grant }) => grant);
      const observed = named
        .filter(({ state }) => state !== 'wanted')
        .map(({ grant, state }) => (state === 'drifted' ? { ...held(grant), content: 'x' } : held(grant)));
      const { changes, unchanged } = plan({ grants, observed });
      const after = new Map(observed.map(({ id, content }) => [id, content]));
      for (const change of changes) {
        if (change.action === 'remove') after.delete(change.observed.id);
        else after.set(change.entitlement.id, change.entitlement.content);
      }
      expect(after).toEqual(new Map(grants.map((grant) => [held(grant).id, held(grant).content])));
      expect(unchanged).toBe(named.filter(({ state }) => state === 'both').length);
      const actions = changes.map(({ action }) => action === 'remove');
      expect(actions).toEqual([...actions].sort((a, b) => Number(b) - Number(a)));
      const again = plan({ grants, observed: [...after].map(([id, content]) => ({ id, content })) });
      expect(again).toEqual({ changes: [], unchanged: grants.length, needs: [] });
    }),
    { numRuns: 50 },
  );
});
