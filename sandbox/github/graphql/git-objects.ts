import type { Commit, Signature } from '../git/commit-object.js';
import type { GitObject } from '../git/object-reader.js';
import { parseTree } from '../git/tree-object.js';
import { iso } from '../present/account.js';
import { accountOfEmail, nodeIdOf, readCommit } from '../present/commit.js';
import { apiOf, pageUrlOf } from '../present/repository.js';
import { pullsWith } from '../routes/pulls.js';
import type { Repository, World } from '../state.js';
import { userOf } from './actors.js';
import { type SuiteArguments, suitesOf } from './checks.js';
import { connectionOf, type PageArguments } from './connection.js';
import type { Context } from './context.js';
import { pullOf } from './pull.js';

/** GraphQL's GitObject for what an id names; null where it names nothing. `folder`: where a tree stands, for its paths. */
export async function gitObjectOf(world: World, repository: Repository, object: GitObject | null, folder = '') {
  switch (object?.type) {
    case 'blob':
      return blobOf(world, repository, object);
    case 'tree':
      return treeOf(world, repository, object.oid, folder);
    case 'commit':
      return commitOf(world, repository, await readCommit(world, repository, object.oid));
    default:
      return null;
  }
}

function commonOf(world: World, repository: Repository, oid: string) {
  return {
    id: nodeIdOf(repository, { sha: oid }),
    oid,
    abbreviatedOid: oid.slice(0, 7),
    commitUrl: `${pageUrlOf(world, repository)}/commit/${oid}`,
    commitResourcePath: `/${repository.fullName}/commit/${oid}`,
  };
}

/** Above this `text` is cut: https://docs.github.com/en/graphql/reference/objects#blob gives `isTruncated` for it. */
const longestText = 512_000;

function blobOf(world: World, repository: Repository, object: GitObject) {
  const binary = object.content.includes(0);
  const truncated = object.content.length > longestText;
  return {
    __typename: 'Blob',
    ...commonOf(world, repository, object.oid),
    byteSize: object.content.length,
    isBinary: binary,
    isTruncated: truncated,
    text: binary ? null : object.content.subarray(0, longestText).toString('utf8'),
  };
}

function treeOf(world: World, repository: Repository, oid: string, folder = '') {
  return {
    __typename: 'Tree',
    ...commonOf(world, repository, oid),
    entries: async () => entriesOf(world, repository, oid, folder),
  };
}

/** Read from the tree objects themselves, so that a deep read starts no process. */
async function entriesOf(world: World, repository: Repository, oid: string, folder: string) {
  const tree = await world.store.object(repository.gitDirectory, oid);
  return parseTree(tree?.content ?? Buffer.alloc(0)).map((line) => {
    const read = () => world.store.object(repository.gitDirectory, line.sha);
    return {
      __typename: 'TreeEntry',
      name: line.name,
      nameRaw: Buffer.from(line.name).toString('base64'),
      path: `${folder}${line.name}`,
      mode: Number.parseInt(line.mode, 8),
      type: line.type,
      oid: line.sha,
      size: async () => (line.type === 'blob' ? ((await read())?.content.length ?? 0) : 0),
      extension: /(\.[^.]+)$/.exec(line.name)?.[1] ?? '',
      isGenerated: false,
      submodule: null,
      object: async () => gitObjectOf(world, repository, await read(), `${folder}${line.name}/`),
    };
  });
}

export function commitOf(world: World, repository: Repository, commit: Commit): Record<string, unknown> {
  const [headline = '', ...rest] = commit.message.split('\n');
  const read = (sha: string) => readCommit(world, repository, sha);
  return {
    __typename: 'Commit',
    ...commonOf(world, repository, commit.sha),
    url: `${pageUrlOf(world, repository)}/commit/${commit.sha}`,
    resourcePath: `/${repository.fullName}/commit/${commit.sha}`,
    tarballUrl: `${apiOf(world, repository)}/tarball/${commit.sha}`,
    message: commit.message,
    messageHeadline: headline,
    messageBody: rest.join('\n').trim(),
    committedDate: iso(commit.committer.at),
    authoredDate: iso(commit.author.at),
    author: gitActorOf(world, commit.author),
    authors: (args: PageArguments) =>
      connectionOf('authors', [commit.author, ...coAuthorsOf(commit)], args, (one) => gitActorOf(world, one)),
    committer: gitActorOf(world, commit.committer),
    authoredByCommitter: commit.author.email === commit.committer.email,
    committedViaWeb: repository.signed.has(commit.sha),
    signature: repository.signed.has(commit.sha) ? webSignature(world, commit) : null,
    parents: async (args: PageArguments) =>
      connectionOf('parents', await Promise.all(commit.parents.map(read)), args, (parent) =>
        commitOf(world, repository, parent),
      ),
    associatedPullRequests: async (args: PageArguments) => {
      const pulls = await pullsWith({ world, repository }, commit.sha);
      return connectionOf('associatedPullRequests', pulls, args, (pull) => pullOf(world, repository, pull));
    },
    checkSuites: (args: SuiteArguments, context: Context) => suitesOf(world, repository, commit.sha, args, context),
    tree: () => treeOf(world, repository, commit.tree),
    treeResourcePath: `/${repository.fullName}/tree/${commit.sha}`,
    file: ({ path }: { path: string }) => fileOf(world, repository, commit, path),
    history: async (args: PageArguments & { path?: string | null }, _context: Context) => {
      const shas = await world.store.commitsOf(repository.gitDirectory, [commit.sha], args.path ?? undefined);
      const commits = await Promise.all([...shas].reverse().map(read));
      return connectionOf('history', commits, args, (one) => commitOf(world, repository, one));
    },
  };
}

async function fileOf(world: World, repository: Repository, commit: Commit, path: string) {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
  const tree = await world.store.at(repository.gitDirectory, commit.sha, folder.replace(/\/$/, ''));
  if (tree?.type !== 'tree') return null;
  const entries = await entriesOf(world, repository, tree.oid, folder);
  return entries.find((entry) => entry.path === path) ?? null;
}

/** https://docs.github.com/en/pull-requests/committing-changes-to-your-project/creating-and-editing-commits/creating-a-commit-with-multiple-authors */
function coAuthorsOf({ message, author }: Commit): Signature[] {
  const trailers = message.matchAll(/^co-authored-by:[ \t]*([^\n<]*?)[ \t]*<([^\n<>]*)>[ \t]*$/gim);
  return [...trailers].map(([, name = '', email = '']) => ({ name, email, at: author.at }));
}

function gitActorOf(world: World, signature: Signature) {
  const account = accountOfEmail(world, signature.email);
  return {
    __typename: 'GitActor',
    name: signature.name,
    email: signature.email,
    date: iso(signature.at),
    avatarUrl: `${world.url}/avatars/u/${account?.id ?? 0}`,
    user: account ? userOf(world, account) : null,
  };
}

function webSignature(world: World, commit: Commit) {
  const signer = accountOfEmail(world, 'noreply@github.com');
  return {
    __typename: 'GpgSignature',
    isValid: true,
    wasSignedByGitHub: true,
    state: 'VALID',
    email: commit.committer.email,
    keyId: 'B5690EEEBB952194',
    payload: `tree ${commit.tree}`,
    signature: '-----BEGIN PGP SIGNATURE-----\n\nsandbox\n-----END PGP SIGNATURE-----\n',
    signer: signer ? userOf(world, signer) : null,
    verifiedAt: iso(commit.committer.at),
  };
}
