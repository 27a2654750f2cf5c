import { sizeLimitOf } from '../access/size-limit.js';
import type { SourceFile } from '../access/source-file.js';
import { readBlobsWhole } from './blobs.js';
import { requireObjectId } from './object-id.js';
import { GitError, type TreeEntry } from './repository.js';
import { streamGit } from './run-git.js';

/** Reads files of a commit's tree in two processes, however many they are. */
export async function readTree(directory: string, commit: string, paths: readonly string[]): Promise<SourceFile[]> {
  if (paths.length === 0) return [];
  const entries = await listTree(directory, commit, paths);
  const blobs = await readBlobsWhole(
    directory,
    entries.filter(isReadable).map((entry) => entry.oid),
  );
  return entries.map((entry) => ({ ...entry, bytes: isReadable(entry) ? bytesOf(blobs, entry) : null }));
}

/** Trees may share subtrees, so that a small repository can name more paths than there is memory for. */
const MAXIMUM_LISTING_BYTES = 64 * 1024 * 1024;
/** Far more than a path of any file system has. */
const LONGEST_ENTRY = 64 * 1024;
const TOO_LONG = 'a tree holds a path that is too long';
const NUL = 0x00;

/**
 * What there is at or below the paths of a commit's tree, in one process; of all of it where there are no paths.
 *
 * @param most bytes of git's answer, of which an entry has about a hundred.
 * @throws {GitError} where there is more than that.
 */
export async function listTree(
  directory: string,
  commit: string,
  paths: readonly string[],
  most = MAXIMUM_LISTING_BYTES,
): Promise<TreeEntry[]> {
  const args = ['ls-tree', '-r', '-z', '-l', '--full-tree', '--', requireObjectId(commit), ...paths];
  const entries: TreeEntry[] = [];
  let size = 0;
  let rest: Buffer = Buffer.alloc(0);
  await streamGit(directory, args, {}, (chunk) => {
    size += chunk.length;
    if (size > most) throw new GitError(`the tree of ${commit} names more files than can be listed`);
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(NUL) + 1;
    rest = bytes.subarray(end);
    if (rest.length > LONGEST_ENTRY) throw new GitError(TOO_LONG);
    for (const entry of bytes.toString('utf8', 0, end).split('\0').slice(0, -1)) entries.push(parseEntry(entry));
  });
  if (rest.length > 0) throw new GitError(`git ls-tree cut off the tree of ${commit}`);
  return entries;
}

/** `<mode> <type> <oid> <size, padded>TAB<path>`: https://git-scm.com/docs/git-ls-tree#_output_format */
function parseEntry(entry: string): TreeEntry {
  if (entry.length > LONGEST_ENTRY) throw new GitError(TOO_LONG);
  const [, mode, oid, size, path] = /^(\d{6}) (?:blob|commit) ([0-9a-f]{40}) +(\d+|-)\t(.+)$/s.exec(entry) ?? [];
  if (mode === undefined || oid === undefined || path === undefined) {
    throw new GitError(`git ls-tree printed ${JSON.stringify(entry.slice(0, 200))}`);
  }
  return { path, mode, oid, size: size === '-' ? 0 : Number(size) };
}

/** Old trees hold `100664` too. */
function isReadable(entry: TreeEntry): boolean {
  return entry.mode.startsWith('100') && entry.size <= sizeLimitOf(entry.path);
}

function bytesOf(blobs: ReadonlyMap<string, Uint8Array>, entry: TreeEntry): Uint8Array {
  const bytes = blobs.get(entry.oid);
  if (bytes === undefined) throw new GitError(`the repository lacks the blob ${entry.oid} of ${entry.path}`);
  return bytes;
}
