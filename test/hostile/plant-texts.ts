import { IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { findNode24 } from '../../sandbox/node24.js';
import { seeCheck } from '../../sandbox/world/look-at.js';
import { POLICY_FILES } from '../../sandbox/world/policy-files.js';
import { createAppToken, type FinishedAction, runAction } from '../../sandbox/world/run-action.js';
import { ACCOUNT, REPOSITORY, REPOSITORY_ID } from '../../sandbox/world/start-world.js';
import { runProgram } from '../../src/cli/program.js';
import { ACCESS, type Lapse, ROOT, requestText, startLapse } from '../e2e/start-lapse.js';
import { type FaultProxy, startProxy } from '../faults/proxy.js';
import { asYaml, ONE_LINE, type Reader, TEXTS } from './hostile-texts.js';

const HOUR = 3_600_000;
/** IAM takes such a name, and so does people.yaml. */
const USER = '=planted+1@acme.x';
const BRANCH = "alice/=planted|<b>@acme/security#1'$(planted)";
const PLANTED_POLICY = `lapse-${REPOSITORY_ID}-=planted@acme,x-0123456789abcdef`;

/** Something that Lapse wrote, and how it is read by what shows it. */
export interface Output {
  readonly what: string;
  readonly reader: Reader;
  readonly text: string;
}

const outputs: Output[] = [];

function collect(what: string, reader: Reader, text: string | null | undefined): void {
  outputs.push({ what, reader, text: text ?? '' });
}

let lapse: Lapse;
let proxy: FaultProxy;
let number = 0;

/** A run whose first write at AWS, or first call of GitHub, is answered with words of a stranger. */
async function run(
  name: 'provision' | 'expire' | 'validate',
  refuse: 'aws' | 'github' | null,
  clone = lapse.bob.clone,
) {
  let refused = false;
  proxy.arm(({ to, body }) => {
    const isMeant = to === refuse && (to === 'github' || body.includes('Action=PutUserPolicy'));
    if (!isMeant || (refused && to === 'aws')) return null;
    refused = true;
    const words = Object.values(TEXTS).join(' ');
    const xml = words.replace(/[&<>]/g, (one) => `&#${one.charCodeAt(0)};`).replace(/[^\n -~]/g, '?');
    const inAws = `<ErrorResponse><Error><Code>AccessDenied</Code><Message>${xml}</Message></Error></ErrorResponse>`;
    return to === 'aws'
      ? { do: 'answer', processed: false, status: 403, headers: { 'content-type': 'text/xml' }, body: inAws }
      : {
          do: 'answer',
          processed: false,
          status: 403,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ message: words }),
        };
  });
  const { world } = lapse;
  const finished: FinishedAction = await runAction(
    {
      directory: world.directory,
      clock: world.clock,
      oidc: world.oidc,
      aws: { url: proxy.urls.aws },
      github: { url: refuse === 'github' ? proxy.urls.github : world.github.url },
    },
    ROOT,
    {
      name,
      clone,
      node: findNode24(ROOT) ?? process.execPath,
      inputs: name === 'validate' ? {} : { 'github-token': await createAppToken(world) },
      environment: { RUNNER_DEBUG: '1' },
    },
  );
  const what = `${name}${refuse === null ? '' : `, refused by ${refuse}`}`;
  collect(`the log of ${what}`, 'log', finished.stdout + finished.stderr);
  collect(`the summary of ${what}`, 'markdown', finished.summary);
  collect(`the outputs of ${what}`, 'log', finished.outputs);
  await world.github.settle();
  return finished;
}

/** The command line, in this process. */
async function tell(clone: string, ...parameters: string[]): Promise<string> {
  const told = { out: '', err: '' };
  const env = {
    GITHUB_TOKEN: lapse.world.tokens['bob'],
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_REPOSITORY_ID: String(REPOSITORY_ID),
    GITHUB_API_URL: lapse.world.github.url,
  };
  await runProgram(
    {
      env,
      colour: false,
      now: () => lapse.world.clock.now(),
      sleep: async () => {},
      write: (text) => {
        told.out += text;
      },
      report: (text) => {
        told.err += text;
      },
      setExitCode: () => {},
    },
    ['-C', clone, ...parameters],
  );
  collect(`what lapse ${parameters.join(' ')} says aside`, 'terminal', told.err);
  return told.out;
}

async function openAndApprove(): Promise<void> {
  const { alice, bob, carol, world } = lapse;
  await alice.git('config', 'user.name', "=cmd|' /C planted'!A0 @acme/security");
  const requests = Object.entries(TEXTS).map(([name, text]) => {
    const fields = { reason: asYaml(text), ticket: asYaml(ONE_LINE.replace(/[^ -~]/g, '').slice(0, 99)) };
    return [`access/aws-sandbox/alice/${name}.yaml`, requestText({ role: 'logs', duration: '2h', ...fields })] as const;
  });
  const sha = await alice.push(
    BRANCH,
    Object.fromEntries(requests),
    Object.values(TEXTS).join('\n').replaceAll('\0', ''),
  );
  const { data } = await alice.octokit.rest.pulls.create({ ...ACCESS, title: ONE_LINE, head: BRANCH, base: 'main' });
  number = data.number;
  await world.github.settle();
  const comment = { ...ACCESS, issue_number: number };
  await carol.octokit.rest.issues.createComment({ ...comment, body: `/lapse extend ${ONE_LINE}` });
  await carol.octokit.rest.issues.createComment({ ...comment, body: `/lapse ${ONE_LINE}` });
  await world.github.settle();
  collect('lapse explain', 'terminal', await tell(bob.clone, 'explain', String(number)));
  const review = { ...ACCESS, pull_number: number, event: 'APPROVE', commit_id: sha, body: ONE_LINE } as const;
  await bob.octokit.rest.pulls.createReview(review);
  await world.github.settle();
  await collectChecks(sha);
}

async function collectChecks(sha: string): Promise<void> {
  for (const name of ['access/request', 'access/approval'] as const) {
    await seeCheck(lapse.bob.octokit, sha, name);
    const { data } = await lapse.bob.octokit.rest.checks.listForRef({ ...ACCESS, ref: sha, check_name: name });
    for (const { output, id } of data.check_runs) {
      collect(`the title of ${name}`, 'terminal', output.title);
      collect(`the summary of ${name}`, 'markdown', output.summary);
      const annotations = await lapse.bob.octokit.rest.checks.listAnnotations({ ...ACCESS, check_run_id: id });
      for (const { message, title } of annotations.data)
        collect(`an annotation of ${name}`, 'terminal', `${title}\n${message}`);
    }
  }
}

/** Files with mistakes in them, and CODEOWNERS with lines that are none: judged, and never merged. */
async function openBroken(): Promise<void> {
  const { carol } = lapse;
  await carol.pull();
  const key = asYaml(ONE_LINE.replaceAll(': ', ' '));
  const files = {
    'access/aws-sandbox/carol/broken.yaml': `${key}: ${key}\nrole: ${key}\nduration: ${key}\nreason: ${key}\n`,
    [`access/aws-sandbox/carol/${ONE_LINE.replace(/[/\0]/g, '').slice(0, 80)}.yaml`]: requestText(),
  };
  const sha = await carol.push('broken', files, 'Break');
  await lapse.open(carol, 'broken');
  await collectChecks(sha);
  await run('validate', null, carol.clone);
  collect('lapse validate', 'terminal', await tell(carol.clone, 'validate'));
  collect('lapse validate --json', 'json', await tell(carol.clone, 'validate', '--json'));
  await carol.git('checkout', '--quiet', '--force', '-B', 'owners', 'origin/main');
  const owners = `${POLICY_FILES['.github/CODEOWNERS']}/access/[planted] ${ONE_LINE}\n/access/aws-sandbox/* @acme/planted\n`;
  const roles = (POLICY_FILES['access/aws-sandbox/roles.yaml'] ?? '').replace('deploy:', `${key}: {}\n  deploy:`);
  const policy = { '.github/CODEOWNERS': owners, 'access/aws-sandbox/roles.yaml': roles };
  await collectChecks(
    await carol.push('owners', policy, 'Change the policy').then(async (head) => {
      await lapse.open(carol, 'owners');
      return head;
    }),
  );
  collect('lapse validate of CODEOWNERS', 'terminal', await tell(carol.clone, 'validate'));
  collect('lapse owners', 'terminal', await tell(carol.clone, 'owners', 'access/aws-sandbox/carol/x.yaml'));
}

async function plantAtAws(): Promise<void> {
  const { administrator: credentials, aws } = lapse.world;
  const iam = new IAMClient({ endpoint: aws.url, region: 'us-east-1', credentials });
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }],
  });
  await iam.send(new PutUserPolicyCommand({ UserName: USER, PolicyName: PLANTED_POLICY, PolicyDocument: document }));
  iam.destroy();
}

async function collectGitHub(): Promise<void> {
  const { octokit } = lapse.bob;
  const threads = await octokit.rest.issues.listForRepo({ ...ACCESS, state: 'all', per_page: 100 });
  for (const { number: own, body, title, user } of threads.data) {
    if (user?.type === 'Bot') {
      collect(`the body of #${own}`, 'markdown', body);
      collect(`the title of #${own}`, 'message', title);
    }
    const { data } = await octokit.rest.issues.listComments({ ...ACCESS, issue_number: own, per_page: 100 });
    for (const one of data) if (one.user?.type === 'Bot') collect(`a comment on #${own}`, 'markdown', one.body);
  }
  const { git } = lapse.bob;
  await git('fetch', '--quiet', 'origin', '+refs/heads/*:refs/remotes/origin/*');
  for (const branch of (await git('for-each-ref', '--format=%(refname:lstrip=3)', 'refs/remotes/origin/lapse')).split(
    '\n',
  )) {
    collect('the name of a branch', 'name', branch);
    const commits = branch === 'lapse/evidence' ? [`origin/${branch}`] : [`origin/main..origin/${branch}`];
    collect(`the commits of ${branch}`, 'message', await git('log', '--format=%an%n%B', ...commits));
  }
  for (const path of (await git('ls-tree', '-r', '--name-only', 'origin/lapse/evidence')).split('\n')) {
    if (!path.endsWith('.json')) continue;
    collect('the path of a record', 'name', path);
    collect(`the record ${path}`, 'json', await git('cat-file', 'blob', `origin/lapse/evidence:${path}`));
  }
}

async function collectCommandLine(): Promise<void> {
  const { clone } = lapse.bob;
  await lapse.bob.pull();
  collect('lapse audit', 'terminal', await tell(clone, 'audit'));
  collect('lapse audit --verify', 'terminal', await tell(clone, 'audit', '--verify'));
  collect('lapse audit --format csv', 'csv', await tell(clone, 'audit', '--format', 'csv'));
  collect('lapse audit --format json', 'json', await tell(clone, 'audit', '--format', 'json'));
  collect('lapse audit --format markdown', 'markdown', await tell(clone, 'audit', '--format', 'markdown'));
  collect('lapse audit --format html', 'html', await tell(clone, 'audit', '--verify', '--format', 'html'));
  collect('lapse history', 'terminal', await tell(clone, 'history', 'alice'));
  collect('lapse history --json', 'json', await tell(clone, 'history', 'alice', '--json'));
  collect('lapse grants', 'terminal', await tell(clone, 'grants'));
  collect('lapse grants --json', 'json', await tell(clone, 'grants', '--json'));
}

function policiesOf(user: string): string {
  return Object.entries(lapse.world.aws.policiesOf(ACCOUNT, user))
    .map(([name, document]) => `${name} ${JSON.stringify(document)}`)
    .join('\n');
}

/**
 * One story on the sandbox, in which strangers write hostile texts wherever they may: requests, policy files, titles,
 * branches, commits, comments, reviews, names at AWS, and answers of AWS and GitHub.
 * @returns all that Lapse wrote meanwhile
 */
export async function plantTexts(): Promise<readonly Output[]> {
  const roles = `${POLICY_FILES['access/aws-sandbox/roles.yaml']}  logs:\n    description: ${asYaml(Object.values(TEXTS).join(' ').slice(0, 500))}\n    allow: { statements: [{ action: "logs:Get*", resource: "*" }] }\n    max_duration: 8h\n`;
  const people = (POLICY_FILES['access/people.yaml'] ?? '').replace('alice.smith', `"${USER}"`);
  const owners = `${POLICY_FILES['.github/CODEOWNERS']}/access/aws-sandbox/alice/*m*l @bob @acme/security # ${ONE_LINE.replace(/[^ -~]/g, '')}\n`;
  lapse = await startLapse({
    isProtected: false,
    files: { 'access/aws-sandbox/roles.yaml': roles, 'access/people.yaml': people, '.github/CODEOWNERS': owners },
  });
  const { world, bob } = lapse;
  world.aws.addUser(ACCOUNT, USER);
  proxy = await startProxy({ github: world.github.url, aws: world.aws.url, oidc: world.oidc.url });
  await openAndApprove();
  await openBroken();
  await bob.pull();
  const pushed = { 'access/aws-sandbox/bob/pushed.yaml': requestText({ role: 'logs', reason: asYaml(ONE_LINE) }) };
  await bob.push('main', pushed, ONE_LINE.replaceAll('\0', ''));
  await plantAtAws();
  await bob.pull();
  await run('provision', 'github');
  await run('provision', 'aws');
  collect('lapse grants of what stands', 'terminal', await tell(bob.clone, 'grants'));
  collect('the names and documents at AWS', 'message', policiesOf(USER).replaceAll(USER, ''));
  world.clock.moveForward(3 * HOUR);
  await run('expire', null);
  await collectGitHub();
  await collectCommandLine();
  await proxy.close();
  await lapse.stop();
  return outputs;
}
