import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Desk } from '../../sandbox/world/act-as.js';
import { seeCheck, seeComment, seeMerged } from '../../sandbox/world/look-at.js';
import { ACCOUNT } from '../../sandbox/world/start-world.js';
import { actAsApp } from './act-as-app.js';
import { ACCESS, type Lapse, requestText, startLapse } from './start-lapse.js';
import { STORY_FILES } from './story-policy.js';

const HOUR = 3_600_000;

// Processes and clones, on a machine that may be busy.
jest.setTimeout(120_000);

/** What somebody asked for in a pull request of their own. */
interface Asked {
  readonly number: number;
  readonly sha: string;
  readonly path: string;
}

/**
 * One Lapse for all stories, each about files of its own. bob is in `security` and in `platform`, carol in `leads`, which is nested in
 * `security`. Nothing but the App keeps the branch: people can merge what they should not.
 */
describe('stories of approvals, through webhooks and checks', () => {
  let lapse: Lapse;
  let log = '';
  let counted = 0;

  /** What the App sent in its present life and was no GET: past 60 in half a minute it keeps its events waiting. */
  const countWrites = () =>
    lapse.world.github.requests
      .slice(counted)
      .filter(({ actor, route }) => actor === 'lapse[bot]' && !route.startsWith('GET ')).length;

  beforeEach(async () => {
    if (countWrites() < 22) return;
    log += lapse.app.log();
    await lapse.restart();
    counted = lapse.world.github.requests.length;
  });

  beforeAll(async () => {
    lapse = await startLapse({ isProtected: false, files: STORY_FILES });
    const { github } = lapse.world;
    github.addTeam({ organisation: 'acme', slug: 'leads', members: ['carol'], parent: 'security' });
    github.addTeam({ organisation: 'acme', slug: 'platform', members: ['bob'] });
  });
  afterAll(() => lapse.stop());

  async function ask(desk: Desk, path: string, fields: Record<string, string> = {}, draft = false): Promise<Asked> {
    await desk.pull();
    const branch = path.slice('access/'.length, -'.yaml'.length);
    const sha = await desk.push(branch, { [path]: requestText(fields) }, `Ask for ${branch}`);
    const title = `Ask for ${branch}`;
    const { data } = await desk.octokit.rest.pulls.create({ ...ACCESS, title, head: branch, base: 'main', draft });
    await lapse.world.github.settle();
    return { number: data.number, sha, path };
  }

  async function conclusionOf(sha: string, name: 'access/request' | 'access/approval' = 'access/approval') {
    await lapse.world.github.settle();
    return (await seeCheck(lapse.bob.octokit, sha, name)).conclusion;
  }

  async function isMerged(number: number): Promise<boolean> {
    await lapse.world.github.settle();
    return (await lapse.bob.octokit.rest.pulls.get({ ...ACCESS, pull_number: number })).data.merged;
  }

  /** A file on the default branch; null where there is none. */
  async function onMain(path: string): Promise<string | null> {
    const answer = await lapse.bob.octokit.rest.repos.getContent({ ...ACCESS, path }).catch(() => null);
    const data = answer?.data;
    return data !== undefined && 'content' in data ? Buffer.from(data.content, 'base64').toString() : null;
  }

  async function makeReady(desk: Desk, number: number): Promise<void> {
    const { data } = await desk.octokit.rest.pulls.get({ ...ACCESS, pull_number: number });
    const mutation = `mutation { markPullRequestReadyForReview(input: { pullRequestId: "${data.node_id}" }) { clientMutationId } }`;
    await desk.octokit.graphql(mutation);
    await lapse.world.github.settle();
  }

  /** Comments, and gives the reactions to it and what was commented after it. */
  async function say(desk: Desk, number: number, body: string): Promise<{ reactions: string[]; answers: string[] }> {
    const { rest } = desk.octokit;
    const { data } = await rest.issues.createComment({ ...ACCESS, issue_number: number, body });
    await lapse.world.github.settle();
    const reactions = await rest.reactions.listForIssueComment({ ...ACCESS, comment_id: data.id });
    const comments = await rest.issues.listComments({ ...ACCESS, issue_number: number });
    return {
      reactions: reactions.data.map(({ content }) => content),
      answers: comments.data.filter(({ id }) => id > data.id).map((comment) => comment.body ?? ''),
    };
  }

  async function findOpened(prefix: string): Promise<{ number: number; sha: string }> {
    const { data } = await lapse.bob.octokit.rest.pulls.list({ ...ACCESS, state: 'open' });
    const [found, ...others] = data.filter(({ head }) => head.ref.startsWith(prefix));
    expect(others).toEqual([]);
    if (found === undefined) throw new Error(`There is no open pull request from ${prefix}.`);
    return { number: found.number, sha: found.head.sha };
  }

  const BILLING = 'access/aws-sandbox/alice/billing.yaml';
  let billing: Asked;

  test('alice asks for herself, cannot approve it, and has it once bob has approved', async () => {
    billing = await ask(lapse.alice, BILLING);
    expect(await conclusionOf(billing.sha)).toBe('action_required');
    const own = lapse.alice.octokit.rest.pulls.createReview({
      ...ACCESS,
      pull_number: billing.number,
      event: 'APPROVE',
    });
    await expect(own).rejects.toMatchObject({ status: 422 });
    await lapse.approve(lapse.bob, billing.number, billing.sha);
    expect(await seeMerged(lapse.bob.octokit, billing.number)).toMatchObject({ mergedBy: 'lapse[bot]' });
    expect(await onMain(BILLING)).toBe(requestText());
  });

  test('alice asks for bob, who cannot approve what he would get; carol can, through a nested team', async () => {
    const asked = await ask(lapse.alice, 'access/aws-sandbox/bob/billing.yaml');
    await lapse.approve(lapse.bob, asked.number, asked.sha);
    expect(await conclusionOf(asked.sha)).toBe('action_required');
    expect(await isMerged(asked.number)).toBe(false);
    expect(await seeComment(lapse.bob.octokit, asked.number)).toContain('would get the access');
    await lapse.approve(lapse.carol, asked.number, asked.sha);
    await seeMerged(lapse.bob.octokit, asked.number);
  });

  test('a stranger to a request who commands it gets a reaction, and no word', async () => {
    const path = 'access/platform/bob-two/logs.yaml';
    const asked = await ask(lapse.alice, path, { role: 'logs' });
    await lapse.approve(lapse.bob, asked.number, asked.sha);
    await seeMerged(lapse.bob.octokit, asked.number);
    expect(await say(lapse.carol, asked.number, '/lapse revoke')).toEqual({ reactions: ['-1'], answers: [] });
    expect(await onMain(path)).not.toBeNull();
  });

  test('an owner who commands /lapse extend is its requester, and cannot approve it; another owner can', async () => {
    const { reactions, answers } = await say(lapse.bob, billing.number, '/lapse extend 2h');
    expect(reactions).toEqual(['+1']);
    expect(answers).toEqual([expect.stringContaining('by 2h')]);
    const extension = await findOpened('lapse/extend/');
    expect(await conclusionOf(extension.sha, 'access/request')).toBe('success');
    await lapse.approve(lapse.bob, extension.number, extension.sha);
    expect(await conclusionOf(extension.sha)).toBe('action_required');
    expect(await isMerged(extension.number)).toBe(false);
    await lapse.approve(lapse.carol, extension.number, extension.sha);
    await seeMerged(lapse.bob.octokit, extension.number);
    expect(await onMain(BILLING)).toBe(requestText({ duration: '6h' }));
  });

  test('what stands is revoked by the word of its beneficiary, without an owner', async () => {
    const asked = await ask(lapse.alice, 'access/platform/alice/done.yaml', { role: 'logs' });
    await lapse.approve(lapse.bob, asked.number, asked.sha);
    await seeMerged(lapse.bob.octokit, asked.number);
    const { reactions, answers } = await say(lapse.alice, asked.number, '/lapse revoke');
    expect(reactions).toEqual(['+1']);
    expect(answers).toEqual([expect.stringContaining('takes the access away')]);
    expect(await onMain(asked.path)).toBeNull();
  });

  test('of two groups, one who is in both fills one place; two people fill both', async () => {
    const asked = await ask(lapse.alice, 'access/platform/alice/two.yaml', { role: 'two' });
    await lapse.approve(lapse.bob, asked.number, asked.sha);
    expect(await conclusionOf(asked.sha)).toBe('action_required');
    expect(await isMerged(asked.number)).toBe(false);
    await lapse.approve(lapse.carol, asked.number, asked.sha);
    await seeMerged(lapse.bob.octokit, asked.number);
  });

  test('roles that exclude each other are not had by one person, and the other grant is named', async () => {
    const pays = await ask(lapse.alice, 'access/platform/alice/pays.yaml', { role: 'pay' });
    await lapse.approve(lapse.bob, pays.number, pays.sha);
    await seeMerged(lapse.bob.octokit, pays.number);
    const releases = await ask(lapse.alice, 'access/platform/alice/releases.yaml', { role: 'release' });
    await lapse.approve(lapse.bob, releases.number, releases.sha);
    expect(await conclusionOf(releases.sha, 'access/request')).toBe('failure');
    expect(await isMerged(releases.number)).toBe(false);
    const { annotations } = await seeCheck(lapse.bob.octokit, releases.sha, 'access/request');
    expect(annotations.map(({ message }) => message).join()).toContain('platform/alice/pays');
  });

  test('a request that another App planted is refused, though an owner approves it', async () => {
    const app = await actAsApp(lapse.world, 'helper');
    const branch = 'lapse/extend/platform/carol/planted/1';
    await lapse.carol.pull();
    const path = 'access/platform/carol/planted.yaml';
    const sha = await lapse.carol.push(branch, { [path]: requestText({ role: 'logs' }) }, 'Plant a request');
    const { data } = await app.rest.pulls.create({ ...ACCESS, title: 'Extend it', head: branch, base: 'main' });
    await lapse.approve(lapse.bob, data.number, sha);
    expect(await conclusionOf(sha)).toBe('failure');
    expect(await isMerged(data.number)).toBe(false);
  });

  test('a suggestion that the author commits is a new head, which the suggester may approve', async () => {
    const asked = await ask(lapse.alice, 'access/platform/alice-two/trimmed.yaml', { role: 'logs', duration: '8h' });
    await lapse.bob.octokit.rest.pulls.createReview({
      ...ACCESS,
      pull_number: asked.number,
      event: 'REQUEST_CHANGES',
      body: 'Shorter, please.\n```suggestion\nduration: 2h\n```',
    });
    const { data: before } = await lapse.alice.octokit.rest.repos.getContent({
      ...ACCESS,
      path: asked.path,
      ref: 'platform/alice-two/trimmed',
    });
    // As the button makes it: the author's commit, GitHub's signature, the suggester in a trailer.
    const { data } = await lapse.alice.octokit.rest.repos.createOrUpdateFileContents({
      ...ACCESS,
      path: asked.path,
      branch: 'platform/alice-two/trimmed',
      message: 'Shorten it\n\nCo-authored-by: bob <583232+bob@users.noreply.github.com>',
      content: Buffer.from(requestText({ role: 'logs', duration: '2h' })).toString('base64'),
      ...('sha' in before ? { sha: before.sha } : {}),
    });
    const head = data.commit.sha ?? '';
    expect(await conclusionOf(head)).toBe('action_required');
    await lapse.approve(lapse.bob, asked.number, head);
    await seeMerged(lapse.bob.octokit, asked.number);
    expect(await onMain(asked.path)).toContain('duration: 2h');
  });

  test('two pull requests with one head pass together or not at all', async () => {
    const one = await ask(lapse.alice, 'access/platform/bob-two/shared.yaml', { role: 'logs' });
    await lapse.alice.git('push', '--quiet', 'origin', 'HEAD:shared-too');
    // bob opened the other one, so his word does not count there, and the checks are those of both.
    const other = await lapse.open(lapse.bob, 'shared-too');
    await lapse.approve(lapse.bob, one.number, one.sha);
    expect(await conclusionOf(one.sha)).not.toBe('success');
    expect(await isMerged(one.number)).toBe(false);
    await lapse.bob.octokit.rest.pulls.update({ ...ACCESS, pull_number: other, state: 'closed' });
    await seeMerged(lapse.bob.octokit, one.number);
    expect(await isMerged(other)).toBe(false);
  });

  test.each([0, 40, 160])('what is merged is what was approved, whatever is pushed %i ms after', async (wait) => {
    const path = `access/platform/carol/race-${wait}.yaml`;
    const asked = await ask(lapse.alice, path, { role: 'logs', duration: '1h' });
    const branch = `platform/carol/race-${wait}`;
    const more = await lapse.alice.push(`${branch}-more`, { [path]: requestText({ role: 'logs' }) }, 'More');
    const pushed = new Promise((resolve) => setTimeout(resolve, wait)).then(() =>
      lapse.alice.octokit.rest.git.updateRef({ ...ACCESS, ref: `heads/${branch}`, sha: more }),
    );
    await Promise.all([lapse.approve(lapse.bob, asked.number, asked.sha), pushed]);
    if (await isMerged(asked.number)) expect(await onMain(path)).toContain('duration: 1h');
    else expect(await conclusionOf(more)).toBe('action_required');
  });

  describe('what passed once, and does not at the merge', () => {
    let old: Asked;
    let left: Asked;

    test('is not merged by the App: approved by bob, who then left the team', async () => {
      left = await ask(lapse.alice, 'access/platform/alice/left.yaml', { role: 'logs' }, true);
      await lapse.approve(lapse.bob, left.number, left.sha);
      expect(await conclusionOf(left.sha)).toBe('success');
      lapse.world.github.removeFromTeam('acme', 'platform', 'bob');
      await makeReady(lapse.alice, left.number);
      expect(await conclusionOf(left.sha)).toBe('action_required');
      expect(await isMerged(left.number)).toBe(false);
    });

    test('is not merged by the App: approved 25 hours before', async () => {
      old = await ask(lapse.alice, 'access/aws-sandbox/alice/old.yaml', {}, true);
      await lapse.approve(lapse.bob, old.number, old.sha);
      expect(await conclusionOf(old.sha)).toBe('success');
      lapse.world.clock.moveForward(25 * HOUR);
      await makeReady(lapse.alice, old.number);
      expect(await conclusionOf(old.sha)).toBe('action_required');
      expect(await isMerged(old.number)).toBe(false);
      expect(await seeComment(lapse.bob.octokit, old.number)).toContain('24 h');
    });

    test('law 6: and is not provisioned where people merge it all the same', async () => {
      for (const { number } of [old, left]) {
        await lapse.bob.octokit.rest.pulls.merge({ ...ACCESS, pull_number: number });
      }
      const run = await lapse.run('provision');
      expect(run.exitCode).toBe(1);
      expect(run.summary).toContain('aws-sandbox/alice/old');
      expect(run.summary).toContain('platform/alice/left');
      expect(Object.keys(lapse.world.aws.policiesOf(ACCOUNT, 'alice.smith'))).toEqual([]);
    });
  });

  test('the App has met no error that it did not expect', () => {
    const lines = `${log}${lapse.app.log()}`.split('\n').filter((line) => line !== '');
    expect(lines.filter((line) => line.includes('"evaluated"')).length).toBeGreaterThan(20);
    expect(lines.filter((line) => !/"level":(?:"info"|30),/.test(line))).toEqual([]);
  });
});
