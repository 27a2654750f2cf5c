import { isRecord, optionalRecord, optionalText, textOf } from '../body.js';
import type { GitObject } from '../git/object-reader.js';
import { changeTree, moveRef, writeCommit } from '../git/write-git.js';
import { signatureOf, webFlow } from '../merge.js';
import { presentGitCommit, readCommit } from '../present/commit.js';
import { apiOf, pageUrlOf } from '../present/repository.js';
import { mayPush } from '../protection.js';
import { changeRefs } from '../ref-changes.js';
import { invalid, notFound, Refusal } from '../refusal.js';
import { type Answer, type RepositoryCall, type Route, repositoryRoute } from '../router.js';
import { violationsOf, violationText } from '../rulesets.js';
import type { Repository, World } from '../state.js';
import { resolveCommit } from './git-data.js';

/** https://docs.github.com/en/rest/repos/contents */
export const contentRoutes: readonly Route[] = [
  repositoryRoute('GET /contents/{path}', 'contents:read', 'read', getContents),
  repositoryRoute('GET /contents', 'contents:read', 'read', getContents),
  repositoryRoute('PUT /contents/{path}', 'contents:write', 'write', putContents),
  repositoryRoute('DELETE /contents/{path}', 'contents:write', 'write', deleteContents),
];

async function getContents({ world, repository, params, query, headers }: RepositoryCall): Promise<Answer> {
  const ref = query.get('ref') ?? repository.defaultBranch;
  const path = (params['path'] ?? '').replace(/^\/+|\/+$/g, '');
  const commit = await resolveCommit(world, repository, ref);
  if (!commit) throw new Refusal(404, `No commit found for the ref ${ref}`);
  const object = await world.store.at(repository.gitDirectory, commit, path);
  if (!object) throw notFound();
  if (object.type === 'tree') {
    const entries = await world.store.tree(repository.gitDirectory, object.oid, false);
    const items = entries.map((entry) => {
      const type = entry.type === 'tree' ? 'dir' : entry.type === 'commit' ? 'submodule' : 'file';
      const full = path === '' ? entry.path : `${path}/${entry.path}`;
      return { type, size: entry.size ?? 0, ...presentPlace(world, repository, full, entry.sha, ref) };
    });
    return { status: 200, body: items };
  }
  if (/\.raw(\+|$)|vnd\.github\.raw/.test(headers.accept ?? '')) {
    return {
      status: 200,
      body: object.content,
      headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' },
    };
  }
  return { status: 200, body: presentContentFile(world, repository, path, object, ref) };
}

function presentPlace(world: World, repository: Repository, path: string, sha: string, ref: string) {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const self = `${apiOf(world, repository)}/contents/${encoded}?ref=${encodeURIComponent(ref)}`;
  const git = `${apiOf(world, repository)}/git/blobs/${sha}`;
  const html = `${pageUrlOf(world, repository)}/blob/${encodeURIComponent(ref)}/${encoded}`;
  return {
    name: path.split('/').at(-1) ?? '',
    path,
    sha,
    url: self,
    git_url: git,
    html_url: html,
    download_url: `${pageUrlOf(world, repository)}/raw/${encodeURIComponent(ref)}/${encoded}`,
    _links: { self, git, html },
  };
}

function presentContentFile(world: World, repository: Repository, path: string, object: GitObject, ref: string) {
  // Over 1 MB the content is left out: https://docs.github.com/en/rest/repos/contents#get-repository-content
  const shown = object.content.length <= 1024 * 1024;
  return {
    type: 'file',
    encoding: shown ? 'base64' : 'none',
    size: object.content.length,
    content: shown
      ? (object.content.toString('base64').match(/.{1,60}/g) ?? []).map((line) => `${line}\n`).join('')
      : '',
    ...presentPlace(world, repository, path, object.oid, ref),
  };
}

async function putContents(call: RepositoryCall): Promise<Answer> {
  const content = textOf(call.body, 'content', 'Content');
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(content)) throw new Refusal(422, 'content is not valid Base64');
  return changeContents(call, Buffer.from(content, 'base64'));
}

function deleteContents(call: RepositoryCall): Promise<Answer> {
  return changeContents(call, null);
}

/** A commit of one file, as the web editor makes it: signed by GitHub. `content` null removes the file. */
async function changeContents(call: RepositoryCall, content: Buffer | null): Promise<Answer> {
  const { world, repository, actor, params, body } = call;
  const path = params['path'] ?? '';
  const branch = optionalText(body, 'branch', 'Content') ?? repository.defaultBranch;
  const message = textOf(body, 'message', 'Content');
  const known = optionalText(body, 'sha', 'Content');
  if (!mayPush(repository, actor, branch))
    throw new Refusal(409, `Repository rule violations found\n\nChanges must be made through a pull request.\n\n`);
  return changeRefs(world, repository, actor, async () => {
    const { gitDirectory } = repository;
    const tip = await world.store.branch(gitDirectory, branch);
    // GitHub signs only what it names itself the committer of.
    const isSigned = !body['author'] && !body['committer'];
    const deeds = [tip ? ('update' as const) : ('create' as const), ...(isSigned ? [] : (['unsigned'] as const))];
    const violations = violationsOf(repository, actor, branch, { deeds });
    if (violations.length > 0) throw new Refusal(409, violationText(violations));
    if (!tip && (branch !== repository.defaultBranch || content === null))
      throw new Refusal(404, `Branch ${branch} not found`);
    const before = tip ? await world.store.at(gitDirectory, tip, path) : null;
    if (!before && content === null) throw notFound();
    if (before && known === undefined) throw new Refusal(422, 'Invalid request.\n\n"sha" wasn\'t supplied.', undefined);
    if (known !== undefined && known !== (before?.oid ?? null))
      throw new Refusal(409, `${path} does not match ${known}`);
    const base = tip ? (await readCommit(world, repository, tip)).tree : null;
    const tree = await changeTree(gitDirectory, base, [{ path, content }]).catch(() => {
      throw invalid('Content', 'path', 'custom', 'path contains a malformed path component');
    });
    const sha = writeCommit(gitDirectory, {
      tree,
      parents: tip ? [tip] : [],
      message,
      author: readPerson(call, 'author') ?? signatureOf(actor.account, world.now()),
      committer: readPerson(call, 'committer') ?? webFlow(world.now()),
    });
    if (isSigned) repository.signed.add(sha);
    if (!(await moveRef(gitDirectory, `refs/heads/${branch}`, sha, tip)))
      throw new Refusal(409, `is at ${tip ?? ''} but expected ${sha}`);
    const after = content === null ? null : await world.store.at(gitDirectory, sha, path);
    // Without the content: https://docs.github.com/en/rest/repos/contents#create-or-update-file-contents
    const shown = after
      ? { type: 'file', size: after.content.length, ...presentPlace(world, repository, path, after.oid, branch) }
      : null;
    const commit = presentGitCommit(world, repository, await readCommit(world, repository, sha));
    return { status: before || content === null ? 200 : 201, body: { content: shown, commit } };
  });
}

function readPerson({ body, world }: RepositoryCall, field: string) {
  const person = optionalRecord(body, field, 'Content');
  if (!isRecord(person)) return undefined;
  return { name: textOf(person, 'name', 'Content'), email: textOf(person, 'email', 'Content'), at: world.now() };
}
