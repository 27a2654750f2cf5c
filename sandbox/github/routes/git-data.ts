import { optionalText } from '../body.js';
import { nodeIdOf, presentCommit, presentCommitWithFiles, presentGitCommit, readCommit } from '../present/commit.js';
import { apiOf } from '../present/repository.js';
import { notFound, Refusal } from '../refusal.js';
import { type Answer, pageOf, type RepositoryCall, type Route, repositoryRoute } from '../router.js';
import type { Repository, World } from '../state.js';

/** https://docs.github.com/en/rest/git, https://docs.github.com/en/rest/commits */
export const gitDataRoutes: readonly Route[] = [
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

async function getTree({ world, repository, params, query }: RepositoryCall): Promise<Answer> {
  const name = params['tree_sha'] ?? '';
  const commit = await resolveCommit(world, repository, name);
  const object = await world.store.object(repository.gitDirectory, commit ? `${commit}^{tree}` : name);
  if (object?.type !== 'tree') throw notFound();
  const api = apiOf(world, repository);
  const all = await world.store.tree(repository.gitDirectory, object.oid, query.has('recursive'));
  const tree = all.slice(0, world.settings.mostTreeEntries).map((entry) => ({
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
  // A copy: the store keeps the list for whoever asks next.
  const shas = [...(await world.store.commitsOf(repository.gitDirectory, [sha], path))].reverse();
  const { items, headers } = pageOf(call, shas);
  const commits = await Promise.all(items.map((one) => readCommit(world, repository, one)));
  return { status: 200, headers, body: commits.map((commit) => presentCommit(world, repository, commit)) };
}
