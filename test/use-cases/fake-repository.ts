import type { HistoryChange, HistoryCommit } from '../../src/access/history.js';
import type { Instant } from '../../src/access/instant.js';
import type { SourceFile } from '../../src/access/source-file.js';
import { GitError, type Repository } from '../../src/git/repository.js';
import { source } from '../access/fixtures.js';

/** Paths with their new content; null removes. */
export type Changes = Readonly<Record<string, string | null>>;

type Tree = ReadonlyMap<string, SourceFile>;

export interface FakeRepository {
  readonly repository: Repository;
  /** Puts a commit on the branch and gives its id. */
  commit(at: Instant, changes: Changes): string;
  treeAt(commit: string): Tree;
  /** The newest commit. */
  tip(): string;
  isShallow: boolean;
}

/** A repository with one straight line of commits, oldest first, kept in memory. */
export function fakeRepository(): FakeRepository {
  const line: { readonly commit: HistoryCommit; readonly tree: Tree }[] = [];
  const blobs = new Map<string, Uint8Array>();

  function indexOf(sha: string): number {
    const index = line.findIndex((entry) => entry.commit.sha === sha);
    if (index === -1) throw new GitError(`there is no commit ${sha}`);
    return index;
  }

  /** Newest first, from the commit back. */
  function lineFrom(sha: string): HistoryCommit[] {
    return line
      .slice(0, indexOf(sha) + 1)
      .map((entry) => entry.commit)
      .reverse();
  }

  const fake: FakeRepository = {
    isShallow: false,
    tip: () => line.at(-1)?.commit.sha ?? '',
    treeAt: (sha) => line[indexOf(sha)]?.tree ?? new Map(),
    commit(at, changes) {
      const tree = new Map(line.at(-1)?.tree);
      const sha = String(line.length + 1).padStart(40, '0');
      const parents = line.length === 0 ? [] : [fake.tip()];
      const listed = Object.entries(changes).map(([path, content]) => change(tree, blobs, path, content));
      const commit = { sha, parents, committedAt: at, authorName: 'alice', subject: 'A commit', changes: listed };
      line.push({ commit, tree });
      return sha;
    },
    repository: {
      resolve: async (revision) => (revision === 'HEAD' ? fake.tip() : revision),
      isShallow: async () => fake.isShallow,
      readTree: async (sha, paths) => [...fake.treeAt(sha).values()].filter((file) => isBelow(file.path, paths)),
      readWorkingTree: async (paths) =>
        [...fake.treeAt(fake.tip()).values()].filter((file) => isBelow(file.path, paths)),
      readBlobs: async (oids) => new Map(oids.flatMap((oid): [string, Uint8Array][] => pair(oid, blobs.get(oid)))),
      readHistory: async (sha, paths, since, after) =>
        (after === undefined ? lineFrom(sha) : lineFrom(sha).slice(0, indexOf(sha) - indexOf(after)))
          .filter((commit) => since === null || commit.committedAt >= since)
          .map((commit) => ({ ...commit, changes: commit.changes.filter(({ path }) => isBelow(path, paths)) }))
          .filter((commit) => commit.changes.length > 0),
      firstParents: async (sha, count) =>
        lineFrom(sha)
          .slice(0, count)
          .map((commit) => commit.sha),
      ensureCommit: async (sha) => void indexOf(sha),
    },
  };
  return fake;
}

function change(
  tree: Map<string, SourceFile>,
  blobs: Map<string, Uint8Array>,
  path: string,
  content: string | null,
): HistoryChange {
  const isThere = tree.has(path);
  if (content === null) {
    tree.delete(path);
    return { status: 'D', path, mode: '000000', oid: null };
  }
  const file = source(path, content);
  tree.set(path, file);
  if (file.bytes !== null) blobs.set(file.oid, file.bytes);
  return { status: isThere ? 'M' : 'A', path, mode: file.mode, oid: file.oid };
}

function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}

function pair(oid: string, bytes: Uint8Array | undefined): [string, Uint8Array][] {
  return bytes === undefined ? [] : [[oid, bytes]];
}
