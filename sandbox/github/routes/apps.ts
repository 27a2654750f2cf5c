import { optionalList, optionalRecord } from '../body.js';
import { findRepository, installationsOn, reaches } from '../find.js';
import { iso, presentApp, presentInstallation } from '../present/account.js';
import { presentRepository } from '../present/repository.js';
import { notFound, Refusal } from '../refusal.js';
import { type Answer, type Call, globalRoute, pageOf, type Route } from '../router.js';
import type { Account, App, Installation, Level, Permissions, Repository } from '../state.js';
import { newToken } from '../tokens.js';

/** https://docs.github.com/en/rest/apps. These take the App's JWT, not a token. */
export const appRoutes: readonly Route[] = [
  globalRoute('GET /app', undefined, getApp),
  globalRoute('GET /app/installations', undefined, listInstallations),
  globalRoute('GET /app/installations/{installation_id}', undefined, getInstallation),
  globalRoute('POST /app/installations/{installation_id}/access_tokens', undefined, createToken),
  globalRoute('GET /repos/{owner}/{repo}/installation', undefined, getRepositoryInstallation),
  globalRoute('GET /orgs/{org}/installation', undefined, ({ world, actor, params }) => {
    return installationOf({ world, actor }, (account) => account.login.toLowerCase() === params['org']?.toLowerCase());
  }),
  globalRoute('GET /users/{username}/installation', undefined, ({ world, actor, params }) => {
    return installationOf({ world, actor }, (one) => one.login.toLowerCase() === params['username']?.toLowerCase());
  }),
  globalRoute('GET /installation/repositories', undefined, listRepositories),
];

const hour = 3_600_000;

export function callingApp({ actor }: Pick<Call, 'actor'>): App {
  if (actor.kind !== 'app') throw new Refusal(401, 'A JSON web token could not be decoded');
  return actor.app;
}

function getApp(call: Call): Answer {
  return { status: 200, body: presentApp(call.world, callingApp(call)) };
}

function installationsOf(call: Pick<Call, 'actor' | 'world'>): Installation[] {
  const app = callingApp(call);
  return [...call.world.installations.values()].filter((installation) => installation.app === app);
}

function listInstallations(call: Call): Answer {
  const { items, headers } = pageOf(call, installationsOf(call));
  return { status: 200, headers, body: items.map((one) => presentInstallation(call.world, one)) };
}

function findInstallation(call: Call): Installation {
  const found = installationsOf(call).find((one) => one.id === Number(call.params['installation_id']));
  if (!found) throw notFound();
  return found;
}

function getInstallation(call: Call): Answer {
  return { status: 200, body: presentInstallation(call.world, findInstallation(call)) };
}

function installationOf(call: Pick<Call, 'actor' | 'world'>, isWanted: (account: Account) => boolean): Answer {
  const found = installationsOf(call).find((one) => isWanted(one.account));
  if (!found) throw notFound();
  return { status: 200, body: presentInstallation(call.world, found) };
}

function getRepositoryInstallation(call: Call): Answer {
  const app = callingApp(call);
  const repository = findRepository(call.world, `${call.params['owner']}/${call.params['repo']}`);
  const found = repository && installationsOn(call.world, repository).find((one) => one.app === app);
  if (!found) throw notFound();
  return { status: 200, body: presentInstallation(call.world, found) };
}

function createToken(call: Call): Answer {
  const { world, body } = call;
  const installation = findInstallation(call);
  const { app } = installation;
  const repositories = narrowRepositories(installation, body);
  const permissions = narrowPermissions(app.permissions, body);
  const expiresAt = world.now() + hour;
  const token = newToken('ghs');
  world.tokens.set(token, {
    kind: 'installation',
    app,
    account: app.bot,
    installation,
    permissions,
    repositories,
    expiresAt,
  });
  return {
    status: 201,
    body: {
      token,
      expires_at: iso(expiresAt),
      permissions: { metadata: 'read', ...permissions },
      repository_selection: 'selected',
      ...(repositories ? { repositories: repositories.map((one) => presentRepository(world, one)) } : {}),
    },
  };
}

/** Undefined where the token is for all repositories of the installation. */
function narrowRepositories(installation: Installation, body: Call['body']): Repository[] | undefined {
  const names = optionalList(body, 'repositories', 'Installation');
  const ids = optionalList(body, 'repository_ids', 'Installation');
  if (!names && !ids) return undefined;
  const wanted = [...(names ?? []), ...(ids ?? [])];
  return wanted.map((one) => {
    const found = [...installation.repositories].find((repository) => repository.name === one || repository.id === one);
    if (found) return found;
    throw new Refusal(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  });
}

function narrowPermissions(held: Permissions, body: Call['body']): Permissions {
  const wanted = optionalRecord(body, 'permissions', 'Installation');
  if (!wanted) return held;
  const narrowed: Record<string, Level> = {};
  for (const [name, level] of Object.entries(wanted)) {
    if (level !== 'read' && level !== 'write') throw new Refusal(422, 'Invalid permissions.');
    if (name === 'metadata' && level === 'read') continue;
    if (!reaches(held[name], level))
      throw new Refusal(422, 'The permissions requested are not granted to this installation.');
    narrowed[name] = level;
  }
  return narrowed;
}

function listRepositories(call: Call): Answer {
  const { actor, world } = call;
  if (actor.kind !== 'installation') throw new Refusal(403, 'Resource not accessible by integration');
  const all = actor.repositories ?? [...actor.installation.repositories];
  const { items, headers } = pageOf(call, all);
  const repositories = items.map((one) => presentRepository(world, one));
  return { status: 200, headers, body: { total_count: all.length, repository_selection: 'selected', repositories } };
}
