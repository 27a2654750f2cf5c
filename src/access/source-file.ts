/** One entry of a git tree, with its bytes: what every parser of ours starts from (law 3). */
export interface SourceFile {
  /** Path in the repository, as git has it. Hostile. */
  readonly path: string;
  /** Six octal digits as in git's tree objects: `100644`, `100755`, `120000` (symlink), `160000` (submodule). */
  readonly mode: string;
  /** Object id, 40 hex digits. */
  readonly oid: string;
  /** Size in bytes, as git says it. */
  readonly size: number;
  /** The content; null where it is not a regular file or is larger than {@link MAXIMUM_FILE_BYTES}. */
  readonly bytes: Uint8Array | null;
}

/** Larger files are refused unread, before a parser sees them (law 10). */
export const MAXIMUM_FILE_BYTES = 64 * 1024;

/** CODEOWNERS over 3 MB is not used: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#codeowners-file-size */
export const MAXIMUM_CODEOWNERS_BYTES = 3 * 1024 * 1024;
