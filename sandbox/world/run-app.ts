import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type RunningProcess, start } from './run-process.js';
import { APP_ID, APP_SLUG, type World } from './start-world.js';

export interface RunningApp {
  readonly url: string;
  readonly log: () => string;
  /** SIGTERM; gives the exit code. */
  stop(): Promise<number | null>;
}

const LONGEST_START = 20_000;

/** Starts the real App (`dist/app.js`) as a process and points the sandbox's webhooks at it. */
export async function startApp(world: World, root: string): Promise<RunningApp> {
  const running = start(process.execPath, ['--import', clockUrl(root), join(root, 'dist/app.js')], {
    cwd: world.directory,
    environment: { ...world.clock.environment, ...settingsOf(world) },
  });
  const url = await listeningAt(running);
  world.github.setWebhookUrl(APP_SLUG, `${url}/api/github/webhooks`);
  return {
    url,
    log: () => running.stdout() + running.stderr(),
    async stop() {
      if (running.process.exitCode === null) {
        const exited = once(running.process, 'exit');
        running.process.kill('SIGTERM');
        await exited;
      }
      return running.process.exitCode;
    },
  };
}

/** What the App is told of a world: https://probot.github.io/docs/configuration/ */
export function settingsOf(world: World): Readonly<Record<string, string>> {
  return {
    NODE_ENV: 'production',
    APP_ID: String(APP_ID),
    PRIVATE_KEY: world.app.privateKey,
    WEBHOOK_SECRET: world.app.webhookSecret,
    HOST: '127.0.0.1',
    PORT: '0',
    GITHUB_API_URL: world.github.url,
  };
}

/** The module that moves a process's clock, for `node --import`. */
export function clockUrl(root: string): string {
  return pathToFileURL(join(root, 'build/clock.mjs')).href;
}

async function listeningAt(running: RunningProcess): Promise<string> {
  const deadline = performance.now() + LONGEST_START;
  while (performance.now() < deadline && running.process.exitCode === null) {
    const url = /"url":"(http:[^"]+)"/.exec(running.stdout())?.[1];
    if (url !== undefined) return url;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  running.process.kill('SIGKILL');
  throw new Error(`The App did not start:\n${running.stdout()}${running.stderr()}`);
}
