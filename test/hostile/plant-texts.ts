import { IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { findNode24 } from '../../sandbox/node24.js';
import { POLICY_FILES } from '../../sandbox/world/policy-files.js';
import { createAppToken, runAction } from '../../sandbox/world/run-action.js';
import { startApp } from '../../sandbox/world/run-app.js';
import { ACCOUNT, REPOSITORY_ID } from '../../sandbox/world/start-world.js';
import { ACCESS, type Lapse, ROOT, requestText, startLapse } from '../e2e/start-lapse.js';
import { RECORDS, tamperWith } from '../e2e/tamper.js';
import { type Call, type FaultProxy, startProxy } from '../faults/proxy.js';
import { gatherOutputs, type Output, type Outputs } from './collect-outputs.js';
import { asYaml, ONE_LINE, TEXTS } from './hostile-texts.js';

const HOUR = 3_600_000;
/** IAM takes such a name, and so does people.yaml. */
const USER = '=planted+1@acme.x';
const PLANTED_POLICY = `lapse-${REPOSITORY_ID}-=planted@acme,x-0123456789abcdef`;
/** git refuses little in the name of a branch: https://git-scm.com/docs/git-check-ref-format */
const BRANCH = "alice/=planted|<b>@acme/security#1'$(planted)\u202e##";
const BASE = '=planted|@acme/security#1\u202e<b>';
const ALL = Object.values(TEXTS).join('\n');
const KEY = asYaml(ONE_LINE.replaceAll(': ', ' '));
/** A git name ends at a line break, and only there. */
const NAME = `=cmd|' /C planted'!A0 @acme/security \u001b[2J\u202e::error::planted`;
const SYSTEM = 'access/aws-sandbox';

let lapse: Lapse;
let proxy: FaultProxy;
let outputs: Outputs;

type IsRefused = (call: Call) => boolean;

/** From now on, who speaks to GitHub or AWS gets words of a stranger. */
function refuse(isRefused: IsRefused): void {
  proxy.arm((call) => {
    if (!isRefused(call)) return null;
    // XML has no other control characters, not even as references: https://www.w3.org/TR/xml/#charsets
    const xml = ALL.replaceAll('\n', ' ')
      .replace(/[&<>\r]/g, (one) => `&#${one.charCodeAt(0)};`)
      .replace(/[^\t\n -\uffff]/g, '?');
    const [type, body] =
      call.to === 'aws'
        ? [
            'text/xml',
            `<ErrorResponse><Error><Code>AccessDenied</Code><Message>${xml}</Message></Error></ErrorResponse>`,
          ]
        : ['application/json', JSON.stringify({ message: ALL })];
    return { do: 'answer', processed: false, status: 403, headers: { 'content-type': type ?? '' }, body: body ?? '' };
  });
}

/** A run of which some calls are answered with words of a stranger. */
async function run(
  name: 'provision' | 'expire' | 'validate',
  what = '',
  isRefused: IsRefused = () => false,
  clone = lapse.bob.clone,
): Promise<void> {
  refuse(isRefused);
  const { world } = lapse;
  const { aws, github } = proxy.urls;
  const { stdout, stderr, ...finished } = await runAction(
    { directory: world.directory, clock: world.clock, oidc: world.oidc, aws: { url: aws }, github: { url: github } },
    ROOT,
    {
      name,
      clone,
      node: findNode24(ROOT) ?? process.execPath,
      inputs: name === 'validate' ? { base: 'origin/main' } : { 'github-token': await createAppToken(world) },
      environment: { RUNNER_DEBUG: '1' },
    },
  );
  outputs.collect(`the log of ${name}${what}`, 'log', stdout + stderr);
  outputs.collect(`the summary of ${name}${what}`, 'markdown', finished.summary);
  outputs.collect(`the outputs of ${name}${what}`, 'log', finished.outputs);
  await world.github.settle();
}

/** The first call that is like this. */
function first(isMeant: IsRefused): IsRefused {
  let refused = false;
  return (call) => {
    if (refused || !isMeant(call)) return false;
    refused = true;
    return true;
  };
}

async function openAndApprove(): Promise<number> {
  const { alice, bob, carol, world } = lapse;
  await alice.git('config', 'user.name', NAME);
  const requests = Object.entries(TEXTS).map(([name, text]) => {
    const fields = { reason: asYaml(text), ticket: asYaml(ONE_LINE.slice(0, 99)) };
    return [`${SYSTEM}/alice/${name}.yaml`, requestText({ role: 'logs', duration: '2h', ...fields })] as const;
  });
  const sha = await alice.push(BRANCH, Object.fromEntries(requests), ALL.replaceAll('\0', ''));
  const request = { ...ACCESS, title: ONE_LINE, body: ALL, head: BRANCH };
  await alice.git('push', '--quiet', 'origin', `main:refs/heads/${BASE}`);
  const { data: astray } = await alice.octokit.rest.pulls.create({ ...request, base: BASE });
  await world.github.settle();
  await outputs.tell('terminal', bob.clone, 'explain', String(astray.number));
  await alice.octokit.rest.pulls.update({ ...ACCESS, pull_number: astray.number, state: 'closed' });
  const { data: asked } = await alice.octokit.rest.pulls.create({ ...request, base: 'main' });
  await world.github.settle();
  const comment = { ...ACCESS, issue_number: asked.number };
  await carol.octokit.rest.issues.createComment({ ...comment, body: `/lapse extend ${ONE_LINE}` });
  await alice.octokit.rest.issues.createComment({ ...comment, body: `/lapse ${ONE_LINE}` });
  await world.github.settle();
  await outputs.tell('terminal', bob.clone, 'explain', String(asked.number));
  await outputs.tell('json', bob.clone, 'explain', String(asked.number), '--json');
  const review = { ...ACCESS, pull_number: asked.number, event: 'APPROVE', commit_id: sha, body: ONE_LINE } as const;
  await bob.octokit.rest.pulls.createReview(review);
  await world.github.settle();
  await outputs.checks(sha);
  return asked.number;
}

/** Files with mistakes in them, and CODEOWNERS with lines that are none: judged, and never merged. */
async function openBroken(): Promise<void> {
  const { carol } = lapse;
  await carol.pull();
  const unseen = `${SYSTEM}/carol/\n::error::planted\u001b[2J\u202e\u009b##[group]planted.yaml`;
  await judge('broken', {
    [`${SYSTEM}/carol/broken.yaml`]: `${KEY}: ${KEY}\nrole: ${KEY}\nduration: ${KEY}\nreason: ${KEY}\n`,
    [`${SYSTEM}/carol/yaml.yaml`]: `role: &planted billing\nreason: *${'@evil.test<b>'}\n${ONE_LINE.replace(/[^ -~]/g, '')}\n`,
    [`${SYSTEM}/carol/${ONE_LINE.replace(/[/\0]/g, '').slice(0, 80)}.yaml`]: requestText(),
    [unseen]: requestText(),
  });
  await carol.git('checkout', '--quiet', '--force', '-B', 'owners', 'origin/main');
  await judge('owners', {
    '.github/CODEOWNERS': `${POLICY_FILES['.github/CODEOWNERS']}/access/[planted] ${ONE_LINE}\n/access/aws-sandbox/* @acme/planted\n`,
    [`${SYSTEM}/roles.yaml`]: (POLICY_FILES[`${SYSTEM}/roles.yaml`] ?? '').replace('deploy:', `${KEY}: {}\n  deploy:`),
    'access/people.yaml': `people:\n  ${KEY}: { id: 1, ${KEY}: ${KEY} }\n  carol: { id: 583233, aws-iam: ${KEY} }\n`,
    'access/config.yaml': `systems: { ${KEY}: { provider: ${KEY}, target: { account: ${KEY}, role: ${KEY} } } }\n${KEY}: 1\n`,
  });
  await outputs.tell('terminal', carol.clone, 'owners', `${SYSTEM}/carol/x.yaml`, ONE_LINE);
  await outputs.tell('json', carol.clone, 'owners', '--json', ONE_LINE);
}

async function judge(branch: string, files: Readonly<Record<string, string>>): Promise<void> {
  const { carol } = lapse;
  const sha = await carol.push(branch, files, 'Break');
  await lapse.open(carol, branch);
  await outputs.checks(sha);
  await run('validate', ` of ${branch}`, undefined, carol.clone);
  await outputs.tell('terminal', carol.clone, 'validate');
  await outputs.tell('json', carol.clone, 'validate', '--base', 'origin/main', '--json');
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

/** An App to which GitHub says nothing but words of a stranger; the next one spreads what it asks, counting from its start. */
async function breakApp(number: number): Promise<void> {
  const { world } = lapse;
  outputs.collect('the log of the App', 'terminal', lapse.app.log());
  refuse(({ to }) => to === 'github');
  const broken = await startApp({ ...world, github: { ...world.github, url: proxy.urls.github } }, ROOT);
  await lapse.alice.octokit.rest.pulls.update({ ...ACCESS, pull_number: number, title: ONE_LINE, state: 'closed' });
  await world.github.settle();
  await broken.stop();
  outputs.collect('the log of the App, refused by github', 'terminal', broken.log());
  await lapse.restart();
}

/** What is merged is taken back, and asked for longer, by comments. */
async function command(number: number): Promise<void> {
  const { alice, world } = lapse;
  await breakApp(number + 1);
  for (const words of ['revoke aws-sandbox/alice/html', 'extend 1h aws-sandbox/alice/markdown', 'extend 9d'])
    await alice.octokit.rest.issues.createComment({ ...ACCESS, issue_number: number, body: `/lapse ${words}` });
  await world.github.settle();
}

async function askCommandLine(): Promise<void> {
  const { clone } = lapse.bob;
  await lapse.bob.pull();
  for (const format of ['csv', 'json', 'markdown', 'html'] as const)
    await outputs.tell(format, clone, 'audit', '--verify', '--format', format);
  await outputs.tell('terminal', clone, 'audit');
  await outputs.tell('terminal', clone, 'audit', '--verify', '--online');
  for (const words of [['history', 'alice'], ['grants'], ['targets']]) {
    await outputs.tell('terminal', clone, ...words);
    await outputs.tell('json', clone, ...words, '--json');
  }
  refuse(({ to }) => to === 'aws');
  for (const words of [['plan'], ['drift'], ['expire', '--dry-run']]) await outputs.tell('terminal', clone, ...words);
  await outputs.tell('json', clone, 'plan', '--json');
}

/** A record that somebody wrote, a clone of which is asked. */
async function forgeRecords(): Promise<void> {
  const clone = tamperWith(lapse.bob.clone);
  const records = [...clone.read(RECORDS)].filter(([path]) => path.endsWith('.json'));
  const forged = records.map(([path, text], index) => {
    const free = index % 2 === 0 ? /^(?:because|message|reason|ticket|url|rule)$/ : /^(?!at$|kind$|grant$)[a-z]+$/i;
    const planted = (key: string, value: unknown) =>
      free.test(key) && typeof value === 'string' && !/^(?:[0-9a-f]{40}|20\d\d-.*Z)$/.test(value)
        ? ONE_LINE.slice(-100)
        : value;
    return [path, JSON.stringify(JSON.parse(text), planted)] as const;
  });
  clone.commit(RECORDS, {
    ...Object.fromEntries(forged),
    [`aws-sandbox/alice/planted@${'1'.repeat(40)}.json`]: `{ ${KEY}: ${ONE_LINE}`,
    [`=planted \u202e@acme/security [skip ci]`]: ONE_LINE,
  });
  for (const format of ['csv', 'json', 'markdown', 'html'] as const)
    await outputs.tell(format, clone.directory, 'audit', '--verify', '--format', format);
  await outputs.tell('terminal', clone.directory, 'audit', '--verify');
  await outputs.tell('terminal', clone.directory, 'history', 'alice');
  await outputs.tell('terminal', clone.directory, 'drift');
}

/**
 * One story on the sandbox, in which strangers write hostile texts wherever they may: requests, policy files, titles,
 * bodies, branches, files, commits, authors, comments, reviews, names at AWS, records, and answers of AWS and GitHub.
 * @returns all that Lapse wrote meanwhile
 */
export async function plantTexts(): Promise<readonly Output[]> {
  const description = asYaml(Object.values(TEXTS).join(' ').slice(0, 500));
  const roles = `${POLICY_FILES[`${SYSTEM}/roles.yaml`]}  logs:\n    description: ${description}\n    allow: { statements: [{ action: "logs:Get*", resource: "*" }] }\n    max_duration: 8h\n`;
  const people = (POLICY_FILES['access/people.yaml'] ?? '').replace('alice.smith', `"${USER}"`);
  const owners = `${POLICY_FILES['.github/CODEOWNERS']}/${SYSTEM}/alice/*m*l @bob @acme/security # ${ONE_LINE.replace(/[^ -~]/g, '')}\n`;
  lapse = await startLapse({
    isProtected: false,
    files: { [`${SYSTEM}/roles.yaml`]: roles, 'access/people.yaml': people, '.github/CODEOWNERS': owners },
  });
  const { world, bob } = lapse;
  world.aws.addUser(ACCOUNT, USER);
  proxy = await startProxy({ github: world.github.url, aws: world.aws.url, oidc: world.oidc.url });
  outputs = gatherOutputs(lapse, proxy.urls.aws);
  const number = await openAndApprove();
  await openBroken();
  await bob.pull();
  await bob.git('config', 'user.name', NAME);
  const pushed = { [`${SYSTEM}/bob/pushed.yaml`]: requestText({ role: 'logs', reason: asYaml(ONE_LINE) }) };
  await bob.push('main', pushed, ONE_LINE.replaceAll('\0', ''));
  await plantAtAws();
  await bob.pull();
  await run('provision', ', refused by github', ({ to }) => to === 'github');
  await run(
    'provision',
    ', refused by aws',
    first(({ body }) => body.includes('Action=PutUserPolicy')),
  );
  await outputs.tell('terminal', bob.clone, 'grants');
  outputs.policies(USER);
  await command(number);
  world.clock.moveForward(3 * HOUR);
  const removal: IsRefused = ({ body }) => /Action=DeleteUserPolicy.*alice-html-/.test(body);
  const opening = first(({ method, path }) => method === 'POST' && path.endsWith('/pulls'));
  await run('expire', ', refused by both', (call) => removal(call) || opening(call));
  await outputs.github();
  await askCommandLine();
  await forgeRecords();
  outputs.collect('the log of the App', 'terminal', lapse.app.log());
  await proxy.close();
  await lapse.stop();
  return outputs.all;
}
