import { textOf } from '../body.js';
import { isValidRefName, moveRef } from '../git/write-git.js';
import { presentCommit, readCommit } from '../present/commit.js';
import { apiOf, pageUrlOf } from '../present/repository.js';
import { mayPush, rulesOf } from '../protection.js';
import { changeRefs } from '../ref-changes.js';
import { invalid, notFound, Refusal } from '../refusal.js';
import { type Answer, pageOf, type RepositoryCall, type Route, repositoryRoute } from '../router.js';
import { deedsOfCommits, refuseByRulesets } from '../rulesets.js';
import type { Repository, World } from '../state.js';

/** https://docs.github.com/en/rest/branches and https://docs.github.com/en/rest/git/refs */
export const refRoutes: readonly Route[] = [
  repositoryRoute('GET /branches/{branch}', 'contents:read', 'read', getBranch),
  repositoryRoute('GET /branches', 'contents:read', 'read', listBranches),
  repositoryRoute('GET /git/ref/{ref}', 'contents:read', 'read', getRef),
  repositoryRoute('GET /git/matching-refs/{ref}', 'contents:read', 'read', listMatchingRefs),
  repositoryRoute('POST /git/refs', 'contents:write', 'write', createRef),
  repositoryRoute('PATCH /git/refs/{ref}', 'contents:write', 'write', updateRef),
  repositoryRoute('DELETE /git/refs/{ref}', 'contents:write', 'write', deleteRef),
];

async function getBranch({ world, repository, params }: RepositoryCall): Promise<Answer> {
  const name = params['branch'] ?? '';
  const sha = await world.store.branch(repository.gitDirectory, name);
  if (!sha) throw new Refusal(404, 'Branch not found');
  const own = `${apiOf(world, repository)}/branches/${encodeURIComponent(name)}`;
  const contexts = rulesOf(repository, name).flatMap((rules) => rules.requiredChecks ?? []);
  const isProtected = rulesOf(repository, name).length > 0;
  return {
    status: 200,
    body: {
      name,
      commit: presentCommit(world, repository, await readCommit(world, repository, sha)),
      _links: { self: own, html: `${pageUrlOf(world, repository)}/tree/${name}` },
      protected: isProtected,
      protection: {
        enabled: isProtected,
        required_status_checks: {
          enforcement_level: isProtected ? 'non_admins' : 'off',
          contexts: contexts.map((check) => check.name),
          checks: contexts.map((check) => ({ context: check.name, app_id: null })),
        },
      },
      protection_url: `${own}/protection`,
    },
  };
}

async function listBranches(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const refs = [...world.store.refs(repository.gitDirectory)].filter(([ref]) => ref.startsWith('refs/heads/'));
  const { items, headers } = pageOf(call, refs);
  const body = items.map(([ref, sha]) => {
    const name = ref.slice('refs/heads/'.length);
    const commit = { sha, url: `${apiOf(world, repository)}/commits/${sha}` };
    return { name, commit, protected: rulesOf(repository, name).length > 0 };
  });
  return { status: 200, headers, body };
}

function presentRef(world: World, repository: Repository, ref: string, sha: string) {
  const api = apiOf(world, repository);
  return {
    ref,
    node_id: `REF_${Buffer.from(`${repository.id}:${ref}`).toString('base64url')}`,
    url: `${api}/git/${ref}`,
    object: { type: 'commit', sha, url: `${api}/git/commits/${sha}` },
  };
}

async function getRef({ world, repository, params }: RepositoryCall): Promise<Answer> {
  const ref = `refs/${params['ref'] ?? ''}`;
  const sha = await world.store.resolve(repository.gitDirectory, ref);
  if (!sha) throw notFound();
  return { status: 200, body: presentRef(world, repository, ref, sha) };
}

async function listMatchingRefs({ world, repository, params }: RepositoryCall): Promise<Answer> {
  const prefix = `refs/${params['ref'] ?? ''}`;
  const refs = [...world.store.refs(repository.gitDirectory)].filter(([ref]) => ref.startsWith(prefix));
  return { status: 200, body: refs.map(([ref, sha]) => presentRef(world, repository, ref, sha)) };
}

async function createRef(call: RepositoryCall): Promise<Answer> {
  const { world, repository, actor, body } = call;
  const ref = textOf(body, 'ref', 'Reference');
  const sha = textOf(body, 'sha', 'Reference');
  if (!/^refs\/(heads|tags)\//.test(ref) || !(await isValidRefName(repository.gitDirectory, ref)))
    throw new Refusal(422, `${ref} is not a valid ref name.`);
  await refuseMissing(call, sha);
  refuseProtected(call, ref);
  const brought = await deedsOfCommits(world, repository, sha, null);
  refuseByRulesets(repository, actor, branchOf(ref), { deeds: ['create', ...brought], sha });
  return changeRefs(world, repository, actor, async () => {
    if (!(await moveRef(repository.gitDirectory, ref, sha, null))) throw new Refusal(422, 'Reference already exists');
    return { status: 201, body: presentRef(world, repository, ref, sha) };
  });
}

async function refuseMissing({ world, repository }: RepositoryCall, sha: string): Promise<void> {
  const object = await world.store.object(repository.gitDirectory, sha);
  if (!object) throw new Refusal(422, 'Object does not exist');
  if (object.type !== 'commit') throw invalid('Reference', 'sha');
}

/** Tags keep their full name, which no pattern of branches fits. */
function branchOf(ref: string): string {
  return ref.replace(/^refs\/heads\//, '');
}

function refuseProtected({ repository, actor }: RepositoryCall, ref: string): void {
  if (mayPush(repository, actor, branchOf(ref))) return;
  throw new Refusal(422, 'Repository rule violations found\n\nChanges must be made through a pull request.\n\n');
}

async function updateRef(call: RepositoryCall): Promise<Answer> {
  const { world, repository, actor, params, body } = call;
  const ref = `refs/${params['ref'] ?? ''}`;
  const sha = textOf(body, 'sha', 'Reference');
  await refuseMissing(call, sha);
  refuseProtected(call, ref);
  return changeRefs(world, repository, actor, async () => {
    const { gitDirectory } = repository;
    const before = await world.store.resolve(gitDirectory, ref);
    if (!before) throw new Refusal(422, 'Reference does not exist');
    const forced = !(await world.store.isAncestor(gitDirectory, before, sha));
    if (forced && body['force'] !== true) throw new Refusal(422, 'Update is not a fast forward');
    const brought = await deedsOfCommits(world, repository, sha, before);
    const deeds = [forced ? ('force' as const) : ('update' as const), ...brought];
    refuseByRulesets(repository, actor, branchOf(ref), { deeds, sha });
    if (!(await moveRef(gitDirectory, ref, sha, before))) throw new Refusal(409, 'Reference cannot be updated');
    return { status: 200, body: presentRef(world, repository, ref, sha) };
  });
}

async function deleteRef(call: RepositoryCall): Promise<Answer> {
  const { world, repository, actor, params } = call;
  const ref = `refs/${params['ref'] ?? ''}`;
  refuseProtected(call, ref);
  refuseByRulesets(repository, actor, branchOf(ref), { deeds: ['delete'] });
  if (ref === `refs/heads/${repository.defaultBranch}`) throw new Refusal(422, 'Cannot delete the default branch');
  return changeRefs(world, repository, actor, async () => {
    const before = await world.store.resolve(repository.gitDirectory, ref);
    if (!before) throw new Refusal(422, 'Reference does not exist');
    await moveRef(repository.gitDirectory, ref, null, before);
    return { status: 204 };
  });
}
