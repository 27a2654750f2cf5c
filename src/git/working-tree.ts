import { createReadStream, type Stats } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sizeLimitOf } from '../access/size-limit.js';
import type { SourceFile } from '../access/source-file.js';
import { beginBlobHash } from './object-id.js';
import { GitError } from './repository.js';
import { hasCode, runGit } from './run-git.js';

/** The commit of a nested repository would cost a process each, and nobody needs it: it is refused whatever it is. */
const NO_OBJECT = '0'.repeat(40);

/**
 * Reads files of the working tree, tracked or not, but none that git ignores. Nothing is followed: a symlink is told as
 * one, and what lies behind a symlinked folder is not there. Bytes and `oid` are those on the disk, without the
 * conversions (`core.autocrlf`, filters) that git would make when it adds them.
 *
 * @param root the top folder of the working tree.
 */
export async function readWorkingTree(root: string, paths: readonly string[]): Promise<SourceFile[]> {
  if (paths.length === 0) return [];
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...paths];
  // A path that is not UTF-8 is told with U+FFFD, which no path of ours holds; it is not read.
  const listed = (await runGit(root, args)).toString('latin1').split('\0').slice(0, -1);
  // A nested repository that is not a submodule yet is listed with a slash at its end; a conflict lists a path thrice.
  const names = [...new Set(listed.map((path) => path.replace(/\/$/, '')))].sort();
  const folders = new Map<string, boolean>();
  const files: SourceFile[] = [];
  for (const name of names) {
    const bytes = Buffer.from(name, 'latin1');
    const path = bytes.toString('utf8');
    if (!Buffer.from(path, 'utf8').equals(bytes)) {
      files.push({ path, mode: '100644', oid: NO_OBJECT, size: 0, bytes: null });
      continue;
    }
    const stats = (await isRealFolder(root, dirname(path), folders)) ? await statsOf(join(root, path)) : null;
    if (stats !== null) files.push(await readFile(root, path, stats));
  }
  return files;
}

/** True where no part of the folder's path is a symlink. */
async function isRealFolder(root: string, folder: string, known: Map<string, boolean>): Promise<boolean> {
  if (folder === '.') return true;
  const answer = known.get(folder);
  if (answer !== undefined) return answer;
  const real =
    (await isRealFolder(root, dirname(folder), known)) && ((await statsOf(join(root, folder)))?.isDirectory() ?? false);
  known.set(folder, real);
  return real;
}

async function statsOf(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    // Tracked, but deleted on the disk, or a folder on its way has become a file.
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return null;
    throw new GitError(`${path} cannot be read`, { cause: error });
  }
}

async function readFile(root: string, path: string, stats: Stats): Promise<SourceFile> {
  const file = join(root, path);
  if (stats.isDirectory()) return { path, mode: '160000', oid: NO_OBJECT, size: 0, bytes: null };
  if (stats.isSymbolicLink()) {
    const target = await readlink(file, { encoding: 'buffer' });
    const oid = beginBlobHash(target.length).update(target).digest('hex');
    return { path, mode: '120000', oid, size: target.length, bytes: null };
  }
  // A pipe or a device: no mode of git's, so no parser takes it for a file.
  if (!stats.isFile()) return { path, mode: '000000', oid: NO_OBJECT, size: 0, bytes: null };
  const mode = (stats.mode & 0o100) === 0 ? '100644' : '100755';
  return { path, mode, ...(await readContent(file, stats.size, sizeLimitOf(path))) };
}

/** Large files are hashed as they stream by, and never held. */
async function readContent(
  file: string,
  size: number,
  limit: number,
): Promise<Pick<SourceFile, 'oid' | 'size' | 'bytes'>> {
  const hash = beginBlobHash(size);
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(file)) {
    hash.update(chunk);
    if (size <= limit) chunks.push(chunk);
  }
  const bytes = size <= limit ? Uint8Array.from(Buffer.concat(chunks)) : null;
  return { oid: hash.digest('hex'), size, bytes };
}
