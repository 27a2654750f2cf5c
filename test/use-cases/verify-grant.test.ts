import { describe, expect, test } from '@jest/globals';
import type { Grant } from '../../src/access/grant.js';
import { GitHubError } from '../../src/github/github.js';
import type { Refusal } from '../../src/plan/run-report.js';
import { readBranch } from '../../src/use-cases/read-branch.js';
import { verifyGrant } from '../../src/use-cases/verify-grant.js';
import {
  ALICE,
  ALICE_PATH,
  BOB,
  BOB_TWO,
  CAROL,
  commit,
  HOUR,
  LAPSE_BOT,
  MINUTE,
  NOW,
  OLD_HEAD,
  requestText,
  review,
} from '../approval/facts-builder.js';
import { type FakeWorld, fakeWorld, headOf, type Merge } from './fake-world.js';
import { pastOf } from './past-of.js';

const AN_HOUR_AGO = NOW - HOUR;
const REQUEST = { [ALICE_PATH]: requestText() };

async function verify(world: FakeWorld): Promise<Refusal | null> {
  const { grants } = await readBranch(world.clone.repository, world.ports.providers, world.clone.tip(), world.now);
  const [grant] = grants as [Grant];
  return (await verifyGrant(grant, pastOf(world.ports), world.ports)).refusal;
}

/** Merges alice's request an hour ago and works out its approval again. */
async function verifyMerge(merge: Partial<Merge>): Promise<Refusal | null> {
  const world = fakeWorld();
  world.merge({ at: AN_HOUR_AGO, changes: REQUEST, ...merge });
  return verify(world);
}

describe('law 6: a grant is refused', () => {
  test('that was pushed past all pull requests', async () => {
    const world = fakeWorld();
    const sha = world.push(AN_HOUR_AGO, REQUEST);
    const refusal = await verify(world);
    expect(refusal).toMatchObject({ rule: 'direct-push', grant: 'aws-sandbox/alice/billing', pullRequest: null });
    expect(refusal?.message).toContain(sha.slice(0, 12));
    expect(refusal?.cure).not.toBe('');
  });

  test.each<[string, Partial<Merge>]>([
    ['that nobody reviewed', { reviews: [] }],
    ['that its beneficiary approved', { by: CAROL, reviews: [review(ALICE, { submittedAt: AN_HOUR_AGO - MINUTE })] }],
    ['that its requester approved', { by: BOB, reviews: [review(BOB, { submittedAt: AN_HOUR_AGO - MINUTE })] }],
    ['that somebody approved who is no owner', { reviews: [review(BOB_TWO, { submittedAt: AN_HOUR_AGO - MINUTE })] }],
    [
      'that somebody approved who cannot push',
      { reviews: [review(BOB, { submittedAt: AN_HOUR_AGO - MINUTE, authorCanPush: false })] },
    ],
    ['that a bot approved', { reviews: [review(LAPSE_BOT, { submittedAt: AN_HOUR_AGO - MINUTE })] }],
    [
      'that was approved at an older commit',
      { reviews: [review(BOB, { submittedAt: AN_HOUR_AGO - MINUTE, commitId: OLD_HEAD })] },
    ],
    ['whose approval was given after the merge', { reviews: [review(BOB, { submittedAt: AN_HOUR_AGO + 1 })] }],
    [
      'whose approval is 25 hours older than the merge',
      { reviews: [review(BOB, { submittedAt: AN_HOUR_AGO - 25 * HOUR })] },
    ],
    [
      'whose owner asked for changes before the merge',
      {
        reviews: [
          review(CAROL, { submittedAt: AN_HOUR_AGO - 2 * MINUTE }),
          review(BOB, { submittedAt: AN_HOUR_AGO - MINUTE, state: 'CHANGES_REQUESTED' }),
        ],
      },
    ],
    ['whose approver wrote one of its commits', { facts: { commits: [commit(BOB)] } }],
    ['one of whose commits is by nobody that GitHub knows', { facts: { commits: [commit(null)] } }],
    ['that came from a fork', { facts: { isFork: true } }],
    ['that came beside a policy file', { changes: { ...REQUEST, '.github/CODEOWNERS': '/access/ @carol\n' } }],
  ])('%s', async (_name, merge) => {
    expect(await verifyMerge(merge)).toMatchObject({ rule: 'not-approved', pullRequest: 12 });
  });

  test('whose bytes are not those that were approved', async () => {
    const world = fakeWorld();
    const number = world.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText('billing', 'duration: 2h') } });
    const reading = world.hub.world.pullRequests.get(number);
    const other = fakeWorld();
    other.merge({ at: AN_HOUR_AGO, changes: { [ALICE_PATH]: requestText('billing', 'duration: 40h') } });
    if (reading !== undefined) other.hub.world.pullRequests.set(number, reading);
    expect(await verify(other)).toMatchObject({ rule: 'other-bytes', pullRequest: number });
  });

  test('whose file the pull request does not even hold', async () => {
    expect(await verifyMerge({ facts: { files: [] } })).toMatchObject({ rule: 'other-bytes' });
  });

  test('whose pull request has another head now than the one that was approved', async () => {
    const reviews = [review(BOB, { submittedAt: AN_HOUR_AGO - MINUTE, commitId: headOf(12) })];
    expect(await verifyMerge({ reviews, facts: { headSha: OLD_HEAD } })).toMatchObject({ rule: 'not-approved' });
  });

  test.each([
    ['61 s after the merge', 61_000, 'merge-time'],
    ['a year after the merge', 365 * 24 * HOUR, 'merge-time'],
    ['6 h and 1 s before the merge', -6 * HOUR - 1_000, 'merge-time'],
  ])('whose commit is dated %s', async (_name, off, rule) => {
    const mergedAt = NOW - 400 * 24 * HOUR;
    const world = fakeWorld();
    world.now = mergedAt + off;
    const changes = { [ALICE_PATH]: requestText('billing', 'duration: 40h') };
    world.merge({ at: mergedAt, committedAt: mergedAt + off, changes });
    expect(await verify(world)).toMatchObject({ rule, pullRequest: 12 });
  });
});

describe('law 6: the policy that judges a merge is what stood before it', () => {
  const CAROL_OWNS = { '.github/CODEOWNERS': '/access/ @carol\n' };
  const byCarol = [review(CAROL, { submittedAt: AN_HOUR_AGO - MINUTE })];

  test('so one that the same rebase pushed does not judge its own requests: it is read below the first commit', async () => {
    const world = fakeWorld();
    const asked: (string | undefined)[] = [];
    const { readPullRequest } = world.hub.github;
    const github = {
      ...world.hub.github,
      readPullRequest: (number: number, policyAt?: string) => {
        asked.push(policyAt);
        return readPullRequest(number, policyAt);
      },
    };
    const below = world.clone.tip();
    const reviews = [review(BOB_TWO, { submittedAt: AN_HOUR_AGO - MINUTE })];
    world.merge({ at: AN_HOUR_AGO, changes: [{ '.github/CODEOWNERS': '/access/ @bob-two\n' }, REQUEST], reviews });
    const { grants } = await readBranch(world.clone.repository, world.ports.providers, world.clone.tip(), NOW);
    const grant = grants.find(({ path }) => path === ALICE_PATH) as Grant;
    expect((await verifyGrant(grant, pastOf({ ...world.ports, github }), world.ports)).refusal).toMatchObject({
      rule: 'not-approved',
    });
    expect(asked).toEqual([below]);
  });

  test('so owners who came later approve nothing that was merged before', async () => {
    const world = fakeWorld();
    world.push(NOW - 5 * HOUR, { '.github/CODEOWNERS': '/access/ @bob\n' });
    world.merge({ at: AN_HOUR_AGO, changes: REQUEST, reviews: byCarol });
    world.push(AN_HOUR_AGO + MINUTE, CAROL_OWNS);
    expect(await verify(world)).toMatchObject({ rule: 'not-approved' });
  });

  test('and owners who were later taken out have approved what was merged before', async () => {
    const world = fakeWorld();
    world.push(NOW - 5 * HOUR, CAROL_OWNS);
    world.merge({ at: AN_HOUR_AGO, changes: REQUEST, reviews: byCarol });
    world.push(AN_HOUR_AGO + MINUTE, { '.github/CODEOWNERS': '/access/ @bob\n' });
    expect(await verify(world)).toBeNull();
  });

  test('and a branch that begins with the merge has none, so nothing is given', async () => {
    const world = fakeWorld();
    const number = world.merge({ at: AN_HOUR_AGO, changes: REQUEST });
    const { firstParents } = world.clone.repository;
    const repository = {
      ...world.clone.repository,
      firstParents: async (sha: string, count: number) => (await firstParents(sha, count)).slice(0, 1),
    };
    const { grants } = await readBranch(world.clone.repository, world.ports.providers, world.clone.tip(), NOW);
    const { refusal } = await verifyGrant(grants[0] as Grant, pastOf(world.ports), { repository });
    expect(refusal).toMatchObject({ rule: 'merge-base', pullRequest: number });
  });
});

describe('law 6: a grant is given', () => {
  test.each<[string, Partial<Merge>]>([
    ['that an owner approved before the merge', {}],
    [
      'whose approval is 24 hours older than the merge',
      { reviews: [review(BOB, { submittedAt: AN_HOUR_AGO - 24 * HOUR })] },
    ],
    ['whose approval came in the instant of the merge', { reviews: [review(BOB, { submittedAt: AN_HOUR_AGO })] }],
    [
      'whose owner asked for changes only after the merge',
      {
        reviews: [
          review(BOB, { submittedAt: AN_HOUR_AGO - MINUTE }),
          review(BOB, { submittedAt: AN_HOUR_AGO + MINUTE, state: 'CHANGES_REQUESTED' }),
        ],
      },
    ],
    ['whose commit is dated 60 s after the merge', { committedAt: AN_HOUR_AGO + 60_000 }],
    [
      'whose commit is dated 6 h before the merge',
      { committedAt: AN_HOUR_AGO - 6 * HOUR, changes: { [ALICE_PATH]: requestText('billing', 'duration: 40h') } },
    ],
  ])('%s', async (_name, merge) => {
    expect(await verifyMerge(merge)).toBeNull();
  });
});

test('law 7: what GitHub does not answer is an exception, never a yes', async () => {
  const world = fakeWorld({ isTeamMember: () => Promise.reject(new GitHubError('not-permitted', 'Members: read')) });
  world.merge({ at: AN_HOUR_AGO, changes: REQUEST });
  await expect(verify(world)).rejects.toThrow('Members: read');
});

test('law 6: a commit that GitHub ties to several pull requests is judged by the one whose merge it is', async () => {
  const world = fakeWorld();
  world.merge({ at: AN_HOUR_AGO, changes: REQUEST });
  const sha = world.clone.tip();
  const merged = world.hub.world.merged.get(sha) ?? [];
  const others = merged.map((one) => ({ ...one, number: 99, mergeSha: OLD_HEAD }));
  world.hub.world.merged.set(sha, [...others, ...merged]);
  expect(await verify(world)).toBeNull();
});

test('law 6: what a merge queue laid down hours before, each pull request its commit, is given to each', async () => {
  const world = fakeWorld();
  const second = 'access/aws-sandbox/alice/second.yaml';
  const committedAt = AN_HOUR_AGO - 3 * HOUR;
  const longer = requestText('billing', 'duration: 8h');
  world.merge({ at: AN_HOUR_AGO, committedAt, changes: { [ALICE_PATH]: longer } });
  world.merge({ at: AN_HOUR_AGO, committedAt, changes: { [second]: longer }, reviews: [] });
  const { grants } = await readBranch(world.clone.repository, world.ports.providers, world.clone.tip(), NOW);
  const past = pastOf(world.ports);
  const verdicts = await Promise.all(grants.map((grant) => verifyGrant(grant, past, world.ports)));
  expect(verdicts.map(({ refusal }) => refusal?.rule)).toEqual([undefined, 'not-approved']);
});

test('law 6: a pull request that only shortened proves nothing for what its merge gave', async () => {
  const world = fakeWorld();
  world.merge({ at: NOW - 3 * HOUR, changes: { [ALICE_PATH]: requestText('billing', 'duration: 8h') }, reviews: [] });
  world.merge({ at: AN_HOUR_AGO, changes: REQUEST, reviews: [] });
  expect(await verify(world)).toMatchObject({ rule: 'not-approved', pullRequest: 12 });
});
