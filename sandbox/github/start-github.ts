import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createWorld } from './create-world.js';
import { GitStore } from './git/git-store.js';
import type { Ruleset } from './ruleset.js';
import { type RequestRecord, serve } from './server.js';
import { type AppWishes, type RepositoryWishes, setUp, type TeamWishes } from './set-up.js';
import type { Settings } from './settings.js';
import type { Level, ProtectionRules } from './state.js';
import { type DeliveryRecord, Webhooks } from './webhooks.js';

export type { DeliveryRecord, ProtectionRules, RequestRecord, Ruleset, Settings };

export interface GitHubOptions {
  /** Milliseconds since the epoch, UTC. */
  now(): number;
  /** An empty folder for the bare repositories. */
  readonly directory: string;
}

/** A GitHub on loopback: REST at `url`, GraphQL at `url`/graphql, git at `url`/OWNER/NAME.git. */
export interface GitHub {
  readonly url: string;
  /** Gives a personal token that acts as the user. */
  addUser(user: { login: string; id: number; email?: string }): { token: string };
  /** The account keeps its id, its rights and what it wrote; its former login is free for the next {@link addUser}. */
  renameUser(login: string, newLogin: string): void;
  /** What it wrote is nobody's from then on, and its login is free. */
  deleteUser(login: string): void;
  addCollaborator(repository: string, login: string, level: Level): void;
  addOrganisation(login: string): void;
  /** Members of a child team are members of its parent. */
  addTeam(team: TeamWishes): void;
  removeFromTeam(organisation: string, slug: string, login: string): void;
  addRepository(repository: RepositoryWishes): { cloneUrl: string };
  /** Gives the App's private key (PEM). */
  addApp(app: AppWishes): { privateKey: string };
  install(appSlug: string, repository: string): { installationId: number };
  setWebhookUrl(appSlug: string, url: string): void;
  /** Classic branch protection, or a ruleset. */
  protect(repository: string, rules: ProtectionRules | Ruleset): void;
  /** A GITHUB_TOKEN: acts as github-actions[bot], and what it does triggers no webhooks. */
  addActionsToken(repository: string, permissions: Record<string, Level>): { token: string };
  readonly requests: RequestRecord[];
  readonly deliveries: DeliveryRecord[];
  /** Limits, to be lowered by a test. */
  readonly settings: Settings;
  /** Resolves when no webhook is queued or under way. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the sandbox's GitHub on 127.0.0.1 and a free port. Stop it with `close`. */
export async function startGitHub(options: GitHubOptions): Promise<GitHub> {
  const requests: RequestRecord[] = [];
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const webhooks = new Webhooks(() => options.now());
  const store = new GitStore();
  const world = createWorld({ ...options, now: () => options.now(), url, store, webhooks });
  const underWay = new Set<Promise<void>>();
  server.on('request', (request, response) => {
    const served = serve(world, requests, request, response).catch(() => {
      response.destroy();
    });
    underWay.add(served);
    served.finally(() => underWay.delete(served));
  });
  return {
    url,
    requests,
    deliveries: webhooks.deliveries,
    settings: world.settings,
    ...setUp(world),
    async settle() {
      await webhooks.settle();
    },
    async close() {
      await webhooks.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await Promise.race([Promise.all(underWay), new Promise((resolve) => setTimeout(resolve, 2000).unref())]);
      server.closeAllConnections();
      await closed;
      store.close();
    },
  };
}
