import { describe, expect, test } from '@jest/globals';
import { needsAttention } from '../../src/plan/run-report.js';
import { ProviderError } from '../../src/providers/provider.js';
import { renderRun } from '../../src/render/terminal/render-run.js';
import { expire } from '../../src/use-cases/expire.js';
import { provision } from '../../src/use-cases/provision.js';
import { UsageError } from '../../src/use-cases/usage-error.js';
import { ALICE_PATH, HOUR, MINUTE, NOW, requestText } from '../approval/facts-builder.js';
import { PROD_ACCOUNT, SANDBOX_ACCOUNT } from './example-files.js';
import { REPOSITORY_ID } from './fake-github.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

const WRITING = { dryRun: false, confirmed: false };
const SANDBOX = { ...WRITING, targets: [`aws-iam:${SANDBOX_ACCOUNT}`] };
const PROD_PATH = 'access/aws-prod/alice/read.yaml';

function grantedWorld(): FakeWorld {
  const world = fakeWorld();
  world.merge({ at: NOW - HOUR, changes: { [ALICE_PATH]: requestText() } });
  world.merge({ at: NOW - HOUR, changes: { [PROD_PATH]: requestText('read') } });
  return world;
}

describe('a run of some targets', () => {
  test.each([['provision'], ['expire']])('%s of a target that there is not reads and writes nothing', async (run) => {
    const world = grantedWorld();
    const options = { ...WRITING, targets: ['aws-iam:999999999999'] };
    await expect((run === 'expire' ? expire : provision)(world.ports, options)).rejects.toThrow(UsageError);
    expect([world.aws.writes, world.progress]).toEqual([[], []]);
  });

  test('gives, tells and asks about what is theirs, and nothing else', async () => {
    const world = grantedWorld();
    const { outcomes } = await provision(world.ports, SANDBOX);
    expect(outcomes.map(({ result }) => result)).toEqual(['done']);
    expect([world.aws.held(SANDBOX_ACCOUNT).size, world.aws.held(PROD_ACCOUNT).size]).toEqual([1, 0]);
    expect(world.hub.notices.map(({ grant }) => grant)).toEqual(['aws-sandbox/alice/billing']);
  });

  test('is not held up by an account of another run, whether that is down or its roles are broken', async () => {
    const world = grantedWorld();
    world.aws.unreadable.add(PROD_ACCOUNT);
    world.push(NOW - MINUTE, { 'access/aws-prod/roles.yaml': 'roles: [' });
    const report = await provision(world.ports, SANDBOX);
    expect([report.refusals, report.problems, needsAttention(report)]).toEqual([[], [], false]);
  });

  test('opens reverts for its own systems only', async () => {
    const world = grantedWorld();
    await provision(world.ports, WRITING);
    world.now = NOW + 3 * HOUR;
    const { reverts } = await expire(world.ports, SANDBOX);
    expect(reverts.map(({ grant }) => grant)).toEqual(['aws-sandbox/alice/billing']);
    expect([world.aws.held(SANDBOX_ACCOUNT).size, world.aws.held(PROD_ACCOUNT).size]).toEqual([0, 1]);
  });

  test('closes no revert of other runs, nor lets one of theirs stand for its own', async () => {
    const world = grantedWorld();
    await provision(world.ports, WRITING);
    world.now = NOW + 3 * HOUR;
    await expire(world.ports, WRITING);
    const branches = ['lapse/revert/aws-prod/alice/read', 'lapse/revert/aws-sandbox/alice/billing'];
    const stateOf = (branch = '') => world.hub.world.reverts.get(branch)?.pullRequest?.state;
    expect(branches.map(stateOf)).toEqual(['open', 'open']);
    world.push(NOW + 3 * HOUR, { [PROD_PATH]: null, [ALICE_PATH]: null });
    const { reverts } = await expire(world.ports, SANDBOX);
    expect(reverts.map(({ grant, result }) => `${result} ${grant}`)).toEqual(['closed aws-sandbox/alice/billing']);
    expect(branches.map(stateOf)).toEqual(['open', 'closed']);
    const others = await expire(world.ports, { ...WRITING, targets: [`aws-iam:${PROD_ACCOUNT}`] });
    expect(others.reverts.map(({ grant, result }) => `${result} ${grant}`)).toEqual(['closed aws-prod/alice/read']);
  });

  test('law 1: one run for all and one run a target come to the same', async () => {
    const [all, each] = [grantedWorld(), grantedWorld()];
    await provision(all.ports, WRITING);
    for (const account of [PROD_ACCOUNT, SANDBOX_ACCOUNT]) {
      await provision(each.ports, { ...WRITING, targets: [`aws-iam:${account}`] });
    }
    for (const account of [PROD_ACCOUNT, SANDBOX_ACCOUNT])
      expect(each.aws.held(account)).toEqual(all.aws.held(account));
    expect((await provision(each.ports, WRITING)).outcomes).toEqual([]);
  });
});

describe('what bad input gets', () => {
  test('a role that IAM does not understand is told on its line of roles.yaml, once, and the others go on', async () => {
    const world = grantedWorld();
    world.merge({ at: NOW - HOUR, changes: { 'access/aws-sandbox/alice/again.yaml': requestText() } });
    const provider = world.ports.providers.get('aws-iam');
    if (provider === undefined) throw new Error('there is no provider');
    const refusing = {
      ...provider,
      connect: async (...args: Parameters<typeof provider.connect>) => {
        const session = await provider.connect(...args);
        const put: typeof session.put = async (entitlement) => {
          if (entitlement.system !== 'aws-sandbox') return session.put(entitlement);
          throw new ProviderError('malformed-policy', 'IAM refuses it: Syntax errors in policy');
        };
        return { ...session, put };
      },
    };
    const report = await provision({ ...world.ports, providers: new Map([['aws-iam', refusing]]) }, WRITING);
    expect(report.outcomes.map(({ result }) => result).sort()).toEqual(['done', 'failed', 'failed']);
    expect(report.problems).toEqual([
      expect.objectContaining({
        rule: 'malformed-policy',
        severity: 'error',
        path: 'access/aws-sandbox/roles.yaml',
        message: 'The role billing cannot be given: IAM refuses it: Syntax errors in policy.',
      }),
    ]);
    expect(report.problems[0]?.line).toBeGreaterThan(1);
  });

  test('more removals than the guard allows: none of them is made, all are listed, and --confirm is named', async () => {
    const world = grantedWorld();
    await provision(world.ports, WRITING);
    const ids = [1, 2, 3].map((index) => `carol.white/lapse-${REPOSITORY_ID}-stranger-${index}`);
    for (const id of ids) world.aws.held(SANDBOX_ACCOUNT).set(id, '{}');
    world.aws.writes.length = 0;
    const report = await expire(world.ports, WRITING);
    const shown = renderRun(report, { colour: false });
    for (const id of ids) expect(shown).toContain(id);
    expect(shown.match(/--confirm/g)).toHaveLength(3);
    expect(world.aws.writes).toEqual([]);
    expect(needsAttention(report)).toBe(true);
  });
});
