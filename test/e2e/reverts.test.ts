import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { seeComment, seeMerged } from '../../sandbox/world/look-at.js';
import { POLICY_FILES } from '../../sandbox/world/policy-files.js';
import { ACCOUNT } from '../../sandbox/world/start-world.js';
import { actAsApp } from './act-as-app.js';
import { ACCESS, type Lapse, ROOT, requestText, startLapse } from './start-lapse.js';

const HOUR = 3_600_000;

// Processes and clones, on a machine that may be busy.
jest.setTimeout(120_000);

const CONFIG = 'access/config.yaml';
const configWith = (revert: string) => (POLICY_FILES[CONFIG] ?? '').replace(/^revert: .*$/m, `revert: ${revert}`);
const pathOf = (name: string) => `access/aws-sandbox/alice/${name}.yaml`;

describe('reverts, from the end to the merge', () => {
  let lapse: Lapse;

  beforeAll(async () => {
    lapse = await startLapse({ isProtected: false });
  });
  afterAll(() => lapse.stop());

  async function openRequest(name: string, duration: string): Promise<{ number: number; sha: string }> {
    await lapse.alice.pull();
    const sha = await lapse.alice.push(name, { [pathOf(name)]: requestText({ duration }) }, `Ask for ${name}`);
    return { number: await lapse.open(lapse.alice, name), sha };
  }

  async function ask(name: string, duration: string): Promise<number> {
    const { number, sha } = await openRequest(name, duration);
    await lapse.approve(lapse.bob, number, sha);
    await seeMerged(lapse.bob.octokit, number);
    return number;
  }

  async function expire() {
    const run = await lapse.run('expire');
    await lapse.world.github.settle();
    if (run.exitCode !== 0) throw new Error(`${run.stdout}${run.stderr}`);
    return run;
  }

  async function findRevert(branch: string) {
    const { data } = await lapse.bob.octokit.rest.pulls.list({ ...ACCESS, state: 'all', head: `acme:${branch}` });
    return data.map(({ number, state, body, title }) => ({ number, state, body: body ?? '', title }));
  }

  /** The files of alice on the default branch. */
  async function standing(): Promise<string[]> {
    await lapse.bob.pull();
    const listed = await lapse.bob.git('ls-tree', '-r', '--name-only', 'HEAD', '--', 'access/aws-sandbox/alice');
    return listed.split('\n').filter((path) => path !== '');
  }

  async function configure(revert: string): Promise<void> {
    await lapse.bob.pull();
    await lapse.bob.push('main', { [CONFIG]: configWith(revert) }, 'Say how reverts come');
    await lapse.world.github.settle();
  }

  test('a branch that somebody planted for a revert is reset, and takes nothing else away', async () => {
    const original = await ask('planted', '1h');
    await lapse.carol.pull();
    const branch = 'lapse/revert/aws-sandbox/alice/planted';
    const planted = { [pathOf('planted')]: null, 'access/people.yaml': null };
    await lapse.carol.push(branch, planted, `Revert #${original}: aws-sandbox/alice/planted has ended`);
    lapse.world.clock.moveForward(2 * HOUR);
    await expire();
    const [revert] = await findRevert(branch);
    expect(revert?.body).toMatch(new RegExp(`^Reverts #${original}\n[^]*gone at the provider: .*\\(read back\\)`));
    expect(await seeMerged(lapse.bob.octokit, revert?.number ?? 0)).toMatchObject({ mergedBy: 'lapse[bot]' });
    expect(await standing()).toEqual([]);
    const { data } = await lapse.bob.octokit.rest.repos.getContent({ ...ACCESS, path: 'access/people.yaml' });
    expect(data).toMatchObject({ type: 'file' });
  });

  describe('that people merge', () => {
    beforeAll(() => configure('{ auto_merge: false, batch: false }'));
    // A new life of the App has all its writes before it.
    afterAll(() => lapse.restart());

    test('an extension closes the one that a run with a wrong clock opened, with one line', async () => {
      await ask('longer', '2h');
      await lapse.run('provision');
      lapse.world.clock.moveForward(2.5 * HOUR);
      await expire();
      lapse.world.clock.moveForward(-HOUR);
      // It spreads its writes by a clock that does not go back.
      await lapse.restart();
      const branch = 'lapse/revert/aws-sandbox/alice/longer';
      expect(await findRevert(branch)).toMatchObject([{ state: 'open' }]);
      await lapse.alice.pull();
      const files = { [pathOf('longer')]: requestText({ duration: '6h' }) };
      const sha = await lapse.alice.push('longer-still', files, 'Ask for more');
      const number = await lapse.open(lapse.alice, 'longer-still');
      await lapse.approve(lapse.bob, number, sha);
      await seeMerged(lapse.bob.octokit, number);
      expect((await expire()).summary).toContain('has not ended any more');
      const [closed] = await findRevert(branch);
      expect(closed?.state).toBe('closed');
      const { rest } = lapse.bob.octokit;
      const { data } = await rest.issues.listComments({ ...ACCESS, issue_number: closed?.number ?? 0 });
      expect(data.filter(({ body }) => body?.includes('Closed: the grant has not ended any more.'))).toHaveLength(1);
    });

    test('one that they closed rests for a day, and comes back', async () => {
      await ask('rests', '1h');
      lapse.world.clock.moveForward(8 * HOUR);
      await expire();
      const branch = 'lapse/revert/aws-sandbox/alice/rests';
      const [revert] = await findRevert(branch);
      await lapse.carol.octokit.rest.pulls.update({ ...ACCESS, pull_number: revert?.number ?? 0, state: 'closed' });
      await lapse.world.github.settle();
      expect((await expire()).summary).toContain('closed by people less than a day ago');
      expect(await findRevert(branch)).toHaveLength(1);
      lapse.world.clock.moveForward(25 * HOUR);
      await expire();
      expect((await findRevert(branch)).map(({ state }) => state).sort()).toEqual(['closed', 'open']);
    });
  });

  describe('under the rulesets of docs/setup.md', () => {
    const names = ['first', 'second', 'third'];

    beforeAll(async () => {
      await configure('{ auto_merge: true, batch: true }');
      const folder = join(ROOT, 'docs/rulesets');
      for (const file of readdirSync(folder)) {
        const ruleset = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { name: string; enforcement: 'active' };
        await lapse.bob.octokit.rest.repos.createRepoRuleset({ ...ACCESS, ...ruleset });
      }
    });

    test('a request needs its checks, which only the App gives, and a review', async () => {
      const { number, sha } = await openRequest('first', '1h');
      const merge = () => lapse.carol.octokit.rest.pulls.merge({ ...ACCESS, pull_number: number, sha });
      await expect(merge()).rejects.toMatchObject({ status: 405 });
      const forger = await actAsApp(lapse.world, 'forger', { checks: 'write' });
      for (const name of ['access/request', 'access/approval']) {
        const passed = { status: 'completed', conclusion: 'success' } as const;
        await forger.rest.checks.create({ ...ACCESS, name, head_sha: sha, ...passed });
      }
      const refused = await merge().catch((error: { message?: string }) => error.message ?? '');
      expect(refused).toMatch(/"access\/approval" is (?:failing|expected)/);
      expect(refused).toContain('approving review is required');
      await lapse.approve(lapse.bob, number, sha);
      expect(await seeMerged(lapse.bob.octokit, number)).toMatchObject({ mergedBy: 'lapse[bot]' });
    });

    test.each([
      ['main', 'main'],
      ['the branch of a revert', 'lapse/revert-batch/aws-sandbox'],
      ['the branch of one that is not there yet', 'lapse/revert/aws-sandbox/alice/first'],
    ])('nobody but the App pushes to %s', async (_name, branch) => {
      await lapse.carol.pull();
      const pushed = lapse.carol.push(branch, { [pathOf('first')]: null }, 'Take it away');
      await expect(pushed).rejects.toThrow(/GH006|declined/);
      await lapse.carol.git('checkout', '--quiet', '--detach');
      await lapse.carol.git('branch', '--quiet', '-D', branch);
      const ref = `refs/heads/lapse/revert-batch/${branch.replaceAll('/', '-')}`;
      const sha = await lapse.carol.git('rev-parse', 'origin/main');
      await expect(lapse.carol.octokit.rest.git.createRef({ ...ACCESS, ref, sha })).rejects.toMatchObject({
        status: 422,
      });
    });

    test('a batch of three merges by itself, past the reviews and not past the checks', async () => {
      const originals = [await ask('second', '1h'), await ask('third', '1h')];
      expect((await lapse.run('provision')).exitCode).toBe(0);
      expect(Object.keys(lapse.world.aws.policiesOf(ACCOUNT, 'alice.smith'))).toHaveLength(3);
      lapse.world.clock.moveForward(2 * HOUR);
      const run = await expire();
      expect(Object.keys(lapse.world.aws.policiesOf(ACCOUNT, 'alice.smith'))).toEqual([]);
      const [batch] = await findRevert('lapse/revert-batch/aws-sandbox');
      expect(batch?.title).toMatch(/^Revert 3 ended requests of aws-sandbox$/);
      for (const original of originals) expect(batch?.body).toContain(`Reverts #${original}: `);
      expect(await seeMerged(lapse.bob.octokit, batch?.number ?? 0)).toMatchObject({ mergedBy: 'lapse[bot]' });
      expect(await seeComment(lapse.bob.octokit, batch?.number ?? 0)).not.toBe('');
      for (const name of names) expect(await standing()).not.toContain(pathOf(name));
      expect(run.summary).toContain('From the end to the removal, read back: at most 1 h');
      expect(run.summary).toContain('The schedule is late');
    });

    test('and the next run writes nothing at GitHub', async () => {
      const before = lapse.world.github.requests.length;
      await expire();
      const made = lapse.world.github.requests.slice(before).filter(({ actor }) => actor === 'lapse[bot]');
      const routes = made.map(({ route }) => route).filter((route) => !route.includes('/access_tokens'));
      expect(routes).toEqual(['POST /graphql', 'POST /graphql']);
    });
  });
});
