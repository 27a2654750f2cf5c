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
  /** The same of the working tree, whether tracked or not (never ignored files). `oid` is the blob's id. */
  readWorkingTree(paths: readonly string[]): Promise<readonly SourceFile[]>;
  /** Blobs by id; what is not there or is larger than the limit has no entry. */
  readBlobs(oids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /**
   * The first-parent line from a commit back, newest first, only commits that touch the paths.
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
  /** Makes sure that the clone has a commit of a branch of `origin`, fetching the branch where it has not. @throws {GitError} */
  ensureCommit(commit: string, branch: string): Promise<void>;
}

export class GitError extends Error {
  override readonly name = 'GitError';
}
