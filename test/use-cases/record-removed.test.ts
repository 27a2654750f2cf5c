import { describe, expect, test } from '@jest/globals';
import { GitHubError } from '../../src/github/github.js';
import { needsAttention } from '../../src/plan/run-report.js';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import { ALICE_PATH, HOUR, MINUTE, NOW, requestText } from '../approval/facts-builder.js';
import { configWith, POLICY, SANDBOX_ACCOUNT } from './example-files.js';
import { END, GRANT, grantedWorld, heldId, recordOf, recordsOf, story, TARGET, WRITING } from './recorded-world.js';

describe('what is taken away', () => {
  test('at its end is recorded with the end and when the absence was read back', async () => {
    const world = await grantedWorld();
    world.now = END + 7 * MINUTE;
    await expire(world.ports, WRITING);
    expect(recordOf(world).events.at(-1)).toEqual({
      kind: 'removed',
      target: TARGET,
      entitlement: expect.stringContaining('alice.smith/lapse-4711-'),
      why: 'expired',
      by: 'run',
      endedAt: '2026-11-23T15:00:00Z',
      removedIn: null,
      pullRequest: null,
      readBackAt: '2026-11-23T15:07:00Z',
      run: { name: 'expire', commit: world.clone.tip(), url: null, startedAt: '2026-11-23T15:07:00Z' },
    });
  });

  test('by a merged pull request is revoked by it, with its number', async () => {
    const world = await grantedWorld();
    const number = world.merge({ at: NOW - MINUTE, changes: { [ALICE_PATH]: null } });
    await expire(world.ports, WRITING);
    const removedIn = world.clone.tip();
    const endedAt = '2026-11-23T11:59:00Z';
    expect(recordOf(world).events.at(-1)).toMatchObject({ why: 'revoked', pullRequest: number, removedIn, endedAt });
  });

  test('by a push is deleted, and no pull request is named', async () => {
    const world = await grantedWorld();
    world.push(NOW - MINUTE, { [ALICE_PATH]: null });
    await expire(world.ports, WRITING);
    expect(recordOf(world).events.at(-1)).toMatchObject({
      why: 'deleted',
      pullRequest: null,
      removedIn: world.clone.tip(),
    });
  });

  test('is not said to be deleted where GitHub does not say by whom: the next run makes it good', async () => {
    let isDown = false;
    const world = await grantedWorld();
    const { findMergedPullRequests } = world.hub.github;
    const github = {
      ...world.hub.github,
      findMergedPullRequests: async (commits: readonly string[], branch: string) => {
        if (isDown) throw new GitHubError('unavailable', 'GitHub is away');
        return findMergedPullRequests(commits, branch);
      },
    };
    const ports = { ...world.ports, github };
    world.merge({ at: NOW - MINUTE, changes: { [ALICE_PATH]: null } });
    isDown = true;
    const report = await expire(ports, WRITING);
    expect([needsAttention(report), report.evidence?.faults]).toEqual([true, [expect.stringContaining('did not say')]]);
    expect(story(recordOf(world))).toEqual(['approved', 'given granted']);
    isDown = false;
    expect(needsAttention(await expire(ports, WRITING))).toBe(false);
    expect(recordOf(world).events.at(-1)).toMatchObject({ kind: 'removed', why: 'revoked', by: 'found' });
  });

  test('by hand after its end is found gone', async () => {
    const world = await grantedWorld();
    world.aws.held(SANDBOX_ACCOUNT).clear();
    world.now = END + MINUTE;
    await expire(world.ports, WRITING);
    expect(recordOf(world).events.at(-1)).toMatchObject({
      why: 'expired',
      by: 'found',
      readBackAt: '2026-11-23T15:01:00Z',
    });
  });

  test('where it cannot be taken away is a failure', async () => {
    const world = await grantedWorld();
    world.aws.unshown.add(heldId(world));
    world.now = END;
    await expire(world.ports, WRITING);
    await expire(world.ports, WRITING);
    expect(story(recordOf(world))).toEqual(['approved', 'given granted', 'failed']);
    expect(recordOf(world).events.at(-1)).toMatchObject({ action: 'remove', rule: 'not-read-back' });
  });

  test('law 9: is not said to be gone from an account that could not be read', async () => {
    const world = await grantedWorld();
    world.aws.held(SANDBOX_ACCOUNT).clear();
    world.aws.unreadable.add(SANDBOX_ACCOUNT);
    world.now = END;
    await expire(world.ports, WRITING);
    expect(story(recordOf(world))).toEqual(['approved', 'given granted']);
  });

  test('before its file stands again belongs to the life that had it', async () => {
    const world = await grantedWorld();
    world.merge({ at: NOW - 2 * MINUTE, changes: { [ALICE_PATH]: null } });
    world.merge({ at: NOW - MINUTE, changes: { [ALICE_PATH]: requestText('billing', 'duration: 1h') } });
    await provision(world.ports, WRITING);
    const [one, two] = recordsOf(world).get(GRANT) ?? [];
    const lives = [one, two].flatMap((record) => (record === undefined ? [] : [record]));
    lives.sort((a, b) => (a.addedIn < b.addedIn ? -1 : 1));
    expect(lives.map(story)).toEqual([
      ['approved', 'given granted', 'removed revoked'],
      ['approved', 'given granted'],
    ]);
  });

  test('because its file cannot be read any more is told so, and its new versions with it', async () => {
    const world = await grantedWorld();
    world.push(NOW, { [ALICE_PATH]: 'role: [' });
    await provision(world.ports, WRITING);
    const record = recordOf(world);
    expect(story(record)).toEqual(['approved', 'given granted', 'refused', 'removed unreadable']);
    expect(record.versions).toMatchObject([{ request: { role: 'billing' } }, { request: null }]);
  });

  test.each<[string, Record<string, string>]>([
    ['somebody left', { 'access/people.yaml': 'people:\n  bob: { id: 102, aws-iam: bob.jones }\n' }],
    [
      'its role went',
      { 'access/aws-sandbox/roles.yaml': POLICY['access/aws-sandbox/roles.yaml'].replace('billing:', 'other:') },
    ],
    [
      'its role became shorter',
      {
        'access/aws-sandbox/roles.yaml': POLICY['access/aws-sandbox/roles.yaml'].replace(
          'max_duration: 2d',
          'max_duration: 1h',
        ),
      },
    ],
  ])('because %s is told as the policy, since its file can be read', async (_, changes) => {
    const world = await grantedWorld();
    world.push(NOW, changes);
    await provision(world.ports, WRITING);
    expect(story(recordOf(world))).toEqual(['approved', 'given granted', 'refused', 'removed policy']);
    expect(recordOf(world).events.at(-1)).toMatchObject({ endedAt: null, removedIn: null });
  });

  test('because an unapproved extension is no reason to keep what is over is told so, with the end that it had', async () => {
    const world = await grantedWorld();
    world.merge({ at: NOW, changes: { [ALICE_PATH]: requestText('billing', 'duration: 9h') }, reviews: [] });
    world.now = END + MINUTE;
    await expire(world.ports, WRITING);
    expect(recordOf(world).events.at(-1)).toMatchObject({
      why: 'unapproved',
      endedAt: '2026-11-23T15:00:00Z',
      by: 'run',
    });
  });

  test.each([
    ['though its grant is older than the history that is read', {}],
    ['though of all whose grants are known none is of its folder', { 'access/aws-sandbox/bob/x.yaml': requestText() }],
  ])('%s', async (_, others) => {
    const world = await grantedWorld();
    world.aws.unreadable.add(SANDBOX_ACCOUNT);
    world.push(NOW + HOUR, { [ALICE_PATH]: null });
    world.now = NOW + 90 * 24 * HOUR;
    if (Object.keys(others).length > 0) world.push(world.now - MINUTE, others);
    await expire(world.ports, WRITING);
    world.aws.unreadable.clear();
    await expire(world.ports, { ...WRITING, confirmed: true });
    expect(world.aws.held(SANDBOX_ACCOUNT).size).toBe(0);
    expect(story(recordOf(world))).toEqual(['approved', 'given granted', 'removed expired']);
  });

  test('where nobody knows what it was for makes no record', async () => {
    const world = await grantedWorld();
    world.aws.held(SANDBOX_ACCOUNT).set('bob.jones/lapse-4711-stray-1234', '{}');
    await expire(world.ports, WRITING);
    expect(world.aws.held(SANDBOX_ACCOUNT).size).toBe(1);
    expect([...recordsOf(world).keys()]).toEqual([GRANT]);
  });
});

test('a system that moves to another account has what it left there recorded as gone', async () => {
  const world = await grantedWorld();
  const moved = configWith('  aws-sandbox: { provider: aws-iam, target: { account: "444455556666" } }');
  const config = moved.replace(
    'aws-prod: { provider: aws-iam, target: { account: "444455556666" } }',
    `aws-prod: { provider: aws-iam, target: { account: "${SANDBOX_ACCOUNT}" } }`,
  );
  world.push(NOW, { 'access/config.yaml': config });
  await provision(world.ports, { ...WRITING, confirmed: true });
  expect(story(recordOf(world))).toEqual(['approved', 'given granted', 'removed changed', 'given granted']);
  expect(recordOf(world).events.at(-1)).toMatchObject({ target: 'aws-iam:444455556666' });
});
