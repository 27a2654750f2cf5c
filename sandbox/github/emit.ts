import { installationsOn } from './find.js';
import { presentAccount, presentOrganisation } from './present/account.js';
import { presentPull, presentPullSimple, presentReview } from './present/pull.js';
import { presentRepository } from './present/repository.js';
import type { Actor, App, Installation, Pull, Repository, Review, World } from './state.js';

/**
 * Queues a webhook for each App that is installed on the repository and subscribes to the event
 * (https://docs.github.com/en/webhooks/webhook-events-and-payloads). `only` sends it to one App, subscribed or not:
 * GitHub sends re-requests of checks to the App that owns them. What an Action's own token does triggers nothing.
 */
export function emit(
  world: World,
  repository: Repository,
  actor: Actor,
  event: string,
  fields: Readonly<Record<string, unknown>>,
  only?: App,
): void {
  for (const installation of listHearing(world, repository, actor, event, only)) {
    const { app } = installation;
    world.webhooks.send(app, event, {
      ...fields,
      repository: presentRepository(world, repository),
      ...(repository.owner.type === 'Organization'
        ? { organization: presentOrganisation(world, repository.owner) }
        : {}),
      sender: presentAccount(world, actor.account),
      installation: {
        id: installation.id,
        node_id: Buffer.from(`Integration:${installation.id}`).toString('base64url'),
      },
    });
  }
}

/** Whether anybody is told of an event: what nobody hears need not be worked out. */
export function isHeard(world: World, repository: Repository, actor: Actor, event: string): boolean {
  return listHearing(world, repository, actor, event).length > 0;
}

function listHearing(world: World, repository: Repository, actor: Actor, event: string, only?: App): Installation[] {
  if (actor.kind === 'actions') return [];
  return installationsOn(world, repository).filter(({ app }) => (only ? app === only : app.events.includes(event)));
}

export async function emitPull(
  world: World,
  repository: Repository,
  actor: Actor,
  action: string,
  pull: Pull,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  if (!isHeard(world, repository, actor, 'pull_request')) return;
  const pullRequest = await presentPull(world, repository, pull);
  emit(world, repository, actor, 'pull_request', { action, number: pull.number, pull_request: pullRequest, ...more });
}

export function emitReview(
  world: World,
  repository: Repository,
  actor: Actor,
  action: string,
  pull: Pull,
  review: Review,
  more: Readonly<Record<string, unknown>> = {},
): void {
  const presented = presentReview(world, repository, pull, review);
  emit(world, repository, actor, 'pull_request_review', {
    action,
    review: { ...presented, state: presented.state.toLowerCase(), updated_at: presented.submitted_at },
    pull_request: presentPullSimple(world, repository, pull),
    ...more,
  });
}
