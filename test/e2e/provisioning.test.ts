import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { AwsKeys } from '../../sandbox/aws/start-aws.js';
import { askIam, seeCheck } from '../../sandbox/world/look-at.js';
import { POLICY_FILES } from '../../sandbox/world/policy-files.js';
import type { FinishedAction } from '../../sandbox/world/run-action.js';
import { ACCOUNT, REPOSITORY } from '../../sandbox/world/start-world.js';
import { openSession, useSession } from './open-session.js';
import { ACCESS, type Lapse, requestText, startLapse } from './start-lapse.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const OTHER = '444455556666';
const DEPLOY = `arn:aws:iam::${ACCOUNT}:role/Deploy`;
const ROLES = 'access/aws-sandbox/roles.yaml';

const LOGS = `  logs:
    description: Read logs
    allow: { statements: [{ action: "logs:Get*", resource: "*" }] }
    max_duration: 8h
`;

/** Two accounts, and people who merge, each in a way of their own. */
const FILES: Readonly<Record<string, string>> = {
  'access/config.yaml': (POLICY_FILES['access/config.yaml'] ?? '').replace(
    /merge:.*/,
    `  reporting: { provider: aws-iam, target: { account: "${OTHER}", role: "arn:aws:iam::${OTHER}:role/lapse" } }\nmerge: { auto: false, method: squash }`,
  ),
  [ROLES]: `${POLICY_FILES[ROLES]}${LOGS}`,
  'access/reporting/roles.yaml': `roles:\n${LOGS}`,
  'access/people.yaml': `people:
  alice: { id: 583231, aws-iam: alice.smith }
  bob: { id: 583232, aws-iam: bob.jones }
  carol: { id: 583233, aws-iam: carol.white }
  alice-two: { id: 583234, aws-iam: alice.two }
`,
};

// Processes and clones, on a machine that may be busy.
jest.setTimeout(120_000);

/** Each story is about requests of its own; four runs of the bundles tell all of them. */
describe('from every kind of merge to the account, and to the end', () => {
  let lapse: Lapse;
  let aliceTwo: AwsKeys;
  let trustedFrom: string;

  beforeAll(async () => {
    lapse = await startLapse({ files: FILES, isProtected: false });
    trustedFrom = await lapse.bob.git('rev-parse', 'HEAD');
    const { aws } = lapse.world;
    aliceTwo = aws.addUser(ACCOUNT, 'alice.two');
    aws.addAccount(OTHER);
    aws.addUser(OTHER, 'alice.smith');
    aws.addRole(OTHER, 'lapse');
  });
  afterAll(() => lapse.stop());

  const pathOf = (grant: string) => `access/${grant}.yaml`;

  /** alice's pull request of so many commits, by grant. */
  async function open(branch: string, commits: readonly Record<string, string | null>[], isApproved = true) {
    await lapse.alice.pull();
    let sha = '';
    for (const grants of commits) {
      const files = Object.entries(grants).map(([grant, text]) => [pathOf(grant), text] as const);
      sha = await lapse.alice.push(branch, Object.fromEntries(files), `Ask for ${branch}`);
    }
    const number = await lapse.open(lapse.alice, branch);
    if (isApproved) await lapse.approve(lapse.bob, number, sha);
    return { number, sha };
  }

  async function merge({ number }: { readonly number: number }, method: 'merge' | 'squash' | 'rebase'): Promise<void> {
    await lapse.bob.octokit.rest.pulls.merge({ ...ACCESS, pull_number: number, merge_method: method });
    await lapse.world.github.settle();
  }

  function run(name: 'provision' | 'expire'): Promise<FinishedAction> {
    return lapse.run(name, { 'trusted-from': trustedFrom });
  }

  /** The grants that a user's policies are of, as their names say. */
  function given(user: string, account = ACCOUNT): string[] {
    const names = Object.keys(lapse.world.aws.policiesOf(account, user));
    return names
      .map((name) => name.replace(/^lapse-\d+-(?:aws-sandbox|reporting)-(?:alice-two|alice)-(.*)-[^-]+$/, '$1'))
      .sort();
  }

  /** From when to when a grant's policy holds. */
  function windowOf(user: string, grant: string): number[] {
    const policies = Object.entries(lapse.world.aws.policiesOf(ACCOUNT, user));
    const document = JSON.stringify(policies.find(([name]) => name.includes(`-${grant}-`)));
    return [...document.matchAll(/"aws:CurrentTime":"([^"]+)"/g)].map(([, at]) => Date.parse(at ?? ''));
  }

  async function noticesOf(number: number): Promise<string[]> {
    const { data } = await lapse.bob.octokit.rest.issues.listComments({ ...ACCESS, issue_number: number });
    return data.map(({ body }) => body ?? '').filter((body) => !body.startsWith('<!-- lapse -->'));
  }

  async function unapproved(): Promise<string[]> {
    const { data } = await lapse.bob.octokit.rest.issues.listForRepo({ ...ACCESS, labels: 'lapse-unapproved' });
    return data.map(({ body }) => body ?? '');
  }

  /** GitHub's word to the App that a queue wants its commit checked. */
  async function askForQueue(headRef: string, headSha: string): Promise<number> {
    const { app, world } = lapse;
    const [owner, name] = REPOSITORY.split('/');
    const body = JSON.stringify({
      action: 'checks_requested',
      merge_group: { head_ref: headRef, head_sha: headSha },
      repository: { name, full_name: REPOSITORY, owner: { login: owner } },
      installation: { id: world.app.installationId },
    });
    const signature = createHmac('sha256', world.app.webhookSecret).update(body).digest('hex');
    const headers = {
      'content-type': 'application/json',
      'x-github-event': 'merge_group',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${signature}`,
    };
    return (await fetch(`${app.url}/api/github/webhooks`, { method: 'POST', body, headers })).status;
  }

  let squashed: number;
  let queuedAt: number;

  test('a merge queue has its own commit checked, and merges it half an hour later', async () => {
    const { number, sha } = await open('queued', [{ 'aws-sandbox/alice-two/queued': requestText() }]);
    const { git } = lapse.bob;
    await lapse.bob.pull();
    const queue = `gh-readonly-queue/main/pr-${number}-${await git('rev-parse', 'HEAD')}`;
    await git('fetch', '--quiet', 'origin', sha);
    await git('merge', '--quiet', '--no-ff', '-m', `Merge pull request #${number}`, sha);
    await git('push', '--quiet', 'origin', `HEAD:refs/heads/${queue}`);
    const commit = await git('rev-parse', 'HEAD');
    queuedAt = Number(await git('log', '-1', '--format=%ct')) * 1000;
    expect(await askForQueue(`refs/heads/${queue}`, commit)).toBe(200);
    for (const name of ['access/request', 'access/approval'] as const) {
      expect(await seeCheck(lapse.bob.octokit, commit, name)).toMatchObject({ conclusion: 'success' });
    }
    lapse.world.clock.moveForward(30 * MINUTE);
    await git('push', '--quiet', 'origin', `${commit}:refs/heads/main`, `:refs/heads/${queue}`);
    await lapse.world.github.settle();
    const { data } = await lapse.bob.octokit.rest.pulls.get({ ...ACCESS, pull_number: number });
    expect(data).toMatchObject({ merged: true, merge_commit_sha: commit });
  });

  test('one run gives what came by each kind of merge, past a user who is missing and an account that is down', async () => {
    const twice = [
      { 'aws-sandbox/alice-two/merged': requestText({ duration: '1h' }) },
      { 'aws-sandbox/alice-two/merged': requestText() },
    ];
    await merge(await open('merged', twice), 'merge');
    const rebased = [
      { 'aws-sandbox/alice-two/rebased': requestText() },
      { 'aws-sandbox/alice-two/deploy': requestText({ role: 'deploy', duration: '2h' }) },
    ];
    await merge(await open('rebased', rebased), 'rebase');
    const starts = new Date(lapse.world.clock.now() + 2 * HOUR).toISOString();
    const asked = await open('squashed', [
      {
        'aws-sandbox/alice/short': requestText({ duration: '1h' }),
        'aws-sandbox/alice/long': requestText({ duration: '3h' }),
        'aws-sandbox/alice/later': requestText({
          role: 'logs',
          starts: starts.replace(/\.\d+Z$/, 'Z'),
          duration: '8h',
        }),
        'aws-sandbox/carol/missing': requestText(),
        'reporting/alice/away': requestText({ role: 'logs' }),
      },
    ]);
    await merge(asked, 'squash');
    squashed = asked.number;
    lapse.world.aws.failNext('GetAccountAuthorizationDetails', 'ServiceUnavailable', 5, OTHER);
    const { exitCode, summary } = await run('provision');
    expect(exitCode).toBe(1);
    expect(given('alice.two')).toEqual(['deploy', 'merged', 'queued', 'rebased']);
    expect(windowOf('alice.two', 'queued')).toEqual([queuedAt, queuedAt + 4 * HOUR]);
    expect(given('alice.smith')).toEqual(['later', 'long', 'short']);
    expect(given('alice.smith', OTHER)).toEqual([]);
    expect(summary).toContain('IAM has no user carol.white; see access/people.yaml');
    expect(summary).toMatch(/reporting.*account 444455556666 failed .ServiceUnavailable/);
    const notices = await noticesOf(squashed);
    expect(notices.filter((notice) => notice.includes('is **given**'))).toHaveLength(3);
    expect(notices).toContainEqual(expect.stringMatching(/carol\/missing.*\*\*not given\*\*/));
    expect(notices).toContainEqual(expect.stringMatching(/alice\/away.*\*\*not given yet\*\*/));
    expect(await askIam(lapse.world, 'alice.smith', 'logs:GetLogEvents')).toBe('implicitDeny');
  });

  test('an extension leaves no gap, and a session that is open ends with the grant that is taken back', async () => {
    const { aws } = lapse.world;
    const session = await openSession(aws, aliceTwo, { roleArn: DEPLOY, name: 'alice.two', seconds: 3_600 });
    expect(await useSession(aws, session)).toBe('done');
    await merge(await open('extended', [{ 'aws-sandbox/alice/long': requestText({ duration: '6h' }) }]), 'squash');
    await merge(await open('revoked', [{ 'aws-sandbox/alice-two/deploy': null }], false), 'squash');
    const [start = 0] = windowOf('alice.smith', 'long');
    const before = aws.requests.length;
    await run('provision');
    expect(await useSession(aws, session)).toBe('with an explicit deny');
    const written = aws.requests.slice(before).filter(({ parameters }) => parameters['UserName'] === 'alice.smith');
    expect(written.filter(({ account }) => account === ACCOUNT).map(({ action }) => action)).toEqual([
      'PutUserPolicy',
      'GetUserPolicy',
    ]);
    expect(windowOf('alice.smith', 'long')).toEqual([start, start + 6 * HOUR]);
    expect(given('alice.two')).toEqual(['merged', 'queued', 'rebased']);
    expect(given('alice.smith', OTHER)).toEqual(['away']);
    expect(await noticesOf(squashed)).toContainEqual(expect.stringMatching(/alice\/away.*\*\*given\*\*/));
    expect(await unapproved()).toEqual([]);
  });

  test('law 6: what was pushed past review is not given, nor what a rebase takes away and puts back a minute shorter', async () => {
    const again = [
      { 'aws-sandbox/alice-two/rebased': null },
      { 'aws-sandbox/alice-two/rebased': requestText({ duration: '239m' }) },
    ];
    const shorter = await open('shorter', again, false);
    expect(await seeCheck(lapse.bob.octokit, shorter.sha, 'access/approval')).toMatchObject({ conclusion: 'success' });
    await merge(shorter, 'rebase');
    await lapse.bob.pull();
    await lapse.bob.push('main', { [pathOf('aws-sandbox/alice-two/pushed')]: requestText() }, 'Push past review');
    await lapse.bob.push(
      'main',
      { [ROLES]: (FILES[ROLES] ?? '').replace('max_duration: 2h', 'max_duration: 8h') },
      'Widen',
    );
    const wide = await open('wide', [
      { 'aws-sandbox/alice-two/wide': requestText({ role: 'deploy', duration: '8h' }) },
    ]);
    await merge(wide, 'squash');
    const { exitCode, summary } = await run('provision');
    expect(exitCode).toBe(1);
    expect(given('alice.two')).toEqual(['merged', 'queued']);
    const [issue = '', ...others] = await unapproved();
    expect(others).toEqual([]);
    for (const told of [summary, issue]) {
      expect(told).toMatch(/alice-two\/pushed.*without a pull request.*\(direct-push\)/);
      expect(told).toMatch(/alice-two\/rebased.*shows a change of the file, and the branch a new one.*\(other-bytes\)/);
      expect(told).toMatch(/alice-two\/wide.*rests on access\/aws-sandbox\/roles.yaml.*\(untrusted-policy\)/);
    }
    expect(await noticesOf(wide.number)).toEqual([expect.stringMatching(/alice-two\/wide.*\*\*not given\*\*/)]);
  });

  test('a scheduled start needs no run, and the end of one grant takes nothing that another gives', async () => {
    lapse.world.clock.moveForward(2 * HOUR);
    expect(await askIam(lapse.world, 'alice.smith', 'logs:GetLogEvents')).toBe('allowed');
    const { exitCode, summary } = await run('expire');
    expect(exitCode).toBe(0);
    expect(given('alice.smith')).toEqual(['later', 'long']);
    expect(await askIam(lapse.world, 'alice.smith', 'ce:GetCostAndUsage')).toBe('allowed');
    expect(summary).toContain('The floor did not need it');
  });
});
