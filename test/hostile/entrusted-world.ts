import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findNode24 } from '../../sandbox/node24.js';
import { type Desk, sitDown } from '../../sandbox/world/act-as.js';
import { POLICY_FILES } from '../../sandbox/world/policy-files.js';
import { type ActionRun, createAppToken, runAction } from '../../sandbox/world/run-action.js';
import { clockUrl, settingsOf } from '../../sandbox/world/run-app.js';
import { type FinishedProcess, type RunningProcess, runProcess, start } from '../../sandbox/world/run-process.js';
import { APP_SLUG, REPOSITORY, REPOSITORY_ID, startWorld, type World } from '../../sandbox/world/start-world.js';
import { waitFor } from '../../sandbox/world/wait-for.js';
import { ROOT } from '../e2e/start-lapse.js';
import { type Call, type Fault, startProxy } from '../faults/proxy.js';

/** What is done to each call, of which it is this number, counted from 1. */
export type Breaking = (call: Call) => Fault | null;

const OTHER_ACCOUNT = '444455556666';

/** Two accounts, one of which nothing is known of, so that a run that fails there goes on with the other. */
const CONFIG = (POLICY_FILES['access/config.yaml'] ?? '').replace(
  /^merge:/m,
  `  reporting: { provider: aws-iam, target: { account: "${OTHER_ACCOUNT}", role: "arn:aws:iam::${OTHER_ACCOUNT}:role/lapse" } }\nmerge:`,
);

/** Lapse's processes with every secret that they are entrusted with known, telling as much as they ever tell. */
export interface EntrustedWorld {
  readonly world: World;
  readonly bob: Desk;
  readonly alice: Desk;
  readonly secrets: Map<string, string>;
  /** The App's log so far. */
  appLog(): string;
  /** Breaks what the App asks from now on. */
  breakApp(breaking: Breaking): void;
  run(name: ActionRun['name'], breaking?: Breaking): Promise<string>;
  lapse(parameters: readonly string[], environment?: Readonly<Record<string, string>>): Promise<string>;
  /** The arguments of every git that was started. */
  commandLines(): string;
  /** All that git keeps in bob's clone beside its objects. */
  keptByGit(): string;
  stop(): Promise<void>;
}

/** Variables that make everything tell more: https://git-scm.com/docs/git#_debugging_options */
const TALKATIVE = {
  RUNNER_DEBUG: '1',
  LAPSE_DEBUG: '1',
  DEBUG: '*',
  GIT_TRACE: '1',
  GIT_TRACE_CURL: '1',
  GIT_TRACE_REDACT: '0',
  GIT_CURL_VERBOSE: '1',
};

export async function startEntrusted(): Promise<EntrustedWorld> {
  const world = await startWorld();
  const { administrator, app, oidc, github, aws } = world;
  aws.addAccount(OTHER_ACCOUNT);
  aws.addRole(OTHER_ACCOUNT, 'lapse');
  const bob = await sitDown(world, 'bob');
  await bob.push('main', { ...POLICY_FILES, 'access/config.yaml': CONFIG }, 'Set up access as code');
  const alice = await sitDown(world, 'alice');
  await alice.pull();
  const secrets = new Map([
    ['the private key of the App', app.privateKey],
    ['the webhook secret', app.webhookSecret],
    ['the token that asks for identity tokens', oidc.requestToken],
    ['the secret key of AWS', administrator.secretAccessKey],
  ]);
  const log = join(world.directory, 'command-lines');
  const path = countArguments(world.directory, log);
  const upstreams = { github: github.url, aws: aws.url, oidc: oidc.url };
  const forApp = await startProxy(upstreams);
  const running = await startTalkativeApp(world, forApp.urls.github);

  async function withProxy<T>(breaking: Breaking, use: (urls: typeof forApp.urls) => Promise<T>): Promise<T> {
    const proxy = await startProxy(upstreams);
    proxy.arm(breaking);
    try {
      return await use(proxy.urls);
    } finally {
      await proxy.close();
    }
  }

  return {
    world,
    bob,
    alice,
    secrets,
    appLog: () => running.stdout() + running.stderr(),
    breakApp: (breaking) => forApp.arm(breaking),
    async run(name, breaking = () => null) {
      const token = await createAppToken(world);
      secrets.set(`the token of a run of ${name}`, token);
      const path = new URL(oidc.requestUrl).pathname + new URL(oidc.requestUrl).search;
      const finished = await withProxy(breaking, async (urls) => {
        // As actions/checkout leaves it without credentials: git is given the run's own.
        await bob.git('remote', 'set-url', 'origin', `${urls.github}/${REPOSITORY}.git`);
        return runAction(
          {
            directory: world.directory,
            clock: world.clock,
            aws: { url: urls.aws },
            github: { url: urls.github },
            oidc: { requestUrl: `${urls.oidc}${path}`, requestToken: oidc.requestToken },
          },
          ROOT,
          {
            name,
            clone: bob.clone,
            node: findNode24(ROOT) ?? process.execPath,
            inputs: { 'github-token': token },
            environment: { ...TALKATIVE, GITHUB_SERVER_URL: urls.github },
          },
        );
      });
      return told(finished) + finished.summary + finished.outputs;
    },
    async lapse(parameters, environment = {}) {
      return told(
        await runProcess(process.execPath, ['--import', clockUrl(ROOT), join(ROOT, 'dist/cli.js'), ...parameters], {
          cwd: bob.clone,
          environment: {
            ...TALKATIVE,
            ...world.clock.environment,
            GITHUB_TOKEN: world.tokens['bob'] ?? '',
            GITHUB_REPOSITORY: REPOSITORY,
            GITHUB_REPOSITORY_ID: String(REPOSITORY_ID),
            GITHUB_API_URL: github.url,
            GITHUB_SERVER_URL: github.url,
            AWS_ENDPOINT_URL: aws.url,
            AWS_ACCESS_KEY_ID: administrator.accessKeyId,
            AWS_SECRET_ACCESS_KEY: administrator.secretAccessKey,
            ...environment,
          },
        }),
      );
    },
    commandLines: () => (existsSync(log) ? readFileSync(log, 'utf8') : ''),
    keptByGit: () => readBelow(join(bob.clone, '.git')),
    async stop() {
      process.env['PATH'] = path;
      running.process.kill('SIGTERM');
      await forApp.close();
      await world.close();
    },
  };
}

function told({ stdout, stderr }: FinishedProcess): string {
  return `${stdout}\n${stderr}\n`;
}

/** Puts a `git` that writes down its arguments before the real one. Gives what the path was. */
function countArguments(directory: string, log: string): string {
  const path = process.env['PATH'] ?? '';
  const folder = join(directory, 'bin');
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  mkdirSync(folder);
  writeFileSync(join(folder, 'git'), `#!/bin/sh\nprintf '%s\\n' "git $*" >> '${log}'\nexec '${real}' "$@"\n`);
  chmodSync(join(folder, 'git'), 0o755);
  process.env['PATH'] = `${folder}${delimiter}${path}`;
  return path;
}

async function startTalkativeApp(world: World, apiUrl: string): Promise<RunningProcess> {
  const running = start(process.execPath, ['--import', clockUrl(ROOT), join(ROOT, 'dist/app.js')], {
    cwd: world.directory,
    environment: {
      ...TALKATIVE,
      ...world.clock.environment,
      ...settingsOf(world),
      GITHUB_API_URL: apiUrl,
      LOG_LEVEL: 'trace',
    },
  });
  const listening = async () => /"url":"(http:[^"]+)"/.exec(running.stdout())?.[1] ?? null;
  const url = await waitFor('the App to listen', listening);
  world.github.setWebhookUrl(APP_SLUG, `${url}/api/github/webhooks`);
  return running;
}

/** Its objects are what was pushed, and where it was cloned from holds what bob himself typed there. */
function readBelow(folder: string): string {
  return readdirSync(folder)
    .filter((name) => name !== 'objects')
    .map((name) => join(folder, name))
    .map((path) => (statSync(path).isDirectory() ? readBelow(path) : readFileSync(path, 'latin1')))
    .join('\n')
    .replace(/^\s*url = .*$/gm, '');
}
