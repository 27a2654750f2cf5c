import { Probot, ProbotOctokit, Server } from 'probot';
import { type AppPorts, wireLapse } from './lapse-app.js';
import type { Settings } from './read-settings.js';

/** A webhook's sender gives up after 10 s, so waiting longer for GitHub's own limits serves nobody. */
const LONGEST_WAIT_SECONDS = 5;

/**
 * Starts the App's HTTP server: webhooks at `/api/github/webhooks`, `/ping`, 404 for all else. Stops cleanly on SIGTERM
 * (Probot itself handles only SIGINT).
 */
export async function startServer(settings: Settings, ports: AppPorts): Promise<Server> {
  const server = new Server({
    host: settings.host,
    port: settings.port,
    enableStaticFiles: false,
    Probot: Probot.defaults({
      appId: settings.appId,
      privateKey: settings.privateKey,
      secret: settings.webhookSecret,
      logLevel: settings.logLevel,
      logFormat: 'json',
      Octokit: ProbotOctokit.defaults({
        throttle: { onRateLimit: waitBriefly, onSecondaryRateLimit: waitBriefly },
        ...(settings.apiUrl === null ? {} : { baseUrl: settings.apiUrl }),
      }),
      ...(settings.apiUrl === null ? {} : { baseUrl: settings.apiUrl }),
    }),
  });
  await server.load((app) => wireLapse(app, ports));
  await server.start();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(server));
  return server;
}

function waitBriefly(retryAfter: number, _options: object, _octokit: object, retryCount: number): boolean {
  return retryAfter <= LONGEST_WAIT_SECONDS && retryCount === 0;
}

async function stop(server: Server): Promise<void> {
  await server.stop();
  process.exit(0);
}
