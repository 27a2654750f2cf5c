import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteUserPolicyCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { askIam } from '../../sandbox/world/look-at.js';
import { POLICY_FILES } from '../../sandbox/world/policy-files.js';
import type { FinishedAction } from '../../sandbox/world/run-action.js';
import { ACCOUNT, REPOSITORY_ID } from '../../sandbox/world/start-world.js';
import { type Ended, runLapse } from '../cli/run-lapse.js';
import { asShown } from '../render/as-shown.js';
import { ACCESS, type Lapse, requestText, startLapse } from './start-lapse.js';

const HOUR = 3_600_000;
const GRANT = 'aws-sandbox/alice/billing';
/** People merge. */
const CONFIG = (POLICY_FILES['access/config.yaml'] ?? '').replace('auto: true', 'auto: false');
const ROLES = 'access/aws-sandbox/roles.yaml';
const BY_HAND = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iam:*', Resource: '*' }] };

// Processes and clones, on a machine that may be busy.
jest.setTimeout(120_000);

describe('what somebody writes at the provider past Lapse', () => {
  let lapse: Lapse;
  let iam: IAMClient;
  /** alice's policy, as it was given. */
  let name: string;
  let given: object | undefined;

  beforeAll(async () => {
    lapse = await startLapse({ files: { 'access/config.yaml': CONFIG }, isProtected: false });
    const { administrator, aws } = lapse.world;
    iam = new IAMClient({ endpoint: aws.url, region: 'us-east-1', credentials: administrator });
    await merge('billing', { [`access/${GRANT}.yaml`]: requestText() });
    expect(await lapse.run('provision')).toMatchObject({ exitCode: 0 });
    [[name, given] = ['', undefined]] = Object.entries(policies());
    expect(await issues()).toEqual([]);
  });
  afterAll(async () => {
    iam.destroy();
    await lapse.stop();
  });

  function policies(): Record<string, object> {
    return lapse.world.aws.policiesOf(ACCOUNT, 'alice.smith');
  }

  /** alice's pull request, with bob's approval. */
  async function merge(branch: string, files: Readonly<Record<string, string>>): Promise<void> {
    await lapse.alice.pull();
    const sha = await lapse.alice.push(branch, files, `Change ${branch}`);
    const number = await lapse.open(lapse.alice, branch);
    await lapse.approve(lapse.bob, number, sha);
    await lapse.bob.octokit.rest.pulls.merge({ ...ACCESS, pull_number: number, merge_method: 'squash' });
    await lapse.world.github.settle();
  }

  async function putByHand(policyName: string): Promise<void> {
    const policy = { UserName: 'alice.smith', PolicyName: policyName, PolicyDocument: JSON.stringify(BY_HAND) };
    await iam.send(new PutUserPolicyCommand(policy));
  }

  /** Oldest first. */
  async function issues(): Promise<{ readonly state: string; readonly body: string }[]> {
    const query = { ...ACCESS, labels: 'lapse-drift', state: 'all' } as const;
    const { data } = await lapse.bob.octokit.rest.issues.listForRepo(query);
    const sorted = data.toSorted((one, other) => one.number - other.number);
    return sorted.map(({ state, body }) => ({ state, body: asShown(body ?? '') }));
  }

  /**
   * What `lapse drift` says to the account's administrator. The role that config.yaml names trusts the workflow alone, so
   * carol's clone has a commit without it, that nobody else has.
   */
  async function look(): Promise<Ended> {
    const { git, clone } = lapse.carol;
    await git('fetch', '--quiet', 'origin');
    await git('checkout', '--quiet', '--detach', 'origin/main');
    writeFileSync(join(clone, 'access/config.yaml'), CONFIG.replace(/, role: "[^"]*"/, ''));
    await git('commit', '--quiet', '--all', '--message', 'Use the credentials at hand');
    const { aws, administrator } = lapse.world;
    return runLapse(['drift'], clone, {
      GITHUB_REPOSITORY_ID: String(REPOSITORY_ID),
      AWS_ENDPOINT_URL: aws.url,
      AWS_ACCESS_KEY_ID: administrator.accessKeyId,
      AWS_SECRET_ACCESS_KEY: administrator.secretAccessKey,
    });
  }

  /** A run that mends all it finds, and one that finds nothing more. */
  async function mend(kind: string, inputs: Readonly<Record<string, string>> = {}): Promise<FinishedAction> {
    const seen = await look();
    expect(seen).toMatchObject({ code: 1, stdout: expect.stringContaining(kind) });
    const run = await lapse.run('provision', inputs);
    expect(run).toMatchObject({ exitCode: 0, summary: expect.stringContaining('Drift: ') });
    expect((await issues()).at(-1)).toMatchObject({ state: 'open' });
    expect(await look()).toMatchObject({ code: 0, stdout: 'no drift\n' });
    const quiet = await lapse.run('provision');
    expect(quiet).toMatchObject({ exitCode: 0, summary: expect.not.stringContaining('Drift: ') });
    expect((await issues()).at(-1)).toMatchObject({ state: 'closed' });
    return run;
  }

  test('a role that is changed by its owners is no drift', async () => {
    const roles = (POLICY_FILES[ROLES] ?? '').replace('"ce:Get*", "ce:Describe*"', '"ce:Describe*"');
    await merge('roles', { [ROLES]: roles });
    expect(await look()).toMatchObject({ code: 0, stdout: 'no drift\n' });
    const { exitCode, summary } = await lapse.run('provision');
    expect(exitCode).toBe(0);
    expect(summary).toContain('update (drifted)');
    expect(summary).not.toContain('Drift: ');
    expect(policies()).not.toEqual({ [name]: given });
    given = policies()[name];
    expect(await issues()).toEqual([]);
  });

  test('a policy that is changed by hand is put right, and told in an issue that the next run closes', async () => {
    await putByHand(name);
    expect(await askIam(lapse.world, 'alice.smith', 'iam:CreateUser')).toBe('allowed');
    await mend('altered');
    expect(policies()).toEqual({ [name]: given });
    const [issue, ...others] = await issues();
    expect(others).toEqual([]);
    expect(issue?.body).toMatch(/alice\/billing.*was not what had been put there: put right/);
  });

  test('one that is deleted by hand is missing, and put back', async () => {
    await iam.send(new DeleteUserPolicyCommand({ UserName: 'alice.smith', PolicyName: name }));
    await mend('missing');
    expect(policies()).toEqual({ [name]: given });
    expect((await issues()).map(({ body }) => body)[1]).toMatch(/alice\/billing.*gone before its end: put back/);
  });

  test('one that is put there with our mark is removed, by expire too', async () => {
    const planted = `lapse-${REPOSITORY_ID}-aws-sandbox-alice-planted-0123456789ab`;
    await putByHand(planted);
    const { exitCode, summary } = await lapse.run('expire');
    expect(exitCode).toBe(0);
    expect(summary).toMatch(new RegExp(`Drift: [^]*${planted}.*no grant explains it: removed`));
    expect(policies()).toEqual({ [name]: given });
    expect((await issues())[2]).toMatchObject({ state: 'open', body: expect.stringContaining(planted) });
    expect(await lapse.run('expire')).toMatchObject({ exitCode: 0 });
    expect((await issues())[2]).toMatchObject({ state: 'closed', body: expect.stringContaining(planted) });
  });

  test('beyond the guard they stay, the issue says what to do, and confirm mends it', async () => {
    const planted = ['one', 'two', 'three'].map(
      (own) => `lapse-${REPOSITORY_ID}-aws-sandbox-alice-${own}-0123456789ab`,
    );
    for (const own of planted) await putByHand(own);
    for (const run of ['provision', 'expire', 'provision'] as const) {
      expect(await lapse.run(run)).toMatchObject({ exitCode: 1, summary: expect.stringContaining('withheld') });
      const all = await issues();
      expect(all).toHaveLength(4);
      expect(all[3]).toMatchObject({ state: 'open', body: expect.stringContaining('LAPSE_CONFIRM') });
    }
    expect(Object.keys(policies()).sort()).toEqual([...planted, name].sort());
    await mend('withheld', { confirm: 'true' });
    expect(policies()).toEqual({ [name]: given });
    expect(await issues()).toHaveLength(4);
  });

  test('what was taken away at its end and is put there again is told too', async () => {
    lapse.world.clock.moveForward(5 * HOUR);
    const ended = await lapse.run('expire');
    expect(ended).toMatchObject({ exitCode: 0, summary: expect.not.stringContaining('Drift: ') });
    expect(policies()).toEqual({});
    lapse.world.clock.moveForward(HOUR);
    await putByHand(name);
    const { summary } = await lapse.run('expire');
    expect(asShown(summary)).toMatch(/alice\/billing: .*had been taken away, and stood there again: removed/);
    expect(policies()).toEqual({});
    expect((await issues())[4]).toMatchObject({ state: 'open', body: expect.stringContaining('stood there again') });
  });
});
