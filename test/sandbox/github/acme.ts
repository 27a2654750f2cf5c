import { execFile } from 'node:child_process';
import { createHmac, createSign } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Octokit } from '@octokit/rest';
import { type GitHub, startGitHub } from '../../../sandbox/github/start-github.js';
import { holdToContract } from '../../contract/hold-to-contract.js';

const run = promisify(execFile);

export const startTime = Date.parse('2026-11-22T09:00:00Z');

export interface Delivered {
  readonly event: string;
  readonly headers: IncomingHttpHeaders;
  readonly signed: boolean;
  readonly payload: Record<string, unknown>;
}

/** A company on the sandbox: alice and bob may write, carol may only read; the App `lapse` is installed. */
export async function startAcme() {
  const directory = await mkdtemp(join(tmpdir(), 'sandbox-github-'));
  const clock = { now: startTime };
  const github = await startGitHub({ now: () => clock.now, directory: join(directory, 'bare') });
  const tokens = {
    alice: github.addUser({ login: 'alice', id: 11, email: 'alice@acme.example' }).token,
    bob: github.addUser({ login: 'bob', id: 12 }).token,
    carol: github.addUser({ login: 'carol', id: 13 }).token,
  };
  github.addOrganisation('acme');
  github.addTeam({ organisation: 'acme', slug: 'security', members: ['bob'] });
  github.addTeam({ organisation: 'acme', slug: 'oncall', members: ['carol'], parent: 'security' });
  const { cloneUrl } = github.addRepository({
    owner: 'acme',
    name: 'access',
    id: 4242,
    collaborators: { alice: 'write', bob: 'admin', carol: 'read' },
  });
  const webhookSecret = 'a webhook secret';
  const { privateKey } = github.addApp({
    slug: 'lapse',
    id: 77,
    permissions: { checks: 'write', contents: 'write', pull_requests: 'write', issues: 'write', members: 'read' },
    events: ['pull_request', 'pull_request_review', 'push', 'issue_comment'],
    webhookSecret,
  });
  const { installationId } = github.install('lapse', 'acme/access');
  const receiver = await startReceiver(webhookSecret);
  github.setWebhookUrl('lapse', receiver.url);
  return {
    github,
    clock,
    tokens,
    cloneUrl,
    privateKey,
    installationId,
    deliveries: receiver.deliveries,
    answers: receiver.answers,
    as: (token: string) => octokitFor(github, token),
    clone: (login: keyof typeof tokens) => cloneAs(directory, cloneUrl, login, tokens[login]),
    appToken: () => appToken(github, clock.now, privateKey, installationId),
    /** Throws where anything was not as GitHub describes it. `isOurCode`: what acts as the App is our code, no test. */
    async stop(isOurCode = false) {
      await github.close();
      await receiver.stop();
      await rm(directory, { recursive: true, force: true });
      await holdToContract(github, isOurCode);
    },
  };
}

export type Acme = Awaited<ReturnType<typeof startAcme>>;

export function octokitFor(github: GitHub, auth?: string): Octokit {
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  return new Octokit({ baseUrl: github.url, log: quiet, ...(auth ? { auth } : {}) });
}

/** An App's JWT; times in ms since the epoch. */
export function jwtOf(privateKey: string, now: number, claims: Record<string, unknown> = {}): string {
  const seconds = Math.floor(now / 1000);
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ iat: seconds - 30, exp: seconds + 570, iss: 77, ...claims })}`;
  return `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(privateKey, 'base64url')}`;
}

async function appToken(github: GitHub, now: number, privateKey: string, installationId: number): Promise<string> {
  const answer = await octokitFor(github, jwtOf(privateKey, now)).rest.apps.createInstallationAccessToken({
    installation_id: installationId,
  });
  return answer.data.token;
}

async function startReceiver(secret: string) {
  const deliveries: Delivered[] = [];
  /** Statuses to answer next, before it is 200 again. */
  const answers: number[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const wanted = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    response.statusCode = answers.shift() ?? 200;
    if (response.statusCode === 200)
      deliveries.push({
        event: String(request.headers['x-github-event']),
        headers: request.headers,
        signed: request.headers['x-hub-signature-256'] === wanted,
        payload: JSON.parse(body.toString('utf8')),
      });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, deliveries, answers, stop };
}

/** A clone with the helpers that a story needs. */
async function cloneAs(directory: string, cloneUrl: string, login: string, token: string) {
  const folder = await mkdtemp(join(directory, `${login}-`));
  const url = cloneUrl.replace('http://', `http://${login}:${token}@`);
  const email = login === 'alice' ? 'alice@acme.example' : `${login}@users.noreply.github.com`;
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };
  const git = async (...args: string[]) => (await run('git', ['-C', folder, ...args], { env })).stdout.trim();
  // By hand: `clone` and four `config` are a dozen processes, and every test begins with them.
  for (const inside of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags'])
    await mkdir(join(folder, '.git', inside), { recursive: true });
  await writeFile(join(folder, '.git/HEAD'), 'ref: refs/heads/main\n');
  await writeFile(
    join(folder, '.git/config'),
    `[core]
\trepositoryformatversion = 0
\tfsync = none
[gc]
\tauto = 0
[user]
\tname = ${login}
\temail = ${email}
[remote "origin"]
\turl = ${url}
\tfetch = +refs/heads/*:refs/remotes/origin/*
`,
  );
  const isEmpty = (await readdir(join(directory, 'bare/acme/access.git/refs/heads'))).length === 0;
  if (!isEmpty) await git('pull', '--quiet', 'origin', 'main');
  return {
    folder,
    git,
    /** Writes files (null removes), commits them and gives the commit's id. */
    async commit(message: string, files: Record<string, string | Buffer | null>): Promise<string> {
      for (const [path, content] of Object.entries(files)) {
        if (content === null) await rm(join(folder, path));
        else {
          await mkdir(join(folder, path, '..'), { recursive: true });
          await writeFile(join(folder, path), content);
        }
      }
      await git('add', '--all');
      await git('commit', '-q', '-m', message);
      return git('rev-parse', 'HEAD');
    },
  };
}

/** How a promise was refused: its status, and GitHub's message with its errors. */
export async function refusalOf(promise: Promise<unknown>): Promise<{ status: number; text: string }> {
  try {
    await promise;
  } catch (error) {
    const { status, response } = error as { status: number; response?: { data?: unknown } };
    return { status, text: JSON.stringify(response?.data ?? {}) };
  }
  return { status: 200, text: 'was not refused' };
}
