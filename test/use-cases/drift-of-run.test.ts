import { describe, expect, test } from '@jest/globals';
import { removedPlaces } from '../../src/evidence/removed-places.js';
import { canonicalJson } from '../../src/plan/canonical-json.js';
import { DRIFT_PARTS, type DriftPart } from '../../src/plan/drift.js';
import { needsAttention } from '../../src/plan/run-report.js';
import { driftOfRun } from '../../src/use-cases/drift-of-run.js';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import { reconcile } from '../../src/use-cases/reconcile.js';
import { ALICE_PATH, HOUR, NOW, requestText } from '../approval/facts-builder.js';
import { exampleRecord, GIVEN } from '../evidence/example-record.js';
import { PROD_ACCOUNT, SANDBOX_ACCOUNT } from './example-files.js';
import { REPOSITORY_ID } from './fake-github.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

const WRITING = { dryRun: false, confirmed: false };
const GRANT = 'aws-sandbox/alice/billing';
const BY_HAND = canonicalJson({ Version: '2012-10-17', Statement: [] });

/** alice has her grant, and what was put for it is recorded. */
async function givenWorld() {
  const world = fakeWorld();
  world.merge({ at: NOW - HOUR, changes: { [ALICE_PATH]: requestText() } });
  await provision(world.ports, WRITING);
  const held = world.aws.held(SANDBOX_ACCOUNT);
  const [[id, content] = ['', '']] = [...held];
  const given = { ...GIVEN, target: `aws-iam:${SANDBOX_ACCOUNT}`, entitlement: id, content };
  const record = exampleRecord({ grant: GRANT, events: [given] });
  const records = { standing: new Map([[GRANT, record]]), removed: removedPlaces([record]) };
  return { world, held, id, records };
}

/** Something with our mark that no grant explains. */
function plant(world: FakeWorld, name: string, account = SANDBOX_ACCOUNT): string {
  const id = `bob.jones/lapse-${REPOSITORY_ID}-${name}`;
  world.aws.held(account).set(id, BY_HAND);
  return id;
}

describe('what a run tells of drift', () => {
  test('is nothing where all is as it should be, nor where a role was changed', async () => {
    const { world, records } = await givenWorld();
    expect(driftOfRun(await reconcile(world.ports, WRITING, 'everything'), records, DRIFT_PARTS).found).toEqual([]);
    const roles = world.clone.treeAt(world.clone.tip()).get('access/aws-sandbox/roles.yaml');
    const text = new TextDecoder().decode(roles?.bytes ?? undefined);
    world.push(NOW, { 'access/aws-sandbox/roles.yaml': text.replace('"ce:Get*", ', '') });
    const changed = await reconcile(world.ports, WRITING, 'everything');
    expect(changed.outcomes).toMatchObject([{ change: { action: 'update', reason: 'drifted' }, result: 'done' }]);
    expect(driftOfRun(changed, records, DRIFT_PARTS).found).toEqual([]);
  });

  test('is what it mended: changed by hand, gone, and planted', async () => {
    const { world, held, id, records } = await givenWorld();
    held.set(id, BY_HAND);
    const planted = plant(world, 'planted');
    const run = await reconcile(world.ports, WRITING, 'everything');
    const shared = { outcome: 'mended', message: null, target: `aws-iam:${SANDBOX_ACCOUNT}`, system: 'aws-sandbox' };
    expect(driftOfRun(run, records, DRIFT_PARTS).found).toEqual([
      { ...shared, kind: 'unexplained', isCertain: true, grant: null, entitlement: planted },
      { ...shared, kind: 'altered', isCertain: true, grant: GRANT, entitlement: id },
    ]);
    held.delete(id);
    const later = await reconcile(world.ports, WRITING, 'everything');
    expect(driftOfRun(later, records, DRIFT_PARTS).found).toMatchObject([{ kind: 'missing', outcome: 'mended' }]);
  });

  test('is what stays: beyond the guard, failed, or of a grant that is not approved', async () => {
    const { world, held, id, records } = await givenWorld();
    held.set(id, BY_HAND);
    for (const name of ['one', 'two']) plant(world, name);
    const failing = plant(world, 'failing', PROD_ACCOUNT);
    world.aws.unshown.add(failing);
    for (const number of world.hub.world.pullRequests.keys()) {
      const reading = world.hub.world.pullRequests.get(number);
      if (reading === undefined) continue;
      world.hub.world.pullRequests.set(number, { ...reading, facts: { ...reading.facts, reviews: [] } });
    }
    const { found } = driftOfRun(await reconcile(world.ports, WRITING, 'everything'), records, DRIFT_PARTS);
    expect(found).toMatchObject([
      { entitlement: failing, outcome: 'failed', message: `${failing} does not show`, system: 'aws-prod' },
      { outcome: 'withheld', message: expect.stringContaining('--confirm') },
      { outcome: 'withheld' },
      { kind: 'altered', grant: GRANT, outcome: 'refused', message: expect.stringContaining('without its approvals') },
    ]);
  });

  test.each<[string, boolean, readonly DriftPart[], readonly string[]]>([
    ['all of it', true, DRIFT_PARTS, ['unexplained', 'altered']],
    ['what no grant explains, where it looks after nothing else', true, ['unexplained'], ['unexplained']],
    ['what no grant explains, where the records could not be read', false, DRIFT_PARTS, ['unexplained']],
  ])('is %s', async (_name, isRead, looksAfter, kinds) => {
    const { world, held, id, records } = await givenWorld();
    held.set(id, BY_HAND);
    plant(world, 'planted');
    const run = await reconcile(world.ports, { ...WRITING, dryRun: true }, 'everything');
    const { found, parts } = driftOfRun(run, isRead ? records : null, looksAfter);
    expect(found.map(({ kind }) => kind)).toEqual(kinds);
    expect(found.every(({ outcome }) => outcome === 'planned')).toBe(true);
    expect(parts).toEqual(isRead ? looksAfter : ['unexplained']);
  });
});

describe('a run', () => {
  test.each([
    ['provision', provision],
    ['expire', expire],
  ])('of %s tells of what it mended in an issue, and does not fail', async (_name, run) => {
    const world = fakeWorld();
    const planted = plant(world, 'planted');
    const report = await run(world.ports, WRITING);
    expect(report.drift).toMatchObject([{ kind: 'unexplained', entitlement: planted, outcome: 'mended' }]);
    expect(needsAttention(report)).toBe(false);
    expect(world.hub.issues).toMatchObject([{ label: 'lapse-drift', isOpen: true }]);
    expect((await run(world.ports, WRITING)).drift).toEqual([]);
    expect(world.hub.issues).toMatchObject([{ label: 'lapse-drift', isOpen: false }]);
  });

  test('that only looks opens no issue, and one that leaves drift behind fails', async () => {
    const world = fakeWorld();
    for (const name of ['one', 'two', 'three']) plant(world, name);
    expect((await expire(world.ports, { ...WRITING, dryRun: true })).drift).toHaveLength(3);
    expect(world.hub.issues).toEqual([]);
    const report = await expire(world.ports, WRITING);
    expect(report.drift.map(({ outcome }) => outcome)).toEqual(['withheld', 'withheld', 'withheld']);
    expect(needsAttention(report)).toBe(true);
  });
});
