import { Refusal } from './refusal.js';
import type { Budget } from './settings.js';
import type { Actor, World } from './state.js';

/** GraphQL has a budget of its own; every query of the sandbox costs one point. */
export type Resource = 'core' | 'graphql';

/** Whose budget a request takes from: undefined without valid credentials. */
export interface Meter {
  readonly resource: Resource;
  actor: Actor | undefined;
  isSpent: boolean;
}

const hour = 3_600_000;
const about = 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api';

/** Budgets are those of users, installations and, for GITHUB_TOKEN, repositories (the page above). */
function nameOf(actor: Actor | undefined): string {
  switch (actor?.kind) {
    case undefined:
      return '127.0.0.1';
    case 'user':
      return `user ID ${actor.account.id}`;
    case 'app':
      return `app ID ${actor.app.id}`;
    case 'installation':
      return `installation ID ${actor.installation.id}`;
    case 'actions':
      return `repository ID ${actor.repository.id}`;
  }
}

function limitOf(world: World, actor: Actor | undefined): number {
  return world.settings.rateLimits[actor?.kind ?? 'anonymous'];
}

/** The budget of this hour; a new one begins with the first request after the last has run out. */
function budgetOf(world: World, actor: Actor | undefined, resource: Resource): Budget {
  const key = `${resource} of ${nameOf(actor)}`;
  const known = world.budgets.get(key);
  if (known && world.now() < known.resetAt) return known;
  const budget = { used: 0, resetAt: world.now() + hour };
  world.budgets.set(key, budget);
  return budget;
}

/** As `GET /rate_limit` shows it; `reset` in seconds since the epoch. */
export function readBudget(world: World, actor: Actor | undefined, resource: Resource) {
  const limit = limitOf(world, actor);
  const { used, resetAt } = budgetOf(world, actor, resource);
  return { limit, used, remaining: Math.max(limit - used, 0), reset: Math.floor(resetAt / 1000) };
}

/** Takes one request off the budget. Throws what GitHub answers where nothing is left, or the secondary limit is met. */
export function spend(world: World, meter: Meter): void {
  const { settings } = world;
  if (settings.secondaryRefusals > 0) {
    settings.secondaryRefusals -= 1;
    throw new Refusal(
      403,
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
      undefined,
      { 'retry-after': String(settings.secondaryRetryAfter) },
      `${about}#about-secondary-rate-limits`,
    );
  }
  const budget = budgetOf(world, meter.actor, meter.resource);
  if (budget.used >= limitOf(world, meter.actor))
    throw new Refusal(settings.rateLimitStatus, overLimit(meter), undefined, {}, about);
  budget.used += 1;
  meter.isSpent = true;
}

function overLimit({ actor }: Meter): string {
  return `API rate limit exceeded for ${nameOf(actor)}.`;
}

/** What GraphQL answers, with status 200: https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api */
export function isOverLimit(world: World, meter: Meter): string | undefined {
  return readBudget(world, meter.actor, meter.resource).remaining === 0 ? overLimit(meter) : undefined;
}

/** A 304 to an authorised request costs nothing: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate */
export function giveBack(world: World, meter: Meter): void {
  if (meter.actor && meter.isSpent) budgetOf(world, meter.actor, meter.resource).used -= 1;
}

/** The headers that every answer carries. */
export function rateHeaders(world: World, { actor, resource }: Meter): Record<string, string> {
  const { limit, used, remaining, reset } = readBudget(world, actor, resource);
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(reset),
    'x-ratelimit-resource': resource,
  };
}
