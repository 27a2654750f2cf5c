import { expect, test } from '@jest/globals';
import { evidencePath } from '../../src/evidence/evidence-path.js';
import { writeEvidence } from '../../src/evidence/write-evidence.js';
import { observeDrift } from '../../src/use-cases/observe-drift.js';
import { provision } from '../../src/use-cases/provision.js';
import { ShallowCloneError } from '../../src/use-cases/refuse-shallow-clone.js';
import { UsageError } from '../../src/use-cases/usage-error.js';
import { ALICE_PATH, HOUR, NOW, requestText } from '../approval/facts-builder.js';
import { exampleRecord, GIVEN } from '../evidence/example-record.js';
import { PROD_ACCOUNT, SANDBOX_ACCOUNT } from './example-files.js';
import { REPOSITORY_ID } from './fake-github.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

const SANDBOX = `aws-iam:${SANDBOX_ACCOUNT}`;
const PROD = `aws-iam:${PROD_ACCOUNT}`;
const GRANT = 'aws-sandbox/alice/billing';
const BY_HAND = '{"Statement":[],"Version":"2012-10-17"}';

function look(world: FakeWorld, rest: { readonly targets?: readonly string[]; readonly evidence?: string } = {}) {
  const { repository } = world.clone;
  const own = { repository, repositoryId: REPOSITORY_ID, commit: world.clone.tip(), at: NOW };
  return observeDrift({ ...world.ports, ...own, ...rest });
}

function plant(world: FakeWorld, account: string, ...names: readonly string[]): void {
  for (const name of names) world.aws.held(account).set(`bob.jones/lapse-${REPOSITORY_ID}-${name}`, BY_HAND);
}

/** alice's grant, given, and what the clone's evidence says of it. */
async function givenWorld(record: { readonly addedIn?: string; readonly content?: string } = {}) {
  const world = fakeWorld();
  world.merge({ at: NOW - HOUR, changes: { [ALICE_PATH]: requestText() } });
  await provision(world.ports, { dryRun: false, confirmed: false });
  const held = world.aws.held(SANDBOX_ACCOUNT);
  const [[entitlement, content] = ['', '']] = [...held];
  const life = { grant: GRANT, addedIn: record.addedIn ?? world.clone.tip() };
  const given = { ...GIVEN, target: SANDBOX, entitlement, content: record.content ?? content };
  const text = writeEvidence(exampleRecord({ ...life, events: [given] }));
  const head = world.clone.commitEvidence(NOW, { [evidencePath(life)]: text });
  return { world, held, entitlement, head };
}

test('a shallow clone, and a target that is none, are refused', async () => {
  const world = fakeWorld();
  await expect(look(world, { targets: ['aws-iam:1'] })).rejects.toBeInstanceOf(UsageError);
  world.clone.isShallow = true;
  await expect(look(world)).rejects.toBeInstanceOf(ShallowCloneError);
});

test('law 9: an account that is away is told, and the other one is looked at', async () => {
  const world = fakeWorld();
  plant(world, PROD_ACCOUNT, 'one');
  world.aws.unreadable.add(SANDBOX_ACCOUNT);
  const { drift, refusals, isKnown } = await look(world);
  expect(drift).toMatchObject([{ kind: 'unexplained', target: PROD, system: 'aws-prod' }]);
  expect(refusals).toMatchObject([{ rule: 'unavailable', system: 'aws-sandbox' }]);
  expect(isKnown).toBe(true);
});

test.each<[string, string, readonly string[] | undefined, boolean]>([
  ['people.yaml', 'access/people.yaml', undefined, false],
  ['the roles of a system that is looked at', 'access/aws-prod/roles.yaml', [PROD], false],
  ['the roles of another system', 'access/aws-prod/roles.yaml', [SANDBOX], true],
  ['config.yaml', 'access/config.yaml', undefined, false],
])('with an error in %s it may not be known what should stand', async (_name, path, targets, isKnown) => {
  const world = fakeWorld();
  world.push(NOW - HOUR, { [path]: 'roles: [' });
  expect(await look(world, targets === undefined ? {} : { targets })).toMatchObject({ drift: [], isKnown });
});

test('what is as it should be is none, and only the targets that are named are looked at', async () => {
  const { world } = await givenWorld();
  plant(world, PROD_ACCOUNT, 'one');
  expect((await look(world, { targets: [SANDBOX] })).drift).toEqual([]);
  expect((await look(world, { targets: [PROD] })).drift).toHaveLength(1);
});

test('what was changed and what is gone is told by the record of the life that stands', async () => {
  const { world, held, entitlement, head } = await givenWorld();
  held.set(entitlement, BY_HAND);
  const { drift, evidence } = await look(world);
  expect(drift).toMatchObject([{ kind: 'altered', isCertain: true, grant: GRANT, entitlement, outcome: 'planned' }]);
  expect(evidence.head).toBe(head);
  held.clear();
  expect((await look(world, { evidence: head })).drift).toMatchObject([{ kind: 'missing', isCertain: true }]);
});

test('the record of another life tells nothing of this one', async () => {
  const { world, held, entitlement } = await givenWorld({ addedIn: 'f'.repeat(40) });
  held.set(entitlement, BY_HAND);
  expect((await look(world)).drift).toMatchObject([{ kind: 'altered', isCertain: false }]);
  held.clear();
  expect((await look(world)).drift).toEqual([]);
});

test('beyond the guard it is withheld, and nothing is written, nor GitHub asked', async () => {
  const world = fakeWorld();
  plant(world, SANDBOX_ACCOUNT, 'one', 'two');
  plant(world, PROD_ACCOUNT, 'three');
  const { drift } = await look(world);
  expect(drift.map(({ target, outcome }) => [target, outcome])).toEqual([
    [PROD, 'planned'],
    [SANDBOX, 'withheld'],
    [SANDBOX, 'withheld'],
  ]);
  expect(drift[1]?.message).toContain('--confirm');
  expect(world.aws.writes).toEqual([]);
  expect(world.hub.calls).toEqual([]);
});
