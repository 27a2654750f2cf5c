import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { askIam, seeMerged } from '../../sandbox/world/look-at.js';
import { ACCOUNT } from '../../sandbox/world/start-world.js';
import { type Lapse, requestText, startLapse } from './start-lapse.js';

const HOUR = 3_600_000;

// Processes and clones, on a machine that may be busy.
jest.setTimeout(120_000);

describe('from the merge to the end, with the real bundles', () => {
  let lapse: Lapse;

  beforeAll(async () => {
    lapse = await startLapse({ isProtected: false });
  });
  afterAll(() => lapse.stop());

  function policies(): string[] {
    return Object.keys(lapse.world.aws.policiesOf(ACCOUNT, 'alice.smith')).sort();
  }

  async function ask(name: string, duration: string): Promise<void> {
    await lapse.alice.pull();
    const files = { [`access/aws-sandbox/alice/${name}.yaml`]: requestText({ duration }) };
    const sha = await lapse.alice.push(name, files, `Ask for ${name}`);
    const number = await lapse.open(lapse.alice, name);
    await lapse.approve(lapse.bob, number, sha);
    await seeMerged(lapse.bob.octokit, number);
  }

  test('law 6: a request that was pushed past the review is not provisioned, and the run fails and says so', async () => {
    await lapse.bob.pull();
    await lapse.bob.push('main', { 'access/aws-sandbox/alice/pushed.yaml': requestText() }, 'Push past review');
    const run = await lapse.run('provision');
    expect(run.exitCode).toBe(1);
    expect(run.summary).toContain('reached the branch without a pull request');
    expect(policies()).toEqual([]);
    await lapse.bob.push('main', { 'access/aws-sandbox/alice/pushed.yaml': null }, 'Take it back');
  });

  test('law 1: overlapping grants are given side by side, and a second run changes nothing', async () => {
    await ask('short', '1h');
    await ask('long', '4h');
    const first = await lapse.run('provision');
    expect(first.stderr + first.stdout).not.toContain('::error');
    expect(first.exitCode).toBe(0);
    expect(policies()).toHaveLength(2);
    const writes = lapse.world.aws.requests.filter((request) => request.action === 'PutUserPolicy').length;
    const second = await lapse.run('provision');
    expect(second.exitCode).toBe(0);
    expect(lapse.world.aws.requests.filter((request) => request.action === 'PutUserPolicy')).toHaveLength(writes);
  });

  test('law 1: the end of one takes nothing that the other still gives', async () => {
    lapse.world.clock.moveForward(2 * HOUR);
    const run = await lapse.run('expire');
    expect(run.exitCode).toBe(0);
    expect(policies()).toHaveLength(1);
    expect(await askIam(lapse.world, 'alice.smith', 'ce:GetCostAndUsage')).toBe('allowed');
  });

  test('law 2: past the end IAM itself says no, with nothing of ours running', async () => {
    lapse.world.clock.moveForward(3 * HOUR);
    expect(policies()).toHaveLength(1);
    expect(await askIam(lapse.world, 'alice.smith', 'ce:GetCostAndUsage')).toBe('implicitDeny');
  });

  test('law 11: a sweep after everything has ended leaves nothing, and the next one opens nothing twice', async () => {
    expect((await lapse.run('expire')).exitCode).toBe(0);
    expect(policies()).toEqual([]);
    await lapse.world.github.settle();
    const opened = () =>
      lapse.world.github.requests.filter((request) => request.route.startsWith('POST /repos/{owner}/{repo}/pulls'))
        .length;
    const before = opened();
    expect((await lapse.run('expire')).exitCode).toBe(0);
    expect(opened()).toBe(before);
  });

  test('law 9: credentials of another account read and write nothing', async () => {
    await lapse.bob.pull();
    const config = 'systems:\n  aws-sandbox: { provider: aws-iam, target: { account: "444455556666" } }\n';
    await lapse.bob.push('main', { 'access/config.yaml': config }, 'Point at another account');
    const before = lapse.world.aws.requests.length;
    const run = await lapse.run('provision');
    expect(run.exitCode).toBe(1);
    const calls = lapse.world.aws.requests.slice(before).map((request) => request.action);
    expect(calls.filter((call) => !call.startsWith('AssumeRole') && call !== 'GetCallerIdentity')).toEqual([]);
  });
});
