import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Octokit } from '@octokit/rest';
import type { World } from './start-world.js';

const run = promisify(execFile);

/** Somebody at their desk: a clone of their own, and GitHub in a browser. */
export interface Desk {
  readonly login: string;
  readonly octokit: Octokit;
  readonly clone: string;
  git(...parameters: string[]): Promise<string>;
  /** Writes files (null deletes), commits them on a branch and pushes it. Gives the commit. */
  push(branch: string, files: Readonly<Record<string, string | null>>, message: string): Promise<string>;
  /** Takes over what has been merged. */
  pull(): Promise<void>;
}

const LONGEST_COMMAND = 30_000;

/** A clone and a client for one of the world's people. */
export async function sitDown(world: World, login: string): Promise<Desk> {
  const token = world.tokens[login];
  if (token === undefined) throw new Error(`Nobody is called ${login}.`);
  const clone = join(world.directory, `clone-of-${login}`);
  const url = new URL(world.cloneUrl);
  url.username = login;
  url.password = token;

  async function git(...parameters: string[]): Promise<string> {
    const date = new Date(world.clock.now()).toISOString();
    const env = {
      ...process.env,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
    };
    const { stdout } = await run('git', ['-C', clone, ...parameters], { env, timeout: LONGEST_COMMAND });
    return stdout.trim();
  }

  mkdirSync(clone);
  await git('init', '--quiet', '--initial-branch=main');
  await git('remote', 'add', 'origin', url.href);
  // Refusals are part of the story; Octokit would print each.
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const octokit = new Octokit({ auth: token, baseUrl: world.github.url, log });
  const { data: account } = await octokit.rest.users.getAuthenticated();
  await git('config', 'user.name', login);
  await git('config', 'user.email', `${account.id}+${login}@users.noreply.github.com`);
  return {
    login,
    octokit,
    clone,
    git,
    async push(branch, files, message) {
      const current = await git('symbolic-ref', '--short', 'HEAD');
      if (current !== branch) await git('checkout', '--quiet', '-B', branch);
      const removed = Object.keys(files).filter((path) => files[path] === null);
      const written = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== null);
      for (const [path, text] of written) {
        mkdirSync(dirname(join(clone, path)), { recursive: true });
        writeFileSync(join(clone, path), text);
      }
      if (removed.length > 0) await git('rm', '--quiet', '--', ...removed);
      if (written.length > 0) await git('add', '--', ...written.map(([path]) => path));
      await git('commit', '--quiet', '-m', message);
      await git('push', '--quiet', '--force', 'origin', branch);
      return git('rev-parse', 'HEAD');
    },
    async pull() {
      await git('fetch', '--quiet', 'origin', 'main');
      await git('checkout', '--quiet', '-B', 'main', 'origin/main');
    },
  };
}
