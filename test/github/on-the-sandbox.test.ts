import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CheckRun, GitHub } from '../../src/github/github.js';
import { createOctokit } from '../../src/github/octokit.js';
import { openGitHub } from '../../src/github/open-github.js';
import { evaluatePullRequest } from '../../src/use-cases/evaluate-pull-request.js';
import { type Acme, startAcme } from '../sandbox/github/acme.js';

/** The adapter against the local GitHub: a real repository, REST, and GraphQL under the published schema. */

const REPOSITORY = { owner: 'acme', repo: 'access' };
const PATH = 'access/aws/alice/billing.yaml';
const BRANCH = 'lapse/revert/aws/alice/old';
const POLICY = {
  'access/config.yaml': 'systems: {}\n',
  'access/people.yaml': 'people: {}\n',
  'access/aws/roles.yaml': 'roles: {}\n',
  '.github/CODEOWNERS': '/access/ @acme/security\n',
};
const CHECK: CheckRun = {
  name: 'access/request',
  headSha: '',
  conclusion: 'failure',
  digest: 'd1gest',
  title: 'Too long',
  summary: 'One problem',
  annotations: [],
};

let acme: Acme;
let clone: Awaited<ReturnType<Acme['clone']>>;
let port: GitHub;
let main: string;
let head: string;

beforeEach(async () => {
  acme = await startAcme();
  clone = await acme.clone('alice');
  main = await clone.commit('Start', { ...POLICY, 'access/aws/alice/old.yaml': 'role: old\n' });
  await clone.git('checkout', '-q', '-b', 'ask');
  await clone.commit('Ask', { [PATH]: 'role: billing\n' });
  head = await clone.commit('Mend', { [PATH]: '\ufeffrole: billing-readonly\n', 'README.md': 'hello\n' });
  await clone.git('push', '-q', 'origin', 'main', 'ask');
  await acme.as(acme.tokens.alice).rest.pulls.create({ ...REPOSITORY, title: 'Ask', head: 'ask', base: 'main' });
  const octokit = createOctokit({ token: await acme.appToken(), apiUrl: acme.github.url });
  port = openGitHub({ octokit, owner: 'acme', name: 'access' });
});
afterEach(() => acme.stop(true));

/** How many requests the API gets meanwhile. */
async function countRequests(act: () => Promise<unknown>): Promise<number> {
  const before = acme.github.requests.length;
  await act();
  return acme.github.requests.length - before;
}

describe('the adapter on the sandbox', () => {
  test('reads the tip, the head and the open pull requests in one request each', async () => {
    const openIssues = { 'lapse-unapproved': [], 'lapse-drift': [] };
    const requests = await countRequests(async () => {
      expect(await port.readTip()).toEqual({
        repositoryId: 4242,
        branch: 'main',
        sha: main,
        evidence: null,
        openIssues,
      });
      expect(await port.readHead(1)).toEqual({ headSha: head, baseBranch: 'main', state: 'open', isFork: false });
      expect(await port.listOpenPullRequests()).toEqual([{ number: 1, headSha: head }]);
    });
    expect(requests).toBe(3);
  });

  test('reads all facts of a pull request, the bytes as git has them', async () => {
    await acme.as(acme.tokens.bob).rest.pulls.createReview({ ...REPOSITORY, pull_number: 1, event: 'APPROVE' });
    const { facts, repositoryId, comment } = await port.readPullRequest(1);
    expect({ repositoryId, comment }).toEqual({ repositoryId: 4242, comment: null });
    expect(facts).toMatchObject({
      author: { login: 'alice', id: 11, type: 'User' },
      headSha: head,
      headBranch: 'ask',
      baseSha: main,
      isFork: false,
      totals: { files: 2, commits: 2 },
      reviews: [{ author: { login: 'bob', id: 12 }, state: 'APPROVED', commitId: head, authorCanPush: true }],
      sharingHead: [],
    });
    expect(facts.commits.map((commit) => [commit.author?.login, commit.committedByGitHub])).toEqual([
      ['alice', false],
      ['alice', false],
    ]);
    const [readme, request] = facts.files;
    expect(readme).toMatchObject({ path: 'README.md', status: 'added', before: null, after: null });
    expect(request).toMatchObject({ path: PATH, status: 'added', before: null, after: { mode: '100644' } });
    expect(Buffer.from(request?.after?.bytes ?? []).toString()).toBe('\ufeffrole: billing-readonly\n');
    expect(facts.policyFiles.map((file) => file.path).sort()).toEqual(Object.keys(POLICY).sort());
    expect(facts.standing.map((file) => file.path)).toEqual(['access/aws/alice/old.yaml']);
  });

  test('tells of a line of CODEOWNERS with owners whom GitHub does not know, and the check names it', async () => {
    await clone.git('checkout', '-q', 'main');
    await clone.commit('Nobody', { '.github/CODEOWNERS': '/.github/ @acme/security\n/access/ @acme/nope\n' });
    await clone.git('checkout', '-q', '-b', 'roles');
    await clone.commit('Roles', { 'access/aws/roles.yaml': 'roles: {} # none\n' });
    await clone.git('push', '-q', 'origin', 'main', 'roles');
    await acme.as(acme.tokens.alice).rest.pulls.create({ ...REPOSITORY, title: 'Roles', head: 'roles', base: 'main' });
    await acme.as(acme.tokens.bob).rest.pulls.createReview({ ...REPOSITORY, pull_number: 2, event: 'APPROVE' });
    const evaluation = await evaluatePullRequest(2, { github: port, providers: new Map(), now: () => acme.clock.now });
    expect(evaluation.judgement?.facts.unknownOwners).toEqual([
      { path: '.github/CODEOWNERS', line: 2, source: '/access/ @acme/nope', owner: '@acme/nope' },
    ]);
    const { data } = await acme.as(await acme.appToken()).rest.checks.listForRef({ ...REPOSITORY, ref: 'roles' });
    const approval = data.check_runs.find(({ name }) => name === 'access/approval');
    expect(approval?.conclusion).toBe('failure');
    expect(approval?.output.summary).toMatch(/Line 2 of .+CODEOWNERS .+no owner whom GitHub knows/);
  });

  test('reads what is no UTF-8 byte by byte', async () => {
    const bytes = Buffer.from('role: billing # caf\xe9\n', 'latin1');
    await clone.commit('Latin', { [PATH]: bytes });
    await clone.git('push', '-q', 'origin', 'ask');
    const { facts } = await port.readPullRequest(1);
    const request = facts.files.find((file) => file.path === PATH);
    expect(Buffer.from(request?.after?.bytes ?? [])).toEqual(bytes);
  });

  test('counts the commits of a pull request that has more than GitHub lists', async () => {
    // In one process: https://git-scm.com/docs/git-fast-import
    const commits = Array.from({ length: 249 }, (_, at) => {
      const begin = at === 0 ? `from ${head}\n` : '';
      return `commit refs/heads/ask\ncommitter alice <alice@acme.example> 1795338000 +0000\ndata 4\nMore\n${begin}`;
    });
    execFileSync('git', ['-C', clone.folder, 'fast-import', '--quiet'], { input: commits.join('\n') });
    await clone.git('push', '-q', 'origin', 'ask');
    expect((await port.readPullRequest(1)).facts.totals).toEqual({ files: 2, commits: 251 });
  });

  test('reads a pull request of 100 request files in three requests', async () => {
    const files = Array.from({ length: 98 }, (_, index) => [`access/aws/bob/r${index}.yaml`, `role: r${index}\n`]);
    await clone.commit('More', Object.fromEntries(files));
    await clone.git('push', '-q', 'origin', 'ask');
    const requests = await countRequests(async () => {
      const { facts } = await port.readPullRequest(1);
      expect(facts.files).toHaveLength(100);
      expect(facts.files.filter((file) => file.after?.bytes)).toHaveLength(99);
    });
    expect(requests).toBe(3);
  });

  test('sees another pull request with the same head', async () => {
    await clone.git('push', '-q', 'origin', 'ask:again');
    await acme.as(acme.tokens.bob).rest.pulls.create({ ...REPOSITORY, title: 'Again', head: 'again', base: 'main' });
    expect((await port.readPullRequest(1)).facts.sharingHead).toEqual([2]);
  });

  test('knows a commit that was made on GitHub', async () => {
    await acme.as(acme.tokens.bob).rest.repos.createOrUpdateFileContents({
      ...REPOSITORY,
      path: 'notes.txt',
      branch: 'ask',
      message: 'Notes',
      content: Buffer.from('x').toString('base64'),
    });
    const { facts } = await port.readPullRequest(1);
    expect(facts.commits.at(-1)).toMatchObject({ author: { login: 'bob' }, committedByGitHub: true });
  });

  test('asks for members of a team, its child teams too', async () => {
    const answers = ['alice', 'bob', 'carol'].map((login) => port.isTeamMember('@acme/security', login));
    expect(await Promise.all(answers)).toEqual([false, true, true]);
  });

  test('publishes a check with all of its annotations', async () => {
    const annotations = Array.from({ length: 120 }, (_, index) => {
      return { path: PATH, line: index + 1, level: 'failure' as const, title: 'over-maximum', message: 'too long' };
    });
    await port.publishCheck({ ...CHECK, headSha: head, annotations });
    const { data } = await acme.as(acme.tokens.alice).rest.checks.listForRef({ ...REPOSITORY, ref: head });
    expect(data.check_runs).toMatchObject([
      { name: 'access/request', conclusion: 'failure', output: { annotations_count: 120 } },
    ]);
  });

  test('writes one comment, however often', async () => {
    await port.writeComment(1, null, 'first');
    const first = (await port.readPullRequest(1)).comment;
    await port.writeComment(1, first?.id ?? null, 'second');
    const { data } = await acme.as(acme.tokens.alice).rest.issues.listComments({ ...REPOSITORY, issue_number: 1 });
    expect(data.map((comment) => [comment.id, comment.body])).toEqual([[first?.id, '<!-- lapse -->\n\nsecond']]);
  });

  test('does not merge a head that moved', async () => {
    expect(await port.mergePullRequest({ number: 1, sha: main, method: 'merge' })).toEqual({
      merged: false,
      why: expect.stringMatching(/modified/),
    });
  });

  test.each(['merge', 'squash', 'rebase'] as const)(
    'finds the pull request of what it merged by %s',
    async (method) => {
      const outcome = await port.mergePullRequest({ number: 1, sha: head, method });
      if (!outcome.merged) throw new Error(outcome.why);
      const tip = await port.readTip();
      expect(tip.sha).toBe(outcome.sha);
      const found = await port.findMergedPullRequests([tip.sha, main], 'main');
      expect(found.get(tip.sha)).toEqual([
        {
          number: 1,
          url: expect.stringContaining('/pull/1'),
          mergedAt: acme.clock.now,
          headSha: head,
          mergeSha: tip.sha,
          commitCount: 2,
        },
      ]);
      expect(found.get(main)).toEqual([]);
      const { facts } = await port.readPullRequest(1, main);
      expect(facts).toMatchObject({ state: 'merged', headSha: head, baseSha: main, mergedAt: acme.clock.now });
      expect(facts.files).toHaveLength(2);
    },
  );

  test('opens a revert by a signed commit, and finds it again', async () => {
    expect(await port.readRevert(BRANCH, 'main')).toEqual({ head: null, pullRequest: null });
    await port.setBranch(BRANCH, head);
    await port.setBranch(BRANCH, main);
    const request = {
      branch: BRANCH,
      paths: ['access/aws/alice/old.yaml'],
      headline: 'Revert #1',
      body: 'It has ended.',
    };
    await expect(port.commitDeletion({ ...request, expectedHead: head })).rejects.toMatchObject({ kind: 'stale' });
    const sha = await port.commitDeletion({ ...request, expectedHead: main });
    const number = await port.openPullRequest({ branch: BRANCH, base: 'main', title: 'Revert #1', body: 'ended' });
    await expect(
      port.openPullRequest({ branch: BRANCH, base: 'main', title: 'Revert #1', body: 'ended' }),
    ).rejects.toMatchObject({ kind: 'refused' });
    expect(await port.readRevert(BRANCH, 'main')).toMatchObject({
      head: {
        sha,
        signedByGitHub: true,
        parent: main,
        changes: [{ path: 'access/aws/alice/old.yaml', status: 'removed' }],
        headline: 'Revert #1',
        author: 'lapse[bot]',
      },
      pullRequest: { number, state: 'open', headSha: sha, closedAt: null },
    });
    const { head: read } = await port.readRevert(BRANCH, 'main');
    expect(await port.listReverts('main')).toEqual({
      open: [{ number, branch: BRANCH, head: read }],
      openedAt: [acme.clock.now],
    });
    expect((await port.listReverts('other')).open).toEqual([]);
    const reading = await port.readPullRequest(number);
    expect(reading).toMatchObject({ openedByUs: true, facts: { author: { type: 'Bot' } } });
    expect(reading.facts.files).toMatchObject([{ status: 'removed', before: { mode: '100644' }, after: null }]);
  });

  test('keeps one issue with a label, which a planted one is not', async () => {
    const label = 'lapse-unapproved';
    await acme.as(acme.tokens.alice).rest.issues.create({ ...REPOSITORY, title: 'Not given', labels: [label] });
    const open = async () => (await port.readTip()).openIssues[label] ?? [];
    expect(await open()).toEqual([]);
    await port.writeIssue(label, null, { title: 'Not given', body: 'first' });
    const [issue = null] = await open();
    expect(issue).toMatchObject({ body: 'first' });
    await port.writeIssue(label, issue, { title: 'Not given', body: 'second' });
    expect(await open()).toEqual([{ number: issue?.number, body: 'second' }]);
    await port.closeIssue(issue?.number ?? 0, 'Nothing is left.');
    expect(await open()).toEqual([]);
    await port.writeIssue(label, null, { title: 'Not given', body: 'again' });
    expect(await open()).toHaveLength(1);
  });

  test('names the permission that a token lacks', async () => {
    const { token } = acme.github.addActionsToken('acme/access', { contents: 'read' });
    const poor = openGitHub({
      octokit: createOctokit({ token, apiUrl: acme.github.url }),
      owner: 'acme',
      name: 'access',
    });
    await expect(poor.publishCheck({ ...CHECK, headSha: head })).rejects.toMatchObject({
      kind: 'not-permitted',
      message: expect.stringContaining('Checks: write'),
    });
    await expect(poor.readPullRequest(1)).rejects.toMatchObject({ kind: 'not-permitted' });
  });
});
