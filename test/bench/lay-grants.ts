import { execFileSync } from 'node:child_process';
import { type Desk, sitDown } from '../../sandbox/world/act-as.js';
import { POLICY_FILES } from '../../sandbox/world/policy-files.js';
import { ACCOUNT, type World } from '../../sandbox/world/start-world.js';

const REPOSITORY = { owner: 'acme', repo: 'access' } as const;
const DAY = 24 * 3_600_000;
/** As many files as a large pull request has. */
const FILES_EACH = 100;

/** How much stands in a repository. */
export interface Amounts {
  /** Requests that were merged with their approvals just now, each for another user. */
  readonly active: number;
  /** Requests whose windows are over, and whose files still stand. */
  readonly ended: number;
}

/** Gives a clone of a repository with so many requests, and an IAM user for everybody. */
export async function layGrants(world: World, { active, ended }: Amounts): Promise<string> {
  // GitHub's budget is an hour's; the bench measures what is asked for, not how long one waits.
  for (const kind of ['user', 'installation'] as const) world.github.settings.rateLimits[kind] = 1_000_000;
  const bob = await sitDown(world, 'bob');
  const people = Array.from(
    { length: active },
    (_, index) => `  p-${index}: { id: ${9000 + index}, aws-iam: p.${index} }`,
  );
  for (let index = 0; index < active; index += 1) world.aws.addUser(ACCOUNT, `p.${index}`);
  const config = POLICY_FILES['access/config.yaml']?.replace(/, role: "[^"]*"/, '') ?? '';
  const policy = {
    ...POLICY_FILES,
    'access/config.yaml': config,
    'access/people.yaml': `${POLICY_FILES['access/people.yaml']}${people.join('\n')}\n`,
  };
  await bob.push('main', policy, 'Set up access as code');
  if (ended > 0) await layEnded(world, bob, active, ended);
  // Nothing takes a checkout of all that stands.
  const alice = await sitDown(world, 'alice');
  await alice.git('sparse-checkout', 'set', '--no-cone', '/access/*.yaml');
  for (let from = 0; from < active; from += FILES_EACH) {
    await alice.pull();
    await mergeRequests(alice, bob, from, Math.min(from + FILES_EACH, active));
  }
  await bob.git('fetch', '--quiet', 'origin', 'main');
  return bob.clone;
}

/** All in one commit of some days ago. */
async function layEnded(world: World, bob: Desk, people: number, count: number): Promise<void> {
  // https://git-scm.com/docs/git-fast-import#_filemodify
  const files = Array.from({ length: count }, (_, index) => {
    return `M 100644 inline access/aws-sandbox/p-${index % people}/ended-${index}.yaml\n${data(REQUEST)}`;
  });
  const who = `bob <583232+bob@users.noreply.github.com> ${Math.floor(world.clock.now() / 1000)} +0000`;
  const tip = await bob.git('rev-parse', 'HEAD');
  const input = `commit refs/heads/ended\ncommitter ${who}\n${data('What has ended')}from ${tip}\n${files.join('')}`;
  execFileSync('git', ['-C', bob.clone, 'fast-import', '--quiet'], { input });
  await bob.git('push', '--quiet', 'origin', 'ended:main');
  world.clock.moveForward(3 * DAY);
}

/** One pull request of alice's for many people, which bob approves and merges. */
async function mergeRequests(alice: Desk, bob: Desk, from: number, to: number): Promise<void> {
  const branch = `ask-${from}`;
  const paths = Array.from({ length: to - from }, (_, index) => `access/aws-sandbox/p-${from + index}/billing.yaml`);
  const tip = await alice.git('rev-parse', 'HEAD');
  const when = Math.floor(Number(await alice.git('log', '-1', '--format=%ct')));
  const who = `alice <583231+alice@users.noreply.github.com> ${when} +0000`;
  const files = paths.map((path) => `M 100644 inline ${path}\n${data(REQUEST)}`);
  const input = `commit refs/heads/${branch}\ncommitter ${who}\n${data('Ask')}from ${tip}\n${files.join('')}`;
  execFileSync('git', ['-C', alice.clone, 'fast-import', '--quiet'], { input });
  await alice.git('push', '--quiet', 'origin', branch);
  const { data: pull } = await alice.octokit.rest.pulls.create({
    ...REPOSITORY,
    title: 'Ask',
    head: branch,
    base: 'main',
  });
  const { number } = pull;
  await bob.octokit.rest.pulls.createReview({
    ...REPOSITORY,
    pull_number: number,
    event: 'APPROVE',
    commit_id: pull.head.sha,
  });
  await bob.octokit.rest.pulls.merge({ ...REPOSITORY, pull_number: number, merge_method: 'squash' });
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

const REQUEST = 'role: billing-readonly\nduration: 8h\nreason: Invoice 8841\nticket: INC-1234\n';
