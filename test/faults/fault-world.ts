import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { listen, readBody } from '../../sandbox/aws/listen.js';
import { startOidcIssuer } from '../../sandbox/aws/oidc-issuer.js';
import { serveRequest } from '../../sandbox/aws/serve-request.js';
import { type Account, createRole, createUser, type State } from '../../sandbox/aws/state.js';
import { createWorld } from '../../sandbox/github/create-world.js';
import { GitStore } from '../../sandbox/github/git/git-store.js';
import { type RequestRecord, serve } from '../../sandbox/github/server.js';
import { setUp } from '../../sandbox/github/set-up.js';
import { githubSettings } from '../../sandbox/github/settings.js';
import type { Repository, World } from '../../sandbox/github/state.js';
import { Webhooks } from '../../sandbox/github/webhooks.js';
import { ACCOUNT, APP_ID, APP_SLUG, REPOSITORY, REPOSITORY_ID } from '../../sandbox/world/start-world.js';
import { type Clocks, createClocks } from './clock.js';
import { type FaultProxy, startProxy } from './proxy.js';
import type { Step } from './scenarios.js';
import { layStep } from './write-history.js';

/** The token of a run: an installation token of the App, with what the environment `lapse` gives it (design §9). */
export const TOKEN = 'ghs_of_the_run';
const PERMISSIONS = {
  contents: 'write',
  pull_requests: 'write',
  issues: 'write',
  members: 'read',
  metadata: 'read',
} as const;

/** A GitHub and an AWS on loopback whose whole state can be taken and put back between two cases. */
export interface FaultWorld {
  readonly directory: string;
  readonly clocks: Clocks;
  readonly proxy: FaultProxy;
  /** The servers themselves, past the proxy. */
  readonly urls: FaultProxy['urls'];
  readonly oidcToken: string;
  readonly oidcPath: string;
  /** The state as it is now; another one after {@link FaultWorld.restore}. */
  github(): World;
  repository(): Repository;
  account(): Account;
  aws(): State;
  /** Whether AWS takes no signature that is more than five minutes off. */
  refuseWrongTimes(strict: boolean): void;
  /** An empty repository in a folder of its own. */
  begin(name: string): void;
  lay(step: Step, now: number): Promise<void>;
  take(): Snapshot;
  restore(snapshot: Snapshot): void;
  close(): Promise<void>;
}

/** All that GitHub and AWS know; what git holds besides its refs never changes. */
export interface Snapshot {
  readonly github: Kept;
  readonly aws: Pick<State, 'accounts' | 'keys'>;
  readonly directory: string;
  readonly refs: readonly (readonly [path: string, content: string])[];
  readonly ahead: number;
}

type Kept = Pick<World, 'accounts' | 'teams' | 'apps' | 'installations' | 'repositories' | 'tokens'>;

export async function startFaultWorld(): Promise<FaultWorld> {
  const directory = mkdtempSync(join(tmpdir(), 'lapse-faults-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const clocks = createClocks(directory);
  const now = (): number => clocks.world();
  const store = new GitStore();
  const webhooks = new Webhooks(now);
  const journal: RequestRecord[] = [];
  let github: World;
  let isStrict = false;
  const server = createServer((request, response) => {
    journal.length = 0;
    void serve(github, journal, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  let aws: State = {
    accounts: new Map(),
    keys: new Map(),
    issuers: new Map(),
    settings: { staleReadsMs: 0 },
    failures: [],
  };
  const iam = await listen(async (request, response) => {
    const headers = new Map(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    if (isStrict && headers.has('authorization') && isOutOfTime(headers.get('x-amz-date') ?? '', now())) {
      response.writeHead(403, { 'content-type': 'text/xml', date: new Date(now()).toUTCString() });
      response.end(TOO_OLD);
      return;
    }
    const signed = { method: request.method ?? '', target: request.url ?? '', headers, body: await readBody(request) };
    const served = await serveRequest(signed, aws, now());
    const date = new Date(now()).toUTCString();
    response.writeHead(served.status, { 'content-type': 'text/xml', 'x-amzn-requestid': served.requestId, date });
    response.end(served.body);
  });
  const oidc = await startOidcIssuer({ now, subject: `repo:${REPOSITORY}:environment:lapse` });
  aws.issuers.set(oidc.issuer, { jwks: oidc.jwks, audience: 'sts.amazonaws.com' });
  const urls = { github: url, aws: iam.url, oidc: oidc.url };
  const proxy = await startProxy(urls);

  function begin(name: string): void {
    const folder = join(directory, name);
    mkdirSync(folder);
    github = createWorld({ now, url, directory: folder, store, webhooks });
    peopleGitHub(github);
    aws = { ...aws, accounts: new Map(), keys: new Map() };
    peopleAws(aws, now());
  }
  begin('empty');

  function repository(): Repository {
    const found = github.repositories.get(REPOSITORY);
    if (found === undefined) throw new Error('the repository is lost');
    return found;
  }

  return {
    directory,
    clocks,
    proxy,
    urls,
    oidcToken: oidc.requestToken,
    oidcPath: new URL(oidc.requestUrl).pathname + new URL(oidc.requestUrl).search,
    github: () => github,
    repository,
    aws: () => aws,
    refuseWrongTimes(strict) {
      isStrict = strict;
    },
    account() {
      const account = aws.accounts.get(ACCOUNT);
      if (account === undefined) throw new Error('the account is lost');
      return account;
    },
    begin,
    lay: (step, at) => layStep(github, repository(), step, at),
    take() {
      const { accounts, teams, apps, installations, repositories, tokens } = github;
      return {
        github: structuredClone({ accounts, teams, apps, installations, repositories, tokens }),
        aws: structuredClone({ accounts: aws.accounts, keys: aws.keys }),
        directory: github.directory,
        refs: readRefs(repository().gitDirectory),
        ahead: clocks.world() - Date.now(),
      };
    },
    restore(snapshot) {
      github = {
        ...github,
        ...structuredClone(snapshot.github),
        directory: snapshot.directory,
        settings: githubSettings(),
        budgets: new Map(),
      };
      aws = { ...aws, ...structuredClone(snapshot.aws), settings: { staleReadsMs: 0 }, failures: [] };
      writeRefs(repository().gitDirectory, snapshot.refs);
      isStrict = false;
      clocks.setRunner(0);
      clocks.set(snapshot.ahead);
      proxy.arm(() => null);
    },
    async close() {
      await proxy.close();
      await Promise.all([iam.close(), oidc.close()]);
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html#signature-v4-troubleshooting-credential-scope */
const MOST_OFF = 300_000;
const TOO_OLD =
  '<ErrorResponse><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>Signature expired</Message></Error></ErrorResponse>';

/** `20261122T120000Z` */
function isOutOfTime(date: string, now: number): boolean {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return !(Math.abs(at - now) <= MOST_OFF);
}

/** Who is who at GitHub, as in `sandbox/world/start-world.ts`. */
function peopleGitHub(world: World): void {
  const set = setUp(world);
  for (const [login, id] of Object.entries({ alice: 583231, bob: 583232, carol: 583233 })) set.addUser({ login, id });
  set.addOrganisation('acme');
  set.addTeam({ organisation: 'acme', slug: 'security', members: ['bob', 'carol'] });
  const collaborators = { alice: 'write', bob: 'admin', carol: 'write' } as const;
  set.addRepository({ owner: 'acme', name: 'access', id: REPOSITORY_ID, collaborators });
  const app = { slug: APP_SLUG, id: APP_ID, permissions: PERMISSIONS, events: [], webhookSecret: '' };
  set.addApp(app);
  const { installationId } = set.install(APP_SLUG, REPOSITORY);
  const installation = world.installations.get(installationId);
  if (installation === undefined) throw new Error('the App is not installed');
  world.tokens.set(TOKEN, {
    kind: 'installation',
    app: installation.app,
    account: installation.app.bot,
    installation,
    permissions: PERMISSIONS,
    repositories: undefined,
    expiresAt: Number.MAX_SAFE_INTEGER,
  });
}

/** The users of alice and bob, and not of carol; the role of the run, and one that opens sessions. */
function peopleAws(state: State, now: number): void {
  const account: Account = { id: ACCOUNT, users: new Map(), roles: new Map() };
  state.accounts.set(ACCOUNT, account);
  createUser(account, 'alice.smith', '/', now);
  createUser(account, 'bob.jones', '/', now);
  for (const name of ['lapse', 'Deploy']) {
    createRole(account, { name, path: '/', trust: undefined, description: undefined, maxSessionSeconds: 21_600 }, now);
  }
}

function readRefs(directory: string): (readonly [string, string])[] {
  const files = readdirSync(join(directory, 'refs'), { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .map((path) => [path, readFileSync(path, 'utf8')] as const);
}

function writeRefs(directory: string, refs: Snapshot['refs']): void {
  rmSync(join(directory, 'refs'), { recursive: true, force: true });
  for (const folder of ['heads', 'tags']) mkdirSync(join(directory, 'refs', folder), { recursive: true });
  for (const [path, content] of refs) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}
