import { optionalText, textOf } from '../body.js';
import { isValidRefName, moveRef } from '../git/write-git.js';
import { nodeIdOf, presentCommit, presentCommitWithFiles, presentGitCommit, readCommit } from '../present/commit.js';
import { apiOf, pageUrlOf } from '../present/repository.js';
import { mayPush, rulesOf } from '../protection.js';
import { changeRefs } from '../ref-changes.js';
import { invalid, notFound, Refusal } from '../refusal.js';
import { type Answer, pageOf, type RepositoryCall, type Route, repositoryRoute } from '../router.js';
import type { Repository, World } from '../state.js';

/** https://docs.github.com/en/rest/git, https://docs.github.com/en/rest/commits, https://docs.github.com/en/rest/branches */
export const gitDataRoutes: readonly Route[] = [
  repositoryRoute('GET /branches/{branch}', 'contents:read', 'read', getBranch),
  repositoryRoute('GET /branches', 'contents:read', 'read', listBranches),
  repositoryRoute('GET /git/ref/{ref}', 'contents:read', 'read', getRef),
  repositoryRoute('GET /git/matching-refs/{ref}', 'contents:read', 'read', listMatchingRefs),
  repositoryRoute('POST /git/refs', 'contents:write', 'write', createRef),
  repositoryRoute('PATCH /git/refs/{ref}', 'contents:write', 'write', updateRef),
  repositoryRoute('DELETE /git/refs/{ref}', 'contents:write', 'write', deleteRef),
  repositoryRoute('GET /git/trees/{tree_sha}', 'contents:read', 'read', getTree),
  repositoryRoute('GET /git/blobs/{file_sha}', 'contents:read', 'read', getBlob),
  repositoryRoute('GET /git/commits/{commit_sha}', 'contents:read', 'read', getGitCommit),
  repositoryRoute('GET /commits', 'contents:read', 'read', listCommits),
  repositoryRoute('GET /commits/{ref}', 'contents:read', 'read', getCommit),
];

/** The commit that a branch, a tag, a full ref or an id names. */
export async function resolveCommit(world: World, repository: Repository, ref: string): Promise<string | null> {
  const { store } = world;
  for (const name of [
    `refs/heads/${ref}`,
    `refs/tags/${ref}`,
    ...(/^(heads|tags|pull)\//.test(ref) ? [`refs/${ref}`] : []),
  ]) {
    const sha = await store.resolve(repository.gitDirectory, name, '^{commit}');
    if (sha) return sha;
  }
  if (!/^([0-9a-f]{4,40}|refs\/.+|HEAD)$/.test(ref)) return null;
  return store.resolve(repository.gitDirectory, ref, '^{commit}');
}

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
  const refs = [...(await world.store.refs(repository.gitDirectory))].filter(([ref]) => ref.startsWith('refs/heads/'));
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
  const refs = [...(await world.store.refs(repository.gitDirectory))].filter(([ref]) => ref.startsWith(prefix));
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

function refuseProtected({ repository, actor }: RepositoryCall, ref: string): void {
  if (mayPush(repository, actor, ref.replace(/^refs\/heads\//, ''))) return;
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
    if (body['force'] !== true && !(await world.store.isAncestor(gitDirectory, before, sha)))
      throw new Refusal(422, 'Update is not a fast forward');
    if (!(await moveRef(gitDirectory, ref, sha, before))) throw new Refusal(409, 'Reference cannot be updated');
    return { status: 200, body: presentRef(world, repository, ref, sha) };
  });
}

async function deleteRef(call: RepositoryCall): Promise<Answer> {
  const { world, repository, actor, params } = call;
  const ref = `refs/${params['ref'] ?? ''}`;
  refuseProtected(call, ref);
  if (ref === `refs/heads/${repository.defaultBranch}`) throw new Refusal(422, 'Cannot delete the default branch');
  return changeRefs(world, repository, actor, async () => {
    const before = await world.store.resolve(repository.gitDirectory, ref);
    if (!before) throw new Refusal(422, 'Reference does not exist');
    await moveRef(repository.gitDirectory, ref, null, before);
    return { status: 204 };
  });
}

async function getTree({ world, repository, params, query }: RepositoryCall): Promise<Answer> {
  const name = params['tree_sha'] ?? '';
  const commit = await resolveCommit(world, repository, name);
  const object = await world.store.object(repository.gitDirectory, commit ? `${commit}^{tree}` : name);
  if (object?.type !== 'tree') throw notFound();
  const api = apiOf(world, repository);
  const all = await world.store.tree(repository.gitDirectory, object.oid, query.has('recursive'));
  // https://docs.github.com/en/rest/git/trees#get-a-tree: 100,000 entries at most.
  const tree = all.slice(0, 100_000).map((entry) => ({
    path: entry.path,
    mode: entry.mode,
    type: entry.type,
    sha: entry.sha,
    ...(entry.size === undefined ? {} : { size: entry.size }),
    ...(entry.type === 'commit' ? {} : { url: `${api}/git/${entry.type}s/${entry.sha}` }),
  }));
  const truncated = tree.length < all.length;
  return { status: 200, body: { sha: object.oid, url: `${api}/git/trees/${object.oid}`, tree, truncated } };
}

async function getBlob({ world, repository, params }: RepositoryCall): Promise<Answer> {
  const object = await world.store.object(repository.gitDirectory, params['file_sha'] ?? '');
  if (object?.type !== 'blob') throw notFound();
  const sha = object.oid;
  return {
    status: 200,
    body: {
      sha,
      node_id: `B_${nodeIdOf(repository, { sha }).slice(2)}`,
      size: object.content.length,
      url: `${apiOf(world, repository)}/git/blobs/${sha}`,
      content: object.content.toString('base64'),
      encoding: 'base64',
    },
  };
}

async function getGitCommit({ world, repository, params }: RepositoryCall): Promise<Answer> {
  const commit = await readCommit(world, repository, params['commit_sha'] ?? '');
  return { status: 200, body: presentGitCommit(world, repository, commit) };
}

async function getCommit({ world, repository, params }: RepositoryCall): Promise<Answer> {
  const ref = params['ref'] ?? '';
  const sha = await resolveCommit(world, repository, ref);
  if (!sha) throw new Refusal(422, `No commit found for SHA: ${ref}`);
  return {
    status: 200,
    body: await presentCommitWithFiles(world, repository, await readCommit(world, repository, sha)),
  };
}

async function listCommits(call: RepositoryCall): Promise<Answer> {
  const { world, repository, query } = call;
  const sha = await resolveCommit(world, repository, query.get('sha') ?? repository.defaultBranch);
  if (!sha) throw notFound();
  const path = optionalText({ path: query.get('path') }, 'path', 'Commit');
  const shas = (await world.store.commitsOf(repository.gitDirectory, [sha], path)).reverse();
  const { items, headers } = pageOf(call, shas);
  const commits = await Promise.all(items.map((one) => readCommit(world, repository, one)));
  return { status: 200, headers, body: commits.map((commit) => presentCommit(world, repository, commit)) };
}
