import type { HistoryChange, HistoryCommit } from '../../src/access/history.js';
import type { Instant } from '../../src/access/instant.js';
import type { SourceFile } from '../../src/access/source-file.js';
import { GitError, type Repository, type SignedCommit } from '../../src/git/repository.js';
import { source } from '../access/fixtures.js';

/** Paths with their new content; null removes. */
export type Changes = Readonly<Record<string, string | null>>;

type Tree = ReadonlyMap<string, SourceFile>;

export interface FakeRepository {
  readonly repository: Repository;
  /** Puts a commit on the branch and gives its id. */
  commit(at: Instant, changes: Changes): string;
  /** The same on the branch of the evidence, which is its own line and stands at `refs/remotes/origin/lapse/evidence`. */
  commitEvidence(at: Instant, changes: Changes): string;
  treeAt(commit: string): Tree;
  /** The newest commit. */
  tip(): string;
  isShallow: boolean;
  /** What {@link Repository.readSignatures} says of commits; of all others that they have none. */
  readonly signatures: Map<string, SignedCommit['signature']>;
  /** The addresses of the authors of commits; all others are by the App. */
  readonly authors: Map<string, string>;
}

interface Entry {
  readonly commit: HistoryCommit;
  readonly tree: Tree;
}

const LAPSE = '900+lapse[bot]@users.noreply.github.com';
const EVIDENCE_REVISION = 'refs/remotes/origin/lapse/evidence';

/** A repository with one straight line of commits, oldest first, and one of evidence, kept in memory. */
/** @param letter of the names of its commits, so that another history has other ones. */
export function fakeRepository(letter = '0'): FakeRepository {
  const main: Entry[] = [];
  const evidence: Entry[] = [];
  const blobs = new Map<string, Uint8Array>();

  function lineOf(sha: string): { readonly line: readonly Entry[]; readonly index: number } {
    for (const line of [main, evidence]) {
      const index = line.findIndex((entry) => entry.commit.sha === sha);
      if (index !== -1) return { line, index };
    }
    throw new GitError(`there is no commit ${sha}`);
  }

  function indexOf(sha: string): number {
    return lineOf(sha).index;
  }

  /** Newest first, from the commit back. */
  function lineFrom(sha: string): HistoryCommit[] {
    const { line, index } = lineOf(sha);
    return line
      .slice(0, index + 1)
      .map((entry) => entry.commit)
      .reverse();
  }

  function put(line: Entry[], first: string, at: Instant, changes: Changes): string {
    const tree = new Map(line.at(-1)?.tree);
    const sha = `${first}${String(line.length + 1).padStart(39, '0')}`;
    const parents = line.flatMap((entry, index) => (index === line.length - 1 ? [entry.commit.sha] : []));
    const listed = Object.entries(changes).map(([path, content]) => change(tree, blobs, path, content));
    const commit = { sha, parents, committedAt: at, authorName: 'alice', subject: 'A commit', changes: listed };
    line.push({ commit, tree });
    return sha;
  }

  const fake: FakeRepository = {
    isShallow: false,
    tip: () => main.at(-1)?.commit.sha ?? '',
    treeAt: (sha) => {
      const { line, index } = lineOf(sha);
      return line[index]?.tree ?? new Map();
    },
    commit: (at, changes) => put(main, letter, at, changes),
    commitEvidence: (at, changes) => put(evidence, 'e', at, changes),
    signatures: new Map(),
    authors: new Map(),
    repository: {
      resolve: async (revision) => {
        if (revision === 'HEAD') return fake.tip();
        if (!revision.startsWith('refs/')) return revision;
        const head = revision === EVIDENCE_REVISION ? evidence.at(-1)?.commit.sha : undefined;
        if (head === undefined) throw new GitError(`no commit is named ${revision}`);
        return head;
      },
      isShallow: async () => fake.isShallow,
      readTree: async (sha, paths) => [...fake.treeAt(sha).values()].filter((file) => isBelow(file.path, paths)),
      listTree: async (sha, paths) =>
        [...fake.treeAt(sha).values()]
          .filter((file) => paths.length === 0 || isBelow(file.path, paths))
          .map(({ path, mode, oid, size }) => ({ path, mode, oid, size })),
      readWorkingTree: async (paths) =>
        [...fake.treeAt(fake.tip()).values()].filter((file) => isBelow(file.path, paths)),
      readBlobs: async (oids) => new Map(oids.flatMap((oid): [string, Uint8Array][] => pair(oid, blobs.get(oid)))),
      streamBlobs: async (oids, limit, visit) => {
        for (const oid of new Set(oids)) {
          const bytes = blobs.get(oid) ?? null;
          visit(oid, bytes !== null && bytes.length <= limit ? bytes : null);
        }
      },
      findBlobs: async (places) =>
        places.map(({ commit, path }) => {
          const known = [...main, ...evidence].find((entry) => entry.commit.sha === commit);
          return { hasCommit: known !== undefined, oid: known?.tree.get(path)?.oid ?? null };
        }),
      readSignatures: async (sha) =>
        lineFrom(sha).map(({ sha: own, parents }) => ({
          sha: own,
          parents,
          signature: fake.signatures.get(own) ?? 'none',
          authorEmail: fake.authors.get(own) ?? LAPSE,
        })),
      readHistory: async (sha, paths, since, after) =>
        (after === undefined ? lineFrom(sha) : lineFrom(sha).slice(0, indexOf(sha) - indexOf(after)))
          .filter((commit) => since === null || commit.committedAt >= since)
          .map((commit) => ({ ...commit, changes: commit.changes.filter(({ path }) => isBelow(path, paths)) }))
          .filter((commit) => commit.changes.length > 0),
      firstParents: async (sha, count) =>
        lineFrom(sha)
          .slice(0, count)
          .map((commit) => commit.sha),
      readMessage: async () => '',
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
  return folders.some((folder) => folder === '.' || path === folder || path.startsWith(`${folder}/`));
}

function pair(oid: string, bytes: Uint8Array | undefined): [string, Uint8Array][] {
  return bytes === undefined ? [] : [[oid, bytes]];
}
