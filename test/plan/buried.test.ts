import { describe, expect, test } from '@jest/globals';
import type { Incarnation } from '../../src/access/incarnations.js';
import type { Window } from '../../src/access/instant.js';
import { buriedContents, isBuried } from '../../src/plan/buried.js';
import { awsIam } from '../../src/providers/aws-iam/aws-iam.js';
import { aPerson, aPolicy, aSystem, BILLING, HOUR, NOW, REPOSITORY_ID, RULES } from './plan-builder.js';

const NAME = 'aws-sandbox/alice/billing';
const WINDOW: Window = { start: NOW - HOUR, end: NOW + HOUR };

function aLife(rest: Partial<Incarnation> = {}): Incarnation {
  const request = {
    role: 'billing',
    starts: null,
    end: { kind: 'duration', length: 2 * HOUR },
    reason: 'x',
    ticket: null,
  } as const;
  return {
    grant: NAME,
    path: `access/${NAME}.yaml`,
    request: { kind: 'request', system: 'aws-sandbox', login: 'alice', name: 'billing', grant: NAME },
    addedIn: 'a'.repeat(40),
    addedAt: WINDOW.start,
    versions: [{ commit: 'a'.repeat(40), committedAt: WINDOW.start, oid: 'b'.repeat(40), request, window: WINDOW }],
    removedIn: { commit: 'c'.repeat(40), at: NOW },
    ...rest,
  };
}

/** What the request gave, and whether it is counted as left behind. */
function isLeftBehind(life: Incarnation, window = WINDOW, policy = aPolicy()): boolean {
  const grant = { name: NAME, window, role: BILLING, person: aPerson('alice'), system: aSystem('aws-sandbox') };
  const [entitlement] = awsIam.entitlements(grant, REPOSITORY_ID);
  if (entitlement === undefined) throw new Error('nothing is given');
  return isBuried(buriedContents([life], policy, RULES, REPOSITORY_ID), entitlement, entitlement.content);
}

describe('what a removed request left behind', () => {
  test('is what it gave', () => {
    expect(isLeftBehind(aLife())).toBe(true);
  });

  test('is not what another window gives: that is a request of its own', () => {
    expect(isLeftBehind(aLife(), { start: NOW, end: NOW + 2 * HOUR })).toBe(false);
  });

  test('is nothing while the request stands', () => {
    expect(isLeftBehind(aLife({ removedIn: null }))).toBe(false);
  });

  test.each([
    ['its role is gone', aPolicy({ roles: [] })],
    ['its person is gone', aPolicy({ people: [] })],
    ['its system is gone', aPolicy({ systems: [] })],
  ])('cannot be told, and stops nothing, where %s', (_name, policy) => {
    expect(isLeftBehind(aLife(), WINDOW, policy)).toBe(false);
  });

  test('passes over versions that cannot be read', () => {
    const [version] = aLife().versions;
    if (version === undefined) throw new Error('no version');
    const unreadable = { ...version, request: null, window: null };
    expect(isLeftBehind(aLife({ versions: [unreadable, version] }))).toBe(true);
  });
});
