import { describe, expect, test } from '@jest/globals';
import { GitHubError } from '../../src/github/github.js';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import { HOUR, NOW, requestText } from '../approval/facts-builder.js';
import { POLICY, PROD_ACCOUNT, SANDBOX_ACCOUNT } from './example-files.js';
import {
  CONFIG,
  GRANT,
  OWNERS,
  PROD_REQUEST,
  REQUEST,
  ROLES,
  refused,
  run,
  trustingWorld,
  UNTRUSTED,
  WIDER,
} from './trusting-world.js';

describe('law 7: what does not count', () => {
  test('in the roles of one system concerns no grant of another', async () => {
    const trusting = trustingWorld();
    const { world } = trusting;
    world.push(NOW - 3 * HOUR, WIDER);
    world.merge({ at: NOW - 2 * HOUR, changes: REQUEST });
    world.merge({ at: NOW - HOUR, changes: PROD_REQUEST });
    expect(refused(await run(trusting))).toEqual(UNTRUSTED);
    expect([...world.aws.held(PROD_ACCOUNT)]).toHaveLength(1);
  });

  test('leaves what stands as it is, and takes what has ended away', async () => {
    const trusting = trustingWorld();
    const { world } = trusting;
    world.merge({ at: NOW - 2 * HOUR, changes: REQUEST });
    await run(trusting);
    world.push(NOW - HOUR, { [OWNERS]: `${POLICY[OWNERS]}# pushed\n` });
    expect(await run(trusting)).toMatchObject({ refusals: [], outcomes: [], unchanged: 1 });
    world.now = NOW + 3 * HOUR;
    expect(await run(trusting)).toMatchObject({ refusals: [], outcomes: [{ change: { action: 'remove' } }] });
  });

  test('keeps a standing grant from getting what a pushed role would give it', async () => {
    const trusting = trustingWorld();
    const { world } = trusting;
    world.merge({ at: NOW - 2 * HOUR, changes: REQUEST });
    await run(trusting);
    world.push(NOW - HOUR, WIDER);
    expect(refused(await run(trusting))).toEqual(UNTRUSTED);
    expect([...world.aws.held(SANDBOX_ACCOUNT).values()].join()).not.toContain('ce:*');
  });

  test('because GitHub does not tell refuses the grants that rest on it, and says so', async () => {
    const trusting = trustingWorld();
    const { world } = trusting;
    const number = world.merge({ at: NOW - 3 * HOUR, changes: WIDER });
    world.merge({ at: NOW - 2 * HOUR, changes: REQUEST });
    world.merge({ at: NOW - HOUR, changes: PROD_REQUEST });
    const { readPullRequest } = world.hub.github;
    const github = {
      ...world.hub.github,
      readPullRequest: async (wanted: number, policyAt?: string) => {
        if (wanted === number) throw new GitHubError('unavailable', 'GitHub is away');
        return readPullRequest(wanted, policyAt);
      },
    };
    const broken = {
      world: { ...world, ports: { ...world.ports, github, now: () => NOW } },
      trustedFrom: trusting.trustedFrom,
    };
    const report = await run(broken);
    expect(refused(report)).toEqual([`not-verified ${GRANT}`]);
    expect(report.refusals[0]?.message).toContain('GitHub is away');
  });
});

describe('trusted-from', () => {
  test('that nobody gives lets the policy count as it stands, and the run warns in one line', async () => {
    const { world, trustedFrom } = trustingWorld();
    world.push(NOW - 2 * HOUR, WIDER);
    world.merge({ at: NOW - HOUR, changes: REQUEST });
    const report = await provision(world.ports, { dryRun: true, confirmed: false });
    expect(report).toMatchObject({ refusals: [], warnings: [expect.stringContaining('trusted-from')] });
    expect(await provision(world.ports, { dryRun: true, confirmed: false, trustedFrom })).toMatchObject({
      warnings: [],
    });
  });

  test.each([
    ['is no full commit id', 'abc1234', /no full commit id/],
    ['is a name', 'main', /no full commit id/],
    ['is not on the branch', 'd'.repeat(40), /not on the first-parent line/],
  ])('that %s ends the run before anything is read of a provider', async (_name, trustedFrom, message) => {
    const { world } = trustingWorld();
    world.merge({ at: NOW - HOUR, changes: REQUEST });
    const failure = run({ world, trustedFrom });
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toMatchObject({ name: 'UsageError', cure: expect.stringContaining('full id') });
    expect(world.aws.writes).toEqual([]);
  });

  test.each([['abc1234'], ['d'.repeat(40)]])(
    'law 7: that is wrong (%s), as on a line that somebody rewrote, holds up no removal',
    async (trustedFrom) => {
      const { world } = trustingWorld();
      world.merge({ at: NOW - HOUR, changes: REQUEST });
      await provision(world.ports, { dryRun: false, confirmed: false });
      world.now = NOW + 10 * HOUR;
      const report = await expire(world.ports, { dryRun: false, confirmed: false, trustedFrom });
      expect(report.outcomes).toMatchObject([{ change: { action: 'remove' }, result: 'done' }]);
      expect(world.aws.held(SANDBOX_ACCOUNT).size).toBe(0);
      expect(report.reverts).toMatchObject([{ grant: GRANT, result: 'opened' }]);
      expect(world.progress.join('\n')).toContain('trusted-from');
    },
  );

  test('costs one request where nothing is to be given, however much the policy has changed', async () => {
    const trusting = trustingWorld();
    const { world } = trusting;
    for (let hour = 20; hour > 2; hour -= 1) {
      world.merge({ at: NOW - hour * HOUR, changes: { [ROLES]: `${POLICY[ROLES]}# ${hour}\n` } });
    }
    world.merge({ at: NOW - HOUR, changes: REQUEST });
    await run(trusting);
    world.hub.calls.length = 0;
    expect(await run(trusting)).toMatchObject({ refusals: [], outcomes: [], unchanged: 1 });
    expect(world.hub.calls).toEqual(['readTip']);
  });

  test('reads each pull request of the policy once a run, however many grants rest on it', async () => {
    const trusting = trustingWorld();
    const { world } = trusting;
    world.merge({ at: NOW - 4 * HOUR, changes: { ...WIDER, [CONFIG]: `${POLICY[CONFIG]}# more\n` } });
    const paths = Array.from({ length: 5 }, (_, index) => `access/aws-sandbox/alice/b${index}.yaml`);
    for (const path of paths) world.merge({ at: NOW - HOUR, changes: { [path]: requestText() } });
    const report = await run(trusting);
    expect(report.outcomes).toHaveLength(5);
    expect(world.hub.calls.filter((call) => call === 'readPullRequest')).toHaveLength(6);
    expect(world.hub.calls.filter((call) => call === 'findMergedPullRequests').length).toBeLessThanOrEqual(9);
  });
});
