import { notFound } from './refusal.js';
import type { Account, Actor, App, Installation, Level, Pull, Repository, Team, Thread, World } from './state.js';

const rank: Record<Level, number> = { read: 1, write: 2, admin: 3 };

export function reaches(held: Level | undefined, needed: Level): boolean {
  return held !== undefined && rank[held] >= rank[needed];
}

export function findAccount(world: World, login: string): Account | undefined {
  return world.accounts.get(login.toLowerCase());
}

export function findRepository(world: World, fullName: string): Repository | undefined {
  return world.repositories.get(fullName.toLowerCase());
}

export function findPull(repository: Repository, number: string | number | undefined): Pull {
  const pull = repository.pulls.get(Number(number));
  if (!pull) throw notFound();
  return pull;
}

/** An issue, or a pull request seen as one. */
export function findThread(repository: Repository, number: string | number | undefined): Thread {
  const thread = repository.pulls.get(Number(number)) ?? repository.issues.get(Number(number));
  if (!thread) throw notFound();
  return thread;
}

export function installationsOn(world: World, repository: Repository): Installation[] {
  return [...world.installations.values()].filter((installation) => installation.repositories.has(repository));
}

export function installedApps(world: World, repository: Repository): App[] {
  return installationsOn(world, repository).map((installation) => installation.app);
}

/** The right of an account on a repository, bots by the `contents` permission of their App. */
export function levelOf(world: World, repository: Repository, account: Account): Level | undefined {
  const login = account.login.toLowerCase();
  if (account.type === 'Bot') {
    const app = installedApps(world, repository).find((candidate) => candidate.bot === account);
    return app?.permissions['contents'] ?? (repository.visibility === 'public' ? 'read' : undefined);
  }
  if (repository.owner.login.toLowerCase() === login) return 'admin';
  return repository.collaborators.get(login) ?? (repository.visibility === 'public' ? 'read' : undefined);
}

export function findTeam(world: World, organisation: string, slug: string): Team | undefined {
  return world.teams.find(
    (team) => team.organisation.toLowerCase() === organisation.toLowerCase() && team.slug === slug.toLowerCase(),
  );
}

/** Members of child teams are members of the parent: https://docs.github.com/en/rest/teams/members#get-team-membership-for-a-user */
export function isTeamMember(world: World, team: Team, login: string): boolean {
  if (team.members.some((member) => member.toLowerCase() === login.toLowerCase())) return true;
  return world.teams.some(
    (child) =>
      child !== team &&
      child.organisation === team.organisation &&
      child.parent === team.slug &&
      isTeamMember(world, child, login),
  );
}

export function associationOf(world: World, repository: Repository, account: Account) {
  if (account === repository.owner) return 'OWNER' as const;
  const teams = world.teams.filter((team) => team.organisation === repository.owner.login);
  if (teams.some((team) => isTeamMember(world, team, account.login))) return 'MEMBER' as const;
  if (repository.collaborators.has(account.login.toLowerCase())) return 'COLLABORATOR' as const;
  return 'NONE' as const;
}

/** The App on whose behalf something is written, for `performed_via_github_app`. */
export function appOf(actor: Actor): App | undefined {
  return actor.kind === 'user' ? undefined : actor.app;
}
