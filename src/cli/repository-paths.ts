import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { runGit } from '../git/run-git.js';
import { UsageError } from '../use-cases/usage-error.js';

/**
 * Turns paths as people type them, from the folder that they work in, into paths of the repository with `/`. They need
 * not exist.
 * @throws {UsageError} for a path outside of the repository.
 */
export async function toRepositoryPaths(directory: string, typed: readonly string[]): Promise<string[]> {
  const top = (await runGit(resolve(directory), ['rev-parse', '--show-toplevel'])).toString('utf8').replace(/\n$/, '');
  const paths: string[] = [];
  for (const path of typed) {
    const inside = relative(top, await resolveFolder(resolve(directory, path)));
    if (path === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
      throw new UsageError(`${JSON.stringify(path)} is outside of the repository ${top}`, 'name a path inside of it');
    }
    paths.push(inside.split(sep).join('/'));
  }
  return paths;
}

/** git tells the top without symlinks, so the folders on the way are resolved too; never the file itself, which may be a symlink that has to be told as one. */
async function resolveFolder(path: string): Promise<string> {
  const folder = dirname(path);
  if (folder === path) return path;
  const real = await realpath(folder).catch(() => resolveFolder(folder));
  return join(real, basename(path));
}
