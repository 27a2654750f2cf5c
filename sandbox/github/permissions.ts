import { levelOf, reaches } from './find.js';
import { notFound, Refusal } from './refusal.js';
import type { Actor, Level, Permissions, Repository, World } from './state.js';

const integrationRefusal = 'Resource not accessible by integration';

/** Whether an App's permissions hold `name:level`, or one of several divided by `|`. Every App may read metadata. */
export function holds(permissions: Permissions, needs: string): boolean {
  return needs.split('|').some((one) => holdsOne(permissions, one));
}

function holdsOne(permissions: Permissions, needs: string): boolean {
  const [name = '', level = 'read'] = needs.split(':');
  if (name === 'metadata' && level === 'read') return true;
  return reaches(permissions[name], level === 'write' ? 'write' : 'read');
}

/** Throws 403 where an App's or Action's token lacks the permission; users are judged by `authoriseInRepository`. */
export function authorise(actor: Actor, needs: string | undefined): void {
  if (!needs) return;
  if (actor.kind === 'installation' || actor.kind === 'actions') {
    // A GITHUB_TOKEN has no permission on the organisation, whatever its workflow asks for.
    if (actor.kind === 'actions' && needs === 'members:read') throw new Refusal(403, integrationRefusal);
    if (!holds(actor.permissions, needs)) throw new Refusal(403, integrationRefusal);
  }
}

/** Whether the actor can see the repository at all. */
export function sees(world: World, actor: Actor, repository: Repository): boolean {
  switch (actor.kind) {
    case 'user':
      return levelOf(world, repository, actor.account) !== undefined;
    case 'installation':
      return (
        repository.visibility === 'public' ||
        (actor.installation.repositories.has(repository) && (actor.repositories?.includes(repository) ?? true))
      );
    case 'actions':
      return repository.visibility === 'public' || actor.repository === repository;
    case 'app':
      return false;
  }
}

/** 404 for a repository that the actor does not see, 403 for what it may not do there. */
export function authoriseInRepository(
  world: World,
  actor: Actor,
  repository: Repository,
  needs: string | undefined,
  level: Level,
): void {
  if (!sees(world, actor, repository)) throw notFound();
  if (actor.kind === 'user') {
    if (!reaches(levelOf(world, repository, actor.account), level))
      throw new Refusal(403, 'Must have admin rights to Repository.');
    return;
  }
  authorise(actor, needs);
  if (actor.kind === 'app' || isElsewhere(actor, repository)) {
    // A token's permissions end at its own repositories; elsewhere it reads what is public.
    if (needs?.endsWith(':write')) throw new Refusal(403, integrationRefusal);
  }
}

function isElsewhere(actor: Actor, repository: Repository): boolean {
  if (actor.kind === 'installation')
    return !actor.installation.repositories.has(repository) || !(actor.repositories?.includes(repository) ?? true);
  return actor.kind === 'actions' && actor.repository !== repository;
}
