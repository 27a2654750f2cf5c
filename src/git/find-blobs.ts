import { requireObjectId } from './object-id.js';
import { GitError, type Place, type PlacedBlob } from './repository.js';
import { runGit } from './run-git.js';

/**
 * What stands at places of commits, in the order of the places: one process, however many there are.
 *
 * @throws {GitError} where a path holds a line's end, which the protocol of git could not take.
 */
export async function findBlobs(directory: string, places: readonly Place[]): Promise<PlacedBlob[]> {
  if (places.length === 0) return [];
  const questions = places.flatMap(({ commit, path }) => {
    if (path === '' || /[\n\0]/.test(path)) throw new GitError("a path is empty or holds a line's end");
    const sha = requireObjectId(commit);
    return [sha, `${sha}:${path}`];
  });
  const input = questions.map((question) => `${question}\n`).join('');
  // Two lines a place, whatever is missing: https://git-scm.com/docs/git-cat-file#_batch_output
  const format = '--batch-check=%(objectname) %(objecttype)';
  const lines = (await runGit(directory, ['cat-file', format], input)).toString('utf8').split('\n').slice(0, -1);
  if (lines.length !== questions.length) throw new GitError('git cat-file did not answer for each place');
  return places.map((_place, index) => {
    const hasCommit = / commit$/.test(lines[2 * index] ?? '');
    const [, oid] = /^([0-9a-f]{40}) blob$/.exec(lines[2 * index + 1] ?? '') ?? [];
    return { hasCommit, oid: oid ?? null };
  });
}
