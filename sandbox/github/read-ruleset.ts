import { isRecord } from './body.js';
import { invalid, Refusal } from './refusal.js';
import type { BypassActor, Ruleset } from './ruleset.js';
import type { Repository, World } from './state.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A ruleset as GitHub's API and its import take it: https://docs.github.com/en/rest/repos/rules#create-a-repository-ruleset.
 * What the sandbox would not enforce is refused, so that nobody believes it enforced.
 */
export function readRuleset(world: World, repository: Repository, body: Fields): Ruleset {
  const { name, enforcement, target = 'branch' } = body;
  if (typeof name !== 'string' || name === '') throw invalid('Ruleset', 'name');
  if (enforcement !== 'active' && enforcement !== 'evaluate' && enforcement !== 'disabled')
    throw invalid('Ruleset', 'enforcement');
  if (target !== 'branch') throw notServed('rulesets for anything but branches');
  const rules = records(body['rules']).map((rule) => readRule(world, rule));
  return Object.assign(
    {
      ruleset: name,
      enforcement,
      branches: readBranches(repository, body['conditions']),
      bypassActors: records(body['bypass_actors']).map((actor) => readBypass(world, actor)),
    },
    ...rules,
  );
}

function readRule(world: World, { type, parameters }: Fields): Partial<Ruleset> {
  const given = isRecord(parameters) ? parameters : {};
  switch (type) {
    case 'creation':
      return { restrictCreations: true };
    case 'update':
      return { restrictUpdates: true };
    case 'deletion':
      return { restrictDeletions: true };
    case 'non_fast_forward':
      return { blockForcePushes: true };
    case 'required_linear_history':
      return { requireLinearHistory: true };
    case 'required_signatures':
      return { requireSignatures: true };
    case 'required_status_checks':
      return readChecks(world, given);
    case 'pull_request':
      return readReviews(given);
    default:
      throw notServed(`the rule ${String(type)}`);
  }
}

function readChecks(world: World, given: Fields): Partial<Ruleset> {
  if (given['strict_required_status_checks_policy'] === true) throw notServed('branches that must be up to date');
  const requiredChecks = records(given['required_status_checks']).map(({ context, integration_id: id }) => ({
    name: String(context),
    ...(id === undefined ? {} : { appSlug: slugOf(world, id) }),
  }));
  return { requiredChecks };
}

function readReviews(given: Fields): Partial<Ruleset> {
  if (given['required_review_thread_resolution'] === true) throw notServed('threads that must be resolved');
  return {
    requirePullRequest: true,
    requiredApprovals: Number(given['required_approving_review_count']),
    requireCodeOwnerReview: given['require_code_owner_review'] === true,
    dismissStaleReviews: given['dismiss_stale_reviews_on_push'] === true,
    requireLastPushApproval: given['require_last_push_approval'] === true,
  };
}

/** `~DEFAULT_BRANCH`, or full names of refs with patterns. */
function readBranches(repository: Repository, conditions: unknown): string[] {
  const names = isRecord(conditions) && isRecord(conditions['ref_name']) ? conditions['ref_name'] : {};
  const { include, exclude } = names;
  if (Array.isArray(exclude) && exclude.length > 0) throw notServed('branches that are left out');
  if (!Array.isArray(include)) throw invalid('Ruleset', 'conditions');
  return include.map((one) => {
    if (one === '~DEFAULT_BRANCH') return repository.defaultBranch;
    const [, branch] = /^refs\/heads\/(.+)$/.exec(String(one)) ?? [];
    if (branch === undefined) throw invalid('Ruleset', 'conditions');
    return branch;
  });
}

function readBypass(world: World, actor: Fields): BypassActor {
  const mode = actor['bypass_mode'] ?? 'always';
  if (actor['actor_type'] !== 'Integration') throw notServed('bypassing by anybody but Apps');
  if (mode !== 'always' && mode !== 'pull_request') throw notServed(`the bypass mode ${String(mode)}`);
  return { appSlug: slugOf(world, actor['actor_id']), mode };
}

function slugOf(world: World, id: unknown): string {
  const app = [...world.apps.values()].find((one) => one.id === id);
  if (app === undefined) throw invalid('Ruleset', 'actor_id');
  return app.slug;
}

function records(list: unknown): Fields[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function notServed(what: string): Refusal {
  return new Refusal(422, `The sandbox does not serve ${what}.`);
}
