import { readAccessPath } from '../access/access-path.js';
import type { SourceFile } from '../access/source-file.js';
import type { ChangedFile, PullRequestFacts } from '../approval/facts.js';
import { readEntry, type TreeEntry } from './blob.js';
import { buildsOnBase } from './builds-on-base.js';
import { type ChangedFilesPage, isListOfHead } from './confirm-files.js';
import { type Connection, query } from './connection.js';
import { type ContentsAnswer, toSystems, writeContentsQuery } from './contents-query.js';
import { GitHubError } from './github.js';
import type { ListedFile } from './list-files.js';
import { listWantedPaths, splitWanted, subtractWanted, type WantedPaths } from './wanted-paths.js';

export type Contents = Pick<PullRequestFacts, 'files' | 'policyFiles' | 'standing'>;

type Files = ReadonlyMap<string, SourceFile>;

/** Blobs that GraphQL cannot give exactly are read one by one; this many at a time. */
const CONCURRENT_BLOBS = 8;

/** So many paths a request: GitHub gives up a query that takes it more than ten seconds. */
const PATHS_A_REQUEST = 400;

/** What its files are read of. */
interface Commits {
  readonly number: number;
  readonly baseSha: string;
  readonly headSha: string;
  readonly baseBranch: string;
}

/** What else the reading of the facts has found out. */
export interface Concerned {
  /** Folders of `access/`. Where the base has others, it takes another request. */
  readonly systems: readonly string[];
  readonly reviewers: readonly string[];
}

/**
 * The contents of what is ours among the changed files, of the policy, and of the concerned people's folders.
 * Gives null where the pull request moved since its files were listed. One request up to 400 paths, one for each
 * further page of changed files, and one for each blob that GraphQL cannot give exactly.
 * @param listed null where the pull request has too many files to be judged.
 */
export async function readContents(
  connection: Connection,
  commits: Commits,
  listed: readonly ListedFile[] | null,
  { systems, reviewers }: Concerned,
): Promise<Contents | null> {
  const files = listed ?? [];
  const wanted = listWantedPaths(files, systems, reviewers);
  const found: Found = { base: [], head: [], standing: [] };
  const [first, ...further] = splitWanted(wanted, PATHS_A_REQUEST);
  const confirmed = first === undefined ? null : await readPart(connection, commits, first, found, true);
  if (confirmed === null) return null;
  if (listed !== null && !(await isListOfHead(connection, commits, listed, confirmed.changed))) return null;
  const missed = subtractWanted(listWantedPaths(files, confirmed.systems, reviewers), wanted);
  for (const part of [...further, ...splitWanted(missed, PATHS_A_REQUEST)]) {
    if ((await readPart(connection, commits, part, found, false)) === null) return null;
  }

  const atBase = await readFiles(connection, found.base);
  const atHead = await readFiles(connection, found.head);
  const standing = await readFiles(
    connection,
    found.standing.filter(({ path }) => readAccessPath(path).kind === 'request'),
  );
  const read = new Set(wanted.atHead);
  for (const file of files) {
    const isRead = read.has(file.path) && file.status !== 'removed';
    if (isRead && atHead.get(file.path)?.oid !== file.oid) return null;
  }
  const before = new Map([...atBase, ...standing]);
  return {
    files: files.map((file) => toChangedFile(file, before, atHead)),
    policyFiles: [...atBase.values()],
    standing: [...standing.values()],
  };
}

interface Found {
  readonly base: PathAndEntry[];
  readonly head: PathAndEntry[];
  readonly standing: PathAndEntry[];
}

/** Adds what one request finds; null where the pull request moved. All are by the ids of the same two commits. */
async function readPart(
  connection: Connection,
  { number, baseSha, headSha, baseBranch }: Commits,
  part: WantedPaths,
  found: Found,
  isFirst: boolean,
): Promise<{ readonly changed: ChangedFilesPage; readonly systems: readonly string[] } | null> {
  const { query: document, variables } = writeContentsQuery({ baseSha, headSha, isFirst, ...part });
  const call = { what: `the query of the contents of pull request ${number}`, permission: 'Contents: read' };
  const { repository } = await query<ContentsAnswer>(connection, call, document, { number, ...variables });
  if (!repository?.pullRequest || repository.pullRequest.headRefOid !== headSha) return null;
  if (repository.pullRequest.baseRefName !== baseBranch) return null;
  found.base.push(...pick(part.atBase, commitOf(repository.base, baseSha), 'base'));
  found.head.push(...pick(part.atHead, commitOf(repository.head, headSha), 'head'));
  for (const [index, folder] of part.folders.entries()) {
    const entries = repository[`folder${index}`]?.entries ?? [];
    found.standing.push(...entries.map((entry) => ({ path: `${folder}/${entry.name}`, entry })));
  }
  const { pullRequest } = repository;
  const changed = { files: null, ...pullRequest };
  return { changed, systems: toSystems(repository.systems) };
}

function toChangedFile(file: ListedFile, base: Files, head: Files): ChangedFile {
  const { path, previousPath, status } = file;
  const before = base.get(previousPath ?? path) ?? null;
  const after = status === 'removed' ? null : (head.get(path) ?? null);
  return { path, previousPath, status, before, after, buildsOnBase: buildsOnBase(file, { before, after }) };
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
