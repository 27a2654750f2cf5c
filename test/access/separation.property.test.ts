import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Claim } from '../../src/access/claim.js';
import { findCollisions } from '../../src/access/collisions.js';
import type { Grant } from '../../src/access/grant.js';
import { resolveGrants } from '../../src/access/grants.js';
import type { Policy } from '../../src/access/policy.js';
import { at, buildHistory, type Changes } from './fixtures.js';
import { ask, pathOf, SEPARATED, TOGETHER } from './separation-fixtures.js';

const HOUR = 3_600_000;
const START = at('2026-11-23T00:00:00Z');
const clock = (hour: number) => new Date(START + hour * HOUR).toISOString().replace('.000Z', 'Z');

/** Hours, as the roles of the fixtures have it: beyond it an extension is refused for another reason. */
const LONGEST = 48;

interface Step {
  readonly file: number;
  readonly what: 'add' | 'extend' | 'remove';
  readonly role: string;
  readonly starts: number | null;
  readonly length: number;
}

const ROLES = ['pay', 'approve', 'once', 'twice', 'twice'];
const STEP: fc.Arbitrary<Step> = fc.record({
  file: fc.integer({ min: 0, max: 5 }),
  what: fc.constantFrom('add', 'add', 'extend', 'remove'),
  role: fc.constantFrom(...ROLES),
  starts: fc.option(fc.integer({ min: 0, max: 12 }), { nil: null }),
  length: fc.integer({ min: 1, max: 8 }),
});
const STEPS = fc.array(STEP, { minLength: 1, maxLength: 10 });
/** Only what adds access: what is taken away by hand is gone, whoever was first. */
const GIVING = fc.array(
  STEP.map((step): Step => ({ ...step, what: step.what === 'remove' ? 'add' : step.what })),
  {
    minLength: 1,
    maxLength: 10,
  },
);

/** One commit an hour; a step that makes no sense where it stands changes nothing. */
function commitsOf(steps: readonly Step[]): (readonly [string, Changes])[] {
  const standing = new Map<string, Step>();
  return steps.map((step, hour) => {
    const path = pathOf(`f${step.file}`);
    const before = standing.get(path);
    if (step.what === 'remove') {
      standing.delete(path);
      return [clock(hour), before === undefined ? {} : { [path]: null }] as const;
    }
    const after = before === undefined ? step : { ...before, length: Math.min(before.length + step.length, LONGEST) };
    if (before !== undefined && step.what === 'add') return [clock(hour), {}] as const;
    standing.set(path, after);
    const starts = after.starts === null ? '' : `starts: ${clock(after.starts)}\n`;
    return [clock(hour), { [path]: ask(after.role, `duration: ${after.length}h`, starts) }] as const;
  });
}

function resolve(steps: readonly Step[], now: number, policy: Policy = SEPARATED): Grant[] {
  return resolveGrants({ ...buildHistory(commitsOf(steps)), policy, now: START + now * HOUR });
}

function activeOf(grants: readonly Grant[]): string[] {
  return grants.filter(({ state }) => state === 'active').map(({ name }) => name);
}

test('nobody ever has two roles at once that exclude each other, or more of one than may be', () => {
  let active = 0;
  fc.assert(
    fc.property(STEPS, fc.integer({ min: 0, max: 24 }), (steps, now) => {
      const roles = resolve(steps, now).flatMap(({ state, role }) => (state === 'active' ? [role] : []));
      active += roles.length;
      expect(roles).not.toEqual(expect.arrayContaining(['pay', 'approve']));
      expect(roles.filter((role) => role === 'once').length).toBeLessThanOrEqual(1);
      expect(roles.filter((role) => role === 'twice').length).toBeLessThanOrEqual(2);
    }),
    { numRuns: 500 },
  );
  expect(active).toBeGreaterThan(100);
});

test('whatever is added or extended later, nobody loses what they have', () => {
  fc.assert(
    fc.property(GIVING, fc.nat({ max: 10 }), fc.integer({ min: -1, max: 20 }), (steps, kept, later) => {
      // No commit is of the future.
      const now = steps.length + later;
      const before = activeOf(resolve(steps.slice(0, kept), now));
      expect(activeOf(resolve(steps, now))).toEqual(expect.arrayContaining(before));
    }),
    { numRuns: 500 },
  );
});

test('what is given once is given until its window is over: time alone takes nothing away', () => {
  fc.assert(
    fc.property(STEPS, fc.integer({ min: 0, max: 20 }), (steps, now) => {
      const later = new Map(resolve(steps, now + 1).map((grant) => [grant.name, grant]));
      for (const grant of resolve(steps, now)) {
        if (grant.state !== 'active' || (grant.window?.end ?? 0) <= START + (now + 1) * HOUR) continue;
        expect(later.get(grant.name)?.state).toBe('active');
      }
    }),
    { numRuns: 500 },
  );
});

test('separation never gives more than there is without it', () => {
  fc.assert(
    fc.property(STEPS, fc.integer({ min: 0, max: 24 }), (steps, now) => {
      const without = new Map(resolve(steps, now, TOGETHER).map((grant) => [grant.name, grant]));
      for (const { name, state, window } of resolve(steps, now)) {
        if (state !== 'active') continue;
        expect(without.get(name)?.state).toBe('active');
        expect(window?.start).toBe(without.get(name)?.window?.start);
        expect(window?.end).toBeLessThanOrEqual(without.get(name)?.window?.end ?? 0);
      }
    }),
    { numRuns: 300 },
  );
});

test('the order of files and of the changes of a commit does not matter', () => {
  fc.assert(
    fc.property(STEPS, fc.integer({ min: 0, max: 24 }), (steps, now) => {
      const { history, files, blobs } = buildHistory(commitsOf(steps));
      const input = { history, files, blobs, policy: SEPARATED, now: START + now * HOUR };
      const turned = history.map((commit) => ({ ...commit, changes: [...commit.changes].reverse() }));
      expect(resolveGrants({ ...input, history: turned, files: [...files].reverse() })).toEqual(resolveGrants(input));
    }),
    { numRuns: 200 },
  );
});

const CLAIM = fc.record({
  grant: fc.constantFrom('sandbox/alice/a', 'sandbox/alice/b', 'prod/alice/c', 'sandbox/bob/a'),
  role: fc.constantFrom('pay', 'approve', 'once', 'twice'),
  start: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(Number.NEGATIVE_INFINITY)),
  length: fc.integer({ min: 0, max: 9 }),
});

function toClaim({
  grant,
  role,
  start,
  length,
}: {
  grant: string;
  role: string;
  start: number;
  length: number;
}): Claim {
  const [system = '', beneficiary = ''] = grant.split('/');
  const end = Math.max(start, 0) + length;
  return { grant, beneficiary, system, role: system === 'prod' ? 'root' : role, window: { start, end } };
}

test('two claims collide, or do not, whichever of them is looked at', () => {
  let colliding = 0;
  fc.assert(
    fc.property(CLAIM.map(toClaim), CLAIM.map(toClaim), (one, other) => {
      const kinds = (a: Claim, b: Claim) => findCollisions(a, [b], SEPARATED).map(({ kind }) => kind);
      colliding += kinds(one, other).length;
      expect(kinds(one, other)).toEqual(kinds(other, one));
    }),
    { numRuns: 1000 },
  );
  expect(colliding).toBeGreaterThan(20);
});

test('the most crowded instant is found: by counting at every instant', () => {
  const others = fc.array(CLAIM, { maxLength: 8 });
  fc.assert(
    fc.property(CLAIM, others, (raw, rest) => {
      const claim = toClaim({ ...raw, grant: 'sandbox/alice/own', role: 'twice' });
      const claims = rest.map((other, index) => toClaim({ ...other, grant: `sandbox/alice/${index}`, role: 'twice' }));
      const instants = [-1, ...Array.from({ length: 40 }, (_, half) => half / 2)];
      const holds = ({ window }: Claim, instant: number) => window.start <= instant && instant < window.end;
      const counts = instants.map((t) => (holds(claim, t) ? claims.filter((other) => holds(other, t)).length : 0));
      const [found] = findCollisions(claim, claims, SEPARATED);
      expect(found?.others.length ?? 0).toBe(Math.max(...counts) >= 2 ? Math.max(...counts) : 0);
    }),
    { numRuns: 500 },
  );
});
