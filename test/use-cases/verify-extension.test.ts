import { describe, expect, test } from '@jest/globals';
import type { Grant } from '../../src/access/grant.js';
import type { Refusal } from '../../src/plan/run-report.js';
import { readBranch } from '../../src/use-cases/read-branch.js';
import { verifyGrant } from '../../src/use-cases/verify-grant.js';
import {
  ALICE,
  ALICE_PATH,
  BOB,
  CAROL,
  commit,
  HOUR,
  MINUTE,
  modified,
  NOW,
  requestText,
  review,
} from '../approval/facts-builder.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';
import { pastOf } from './past-of.js';

const AN_HOUR_AGO = NOW - HOUR;
const LATER = NOW - MINUTE;

/** alice's request with another end or reason. */
function asked(end: string, reason?: string) {
  return { [ALICE_PATH]: requestText('billing', end, reason) };
}

async function verify(world: FakeWorld): Promise<Refusal | null> {
  const { grants } = await readBranch(world.clone.repository, world.ports.providers, world.clone.tip(), world.now);
  return (await verifyGrant(grants[0] as Grant, pastOf(world.ports), world.ports)).refusal;
}

/** A world in which four hours were approved and merged an hour ago. */
function grantedWorld(): FakeWorld {
  const world = fakeWorld();
  world.merge({ at: AN_HOUR_AGO, changes: asked('duration: 4h') });
  return world;
}

describe('law 6: an extension', () => {
  test.each([
    ['that nobody approved is refused', [], 'not-approved'],
    ['that its beneficiary approved is refused', [review(ALICE, { submittedAt: LATER - MINUTE })], 'not-approved'],
    ['that an owner approved is given', [review(BOB, { submittedAt: LATER - MINUTE })], undefined],
  ])('%s', async (_name, reviews, rule) => {
    const world = grantedWorld();
    world.merge({ at: LATER, changes: asked('duration: 8h'), by: CAROL, reviews });
    expect((await verify(world))?.rule).toBe(rule);
  });

  test('that was pushed past all pull requests is refused', async () => {
    const world = grantedWorld();
    world.push(LATER, asked('duration: 8h'));
    expect(await verify(world)).toMatchObject({ rule: 'direct-push' });
  });

  test('by a millisecond needs its own approval', async () => {
    const world = fakeWorld();
    world.merge({ at: AN_HOUR_AGO, changes: asked('expires: 2026-11-23T15:00:00Z') });
    world.merge({ at: LATER, changes: asked('expires: 2026-11-23T15:00:01Z'), reviews: [] });
    expect(await verify(world)).toMatchObject({ rule: 'not-approved', pullRequest: 13 });
  });

  test('back to the first end, after a shortening, needs its own approval', async () => {
    const world = grantedWorld();
    world.merge({ at: LATER - 2 * MINUTE, changes: asked('duration: 2h'), reviews: [] });
    expect(await verify(world)).toBeNull();
    world.merge({ at: LATER, changes: asked('duration: 4h'), reviews: [] });
    expect(await verify(world)).toMatchObject({ rule: 'not-approved', pullRequest: 14 });
  });

  test('does not stand on the approval of an addition that had none', async () => {
    const world = fakeWorld();
    world.merge({ at: AN_HOUR_AGO, changes: asked('duration: 4h'), reviews: [] });
    world.merge({ at: LATER, changes: asked('duration: 8h') });
    expect(await verify(world)).toMatchObject({ rule: 'not-approved', pullRequest: 12 });
  });
});

describe('law 6: what needs no owner proves nothing for more access', () => {
  test('even where GitHub shows its pull request as a shortening', async () => {
    const world = grantedWorld();
    const files = [
      modified(ALICE_PATH, requestText('billing', 'duration: 8h'), requestText('billing', 'duration: 6h')),
    ];
    const number = world.merge({ at: LATER, changes: asked('duration: 6h'), reviews: [] });
    const reading = world.hub.world.pullRequests.get(number);
    if (reading === undefined) throw new Error('it was not merged');
    const [shown] = reading.facts.files;
    const shortened = files.map((file) => ({ ...file, after: shown?.after ?? null }));
    world.hub.world.pullRequests.set(number, { ...reading, facts: { ...reading.facts, files: shortened } });
    expect(await verify(world)).toMatchObject({ rule: 'not-approved', pullRequest: number });
  });

  test('nor an earlier start with the same end', async () => {
    const world = grantedWorld();
    world.merge({ at: LATER, changes: asked('duration: 4h', 'Another reason'), reviews: [] });
    const { grants } = await readBranch(world.clone.repository, world.ports.providers, world.clone.tip(), NOW);
    const [grant] = grants as [Grant];
    expect((await verifyGrant(grant, pastOf(world.ports), world.ports)).refusal).toBeNull();
    const [first, second] = grant.versions;
    if (!first?.window || !second?.window) throw new Error('a version has no window');
    const earlier = { ...second, window: { ...second.window, start: second.window.start - 1 } };
    const widened = { ...grant, versions: [first, earlier] };
    expect((await verifyGrant(widened, pastOf(world.ports), world.ports)).refusal).toMatchObject({
      rule: 'not-approved',
      pullRequest: 13,
    });
  });
});

describe('law 6: a shortening needs no approval', () => {
  test.each([
    ['in a pull request', false],
    ['with another reason at once', true],
  ])('%s', async (_name, hasOtherReason) => {
    const world = grantedWorld();
    const reason = hasOtherReason ? 'It is done sooner than I thought' : undefined;
    world.merge({ at: LATER, changes: asked('duration: 2h', reason), reviews: [] });
    expect(await verify(world)).toBeNull();
  });

  test('but it proves nothing for the addition', async () => {
    const world = fakeWorld();
    world.push(AN_HOUR_AGO, asked('duration: 4h'));
    world.merge({ at: LATER, changes: asked('duration: 2h') });
    expect(await verify(world)).toMatchObject({ rule: 'direct-push' });
  });
});

describe('law 6: two versions that came with one pull request', () => {
  test('need one approval, of the last', async () => {
    const world = fakeWorld();
    world.merge({
      at: AN_HOUR_AGO,
      changes: [asked('duration: 8h'), asked('duration: 4h')],
      facts: { commits: [commit()] },
    });
    expect(await verify(world)).toBeNull();
  });

  test('are refused where nobody approved it', async () => {
    const world = fakeWorld();
    world.merge({ at: AN_HOUR_AGO, changes: [asked('duration: 8h'), asked('duration: 4h')], reviews: [] });
    expect(await verify(world)).toMatchObject({ rule: 'not-approved' });
  });

  test('are one extension after an earlier pull request', async () => {
    const world = grantedWorld();
    world.merge({ at: LATER, changes: [asked('duration: 2h'), asked('duration: 8h')], reviews: [] });
    expect(await verify(world)).toMatchObject({ rule: 'not-approved', pullRequest: 13 });
  });
});

test('law 7: a version that cannot be read in between refuses the grant', async () => {
  const world = grantedWorld();
  world.merge({ at: LATER - MINUTE, changes: { [ALICE_PATH]: 'role: [' } });
  world.merge({ at: LATER, changes: asked('duration: 4h') });
  expect(await verify(world)).toMatchObject({ rule: 'unreadable-version', pullRequest: 13 });
});
