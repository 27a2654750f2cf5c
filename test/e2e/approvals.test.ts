import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { seeCheck } from '../../sandbox/world/look-at.js';
import { ACCOUNT } from '../../sandbox/world/start-world.js';
import { ACCESS, type Lapse, requestText, startLapse } from './start-lapse.js';

// Processes and clones, on a machine that may be busy.
jest.setTimeout(120_000);

describe('an approval, through webhooks and checks', () => {
  let lapse: Lapse;

  beforeAll(async () => {
    lapse = await startLapse();
  });
  afterAll(() => lapse.stop());

  async function approvalOf(sha: string): Promise<string | null> {
    await lapse.world.github.settle();
    return (await seeCheck(lapse.bob.octokit, sha, 'access/approval')).conclusion;
  }

  async function isMerged(number: number): Promise<boolean> {
    return (await lapse.bob.octokit.rest.pulls.get({ ...ACCESS, pull_number: number })).data.merged;
  }

  test('law 5: the beneficiary of a request that somebody else opened cannot approve it', async () => {
    const file = 'access/aws-sandbox/alice/for-alice.yaml';
    const sha = await lapse.carol.push('for-alice', { [file]: requestText() }, 'Ask for alice');
    const number = await lapse.open(lapse.carol, 'for-alice');
    await lapse.approve(lapse.alice, number, sha);
    expect(await approvalOf(sha)).toBe('action_required');
    expect(await isMerged(number)).toBe(false);
  });

  test('law 5: an owner who asks for somebody else cannot approve what she opened', async () => {
    const file = 'access/aws-sandbox/alice/by-bob.yaml';
    await lapse.bob.pull();
    const sha = await lapse.bob.push('by-bob', { [file]: requestText() }, 'Ask for alice');
    const number = await lapse.open(lapse.bob, 'by-bob');
    const refused = await lapse.bob.octokit.rest.pulls
      .createReview({ ...ACCESS, pull_number: number, event: 'APPROVE' })
      .catch((error: { status?: number }) => error.status);
    expect(refused).toBe(422);
    expect(await approvalOf(sha)).not.toBe('success');
  });

  test('law 4: an approval does not outlive a push to the pull request', async () => {
    const file = 'access/aws-sandbox/alice/stale.yaml';
    await lapse.carol.pull();
    // Against the checks of the first head: they are not required to merge in this one.
    const first = await lapse.carol.push('stale', { [file]: requestText({ ticket: 'INC-1' }) }, 'Ask');
    const { data } = await lapse.carol.octokit.rest.pulls.create({
      ...ACCESS,
      title: 'stale',
      head: 'stale',
      base: 'main',
      draft: true,
    });
    await lapse.approve(lapse.bob, data.number, first);
    expect(await approvalOf(first)).toBe('success');
    const second = await lapse.carol.push('stale', { [file]: requestText({ duration: '8h' }) }, 'Ask for more');
    expect(await approvalOf(second)).toBe('action_required');
    expect(await isMerged(data.number)).toBe(false);
  });

  test('a request beside a workflow file is refused, whoever approves it', async () => {
    const file = 'access/aws-sandbox/alice/mixed.yaml';
    await lapse.carol.pull();
    const files = { [file]: requestText(), '.github/workflows/x.yml': 'on: push\n' };
    const sha = await lapse.carol.push('mixed', files, 'Ask, and more');
    const number = await lapse.open(lapse.carol, 'mixed');
    await lapse.approve(lapse.bob, number, sha);
    expect(await approvalOf(sha)).toBe('failure');
  });

  test('a pull request that touches nothing of ours gets its checks at once, and no comment', async () => {
    await lapse.carol.pull();
    const sha = await lapse.carol.push('readme', { 'README.md': 'Hello\n' }, 'Say hello');
    const number = await lapse.open(lapse.carol, 'readme');
    expect(await approvalOf(sha)).toBe('success');
    const { data } = await lapse.carol.octokit.rest.issues.listComments({ ...ACCESS, issue_number: number });
    expect(data).toHaveLength(0);
  });

  test('nobody has been given anything by any of this', () => {
    expect(lapse.world.aws.policiesOf(ACCOUNT, 'alice.smith')).toEqual({});
  });
});
