import { describe, expect, test } from '@jest/globals';
import type { Grant } from '../../src/access/grant.js';
import type { Incarnation } from '../../src/access/incarnations.js';
import type { Window } from '../../src/access/instant.js';
import type { Plan } from '../../src/plan/change.js';
import { cutChanges, unknownCuts } from '../../src/plan/cut-changes.js';
import { cutSpans, lifeOf } from '../../src/plan/cut-spans.js';
import type { ObservedEntitlement } from '../../src/plan/entitlement.js';
import { groupByTarget } from '../../src/plan/targets.js';
import { readCut } from '../../src/providers/aws-iam/cut.js';
import { aGrant, aPerson, aPolicy, HOUR, NOW, type PolicyParts, REPOSITORY_ID, RULES } from './plan-builder.js';

const NAME = 'aws-sandbox/alice/deploy';

interface Situation extends PolicyParts {
  readonly grants?: readonly Grant[];
  readonly removed?: readonly Incarnation[];
  readonly given?: readonly string[];
  readonly observed?: readonly ObservedEntitlement[];
  readonly now?: number;
}

function plan({ grants = [], removed = [], given = [], observed = [], now = NOW, ...parts }: Situation): Plan {
  const policy = aPolicy(parts);
  const spans = cutSpans({ grants, incarnations: removed, policy, rules: RULES, repositoryId: REPOSITORY_ID, now });
  const [target] = groupByTarget(policy.config, RULES);
  if (target === undefined) throw new Error('no target');
  const windows = new Map<string, Window>();
  for (const { name, window } of grants) if (window !== null && given.includes(name)) windows.set(name, window);
  const trusted = new Set(spans.map(({ grant }) => lifeOf(grant)));
  const input = { target, spans, given: windows, trusted, observed, now };
  const { changes, kept } = cutChanges(input);
  return { changes: [...unknownCuts(input), ...changes], kept };
}

/** `create` with the hours from now of each statement, `[from, openedBefore]`. */
function told({ changes }: Plan): unknown[] {
  const hours = (instant: number): number => (instant - NOW) / HOUR;
  return changes.map((change) => {
    if (change.action === 'remove') return ['remove', change.reason];
    const statements = readCut(change.entitlement.content) ?? [];
    return [change.action, ...statements.map(({ from, openedBefore }) => [hours(from), hours(openedBefore)])];
  });
}

function deploy(start: number, end: number, name = NAME): Grant {
  const window = { start: NOW + start * HOUR, end: NOW + end * HOUR };
  const state = window.end <= NOW ? 'expired' : window.start > NOW ? 'pending' : 'active';
  return aGrant(name, { role: 'deploy', window, state });
}

function removed(grant: Grant, hours: number): Incarnation {
  const { name, path, system, beneficiary: login, versions } = grant;
  const request = { kind: 'request' as const, grant: name, system, login, name: name.split('/')[2] ?? '' };
  const removedIn = { commit: 'f'.repeat(40), at: NOW + hours * HOUR };
  return { grant: name, path, request, addedIn: 'c'.repeat(40), addedAt: null, versions, removedIn };
}

function held(situation: Situation): ObservedEntitlement[] {
  const { changes } = plan(situation);
  return changes.flatMap((change) => (change.action === 'remove' ? [] : [change.entitlement]));
}

describe('law 7: what cannot be told cuts nobody, and loses nothing', () => {
  const standing = held({ grants: [deploy(-1, 3)], given: [NAME] });

  test.each<[string, Situation]>([
    ['a grant that is not given', { grants: [deploy(-1, 3)] }],
    ['an unreadable file', { grants: [aGrant(NAME, { role: 'deploy', state: 'invalid' })] }],
    ['a role that left the policy', { grants: [deploy(-1, 3)], given: [NAME], roles: [] }],
    ['a person with another name', { grants: [deploy(-1, 3)], people: [aPerson('alice', 'another')] }],
    ['a system that left the policy’s folder', { grants: [] }],
  ])('%s', (_what, situation) => {
    expect(told(plan({ ...situation, observed: standing }))).toEqual([]);
    expect(told(plan(situation))).toEqual([]);
  });

  test('a removal that is dated ahead counts from now on', () => {
    expect(told(plan({ removed: [removed(deploy(-1, 3), 2)] }))).toEqual([['create', [-1, 3]]]);
  });

  test('what was over before it was merged was never had', () => {
    expect(told(plan({ removed: [removed(deploy(-1, -2), 0)] }))).toEqual([]);
  });

  test('what was removed before it began has nobody', () => {
    expect(told(plan({ removed: [removed(deploy(1, 3), 0)] }))).toEqual([]);
  });

  test('what is none of ours under our mark is unknown, and at a place of ours it is put right', () => {
    const [one] = standing;
    const odd = { id: `${one?.id}`, content: '{}' };
    expect(told(plan({ observed: [odd] }))).toEqual([['remove', 'unknown']]);
    expect(told(plan({ grants: [deploy(-1, 3)], given: [NAME], observed: [odd] }))).toEqual([['update', [3, 3]]]);
  });
});

test('a grant that was shortened denies what its longer version may have opened', () => {
  const earlier = [{ start: NOW - HOUR, end: NOW + 5 * HOUR }];
  const grant = aGrant(NAME, { role: 'deploy', window: { start: NOW - HOUR, end: NOW + HOUR }, earlier });
  expect(told(plan({ grants: [grant], given: [NAME] }))).toEqual([['create', [1, 5]]]);
});

test('a request that was removed and stands again is two lives', () => {
  const situation = { grants: [deploy(0, 3)], removed: [removed(deploy(-2, 1), -1)] };
  expect(told(plan({ ...situation, given: [NAME] }))).toEqual([['create', [-1, 0], [3, 3]]]);
  expect(told(plan(situation))).toEqual([['create', [-1, 1]]]);
});

test('two people of one role have a cut each, and one person of two requests one', () => {
  const other = 'aws-sandbox/alice/deploy-again';
  const bob = 'aws-sandbox/bob/deploy';
  const grants = [deploy(-1, 3), deploy(-1, 4, other), deploy(-1, 3, bob)];
  const { changes } = plan({ grants, given: [NAME, other, bob] });
  expect(changes.map((change) => (change.action === 'remove' ? [] : change.entitlement.grants))).toEqual([
    [NAME, other],
    [bob],
  ]);
});

test('law 1: what was put is kept, and time alone removes it', () => {
  const situation = { grants: [deploy(-1, 3)], given: [NAME] };
  const observed = held(situation);
  expect(plan({ ...situation, observed }).kept).toHaveLength(1);
  const over = { grants: [{ ...deploy(-1, 3), state: 'expired' as const }], observed };
  expect(told(plan({ ...over, now: NOW + 15 * HOUR - 1 }))).toEqual([]);
  expect(told(plan({ ...over, now: NOW + 15 * HOUR }))).toEqual([['remove', 'expired']]);
});
