import { isRecord, optionalList, optionalRecord, optionalText, textOf } from '../body.js';
import type { Signature } from '../git/commit-object.js';
import { changeTree, type TreeChange, writeBlob, writeCommit } from '../git/write-git.js';
import { signatureOf, webFlow } from '../merge.js';
import { presentGitCommit, readCommit } from '../present/commit.js';
import { apiOf } from '../present/repository.js';
import { invalid, Refusal } from '../refusal.js';
import { type Answer, type RepositoryCall, type Route, repositoryRoute } from '../router.js';

/** Objects that no ref holds yet: https://docs.github.com/en/rest/git. An orphan branch is made with these. */
export const gitWriteRoutes: readonly Route[] = [
  repositoryRoute('POST /git/blobs', 'contents:write', 'write', createBlob),
  repositoryRoute('POST /git/trees', 'contents:write', 'write', createTree),
  repositoryRoute('POST /git/commits', 'contents:write', 'write', createCommit),
];

async function createBlob({ world, repository, body }: RepositoryCall): Promise<Answer> {
  const encoding = optionalText(body, 'encoding', 'Blob') === 'base64' ? 'base64' : 'utf8';
  const sha = writeBlob(repository.gitDirectory, Buffer.from(textOf(body, 'content', 'Blob'), encoding));
  return { status: 201, body: { sha, url: `${apiOf(world, repository)}/git/blobs/${sha}` } };
}

async function createTree({ world, repository, body }: RepositoryCall): Promise<Answer> {
  const { gitDirectory } = repository;
  const base = optionalText(body, 'base_tree', 'Tree');
  const found = base ? await world.store.object(gitDirectory, base) : null;
  if (base && (!found || found.type === 'blob')) throw invalid('Tree', 'base_tree');
  const changes: TreeChange[] = [];
  for (const entry of optionalList(body, 'tree', 'Tree') ?? []) {
    if (!isRecord(entry)) throw invalid('Tree', 'tree');
    const path = textOf(entry, 'path', 'Tree');
    const content = optionalText(entry, 'content', 'Tree');
    const blob = optionalText(entry, 'sha', 'Tree');
    const mode = optionalText(entry, 'mode', 'Tree') ?? '100644';
    if (!['100644', '100755', '120000'].includes(mode)) throw invalid('Tree', 'tree.mode');
    if (content !== undefined) changes.push({ path, mode, content: Buffer.from(content) });
    else if (entry['sha'] === null) changes.push({ path, content: null });
    else changes.push({ path, mode, content: await readBlob({ world, repository }, blob) });
  }
  const sha = await changeTree(gitDirectory, found?.oid ?? null, changes).catch(() => {
    throw new Refusal(422, 'tree.path contains a malformed path component');
  });
  const entries = await world.store.tree(gitDirectory, sha, false);
  const api = apiOf(world, repository);
  const tree = entries.map(({ path, mode, type, sha: oid, size }) => ({
    path,
    mode,
    type,
    sha: oid,
    ...(size === undefined ? {} : { size }),
    url: `${api}/git/${type}s/${oid}`,
  }));
  return { status: 201, body: { sha, url: `${api}/git/trees/${sha}`, tree, truncated: false } };
}

async function readBlob({ world, repository }: Pick<RepositoryCall, 'world' | 'repository'>, sha: string | undefined) {
  const object = sha ? await world.store.object(repository.gitDirectory, sha) : null;
  if (object?.type !== 'blob') throw new Refusal(422, `tree.sha ${sha ?? ''} is not a valid blob`);
  return object.content;
}

async function createCommit(call: RepositoryCall): Promise<Answer> {
  const { world, repository, actor, body } = call;
  const { gitDirectory } = repository;
  const tree = textOf(body, 'tree', 'Commit');
  if ((await world.store.object(gitDirectory, tree))?.type !== 'tree')
    throw new Refusal(422, 'Tree SHA does not exist');
  const parents: string[] = [];
  for (const parent of optionalList(body, 'parents', 'Commit') ?? []) {
    const commit = typeof parent === 'string' ? await world.store.commit(gitDirectory, parent) : null;
    if (!commit) throw new Refusal(422, 'Parent SHA does not exist or is not a commit object');
    parents.push(commit.sha);
  }
  const author = readPerson(call, 'author');
  const sha = writeCommit(gitDirectory, {
    tree,
    parents,
    message: textOf(body, 'message', 'Commit'),
    author: author ?? signatureOf(actor.account, world.now()),
    committer: readPerson(call, 'committer') ?? author ?? webFlow(world.now()),
  });
  // A bot's commit without names of its own is signed:
  // https://docs.github.com/en/authentication/managing-commit-signature-verification/about-commit-signature-verification#signature-verification-for-bots
  if (!author && !body['committer'] && actor.account.type === 'Bot') repository.signed.add(sha);
  return { status: 201, body: presentGitCommit(world, repository, await readCommit(world, repository, sha)) };
}

function readPerson({ body, world }: RepositoryCall, field: string): Signature | undefined {
  const person = optionalRecord(body, field, 'Commit');
  if (!person) return undefined;
  const date = optionalText(person, 'date', 'Commit');
  const at = date === undefined ? world.now() : Date.parse(date);
  if (Number.isNaN(at)) throw invalid('Commit', `${field}.date`);
  return { name: textOf(person, 'name', 'Commit'), email: textOf(person, 'email', 'Commit'), at };
}
