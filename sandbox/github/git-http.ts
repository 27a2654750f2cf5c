import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { authenticate } from './authenticate.js';
import { findRepository, levelOf, reaches } from './find.js';
import { gitEnvironment } from './git/run-git.js';
import { holds, sees } from './permissions.js';
import { mayPush } from './protection.js';
import { changeRefs } from './ref-changes.js';
import { notFound, Refusal } from './refusal.js';
import { linesForPushes } from './rulesets.js';
import type { Actor, Repository, World } from './state.js';

/** Git's smart HTTP through `git http-backend` (https://git-scm.com/docs/git-http-backend). */

const gitPath = /^\/([^/]+)\/([^/]+?)(?:\.git)?(\/(?:info\/refs|git-upload-pack|git-receive-pack))$/;

export function isGitPath(path: string): boolean {
  return gitPath.test(path);
}

export async function serveGit(world: World, url: URL, request: IncomingMessage, response: ServerResponse) {
  try {
    const [, owner = '', name = '', rest = ''] = gitPath.exec(url.pathname) ?? [];
    const service = rest === '/info/refs' ? url.searchParams.get('service') : rest.slice(1);
    const actor = authenticate(world, request.headers.authorization);
    if (!actor) throw new Refusal(401, 'Authentication required');
    const repository = findRepository(world, `${owner}/${name}`);
    if (!repository || !sees(world, actor, repository)) throw notFound();
    const writes = service === 'git-receive-pack';
    refuse(world, actor, repository, writes);
    const run = () => runBackend(world, actor, repository, url, rest, request);
    const changes = writes && rest === '/git-receive-pack';
    // The client gets its answer only when pull requests and webhooks know of the push, as scripts expect.
    const answer = changes ? await changeRefs(world, repository, actor, run) : await run();
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  } catch (error) {
    const status = error instanceof Refusal ? error.status : 500;
    const headers = status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {};
    response.writeHead(status, { 'content-type': 'text/plain', ...headers });
    response.end(error instanceof Error ? error.message : String(error));
  }
}

function refuse(world: World, actor: Actor, repository: Repository, writes: boolean): void {
  const allowed =
    actor.kind === 'user'
      ? reaches(levelOf(world, repository, actor.account), writes ? 'write' : 'read')
      : actor.kind !== 'app' && holds(actor.permissions, writes ? 'contents:write' : 'contents:read');
  if (!allowed) throw new Refusal(403, `Permission to ${repository.fullName}.git denied to ${actor.account.login}.`);
}

interface CgiAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

function runBackend(
  world: World,
  actor: Actor,
  repository: Repository,
  url: URL,
  rest: string,
  request: IncomingMessage,
): Promise<CgiAnswer> {
  // A file, because an environment is too small for all of them.
  const signed = join(repository.gitDirectory, 'signed');
  if (rest === '/git-receive-pack') writeFileSync(signed, [...repository.signed, ''].join('\n'));
  const environment: Record<string, string> = {
    ...gitEnvironment,
    GIT_PROJECT_ROOT: world.directory,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `${repository.gitDirectory.slice(world.directory.length)}${rest}`,
    QUERY_STRING: url.search.slice(1),
    REQUEST_METHOD: request.method ?? 'GET',
    CONTENT_TYPE: request.headers['content-type'] ?? '',
    REMOTE_USER: actor.account.login,
    REMOTE_ADDR: '127.0.0.1',
    GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    SANDBOX_PROTECTED: patternsAgainst(repository, actor),
    SANDBOX_RULES: linesForPushes(repository, actor).join('\n'),
    SANDBOX_SIGNED: signed,
  };
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['http-backend'], { env: environment });
    const out: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.resume();
    child.on('error', reject);
    child.on('close', () => resolve(parseCgi(Buffer.concat(out))));
    child.stdin.on('error', () => {});
    const body = request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request;
    body.on('error', () => child.kill());
    body.pipe(child.stdin);
  });
}

/** The patterns of classic protection that this actor may not push to, one a line, for the update hook. */
function patternsAgainst(repository: Repository, actor: Actor): string {
  const branches = repository.rules
    .map((rules) => rules.branch)
    .filter((branch) => !mayPush(repository, actor, branch));
  return branches.map((branch) => `refs/heads/${branch}`).join('\n');
}

function parseCgi(output: Buffer): CgiAnswer {
  const end = output.indexOf('\r\n\r\n');
  const headers: Record<string, string> = {};
  let status = 200;
  for (const line of output.subarray(0, Math.max(end, 0)).toString('latin1').split('\r\n')) {
    const colon = line.indexOf(':');
    const [name, value] = [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    if (name === 'status') status = Number(value.slice(0, 3));
    else if (colon > 0) headers[name] = value;
  }
  return { status: end < 0 ? 500 : status, headers, body: output.subarray(end < 0 ? 0 : end + 4) };
}
