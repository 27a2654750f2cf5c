import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CheckRun, GitHub } from '../../src/github/github.js';
import { createOctokit } from '../../src/github/octokit.js';
import { openGitHub } from '../../src/github/open-github.js';
import { type Acme, startAcme } from '../sandbox/github/acme.js';

/** What the adapter tells of people, checks and commands, against the local GitHub. */

const REPOSITORY = { owner: 'acme', repo: 'access' };
const HOUR = 3_600_000;

let acme: Acme;
let clone: Awaited<ReturnType<Acme['clone']>>;
let port: GitHub;
let main: string;
let head: string;

function open(token: string): GitHub {
  return openGitHub({ octokit: createOctokit({ token, apiUrl: acme.github.url }), owner: 'acme', name: 'access' });
}

beforeAll(async () => {
  acme = await startAcme();
  clone = await acme.clone('alice');
  main = await clone.commit('Start', {
    '.github/CODEOWNERS': '/access/ @acme/security\n',
    'access/aws/roles.yaml': 'roles: {}\n',
    'access/aws/alice/old.yaml': 'role: old\n',
    'access/aws/carol/other.yaml': 'role: other\n',
    'access/gcp/roles.yaml': 'roles: {}\n',
    'access/gcp/alice/also.yaml': 'role: also\n',
    'access/gcp/bob/mine.yaml': 'role: mine\n',
  });
  await clone.git('push', '-q', 'origin', 'main');
  await clone.git('checkout', '-q', '-b', 'ask');
  const trailers = 'Co-authored-by: Bob <12+bob@users.noreply.github.com>\nCo-authored-by: X <nobody@nowhere.test>';
  head = await clone.commit(`Ask\n\n${trailers}`, { 'access/aws/alice/x.yaml': 'role: x\n' });
  await clone.git('push', '-q', 'origin', 'ask');
  const alice = acme.as(acme.tokens.alice).rest;
  await alice.pulls.create({ ...REPOSITORY, title: 'Ask', head: 'ask', base: 'main' });
  port = open(await acme.appToken());
}, 30_000);
afterAll(() => acme.stop(true));

describe('the facts on the sandbox', () => {
  test('hold the person’s requests and the roles of every system', async () => {
    const before = acme.github.requests.length;
    const { facts } = await port.readPullRequest(1);
    expect(acme.github.requests.length - before).toBe(3);
    expect(facts.standing.map(({ path }) => path)).toEqual(['access/aws/alice/old.yaml', 'access/gcp/alice/also.yaml']);
    const roles = facts.policyFiles.map(({ path }) => path).filter((path) => path.endsWith('roles.yaml'));
    expect(roles).toEqual(['access/aws/roles.yaml', 'access/gcp/roles.yaml']);
  });

  test('hold the same for the policy of a commit, whatever the default branch has now', async () => {
    const { facts } = await port.readPullRequest(1, main);
    expect(facts.standing).toHaveLength(2);
  });

  test('hold those of a pull request to another branch, with systems of its own', async () => {
    await clone.git('checkout', '-q', '-b', 'release', 'main');
    await clone.commit('More', { 'access/new/roles.yaml': 'roles: {}\n', 'access/new/alice/there.yaml': 'role: n\n' });
    await clone.git('push', '-q', 'origin', 'release');
    await clone.git('checkout', '-q', '-b', 'ask-release');
    await clone.commit('Ask', { 'access/aws/alice/y.yaml': 'role: y\n' });
    await clone.git('push', '-q', 'origin', 'ask-release');
    const alice = acme.as(acme.tokens.alice).rest;
    const wishes = { ...REPOSITORY, title: 'Ask', head: 'ask-release', base: 'release' };
    const { data } = await alice.pulls.create(wishes);
    const { facts } = await port.readPullRequest(data.number);
    expect(facts.standing.map(({ path }) => path)).toContain('access/new/alice/there.yaml');
    expect(facts.policyFiles.map(({ path }) => path)).toContain('access/new/roles.yaml');
  });

  test('law 5: hold the reviewers’ requests where the policy changes', async () => {
    await clone.git('checkout', '-q', '-b', 'wider', 'main');
    await clone.commit('Wider', { 'access/gcp/roles.yaml': 'roles: { wide: {} }\n' });
    await clone.git('push', '-q', 'origin', 'wider');
    const alice = acme.as(acme.tokens.alice).rest;
    const { data } = await alice.pulls.create({ ...REPOSITORY, title: 'Wider', head: 'wider', base: 'main' });
    const wishes = { ...REPOSITORY, pull_number: data.number, event: 'APPROVE' } as const;
    await acme.as(acme.tokens.bob).rest.pulls.createReview(wishes);
    // Carol may only read, so her review cannot count.
    await acme.as(acme.tokens.carol).rest.pulls.createReview(wishes);
    const { facts } = await port.readPullRequest(data.number);
    expect(facts.standing.map(({ path }) => path)).toEqual(['access/gcp/bob/mine.yaml']);
    expect(facts.files).toMatchObject([{ path: 'access/gcp/roles.yaml', buildsOnBase: true }]);
    // The base changes the same file: what the merge would leave is at neither side.
    await clone.git('checkout', '-q', 'main');
    await clone.commit('Later', { 'access/gcp/roles.yaml': 'roles: {}\n# later\n' });
    await clone.git('push', '-q', 'origin', 'main');
    const later = await port.readPullRequest(data.number);
    expect(later.facts.files).toMatchObject([{ path: 'access/gcp/roles.yaml', buildsOnBase: false }]);
  });

  test('name the co-authors that GitHub knows, and the author once', async () => {
    const { facts } = await port.readPullRequest(1);
    expect(facts.commits.at(-1)).toMatchObject({ author: { login: 'alice' }, coAuthors: [{ login: 'bob', id: 12 }] });
  });
});

describe('our checks on the sandbox', () => {
  const check = (digest: string): CheckRun => ({
    name: 'access/request',
    headSha: head,
    conclusion: 'success',
    digest,
    title: 'Fine',
    summary: 'Fine',
    annotations: [],
  });
  const read = async (from = port) => Object.fromEntries((await from.readPullRequest(1)).published);

  test('are known again by their digests, the newest only, and nobody else’s', async () => {
    expect(await read()).toEqual({});
    const { token } = acme.github.addActionsToken('acme/access', { checks: 'write' });
    const forged = { ...REPOSITORY, name: 'access/request', head_sha: head, conclusion: 'success' } as const;
    await acme.as(token).rest.checks.create({ ...forged, external_id: 'forged' });
    expect(await read()).toEqual({});
    await port.publishCheck(check('first'));
    acme.clock.now += 1_000;
    await port.publishCheck(check('second'));
    expect(await read()).toEqual({ 'access/request': 'second' });
    expect(await read(open(acme.tokens.alice))).toEqual({});
  });

  test('are not known once somebody has asked for them again, until there is a new one', async () => {
    const alice = acme.as(acme.tokens.alice).rest;
    const { data } = await alice.checks.listForRef({ ...REPOSITORY, ref: head, check_name: 'access/request' });
    const ours = data.check_runs.find((run) => run.app?.slug === 'lapse');
    expect(ours?.external_id).toBe('second');
    await alice.checks.rerequestRun({ ...REPOSITORY, check_run_id: ours?.id ?? 0 });
    expect(await read()).toEqual({});
    acme.clock.now += 1_000;
    await port.publishCheck(check('second'));
    expect(await read()).toEqual({ 'access/request': 'second' });
  });

  test('are nothing to a token that may not read checks, which reads everything else', async () => {
    const { token } = acme.github.addActionsToken('acme/access', { contents: 'read', pull_requests: 'read' });
    const reading = await open(token).readPullRequest(1);
    expect(reading).toMatchObject({ published: new Map(), facts: { number: 1, headSha: head } });
  });
});

describe('a command on the sandbox', () => {
  const GRANT = 'aws/alice/old';
  const comment = async (login: 'alice' | 'bob', body: string) => {
    const wishes = { ...REPOSITORY, issue_number: 1, body };
    return (await acme.as(acme.tokens[login]).rest.issues.createComment(wishes)).data.id;
  };
  /** A pull request of ours that writes the request anew, as a comment commands. */
  async function extend(commentId: number): Promise<number> {
    const branch = `lapse/extend/${GRANT}/${commentId}`;
    await port.setBranch(branch, main);
    const files = [{ path: `access/${GRANT}.yaml`, text: `role: old # until ${commentId}\n` }];
    await port.commitTexts({ branch, expectedHead: main, files, headline: 'Extend', body: '' });
    return port.openPullRequest({ branch, base: 'main', title: 'Extend', body: 'by alice, they say' });
  }

  test('is that of whoever commented, until somebody edits the comment', async () => {
    const id = await comment('alice', '/lapse extend 2h');
    const number = await extend(id);
    const before = acme.github.requests.length;
    const reading = await port.readPullRequest(number);
    expect(acme.github.requests.length - before).toBe(5);
    expect(reading.openedByUs).toBe(true);
    expect(reading.facts.commanded).toEqual({
      by: { login: 'alice', id: 11, type: 'User' },
      grant: GRANT,
      length: 2 * HOUR,
    });
    expect(reading.facts.files[0]).toMatchObject({ status: 'modified', after: { bytes: expect.anything() } });
    // Ours, made through the API: signed by GitHub, and its author is our bot.
    expect(reading.facts.commits).toMatchObject([
      { author: { login: 'lapse[bot]', type: 'Bot' }, committedByGitHub: true, coAuthors: [] },
    ]);
    await acme
      .as(acme.tokens.bob)
      .rest.issues.updateComment({ ...REPOSITORY, comment_id: id, body: '/lapse extend 9h' });
    expect((await port.readPullRequest(number)).facts.commanded).toBeNull();
  });

  test('is nobody’s once the comment is deleted', async () => {
    const id = await comment('bob', `/lapse extend 1h ${GRANT}`);
    const number = await extend(id);
    expect((await port.readPullRequest(number)).facts.commanded).toMatchObject({ by: { login: 'bob' }, length: HOUR });
    await acme.as(acme.tokens.bob).rest.issues.deleteComment({ ...REPOSITORY, comment_id: id });
    expect((await port.readPullRequest(number)).facts.commanded).toBeNull();
  });

  test('gets a reaction once and one answer, however often', async () => {
    const id = await comment('alice', '/lapse extend 3h');
    for (let time = 0; time < 2; time += 1) await port.addReaction(id, 'eyes');
    await port.writeAnswer(1, id, 'Opened.');
    await port.writeAnswer(1, id, 'Opened.');
    await port.writeAnswer(1, id, 'Done.');
    const alice = acme.as(acme.tokens.alice).rest;
    const { data: comments } = await alice.issues.listComments({ ...REPOSITORY, issue_number: 1 });
    const answers = comments.filter(({ user }) => user?.login === 'lapse[bot]').map(({ body }) => body);
    expect(answers).toEqual([`<!-- lapse:answer ${id} -->\n\nDone.`]);
    expect(comments.find((one) => one.id === id)?.reactions).toMatchObject({ total_count: 1, eyes: 1, '+1': 0 });
  });

  test('is answered once by two that answer at the same moment', async () => {
    const id = await comment('alice', '/lapse extend 4h');
    const octokit = createOctokit({ token: await acme.appToken(), apiUrl: acme.github.url });
    let hasBegun = false;
    const slower = openGitHub({
      owner: 'acme',
      name: 'access',
      octokit: {
        graphql: (question, variables) => octokit.graphql(question, variables),
        // Between its look and its comment the other one writes.
        request: async (route, parameters) => {
          if (route.startsWith('POST ') && !hasBegun) {
            hasBegun = true;
            await port.writeAnswer(1, id, 'Opened.');
          }
          return octokit.request(route, parameters);
        },
      },
    });
    await slower.writeAnswer(1, id, 'Opened.');
    const { data: comments } = await acme.as(acme.tokens.alice).rest.issues.listComments({
      ...REPOSITORY,
      issue_number: 1,
    });
    expect(comments.filter(({ body }) => body?.startsWith(`<!-- lapse:answer ${id} -->`))).toHaveLength(1);
  });
});
