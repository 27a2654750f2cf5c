import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findRewriting } from '../../src/evidence/find-rewriting.js';
import { standingGiven } from '../../src/evidence/last-given.js';
import { readEvidence } from '../../src/evidence/read-evidence.js';
import type { EvidenceRecord } from '../../src/evidence/record.js';
import { GitHubError } from '../../src/github/github.js';
import type { RunReport } from '../../src/plan/run-report.js';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import { MINUTE } from '../approval/facts-builder.js';
import { SANDBOX_ACCOUNT } from './example-files.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

const WRITING = { dryRun: false, confirmed: true };

const BY_HAND = '{"Statement":[]}';

/** One thing that happens. A run that `forgets` dies before it can record anything. */
type Happening =
  | { readonly do: 'ask' | 'push'; readonly grant: string; readonly minutes: number }
  | { readonly do: 'take back' | 'delete' | 'break'; readonly grant: string }
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'run'; readonly run: 'provision' | 'expire'; readonly forgets: boolean }
  | { readonly do: 'tamper'; readonly takesAway: boolean };

/** Few, so that they are extended, taken back and asked for again. */
const grant = fc.constantFrom('alice/one', 'alice/two', 'carol/one');
const minutes = fc.integer({ min: 5, max: 120 });
const run = fc.record({
  do: fc.constant('run' as const),
  run: fc.constantFrom('provision' as const, 'expire' as const),
  forgets: fc.constant(false),
});
const RIGHTLY: readonly fc.WeightedArbitrary<Happening>[] = [
  { weight: 5, arbitrary: fc.record({ do: fc.constant('ask' as const), grant, minutes }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('push' as const), grant, minutes }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('take back' as const, 'delete' as const), grant }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('break' as const), grant }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes }) },
  { weight: 6, arbitrary: run },
];
const WRONGLY: readonly fc.WeightedArbitrary<Happening>[] = [
  { weight: 2, arbitrary: fc.record({ do: fc.constant('tamper' as const), takesAway: fc.boolean() }) },
  { weight: 2, arbitrary: run.map((one) => ({ ...one, forgets: true })) },
];

async function live(happenings: readonly Happening[]): Promise<FakeWorld> {
  const world = fakeWorld();
  const held = world.aws.held(SANDBOX_ACCOUNT);
  for (const one of happenings) {
    world.now += MINUTE;
    if (one.do === 'wait') world.now += one.minutes * MINUTE;
    else if (one.do === 'run') await reconcile(world, one.run, one.forgets);
    else if (one.do === 'tamper') {
      const [id = null] = held.keys();
      if (id === null) continue;
      if (one.takesAway) held.delete(id);
      else held.set(id, BY_HAND);
    } else {
      const path = `access/aws-sandbox/${one.grant}.yaml`;
      const stands = world.clone.treeAt(world.clone.tip()).has(path);
      if (one.do === 'ask' || one.do === 'push') {
        const changes = { [path]: `role: billing\nduration: ${one.minutes}m\nreason: Invoice 8841\n` };
        if (one.do === 'ask') world.merge({ at: world.now, changes });
        else world.push(world.now, changes);
      } else if (stands && one.do === 'take back')
        world.merge({ at: world.now, changes: { [path]: null }, reviews: [] });
      else if (stands) world.push(world.now, { [path]: one.do === 'break' ? 'role: [' : null });
    }
  }
  return world;
}

async function reconcile(world: FakeWorld, name: 'provision' | 'expire', forgets = false): Promise<RunReport> {
  const { github } = world.hub;
  const commitTexts = async () => {
    throw new GitHubError('unavailable', 'GitHub is away');
  };
  const ports = forgets ? { ...world.ports, github: { ...github, commitTexts } } : world.ports;
  return name === 'provision' ? provision(ports, WRITING) : expire(ports, WRITING);
}

/** The records of each commit of the branch, by path. @throws where one is none. */
function readCommits(world: FakeWorld): ReadonlyMap<string, EvidenceRecord>[] {
  return world.hub.evidence.commits.map(({ tree }) => {
    const records = new Map<string, EvidenceRecord>();
    for (const [path, text] of tree) {
      if (path === 'README.md') continue;
      const reading = readEvidence(path, new TextEncoder().encode(text));
      if ('fault' in reading) throw new Error(`${path}: ${reading.fault}`);
      records.set(path, reading.record);
    }
    return records;
  });
}

function checkGrowth(commits: readonly ReadonlyMap<string, EvidenceRecord>[]): void {
  for (const [index, records] of commits.entries()) {
    for (const [path, before] of commits[index - 1] ?? []) {
      const after = records.get(path);
      expect([path, after === undefined ? 'is gone' : findRewriting(before, after)]).toEqual([path, null]);
    }
  }
}

/**
 * What stands by the records, and what the account holds.
 *
 * @param refused grants of which a run may not mend what others have done by hand.
 */
function compareStanding(world: FakeWorld, refused: readonly (string | null)[] = []) {
  const account = world.aws.held(SANDBOX_ACCOUNT);
  const records = [...(readCommits(world).at(-1)?.values() ?? [])];
  const told = records.flatMap((record) =>
    standingGiven(record).flatMap(({ entitlement, content }) => {
      const isByHand = refused.includes(record.grant) && [undefined, BY_HAND].includes(account.get(entitlement));
      return isByHand ? [] : [[entitlement, content]];
    }),
  );
  const held = [...account].filter(([, content]) => refused.length === 0 || content !== BY_HAND);
  return { told: told.sort(), held: held.sort() };
}

/** What was written at the account, by the records: each commit's own facts, in its order. */
function writesByEvidence(commits: readonly ReadonlyMap<string, EvidenceRecord>[]): string[] {
  return commits.flatMap((records, index) => {
    const added = [...records].flatMap(([path, { events }]) =>
      events.slice(commits[index - 1]?.get(path)?.events.length ?? 0),
    );
    const put = new Set(added.flatMap((event) => (event.kind === 'given' ? event.entitlement : [])));
    return added.flatMap((event) => {
      if (event.kind === 'given') return `put ${event.entitlement}`;
      // Where another life of the same name got the place, one write did both.
      const isOwn = event.kind === 'removed' && event.by === 'run' && !put.has(event.entitlement);
      return isOwn ? `remove ${event.entitlement}` : [];
    });
  });
}

test('where nobody interferes, the records tell of each write at the account, and of no other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(...RIGHTLY), { minLength: 4, maxLength: 16 }), async (happenings) => {
      const world = await live(happenings);
      const commits = readCommits(world);
      checkGrowth(commits);
      expect(writesByEvidence(commits).sort()).toEqual([...world.aws.writes].sort());
      const { told, held } = compareStanding(world);
      expect(told).toEqual(held);
    }),
    { numRuns: 100 },
  );
}, 120_000);

test('law 11: whatever runs die and whoever tampers, the next runs make the records tell what there is, and then add nothing', async () => {
  const happening = fc.oneof(...RIGHTLY, ...WRONGLY);
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 4, maxLength: 16 }), async (happenings) => {
      const world = await live(happenings);
      world.now += MINUTE;
      const { refusals, problems } = await reconcile(world, 'provision');
      world.now += MINUTE;
      await reconcile(world, 'expire');
      const commits = readCommits(world);
      checkGrowth(commits);
      const broken = problems.map(({ path }) => path.slice('access/'.length, -'.yaml'.length));
      const settled = compareStanding(world, [...refusals.map((refusal) => refusal.grant), ...broken]);
      world.now += 1000;
      await reconcile(world, 'provision');
      await reconcile(world, 'expire');
      expect(world.hub.evidence.commits.length).toBe(commits.length);
      expect(settled.told).toEqual(settled.held);
    }),
    { numRuns: 100 },
  );
}, 120_000);
