import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RunReport } from '../../src/plan/run-report.js';
import { awsIam } from '../../src/providers/aws-iam/aws-iam.js';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import { MINUTE } from '../approval/facts-builder.js';
import { SANDBOX_ACCOUNT } from './example-files.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

const WRITING = { dryRun: false, confirmed: false };

/** One thing that happens; `run` is left out where all is reconciled at the end only. */
type Happening =
  | { readonly do: 'ask' | 'push'; readonly grant: string; readonly role: string; readonly minutes: number }
  | { readonly do: 'take back'; readonly grant: string }
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'run'; readonly run: 'provision' | 'expire' };

/** Few, so that they are extended, taken back and asked for again; bob approves, and so asks for nothing. */
const grant = fc.constantFrom('alice/one', 'alice/two', 'alice/three', 'carol/one');
const role = fc.constantFrom('billing', 'billing', 'deploy');
const minutes = fc.integer({ min: 5, max: 120 });

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('ask' as const), grant, role, minutes }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('push' as const), grant, role: fc.constant('billing'), minutes }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('take back' as const), grant }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('run' as const),
      run: fc.constantFrom('provision' as const, 'expire' as const),
    }),
  },
);

function pathOf(name: string): string {
  return `access/aws-sandbox/${name}.yaml`;
}

/** A world in which all of it has happened, with the runs between or without. */
async function live(happenings: readonly Happening[], runsBetween: boolean): Promise<FakeWorld> {
  const world = fakeWorld();
  /** What stands, by role: a request keeps its role for life (design §3). */
  const standing = new Map<string, string>();
  for (const one of happenings) {
    world.now += MINUTE;
    if (one.do === 'wait') world.now += one.minutes * MINUTE;
    else if (one.do === 'run' && runsBetween) await run(world, one.run);
    else if (one.do === 'take back' && standing.delete(one.grant)) {
      world.merge({ at: world.now, changes: { [pathOf(one.grant)]: null }, reviews: [] });
    } else if (one.do === 'ask' || one.do === 'push') {
      // An extension that nobody approved leaves what is there as it is until its own end, and gives nothing anew.
      if (one.do === 'push' && standing.has(one.grant)) continue;
      const kept = standing.get(one.grant) ?? one.role;
      standing.set(one.grant, kept);
      const changes = { [pathOf(one.grant)]: `role: ${kept}\nduration: ${one.minutes}m\nreason: Invoice 8841\n` };
      if (one.do === 'ask') world.merge({ at: world.now, changes });
      else world.push(world.now, changes);
    }
  }
  world.now += MINUTE;
  return world;
}

async function run(world: FakeWorld, name: 'provision' | 'expire'): Promise<RunReport> {
  return name === 'provision' ? provision(world.ports, WRITING) : expire(world.ports, WRITING);
}

function held(world: FakeWorld): Record<string, string> {
  return Object.fromEntries([...world.aws.held(SANDBOX_ACCOUNT)].sort());
}

describe('law 1: the cloud is a function of the branch and the time', () => {
  test('runs at any moments between merges, pushes, reverts and ends leave what one run at the end gives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 3, maxLength: 14 }), async (happenings) => {
        const often = await live(happenings, true);
        await run(often, 'provision');
        const once = await live(happenings, false);
        await run(once, 'provision');
        expect(meant(often)).toEqual(meant(once));
        expect((await run(often, 'provision')).outcomes.filter(({ result }) => result === 'done')).toEqual([]);
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  test('ending one of two grants that overlap never takes what the other gives', async () => {
    const overlap = fc.record({
      role,
      first: fc.integer({ min: 30, max: 120 }),
      second: fc.integer({ min: 30, max: 120 }),
      between: fc.integer({ min: 0, max: 29 }),
      takesBack: fc.boolean(),
      sweeps: fc.constantFrom('provision' as const, 'expire' as const),
    });
    await fc.assert(
      fc.asyncProperty(overlap, async ({ role: asked, first, second, between, takesBack, sweeps }) => {
        const world = fakeWorld();
        const text = (length: number) => `role: ${asked}\nduration: ${length}m\nreason: Invoice 8841\n`;
        world.merge({ at: world.now, changes: { [pathOf('alice/one')]: text(first) } });
        const firstEnd = world.now + first * MINUTE;
        world.now += between * MINUTE;
        world.merge({ at: world.now, changes: { [pathOf('alice/two')]: text(second) } });
        const secondEnd = world.now + second * MINUTE;
        await run(world, 'provision');
        const before = policiesOf(world);
        expect(Object.keys(before)).toHaveLength(2);
        const [survivor, end] = takesBack || firstEnd <= secondEnd ? ['two', secondEnd] : ['one', firstEnd];
        if (takesBack) {
          world.merge({ at: world.now + MINUTE, changes: { [pathOf('alice/one')]: null }, reviews: [] });
          world.now += 2 * MINUTE;
        } else {
          world.now = Math.min(firstEnd, secondEnd);
        }
        await run(world, sweeps);
        const left = policiesOf(world);
        const kept = Object.keys(before).find((id) => id.includes(`alice-${survivor}-`)) ?? '';
        if (world.now < end) expect(left).toEqual({ [kept]: before[kept] });
        else expect(left).toEqual({});
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});

/** The same with what the cuts say from now on: of those that are in force the latest says it all. */
function meant(world: FakeWorld): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(held(world)).map(([id, content]) => {
      const statements = awsIam.readCut(content);
      if (statements === null) return [id, content];
      const inForce = statements.filter(({ from }) => from <= world.now).map(({ openedBefore }) => openedBefore);
      return [id, { before: Math.max(0, ...inForce), later: statements.filter(({ from }) => from > world.now) }];
    }),
  );
}

/** Without the cuts, which take sessions and give nothing. */
function policiesOf(world: FakeWorld): Record<string, string> {
  return Object.fromEntries(Object.entries(held(world)).filter(([id]) => !id.startsWith('role:')));
}
