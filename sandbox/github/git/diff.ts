import { runGit, splitNul } from './run-git.js';

export interface ChangedFile {
  readonly path: string;
  readonly previousPath: string | undefined;
  readonly status: 'added' | 'modified' | 'removed' | 'renamed';
  /** The blob at the head; for a removed file the one at the base. */
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  readonly patch: string | undefined;
}

/** GitHub leaves the text of large diffs out of its answers; the sandbox does so over this number of files. */
const patchedFiles = 300;

/** What changed between two trees, with renames found as GitHub finds them (git's default of half the content). */
export async function diffTrees(directory: string, from: string, to: string): Promise<ChangedFile[]> {
  const compared = ['diff-tree', '-r', '-z', '--no-abbrev', '--find-renames', '--end-of-options', from, to];
  const raw = splitNul(await runGit(directory, ['diff-tree', '--raw', '--numstat', ...compared.slice(1)]));
  const files: Omit<ChangedFile, 'additions' | 'deletions' | 'patch'>[] = [];
  let at = 0;
  while (raw[at]?.startsWith(':')) {
    const [, , before = '', after = '', letter = ''] = (raw[at] ?? '').split(' ');
    const renamed = letter.startsWith('R');
    const first = raw[at + 1] ?? '';
    files.push({
      path: renamed ? (raw[at + 2] ?? '') : first,
      previousPath: renamed ? first : undefined,
      status: statusOf(letter),
      sha: letter === 'D' ? before : after,
    });
    at += renamed ? 3 : 2;
  }
  const counts = readCounts(raw.slice(at));
  const read = files.length <= patchedFiles ? await readPatches(directory, from, to) : [];
  // A file that becomes a link has two patches; then nothing says which is whose.
  const patches = read.length === files.length ? read : [];
  return files.map((file, index) => ({
    ...file,
    additions: counts[index]?.additions ?? 0,
    deletions: counts[index]?.deletions ?? 0,
    patch: patches[index],
  }));
}

function statusOf(letter: string): ChangedFile['status'] {
  if (letter === 'A') return 'added';
  if (letter === 'D') return 'removed';
  return letter.startsWith('R') ? 'renamed' : 'modified';
}

function readCounts(fields: readonly string[]): { additions: number; deletions: number }[] {
  const counts: { additions: number; deletions: number }[] = [];
  for (let at = 0; at < fields.length; at += 1) {
    const [added = '', removed = '', path = ''] = (fields[at] ?? '').split('\t');
    // A rename has an empty path here, and its two paths in fields of their own.
    if (path === '') at += 2;
    counts.push({ additions: Number(added) || 0, deletions: Number(removed) || 0 });
  }
  return counts;
}

/** The hunks of each file, in the order of the raw diff; undefined where there are none (binary, pure rename). */
async function readPatches(directory: string, from: string, to: string): Promise<(string | undefined)[]> {
  const args = ['diff-tree', '-r', '-p', '--no-color', '--find-renames', '--end-of-options', from, to];
  const text = (await runGit(directory, args)).toString('utf8');
  const parts = text.split(/^diff --git /m).slice(1);
  return parts.map((part) => {
    const start = part.search(/^@@ /m);
    return start < 0 ? undefined : part.slice(start).replace(/\n$/, '');
  });
}
