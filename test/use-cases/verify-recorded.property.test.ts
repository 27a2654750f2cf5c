import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Finding } from '../../src/audit/finding.js';
import { GitHubError } from '../../src/github/github.js';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import { readAuditSources } from '../../src/use-cases/read-audit-sources.js';
import { verifyAudit } from '../../src/use-cases/verify-audit.js';
import { verifyOnline } from '../../src/use-cases/verify-online.js';
import { MINUTE } from '../approval/facts-builder.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

const WRITING = { dryRun: false, confirmed: true };
const EVIDENCE = 'refs/remotes/origin/lapse/evidence';

/** One thing that happens, and then a run. A run that `forgets` dies before it can record anything. */
type Happening = { readonly run: 'provision' | 'expire'; readonly forgets: boolean } & (
  | { readonly do: 'ask' | 'rebase' | 'push'; readonly grant: string; readonly minutes: number }
  | { readonly do: 'take back' | 'delete' | 'break'; readonly grant: string }
  | { readonly do: 'wait'; readonly minutes: number }
);

/** The last is the one that is pushed to. */
const PUSHED = 'carol/pushed';
const grant = fc.constantFrom('alice/one', 'alice/two', 'carol/one', PUSHED);
const minutes = fc.integer({ min: 5, max: 180 });
const after = {
  run: fc.constantFrom('provision' as const, 'provision' as const, 'expire' as const),
  forgets: fc.boolean(),
};
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('ask' as const, 'ask' as const, 'rebase' as const),
      grant,
      minutes,
      ...after,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('push' as const), grant: fc.constant(PUSHED), minutes, ...after }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('take back' as const, 'delete' as const), grant, ...after }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('break' as const), grant, ...after }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes, ...after }) },
);

async function live(happenings: readonly Happening[]): Promise<FakeWorld> {
  const world = fakeWorld();
  for (const one of happenings) {
    world.now += MINUTE;
    if (one.do === 'wait') await wait(world, one.minutes);
    else change(world, one);
    world.now += MINUTE;
    await reconcile(world, one.run, one.forgets);
  }
  await wait(world, 20);
  return world;
}

function change(world: FakeWorld, one: Exclude<Happening, { readonly do: 'wait' }>): void {
  const path = `access/aws-sandbox/${one.grant}.yaml`;
  const stands = world.clone.treeAt(world.clone.tip()).has(path);
  if ('minutes' in one) {
    const asked = (length: number) => ({ [path]: `role: billing\nduration: ${length}m\nreason: Invoice 8841\n` });
    const other = path.replace('.yaml', '-more.yaml');
    if (one.do === 'push') world.push(world.now, asked(one.minutes));
    else if (one.do === 'ask') world.merge({ at: world.now, changes: asked(one.minutes) });
    else
      world.merge({
        at: world.now,
        changes: [asked(one.minutes + 10), { [other]: asked(5)[path] ?? null }, asked(one.minutes)],
      });
  } else if (stands && one.do === 'take back') world.merge({ at: world.now, changes: { [path]: null }, reviews: [] });
  else if (stands) world.push(world.now, { [path]: one.do === 'break' ? 'role: [' : null });
}

/** As the schedule has it: a run each quarter of an hour. */
async function wait(world: FakeWorld, length: number): Promise<void> {
  for (let left = length; left > 0; left -= 15) {
    world.now += 15 * MINUTE;
    await reconcile(world, left % 30 < 15 ? 'provision' : 'expire', false);
  }
}

async function reconcile(world: FakeWorld, name: 'provision' | 'expire', forgets: boolean): Promise<void> {
  const { github } = world.hub;
  const commitTexts = async () => {
    throw new GitHubError('unavailable', 'GitHub is away');
  };
  const ports = forgets ? { ...world.ports, github: { ...github, commitTexts } } : world.ports;
  await (name === 'provision' ? provision(ports, WRITING) : expire(ports, WRITING));
}

/** The branch of the evidence as a clone would have fetched it. */
function fetchEvidence({ clone, hub, now }: FakeWorld): void {
  for (const { tree, written } of hub.evidence.commits) {
    const commit = clone.commitEvidence(now, Object.fromEntries(written.map((path) => [path, tree.get(path) ?? null])));
    clone.signatures.set(commit, 'good');
    hub.world.signatures.set(commit, { isValid: true, byGitHub: true });
  }
}

async function verify(world: FakeWorld): Promise<readonly Finding[]> {
  fetchEvidence(world);
  const { repository } = world.clone;
  const sources = await readAuditSources(repository, EVIDENCE);
  const ports = { repository, providers: world.ports.providers, now: () => world.now, keyFile: 'github.asc' };
  const online = { repository, github: world.hub.github, progress: () => {} };
  return [...(await verifyAudit(sources, ports)), ...(await verifyOnline(sources, sources.lives, online))];
}

/** What was pushed past review, and recorded by a run that came after one that died, is told; and rightly. */
function isPushed({ grant: name, rule }: Finding): boolean {
  return name === `aws-sandbox/${PUSHED}` && ['given-without-approval', 'removal-unconfirmed'].includes(rule);
}

test('whatever happened rightly, and whatever runs died, the verification of what the others recorded finds nothing wrong', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 2, maxLength: 10 }), async (happenings) => {
      const world = await live(happenings);
      if (world.hub.evidence.head() === null) return;
      const wrong = (await verify(world)).filter((finding) => finding.level === 'wrong' && !isPushed(finding));
      expect(wrong.map(({ rule, grant: name, message }) => `${rule} ${name}: ${message}`)).toEqual([]);
    }),
    { numRuns: 60 },
  );
}, 120_000);
