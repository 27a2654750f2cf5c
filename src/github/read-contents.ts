import { readAccessPath } from '../access/access-path.js';
import type { SourceFile } from '../access/source-file.js';
import type { ChangedFile, PullRequestFacts } from '../approval/facts.js';
import { readEntry, type TreeEntry } from './blob.js';
import { isListOfHead } from './confirm-files.js';
import { type Connection, query } from './connection.js';
import { type ContentsAnswer, writeContentsQuery } from './contents-query.js';
import { GitHubError } from './github.js';
import type { ListedFile } from './list-files.js';
import { listWantedPaths } from './wanted-paths.js';

export type Contents = Pick<PullRequestFacts, 'files' | 'policyFiles' | 'standing'>;

type Files = ReadonlyMap<string, SourceFile>;

/** Blobs that GraphQL cannot give exactly are read one by one; this many at a time. */
const CONCURRENT_BLOBS = 8;

/**
 * The contents of what is ours among the changed files, of the policy, and of the touched people's folders.
 * Gives null where the pull request moved since its files were listed. One request, one for each further page of
 * changed files, and one for each blob that GraphQL cannot give exactly.
 * @param listed null where the pull request has too many files to be judged.
 */
export async function readContents(
  connection: Connection,
  pullRequest: {
    readonly number: number;
    readonly baseSha: string;
    readonly headSha: string;
    readonly baseBranch: string;
  },
  listed: readonly ListedFile[] | null,
): Promise<Contents | null> {
  const { number, baseSha, headSha } = pullRequest;
  const paths = listWantedPaths(listed ?? []);
  const { query: document, variables } = writeContentsQuery({ baseSha, headSha, ...paths });
  const call = { what: `the query of the contents of pull request ${number}`, permission: 'Contents: read' };
  const { repository } = await query<ContentsAnswer>(connection, call, document, { number, ...variables });
  if (!repository?.pullRequest || repository.pullRequest.headRefOid !== headSha) return null;
  if (listed !== null && !(await isListOfHead(connection, pullRequest, listed, repository.pullRequest))) return null;
  const base = commitOf(repository.base, baseSha);
  const head = commitOf(repository.head, headSha);

  const atBase = await readFiles(connection, pick(paths.atBase, base, 'base'));
  const atHead = await readFiles(connection, pick(paths.atHead, head, 'head'));
  const entries = paths.folders.flatMap((folder, index) => {
    const tree = repository[`folder${index}`];
    return (tree?.entries ?? []).map((entry) => ({ path: `${folder}/${entry.name}`, entry }));
  });
  const standing = await readFiles(
    connection,
    entries.filter(({ path }) => readAccessPath(path).kind === 'request'),
  );
  for (const file of listed ?? []) {
    const isRead = paths.atHead.includes(file.path) && file.status !== 'removed';
    if (isRead && atHead.get(file.path)?.oid !== file.oid) return null;
  }
  return {
    files: (listed ?? []).map((file) => toChangedFile(file, new Map([...atBase, ...standing]), atHead)),
    policyFiles: [...atBase.values()],
    standing: [...standing.values()],
  };
}

function toChangedFile(file: ListedFile, base: Files, head: Files): ChangedFile {
  const { path, previousPath, status } = file;
  const before = base.get(previousPath ?? path) ?? null;
  const after = status === 'removed' ? null : (head.get(path) ?? null);
  return { path, previousPath, status, before, after };
}

/** A commit that GitHub does not have must not look like one without a policy. */
function commitOf<T extends object>(commit: T | null | undefined, sha: string): T {
  if (commit === null || commit === undefined || !('oid' in commit)) {
    throw new GitHubError('not-found', `GitHub has no commit ${sha} in this repository.`);
  }
  return commit;
}

interface PathAndEntry {
  readonly path: string;
  readonly entry: TreeEntry;
}

function pick(
  paths: readonly string[],
  commit: Readonly<Record<string, TreeEntry | null>>,
  side: 'base' | 'head',
): readonly PathAndEntry[] {
  return paths.flatMap((path, index) => {
    const entry = commit[`${side}${index}`];
    return entry === null || entry === undefined ? [] : [{ path, entry }];
  });
}

/** Folders are left out: no file of ours is one. */
async function readFiles(connection: Connection, wanted: readonly PathAndEntry[]): Promise<Files> {
  const files = new Map<string, SourceFile>();
  const entries = wanted.filter(({ entry }) => entry.type !== 'tree');
  for (let start = 0; start < entries.length; start += CONCURRENT_BLOBS) {
    const some = entries.slice(start, start + CONCURRENT_BLOBS);
    const read = await Promise.all(some.map(({ path, entry }) => readEntry(connection, path, entry)));
    for (const file of read) files.set(file.path, file);
  }
  return files;
}
