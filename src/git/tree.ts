import type { SourceFile } from '../access/source-file.js';
import { readBlobsWhole } from './blobs.js';
import { requireObjectId } from './object-id.js';
import { GitError, type TreeEntry } from './repository.js';
import { runGit } from './run-git.js';
import { sizeLimitOf } from './size-limit.js';

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

/** What there is at or below the paths of a commit's tree, in one process; of all of it where there are no paths. */
export async function listTree(directory: string, commit: string, paths: readonly string[]): Promise<TreeEntry[]> {
  const args = ['ls-tree', '-r', '-z', '-l', '--full-tree', '--', requireObjectId(commit), ...paths];
  return parseEntries((await runGit(directory, args)).toString('utf8'));
}

/** `<mode> <type> <oid> <size, padded>TAB<path>NUL`: https://git-scm.com/docs/git-ls-tree#_output_format */
function parseEntries(output: string): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (const record of output.split('\0').slice(0, -1)) {
    const match = /^(\d{6}) (?:blob|commit) ([0-9a-f]{40}) +(\d+|-)\t(.+)$/s.exec(record);
    const [, mode, oid, size, path] = match ?? [];
    if (mode === undefined || oid === undefined || path === undefined) {
      throw new GitError(`git ls-tree printed ${JSON.stringify(record.slice(0, 200))}`);
    }
    entries.push({ path, mode, oid, size: size === '-' ? 0 : Number(size) });
  }
  return entries;
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
