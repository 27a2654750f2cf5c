import type { GitStore } from './git/git-store.js';
import { noReplyOf } from './present/commit.js';
import { githubSettings } from './settings.js';
import type { Account, App, World } from './state.js';
import type { Webhooks } from './webhooks.js';

/** What is there before anybody adds anything: GitHub's own accounts. */
export function createWorld(options: {
  now(): number;
  readonly url: string;
  readonly directory: string;
  readonly store: GitStore;
  readonly webhooks: Webhooks;
}): World {
  // Counting keeps ids the same from run to run; they start above what a test hands out itself.
  let lastId = 1_000_000_000;
  const world: World = {
    ...options,
    accounts: new Map(),
    teams: [],
    apps: new Map(),
    installations: new Map(),
    repositories: new Map(),
    tokens: new Map(),
    settings: githubSettings(),
    budgets: new Map(),
    nextId: () => {
      lastId += 1;
      return lastId;
    },
  };
  const github = addAccount(world, 'Organization', 'github', 9919);
  // The committer of what is committed on the web: https://github.com/web-flow
  addAccount(world, 'User', 'web-flow', 19_864_447, 'noreply@github.com');
  const bot = addAccount(world, 'Bot', 'github-actions[bot]', 41_898_282);
  world.apps.set('github-actions', {
    slug: 'github-actions',
    id: 15_368,
    nodeId: 'MDM6QXBwMTUzNjg=',
    clientId: 'Iv1.05c79e9ad1f6bdfa',
    bot,
    owner: github,
    permissions: {},
    events: [],
    webhookSecret: '',
    publicKey: '',
    createdAt: world.now(),
    webhookUrl: undefined,
  });
  return world;
}

export function addAccount(world: World, type: Account['type'], login: string, id: number, email?: string): Account {
  const account: Account = {
    type,
    login,
    id,
    nodeId: `${{ User: 'U', Bot: 'BOT', Organization: 'O' }[type]}_${Buffer.from(String(id)).toString('base64url')}`,
    email: email ?? noReplyOf({ id, login }),
    createdAt: world.now(),
  };
  world.accounts.set(login.toLowerCase(), account);
  return account;
}

/** The App behind the GITHUB_TOKEN of Actions. */
export function actionsApp(world: World): App {
  const app = world.apps.get('github-actions');
  if (!app) throw new Error('the sandbox has lost its github-actions App');
  return app;
}
