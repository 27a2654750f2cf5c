import { join } from 'node:path';
import { type Desk, sitDown } from '../world/act-as.js';
import { askIam, seeCheck, seeComment, seeMerged } from '../world/look-at.js';
import { POLICY_FILES } from '../world/policy-files.js';
import { createAppToken, runAction } from '../world/run-action.js';
import { type RunningApp, startApp } from '../world/run-app.js';
import { runProcess } from '../world/run-process.js';
import { ACCOUNT, APP_SLUG, REPOSITORY, startWorld, type World } from '../world/start-world.js';
import { waitFor } from '../world/wait-for.js';
import type { StepName, Telling } from './telling.js';

const REQUEST = 'access/aws-sandbox/alice/billing.yaml';
const ACCESS = { owner: 'acme', repo: 'access' } as const;
const HOUR = 3_600_000;

export interface StoryOptions {
  /** The repository's folder, where `dist`, `build` and `action` are. */
  readonly root: string;
  /** The Node for the bundles. */
  readonly node: string;
  readonly telling: Telling;
}

/**
 * One request from its first mistake to the audit, with the real App, the real bundles and real git, on the sandbox.
 * Gives whether every step went as told; the first that does not ends the story.
 */
export async function tellStory(options: StoryOptions): Promise<boolean> {
  const world = await startWorld();
  let app: RunningApp | null = null;

  function check(step: StepName, told: string, ok: boolean, seen: readonly string[]): void {
    options.telling.tell({ step, ok, at: new Date(world.clock.now()).toISOString(), told, seen });
    if (!ok) throw new StoryError(step, app?.log() ?? '');
  }

  try {
    const bob = await sitDown(world, 'bob');
    await bob.push('main', POLICY_FILES, 'Set up access as code');
    world.github.protect(REPOSITORY, {
      branch: 'main',
      requiredChecks: [
        { name: 'access/request', appSlug: APP_SLUG },
        { name: 'access/approval', appSlug: APP_SLUG },
      ],
    });
    app = await startApp(world, options.root);
    const ping = await fetch(`${app.url}/ping`);
    check('sandbox-started', 'A GitHub, an AWS account and the Lapse App are up, on loopback', ping.ok, [
      `GitHub ${world.github.url}, AWS ${world.aws.url}, App ${app.url}`,
    ]);
    const alice = await sitDown(world, 'alice');
    await alice.pull();
    const number = await askWithMistake(alice, check);
    const head = await mend(alice, number, check);
    await approveOneself(world, alice, number, head, check);
    await approve(bob, number, head, check);
    await seeItMerged(alice, number, check);
    await provision(world, bob, options, check);

    const stopped = await app.stop();
    options.telling.remark(`The App is stopped (exit code ${stopped}), and five hours go by.`);
    world.clock.moveForward(5 * HOUR);
    const denied = await askIam(world, 'alice.smith', 'ce:GetCostAndUsage');
    const standing = Object.keys(world.aws.policiesOf(ACCOUNT, 'alice.smith')).length;
    check(
      'denied-by-floor',
      'The end has passed: IAM itself says no, with nothing of Lapse running',
      denied === 'implicitDeny',
      [`SimulatePrincipalPolicy ce:GetCostAndUsage: ${denied}; ${standing} policy still stands`],
    );

    app = await startApp(world, options.root);
    await expire(world, bob, options, check);
    await audit(bob, options, check);
    return true;
  } catch (error) {
    options.telling.remark(error instanceof Error ? error.message : String(error));
    return false;
  } finally {
    await app?.stop();
    await world.close();
  }
}

class StoryError extends Error {
  constructor(step: StepName, log: string) {
    super(`The step ${step} did not go as told. The App's log:\n${log}`);
  }
}

type Check = (step: StepName, told: string, ok: boolean, seen: readonly string[]) => void;

function requestText(duration: string): string {
  return `role: billing-readonly
duration: ${duration}
reason: Find out why invoice 8841 was charged twice
ticket: INC-1234
`;
}

async function askWithMistake(alice: Desk, check: Check): Promise<number> {
  const sha = await alice.push('alice-billing', { [REQUEST]: requestText('12h') }, 'Ask for billing access');
  const { data } = await alice.octokit.rest.pulls.create({
    ...ACCESS,
    title: 'Billing access for alice',
    head: 'alice-billing',
    base: 'main',
    body: 'Invoice 8841 was charged twice.',
  });
  const seen = await seeCheck(alice.octokit, sha, 'access/request', (conclusion) => conclusion !== null);
  const mark = seen.annotations[0];
  const ok = seen.conclusion === 'failure' && mark?.path === REQUEST && mark.line === 2;
  check('request-rejected', 'alice asks for 12 hours of billing access, and the check fails on the line', ok, [
    `access/request: ${seen.conclusion}, ${seen.title}`,
    `${mark?.path}:${mark?.line} ${mark?.message}`,
  ]);
  return data.number;
}

async function mend(alice: Desk, number: number, check: Check): Promise<string> {
  const sha = await alice.push('alice-billing', { [REQUEST]: requestText('4h') }, 'Four hours will do');
  const request = await seeCheck(alice.octokit, sha, 'access/request', (conclusion) => conclusion !== null);
  const approval = await seeCheck(alice.octokit, sha, 'access/approval', (conclusion) => conclusion !== null);
  const comment = await waitFor('the comment of the new head', async () => {
    const text = await seeComment(alice.octokit, number);
    return text.includes(sha.slice(0, 12)) ? text : null;
  });
  const ok =
    request.conclusion === 'success' && approval.conclusion !== 'success' && comment.includes('Waiting for approval');
  check('request-valid', 'She asks for 4 hours instead: the files are in order, and it waits for an owner', ok, [
    `access/request: ${request.conclusion}; access/approval: ${approval.conclusion}, ${approval.title}`,
  ]);
  return sha;
}

async function approveOneself(world: World, alice: Desk, number: number, head: string, check: Check): Promise<void> {
  const refused = await alice.octokit.rest.pulls
    .createReview({ ...ACCESS, pull_number: number, event: 'APPROVE' })
    .then(() => 200)
    .catch((error: { status?: number }) => error.status ?? 0);
  await alice.octokit.rest.pulls.createReview({
    ...ACCESS,
    pull_number: number,
    event: 'COMMENT',
    body: 'Looks good to me, approved!',
  });
  await world.github.settle();
  const before = await seeCheck(alice.octokit, head, 'access/approval');
  const { data } = await alice.octokit.rest.pulls.get({ ...ACCESS, pull_number: number });
  const ok = refused === 422 && before.conclusion !== 'success' && !data.merged;
  check('self-approval-ignored', 'She approves it herself, and it does not count', ok, [
    `GitHub refuses her approval with ${refused}; her comment "approved!" leaves access/approval at ${before.conclusion}`,
  ]);
}

async function approve(bob: Desk, number: number, head: string, check: Check): Promise<void> {
  await bob.octokit.rest.pulls.createReview({ ...ACCESS, pull_number: number, event: 'APPROVE', commit_id: head });
  const approval = await seeCheck(bob.octokit, head, 'access/approval', (conclusion) => conclusion === 'success');
  check(
    'approved',
    'bob, who is in the team that owns the path, approves this very commit',
    approval.conclusion === 'success',
    [`access/approval: ${approval.conclusion}, ${approval.title}`],
  );
}

async function seeItMerged(alice: Desk, number: number, check: Check): Promise<void> {
  const { sha, mergedBy } = await seeMerged(alice.octokit, number);
  check(
    'merged',
    'Both checks pass, so the App merges the commit that it judged',
    sha !== '' && mergedBy === `${APP_SLUG}[bot]`,
    [`#${number} merged as ${sha.slice(0, 12)} by ${mergedBy}`],
  );
}

async function provision(world: World, bob: Desk, options: StoryOptions, check: Check): Promise<void> {
  await bob.pull();
  const inputs = { 'github-token': await createAppToken(world) };
  const run = await runAction(world, options.root, { name: 'provision', clone: bob.clone, node: options.node, inputs });
  const policies = world.aws.policiesOf(ACCOUNT, 'alice.smith');
  const ok = run.exitCode === 0 && Object.keys(policies).length === 1;
  check('granted', 'The merge starts the Action, which works out the approval again and puts the policy', ok, [
    ...Object.keys(policies).map((name) => `inline policy ${name} on alice.smith`),
    ...(ok ? [] : [run.stdout, run.stderr]),
  ]);
  const allowed = await askIam(world, 'alice.smith', 'ce:GetCostAndUsage');
  check('allowed', 'IAM says that alice may read the costs', allowed === 'allowed', [
    `SimulatePrincipalPolicy ce:GetCostAndUsage: ${allowed}`,
  ]);
}

async function expire(world: World, bob: Desk, options: StoryOptions, check: Check): Promise<void> {
  const inputs = { 'github-token': await createAppToken(world) };
  const run = await runAction(world, options.root, { name: 'expire', clone: bob.clone, node: options.node, inputs });
  const { data } = await bob.octokit.rest.pulls.list({ ...ACCESS, state: 'all' });
  const revert = data.find((pullRequest) => pullRequest.head.ref === 'lapse/revert/aws-sandbox/alice/billing');
  check(
    'revert-opened',
    'The sweep takes what is left, and opens the revert pull request',
    run.exitCode === 0 && revert !== undefined,
    [revert === undefined ? `${run.stdout}${run.stderr}` : `#${revert.number} ${revert.title}`],
  );
  const { sha, mergedBy } = await seeMerged(bob.octokit, revert?.number ?? 0);
  await bob.pull();
  const left = await bob.git('ls-tree', '-r', '--name-only', 'HEAD', '--', REQUEST);
  check(
    'reverted',
    'It ends access, so it needs no approval: the App merges it',
    left === '' && mergedBy === `${APP_SLUG}[bot]`,
    [`#${revert?.number} merged as ${sha.slice(0, 12)} by ${mergedBy}`],
  );
  const policies = Object.keys(world.aws.policiesOf(ACCOUNT, 'alice.smith'));
  check('removed', 'IAM holds nothing of Lapse any more', policies.length === 0, [
    `${policies.length} inline policies on alice.smith`,
  ]);
}

async function audit(bob: Desk, options: StoryOptions, check: Check): Promise<void> {
  const lapse = join(options.root, 'dist/cli.js');
  const run = await runProcess(process.execPath, [lapse, 'audit'], { cwd: bob.clone, environment: {} });
  const ok = run.exitCode === 0 && run.stdout.includes('aws-sandbox/alice/billing') && run.stdout.includes('INC-1234');
  check('audited', 'From a clone alone, the audit tells the whole life', ok, [
    ...run.stdout.trimEnd().split('\n'),
    run.stderr.trimEnd(),
  ]);
}
