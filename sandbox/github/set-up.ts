import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { deleteAccount, renameAccount } from './change-account.js';
import { actionsApp, addAccount } from './create-world.js';
import { findAccount, findRepository } from './find.js';
import { createBare } from './git/create-bare.js';
import type { Ruleset } from './ruleset.js';
import type { Account, App, Installation, Level, ProtectionRules, Repository, World } from './state.js';
import { newToken } from './tokens.js';

export interface TeamWishes {
  readonly organisation: string;
  readonly slug: string;
  readonly members: readonly string[];
  readonly parent?: string;
}

export interface RepositoryWishes {
  readonly owner: string;
  readonly name: string;
  readonly id: number;
  readonly collaborators: Readonly<Record<string, Level>>;
  /** Private unless told otherwise: then whoever is no collaborator gets 404. */
  readonly visibility?: 'public' | 'private';
  readonly allowMerge?: boolean;
  readonly allowSquash?: boolean;
  readonly allowRebase?: boolean;
}

export interface AppWishes {
  readonly slug: string;
  readonly id: number;
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>;
  readonly events: readonly string[];
  readonly webhookSecret: string;
}

/** What whoever runs the sandbox adds to it. All of it throws on names that are not there: those are mistakes of a test. */
export function setUp(world: World) {
  return {
    addUser({ login, id, email }: { login: string; id: number; email?: string }) {
      const account = addAccount(world, 'User', login, id, email);
      const token = newToken('ghp');
      world.tokens.set(token, { kind: 'user', account });
      return { token };
    },
    renameUser(login: string, newLogin: string) {
      renameAccount(world, requireAccount(world, login), newLogin);
    },
    deleteUser(login: string) {
      deleteAccount(world, requireAccount(world, login));
    },
    addCollaborator(fullName: string, login: string, level: Level) {
      requireRepository(world, fullName).collaborators.set(login.toLowerCase(), level);
    },
    addOrganisation(login: string) {
      addAccount(world, 'Organization', login, world.nextId());
    },
    addTeam(team: TeamWishes) {
      world.teams.push({ ...team, parent: team.parent });
    },
    removeFromTeam(organisation: string, slug: string, login: string) {
      const at = world.teams.findIndex((team) => team.organisation === organisation && team.slug === slug);
      const team = world.teams[at];
      if (!team?.members.includes(login)) throw new Error(`${login} is not in @${organisation}/${slug}`);
      world.teams[at] = { ...team, members: team.members.filter((member) => member !== login) };
    },
    addRepository: (wishes: RepositoryWishes) => addRepository(world, wishes),
    addApp: (wishes: AppWishes) => addApp(world, wishes),
    install(appSlug: string, fullName: string) {
      return { installationId: install(world, requireApp(world, appSlug), requireRepository(world, fullName)).id };
    },
    setWebhookUrl(appSlug: string, url: string) {
      requireApp(world, appSlug).webhookUrl = url;
    },
    protect(fullName: string, rules: ProtectionRules | Ruleset) {
      const repository = requireRepository(world, fullName);
      if ('ruleset' in rules) repository.rulesets.push(rules);
      else repository.rules.push(rules);
    },
    addActionsToken(fullName: string, permissions: Record<string, Level>) {
      const app = actionsApp(world);
      const repository = requireRepository(world, fullName);
      const token = newToken('ghs');
      world.tokens.set(token, { kind: 'actions', app, account: app.bot, repository, permissions });
      return { token };
    },
  };
}

function requireAccount(world: World, login: string): Account {
  const account = findAccount(world, login);
  if (!account) throw new Error(`the sandbox has no account ${login}`);
  return account;
}

function requireApp(world: World, slug: string): App {
  const app = world.apps.get(slug);
  if (!app) throw new Error(`the sandbox has no App ${slug}`);
  return app;
}

function requireRepository(world: World, fullName: string): Repository {
  const repository = findRepository(world, fullName);
  if (!repository) throw new Error(`the sandbox has no repository ${fullName}`);
  return repository;
}

function addRepository(world: World, wishes: RepositoryWishes): { cloneUrl: string } {
  const owner = requireAccount(world, wishes.owner);
  const fullName = `${owner.login}/${wishes.name}`;
  const gitDirectory = join(world.directory, owner.login, `${wishes.name}.git`);
  createBare(gitDirectory);
  world.repositories.set(fullName.toLowerCase(), {
    id: wishes.id,
    nodeId: `R_${Buffer.from(String(wishes.id)).toString('base64url')}`,
    owner,
    name: wishes.name,
    fullName,
    defaultBranch: 'main',
    visibility: wishes.visibility ?? 'private',
    gitDirectory,
    collaborators: new Map(Object.entries(wishes.collaborators).map(([login, level]) => [login.toLowerCase(), level])),
    allow: {
      merge: wishes.allowMerge ?? true,
      squash: wishes.allowSquash ?? true,
      rebase: wishes.allowRebase ?? true,
    },
    pulls: new Map(),
    issues: new Map(),
    comments: new Map(),
    labels: new Map(),
    checkSuites: [],
    checkRuns: new Map(),
    rules: [],
    rulesets: [],
    signed: new Set(),
    createdAt: world.now(),
    pushedAt: world.now(),
    lastNumber: 0,
  });
  return { cloneUrl: `${world.url}/${fullName}.git` };
}

function addApp(world: World, wishes: AppWishes): { privateKey: string } {
  const { publicKey, privateKey } = keysOf(wishes);
  const [owner] = [...world.accounts.values()].filter((one) => one.type === 'Organization' && one.login !== 'github');
  const bot = addAccount(world, 'Bot', `${wishes.slug}[bot]`, world.nextId());
  world.apps.set(wishes.slug, {
    ...wishes,
    nodeId: `A_${Buffer.from(String(wishes.id)).toString('base64url')}`,
    clientId: `Iv1.${wishes.id.toString(16).padStart(16, '0')}`,
    bot,
    owner: owner ?? requireAccount(world, 'github'),
    publicKey,
    createdAt: world.now(),
    webhookUrl: undefined,
  });
  return { privateKey };
}

interface Keys {
  readonly publicKey: string;
  readonly privateKey: string;
}

const keys = new Map<string, Keys>();

/** An App's own keys, the same in every sandbox of a process: they take longer to make than all the rest of one. */
function keysOf({ slug, id }: AppWishes): Keys {
  const name = `${id} ${slug}`;
  const made =
    keys.get(name) ??
    generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
  keys.set(name, made);
  return made;
}

/** An App has one installation for each account, with the repositories that it was given. */
function install(world: World, app: App, repository: Repository): Installation {
  const known = [...world.installations.values()].find((one) => one.app === app && one.account === repository.owner);
  const installation = known ?? {
    id: world.nextId(),
    app,
    account: repository.owner,
    repositories: new Set<Repository>(),
    createdAt: world.now(),
  };
  installation.repositories.add(repository);
  world.installations.set(installation.id, installation);
  return installation;
}
