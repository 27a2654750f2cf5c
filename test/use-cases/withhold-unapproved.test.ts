import { describe, expect, test } from '@jest/globals';
import type { Change } from '../../src/plan/change.js';
import type { Entitlement } from '../../src/plan/entitlement.js';
import { openVerdicts } from '../../src/use-cases/open-verdicts.js';
import { readBranch } from '../../src/use-cases/read-branch.js';
import { withholdUnapproved } from '../../src/use-cases/withhold-unapproved.js';
import { ALICE_PATH, HOUR, NOW, requestText } from '../approval/facts-builder.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

const AN_HOUR_AGO = NOW - HOUR;
const SECOND_PATH = 'access/aws-sandbox/alice/second.yaml';
const APPROVED = 'aws-sandbox/alice/billing';
const PUSHED = 'aws-sandbox/alice/second';

/** One grant with its approval, and one that was pushed. */
function world(): FakeWorld {
  const made = fakeWorld();
  made.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText() } });
  made.push(AN_HOUR_AGO, { [SECOND_PATH]: requestText() });
  return made;
}

function create(id: string, ...grants: readonly string[]): Change {
  const entitlement: Entitlement = {
    provider: 'aws-iam',
    system: 'aws-sandbox',
    id,
    grants,
    content: '{}',
    window: { start: NOW, end: NOW + HOUR },
    floor: NOW + HOUR,
    floorNote: '',
  };
  return { action: 'create', reason: 'granted', entitlement };
}

async function withhold(made: FakeWorld, changes: readonly Change[]) {
  const { grants } = await readBranch(made.clone.repository, made.ports.providers, made.clone.tip(), NOW);
  const verdicts = await openVerdicts(made.hub.world.tip, {}, made.ports, 'everything');
  const context = { grants, former: new Map(), buried: new Map(), verdicts, now: NOW };
  const result = await withholdUnapproved({ changes, kept: [] }, context);
  return {
    ids: result.changes.map((change) => (change.action === 'remove' ? 'removal' : change.entitlement.id)),
    result,
  };
}

describe('law 6: what two grants share', () => {
  test('is kept back where one of them has no approval: neither rides on the other', async () => {
    const { ids, result } = await withhold(world(), [create('shared', APPROVED, PUSHED), create('own', APPROVED)]);
    expect(ids).toEqual(['own']);
    expect(result.refusals).toMatchObject([{ grant: PUSHED }]);
  });

  test('asks about each grant once, however many changes it is in', async () => {
    const made = world();
    await withhold(made, [create('a', APPROVED), create('b', APPROVED), create('c', APPROVED)]);
    expect(made.hub.calls.filter((call) => call === 'readPullRequest')).toHaveLength(1);
    expect(made.progress).toHaveLength(1);
  });
});

test('law 6: what no grant of the branch explains is kept back', async () => {
  expect((await withhold(world(), [create('stray', 'aws-sandbox/alice/unknown')])).ids).toEqual([]);
});

test('law 6: what names no grant at all is kept back', async () => {
  expect((await withhold(world(), [create('nameless')])).ids).toEqual([]);
});

test('a removal goes ahead without asking anybody', async () => {
  const made = world();
  const observed = { id: 'x', content: '{}' };
  const removal = {
    action: 'remove',
    reason: 'expired',
    system: 'aws-sandbox',
    provider: 'aws-iam',
    grant: APPROVED,
    observed,
  } as const;
  expect((await withhold(made, [removal])).ids).toEqual(['removal']);
  expect(made.hub.calls).toEqual([]);
});

test('an error of our own is not taken for a refusal', async () => {
  const made = world();
  const github = { ...made.hub.github, findMergedPullRequests: () => Promise.reject(new TypeError('a mistake')) };
  const broken = { ...made, ports: { ...made.ports, github } };
  await expect(withhold(broken, [create('a', APPROVED)])).rejects.toThrow('a mistake');
});
