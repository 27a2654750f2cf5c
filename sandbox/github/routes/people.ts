import { findAccount, findTeam, isTeamMember, levelOf } from '../find.js';
import { presentAccount, presentProfile } from '../present/account.js';
import { presentRepository } from '../present/repository.js';
import { readBudget } from '../rate-limit.js';
import { notFound, Refusal } from '../refusal.js';
import { type Answer, type Call, globalRoute, type RepositoryCall, type Route, repositoryRoute } from '../router.js';

/** Users, teams and what people may do: https://docs.github.com/en/rest/users, /teams/members, /collaborators */
export const peopleRoutes: readonly Route[] = [
  globalRoute('GET /user', undefined, getViewer),
  globalRoute('GET /users/{username}', undefined, getUser),
  globalRoute('GET /rate_limit', undefined, getRateLimit),
  globalRoute('GET /orgs/{org}/teams/{team_slug}/memberships/{username}', 'members:read', getMembership),
  repositoryRoute('GET /', 'metadata:read', 'read', getRepository),
  repositoryRoute('GET /collaborators/{username}/permission', 'metadata:read', 'write', getPermission),
];

function getViewer({ world, actor }: Call): Answer {
  if (actor.kind !== 'user') throw new Refusal(403, 'Resource not accessible by integration');
  return {
    status: 200,
    body: {
      ...presentProfile(world, actor.account),
      email: actor.account.email,
      private_gists: 0,
      total_private_repos: 0,
      owned_private_repos: 0,
      disk_usage: 0,
      collaborators: 0,
      two_factor_authentication: true,
    },
  };
}

function getUser({ world, params }: Call): Answer {
  const account = findAccount(world, params['username'] ?? '');
  if (!account) throw notFound();
  return { status: 200, body: presentProfile(world, account) };
}

function getRateLimit({ world, actor }: Call): Answer {
  const core = readBudget(world, actor, 'core');
  const graphql = readBudget(world, actor, 'graphql');
  // Nothing here searches: https://docs.github.com/en/rest/search/search#rate-limit
  const search = { limit: 30, used: 0, remaining: 30, reset: core.reset };
  return { status: 200, body: { resources: { core, search, graphql }, rate: core } };
}

function getMembership({ world, actor, params }: Call): Answer {
  const { org = '', team_slug: slug = '', username = '' } = params;
  if (actor.kind === 'installation' && actor.installation.account.login.toLowerCase() !== org.toLowerCase())
    throw notFound();
  const team = findTeam(world, org, slug);
  if (!team || !isTeamMember(world, team, username)) throw notFound();
  const url = `${world.url}/organizations/1/team/1/memberships/${username}`;
  return { status: 200, body: { state: 'active', role: 'member', url } };
}

function getRepository({ world, repository, actor }: RepositoryCall): Answer {
  return {
    status: 200,
    body: { ...presentRepository(world, repository, actor), network_count: 0, subscribers_count: 0 },
  };
}

function getPermission({ world, repository, params }: RepositoryCall): Answer {
  const account = findAccount(world, params['username'] ?? '');
  if (!account) throw notFound();
  const level = levelOf(world, repository, account);
  const write = level === 'write' || level === 'admin';
  const permissions = {
    pull: level !== undefined,
    triage: write,
    push: write,
    maintain: level === 'admin',
    admin: level === 'admin',
  };
  const user = { ...presentAccount(world, account), permissions, role_name: level ?? 'none' };
  return { status: 200, body: { permission: level ?? 'none', role_name: level ?? 'none', user } };
}
