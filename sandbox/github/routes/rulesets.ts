import { iso } from '../present/account.js';
import { apiOf, pageUrlOf } from '../present/repository.js';
import { readRuleset } from '../read-ruleset.js';
import { type Answer, type RepositoryCall, type Route, repositoryRoute } from '../router.js';

/** https://docs.github.com/en/rest/repos/rules */
export const rulesetRoutes: readonly Route[] = [
  repositoryRoute('POST /rulesets', 'administration:write', 'admin', createRuleset),
];

function createRuleset({ world, repository, body }: RepositoryCall): Answer {
  repository.rulesets.push(readRuleset(world, repository, body));
  const id = world.nextId();
  const now = iso(world.now());
  const { name, target = 'branch', enforcement, bypass_actors = [], conditions, rules = [] } = body;
  return {
    status: 201,
    body: {
      id,
      name,
      target,
      source_type: 'Repository',
      source: repository.fullName,
      enforcement,
      bypass_actors,
      current_user_can_bypass: 'never',
      node_id: `RRS_${Buffer.from(String(id)).toString('base64url')}`,
      _links: {
        self: { href: `${apiOf(world, repository)}/rulesets/${id}` },
        html: { href: `${pageUrlOf(world, repository)}/rules/${id}` },
      },
      conditions,
      rules,
      created_at: now,
      updated_at: now,
    },
  };
}
