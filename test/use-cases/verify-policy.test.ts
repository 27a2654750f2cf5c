import { describe, expect, test } from '@jest/globals';
import {
  ALICE_PATH,
  BOB,
  CAROL,
  commit,
  HOUR,
  MINUTE,
  NOW,
  requestText,
  review,
  sourceFile,
} from '../approval/facts-builder.js';
import { POLICY, SANDBOX_ACCOUNT } from './example-files.js';
import { type FakeWorld, headOf } from './fake-world.js';
import {
  BEFORE,
  BOB_TWO,
  CONFIG,
  GRANT,
  OWNERS,
  PLANTED,
  PROD_REQUEST,
  REQUEST,
  ROLES,
  refused,
  run,
  trustingWorld,
  UNTRUSTED,
  WIDER,
} from './trusting-world.js';

describe('law 6: a grant is not given while it rests on', () => {
  test.each<[string, Record<string, string | null>]>([
    ['a roles.yaml that was pushed past review', WIDER],
    ['a config.yaml that was pushed past review', { [CONFIG]: `${POLICY[CONFIG]}# pushed\n` }],
    [
      'a people.yaml that was pushed past review',
      { 'access/people.yaml': `${POLICY['access/people.yaml']}# pushed\n` },
    ],
    ['a CODEOWNERS that was pushed past review', { [OWNERS]: `${POLICY[OWNERS]}# pushed\n` }],
    ['a CODEOWNERS that was pushed to another of its places', { CODEOWNERS: '* @bob-two\n' }],
    ['a CODEOWNERS in docs/ that was pushed', { 'docs/CODEOWNERS': '* @bob-two\n' }],
  ])('%s', async (_name, pushed) => {
    const trusting = trustingWorld();
    trusting.world.merge({ at: NOW - 2 * HOUR, changes: REQUEST });
    const sha = trusting.world.push(NOW - HOUR, pushed);
    const report = await run(trusting);
    const [path = ''] = Object.keys(pushed);
    expect(refused(report)).toEqual(UNTRUSTED);
    expect(report.refusals).toMatchObject([
      {
        message: `it rests on ${path}, which commit ${sha.slice(0, 12)} changed without a pull request`,
        cure: expect.stringMatching(
          /^Undo that change of .*, then make it in a pull request that its owners approve\.$/,
        ),
      },
    ]);
    expect(trusting.world.aws.writes).toEqual([]);
  });

  test.each<[string, Partial<Parameters<FakeWorld['merge']>[0]>, RegExp]>([
    ['nobody approved', { reviews: [] }, /without its approvals/],
    ['its own author approved', { by: BOB, reviews: [review(BOB, { submittedAt: NOW - 3 * HOUR })] }, /approvals/],
    ['no owner approved', { reviews: [review(BOB_TWO, { submittedAt: NOW - 3 * HOUR })] }, /approvals/],
    ['an owner approved after the merge', { reviews: [review(BOB, { submittedAt: NOW - HOUR })] }, /approvals/],
    [
      'an owner approved 25 hours before the merge',
      { reviews: [review(BOB, { submittedAt: NOW - 27 * HOUR })] },
      /approvals/,
    ],
    [
      'an owner approved at another commit',
      { reviews: [review(BOB, { submittedAt: NOW - 3 * HOUR, commitId: headOf(99) })] },
      /approvals/,
    ],
    ['whoever approved wrote a commit of', { facts: { commits: [commit(BOB)] } }, /approvals/],
    ['stood beside a request', { changes: { ...WIDER, ...PROD_REQUEST } }, /approvals/],
    ['came with a commit of another time', { committedAt: NOW - 9 * HOUR }, /dated -25200 s from the merge/],
    ['held other bytes at its head', { facts: { files: [] } }, /not what the pull request held/],
  ])('a roles.yaml of a pull request that %s', async (_name, merge, why) => {
    const trusting = trustingWorld();
    const { world } = trusting;
    world.merge({ at: NOW - 2 * HOUR, changes: WIDER, ...merge });
    world.merge({ at: NOW - HOUR, changes: REQUEST });
    const report = await run(trusting);
    expect(refused(report)).toContain(UNTRUSTED[0]);
    expect(report.refusals.find(({ grant }) => grant === GRANT)?.message).toMatch(why);
  });

  test.each<[string, string | undefined, string[]]>([
    ['widens the standing grant of its one approver', 'bob', UNTRUSTED],
    ['widens the standing grant of somebody who approved nothing', 'carol', []],
    ['widens nobody’s', undefined, []],
  ])('a roles.yaml that %s (law 5): %s, %j', async (_name, holder, expected) => {
    const trusting = trustingWorld();
    const { world } = trusting;
    const standing = holder === undefined ? [] : [sourceFile(`access/aws-sandbox/${holder}/mine.yaml`, requestText())];
    world.merge({ at: NOW - 2 * HOUR, changes: WIDER, facts: { standing } });
    world.merge({ at: NOW - HOUR, changes: REQUEST });
    expect(refused(await run(trusting))).toEqual(expected);
    expect(world.aws.held(SANDBOX_ACCOUNT).size).toBe(expected.length === 0 ? 1 : 0);
  });

  test('a policy file whose evil part was pushed first, and so hidden from whoever reviewed the rest', async () => {
    const trusting = trustingWorld();
    const { world } = trusting;
    const changes = [WIDER, { [ROLES]: `${WIDER[ROLES]}# harmless\n` }];
    const number = world.merge({ at: NOW - 2 * HOUR, changes });
    const [pushed = ''] = (await world.clone.repository.firstParents(world.clone.tip(), 2)).slice(1);
    const reading = world.hub.world.pullRequests.get(number);
    if (reading === undefined) throw new Error('no pull request');
    const commits = [commit(undefined, { oid: pushed }), ...reading.facts.commits];
    world.hub.world.pullRequests.set(number, { ...reading, facts: { ...reading.facts, commits } });
    world.merge({ at: NOW - HOUR, changes: REQUEST });
    const report = await run(trusting);
    expect(refused(report)).toEqual(UNTRUSTED);
    expect(report.refusals[0]?.message).toContain('a part of it had been pushed before it was merged');
  });

  test('a change that was judged by a CODEOWNERS that does not count, though its own owners approved it', async () => {
    const trusting = trustingWorld();
    const { world } = trusting;
    world.push(NOW - 4 * HOUR, PLANTED);
    world.merge({ at: NOW - 3 * HOUR, changes: WIDER, reviews: [review(BOB_TWO, { submittedAt: NOW - 4 * HOUR })] });
    world.push(NOW - 2 * HOUR, { [OWNERS]: POLICY[OWNERS] });
    world.merge({ at: NOW - HOUR, changes: REQUEST });
    const report = await run(trusting);
    expect(refused(report)).toEqual(UNTRUSTED);
    expect(report.refusals[0]?.message).toContain(`by the word of ${OWNERS}, which commit`);
  });

  test('an approved change on top of a pushed one: its reviewers saw the difference only', async () => {
    const trusting = trustingWorld();
    trusting.world.push(NOW - 3 * HOUR, WIDER);
    trusting.world.merge({ at: NOW - 2 * HOUR, changes: { [ROLES]: `${WIDER[ROLES]}# harmless\n` } });
    trusting.world.merge({ at: NOW - HOUR, changes: REQUEST });
    expect(refused(await run(trusting))).toEqual(UNTRUSTED);
  });
});

describe('law 6: the policy that judged a request', () => {
  test('must count too: a planted owner approves nothing, not even after the planting is undone', async () => {
    const trusting = trustingWorld();
    const { world } = trusting;
    const byPlanted = [review(BOB_TWO, { submittedAt: NOW - 2 * HOUR })];
    world.push(NOW - 3 * HOUR, PLANTED);
    world.merge({ at: NOW - HOUR, changes: REQUEST, reviews: byPlanted });
    expect((await run(trusting)).refusals).toMatchObject([
      {
        rule: 'untrusted-policy',
        message: expect.stringMatching(/^it rests on \.github\/CODEOWNERS/),
        pullRequest: 12,
      },
    ]);
    world.push(NOW - MINUTE, { [OWNERS]: POLICY[OWNERS] });
    expect((await run(trusting)).refusals).toMatchObject([
      {
        rule: 'untrusted-policy',
        message: expect.stringMatching(/^when it was approved, it rested on \.github\/CODEOWNERS, which commit/),
        cure: expect.stringContaining('ask again'),
      },
    ]);
    expect(world.aws.writes).toEqual([]);
  });

  test('counts as it stood where it is older than the commit that is trusted', async () => {
    const { world } = trustingWorld();
    world.merge({ at: NOW - 3 * HOUR, changes: REQUEST });
    world.push(NOW - 2 * HOUR, { [ROLES]: `${POLICY[ROLES]}# pushed\n` });
    const trustedFrom = world.push(NOW - HOUR, { 'README.md': 'x' });
    expect(await run({ world, trustedFrom })).toMatchObject({ refusals: [], outcomes: [{ result: 'done' }] });
  });
});

describe('law 6: a policy file counts again', () => {
  test('when it is undone, by whatever route, and when it is then changed with its approvals', async () => {
    const trusting = trustingWorld();
    const { world } = trusting;
    world.merge({ at: NOW - 5 * HOUR, changes: WIDER, reviews: [] });
    world.merge({ at: NOW - 4 * HOUR, changes: { [ALICE_PATH]: requestText('billing', 'duration: 8h') } });
    expect(refused(await run(trusting))).toEqual(UNTRUSTED);
    world.push(NOW - 3 * HOUR, BEFORE);
    // The request was judged while the file did not count: it is asked for again.
    expect((await run(trusting)).refusals[0]?.message).toContain('when it was approved');
    world.merge({ at: NOW - 2 * HOUR, changes: { [ALICE_PATH]: null }, reviews: [] });
    world.merge({ at: NOW - HOUR, changes: REQUEST });
    expect(await run(trusting)).toMatchObject({ refusals: [], outcomes: [{ result: 'done' }] });
    world.merge({ at: NOW - MINUTE, changes: WIDER });
    expect(await run(trusting)).toMatchObject({ refusals: [], outcomes: [{ result: 'done' }] });
    expect([...world.aws.held(SANDBOX_ACCOUNT).values()].join()).toContain('ce:*');
  });

  test('when it was not there before, and is gone again', async () => {
    const trusting = trustingWorld();
    const { world } = trusting;
    world.push(NOW - 3 * HOUR, { CODEOWNERS: '* @bob-two\n' });
    world.push(NOW - 2 * HOUR, { CODEOWNERS: null });
    world.merge({ at: NOW - HOUR, changes: REQUEST });
    expect((await run(trusting)).refusals).toEqual([]);
  });

  test('when it is taken off the branch and put back, each with its approvals', async () => {
    const trusting = trustingWorld();
    const { world } = trusting;
    const path = 'access/aws-prod/roles.yaml';
    world.merge({ at: NOW - 5 * HOUR, changes: { [path]: null } });
    world.merge({ at: NOW - 3 * HOUR, changes: { [path]: `${POLICY[path]}# again\n` } });
    world.merge({ at: NOW - HOUR, changes: PROD_REQUEST });
    expect(await run(trusting)).toMatchObject({ refusals: [], outcomes: [{ result: 'done' }] });
  });

  test('when a later commit is trusted, for what was there by then', async () => {
    const { world } = trustingWorld();
    const trustedFrom = world.push(NOW - 2 * HOUR, WIDER);
    world.merge({ at: NOW - HOUR, changes: REQUEST });
    expect(await run({ world, trustedFrom })).toMatchObject({ refusals: [], outcomes: [{ result: 'done' }] });
  });
});

describe('law 6: policy that its owners approved counts', () => {
  test.each<[string, Parameters<FakeWorld['merge']>[0]['changes']]>([
    ['in one commit', WIDER],
    ['with other files of ours, each with its own quorum', { ...WIDER, [CONFIG]: `${POLICY[CONFIG]}# more\n` }],
    ['beside files that are nothing of ours', { ...WIDER, 'README.md': 'x' }],
    ['in several commits of one rebase, of which only the last was ever in force', [{ [ROLES]: 'nothing\n' }, WIDER]],
  ])('%s', async (_name, changes) => {
    const trusting = trustingWorld();
    trusting.world.merge({ at: NOW - 2 * HOUR, changes });
    trusting.world.merge({ at: NOW - HOUR, changes: REQUEST });
    expect(await run(trusting)).toMatchObject({ refusals: [], outcomes: [{ result: 'done' }] });
  });

  test('one file of a pull request does not take the other with it', async () => {
    const trusting = trustingWorld();
    const { world } = trusting;
    world.merge({ at: NOW - 5 * HOUR, changes: { [OWNERS]: `${POLICY[OWNERS]}/access/aws-prod/ @carol\n` } });
    const prod = { 'access/aws-prod/roles.yaml': `${POLICY['access/aws-prod/roles.yaml']}# more\n` };
    world.merge({ at: NOW - 3 * HOUR, changes: { ...WIDER, ...prod } });
    world.merge({ at: NOW - HOUR, changes: REQUEST });
    const byCarol = [review(CAROL, { submittedAt: NOW - 2 * HOUR })];
    world.merge({ at: NOW - HOUR, changes: PROD_REQUEST, reviews: byCarol });
    expect(refused(await run(trusting))).toEqual(['untrusted-policy aws-prod/alice/logs']);
  });
});
