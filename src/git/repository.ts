import type { HistoryCommit } from '../access/history.js';
import type { Instant } from '../access/instant.js';
import type { SourceFile } from '../access/source-file.js';

/** The port to a git repository. Every method is a fixed number of git processes, however many files there are. */
export interface Repository {
  /** The commit that a revision names, 40 hex digits. @throws {GitError} where it names none. */
  resolve(revision: string): Promise<string>;
  /** True for a clone without its whole history, which cannot be judged (design §3). */
  isShallow(): Promise<boolean>;
  /** All files at or below the paths in a commit's tree, with their bytes; paths that are not there are left out. */
  readTree(commit: string, paths: readonly string[]): Promise<readonly SourceFile[]>;
  /** What {@link readTree} reads, without its bytes: one process. No paths: the whole tree. */
  listTree(commit: string, paths: readonly string[]): Promise<readonly TreeEntry[]>;
  /** The same of the working tree, whether tracked or not (never ignored files). `oid` is the blob's id. */
  readWorkingTree(paths: readonly string[]): Promise<readonly SourceFile[]>;
  /**
   * Blobs by id; what is not there or is larger than the limit has no entry.
   * @param keep what is held of each, where that is less than all of it.
   */
  readBlobs(
    oids: readonly string[],
    keep?: (bytes: Uint8Array) => Uint8Array,
  ): Promise<ReadonlyMap<string, Uint8Array>>;
  /**
   * Gives blobs to `visit` one by one, in the order of their ids, and holds none of them: one process, however many there
   * are. What is not there, is no blob or is larger than `limit` bytes is null.
   */
  streamBlobs(
    oids: readonly string[],
    limit: number,
    visit: (oid: string, bytes: Uint8Array | null) => void,
  ): Promise<void>;
  /** What stands at places of commits, in the order of the places: one process, however many there are. */
  findBlobs(places: readonly Place[]): Promise<readonly PlacedBlob[]>;
  /**
   * What git and gpg say of the signatures of a commit and its ancestors along the first-parent line, newest first.
   * @param keyFile the keys to hold them against, as `gpg --import` takes them; null: only whether there is a signature.
   * @throws {GitError} where gpg is missing or takes no key from the file.
   */
  readSignatures(commit: string, keyFile: string | null): Promise<readonly SignedCommit[]>;
  /**
   * The first-parent line from a commit back, newest first, only commits that touch the paths.
   * @param paths `.` is the whole tree.
   * @param since leaves out commits with an older committer date; null reads all.
   * @param after leaves out this commit of the line and all before it.
   */
  readHistory(
    commit: string,
    paths: readonly string[],
    since: Instant | null,
    after?: string,
  ): Promise<readonly HistoryCommit[]>;
  /** A commit and up to `count - 1` of its ancestors along the first-parent line, newest first. */
  firstParents(commit: string, count: number): Promise<readonly string[]>;
  /** Headline and body of a commit; hostile. */
  readMessage(commit: string): Promise<string>;
  /** Makes sure that the clone has a commit of a branch of `origin`, fetching the branch where it has not. @throws {GitError} */
  ensureCommit(commit: string, branch: string): Promise<void>;
}

export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly oid: string;
  /** Bytes; 0 for what is no blob. */
  readonly size: number;
}

/** A path of a commit's tree. */
export interface Place {
  readonly commit: string;
  readonly path: string;
}

export interface PlacedBlob {
  /** Whether the clone has the commit. */
  readonly hasCommit: boolean;
  /** null: there is no file. */
  readonly oid: string | null;
}

export interface SignedCommit {
  readonly sha: string;
  readonly parents: readonly string[];
  /** `unchecked`: there is one, and no key to hold it against. */
  readonly signature: 'none' | 'unchecked' | 'good' | 'bad';
  /** The author's address, as the commit has it; hostile, and '' where it has none. A signature covers it. */
  readonly authorEmail: string;
}

/** Of a line, as a count: no branch has more, and git takes no larger number. */
export const ALL_COMMITS = 2 ** 31 - 1;

export class GitError extends Error {
  override readonly name = 'GitError';
}
