import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Commit, formatCommit } from './commit-object.js';
import { runGit, tryGit } from './run-git.js';
import { writeObject } from './write-object.js';

export interface TreeChange {
  readonly path: string;
  /** Octal, as git writes it; a plain file where it is left out. */
  readonly mode?: string;
  /** Null removes the file. */
  readonly content: Buffer | null;
}

export function writeBlob(directory: string, content: Buffer): string {
  return writeObject(directory, 'blob', content);
}

/** The tree that a change of files gives. Throws where git refuses a path (`..`, `.git`, an empty one). */
export async function changeTree(
  directory: string,
  baseTree: string | null,
  changes: readonly TreeChange[],
): Promise<string> {
  const index = join(tmpdir(), `sandbox-index-${randomUUID()}`);
  const environment = { GIT_INDEX_FILE: index };
  try {
    await runGit(directory, baseTree ? ['read-tree', baseTree] : ['read-tree', '--empty'], '', environment);
    const lines: string[] = [];
    for (const { path, content, mode = '100644' } of changes) {
      if (content === null) {
        lines.push(`0 ${'0'.repeat(40)}\t${path}\0`);
      } else {
        lines.push(`${mode} ${writeBlob(directory, content)}\t${path}\0`);
      }
    }
    const run = await tryGit(directory, ['update-index', '-z', '--index-info'], lines.join(''), environment);
    // git only warns of a path that no tree may hold.
    if (run.code !== 0 || run.stderr.includes('gnoring path')) throw new Error(run.stderr.trim());
    return (await runGit(directory, ['write-tree'], '', environment)).toString('utf8').trim();
  } finally {
    await rm(index, { force: true });
  }
}

/** Writes a commit object and gives its id; no ref moves. Throws where git would: a name of nothing, a NUL in the message. */
export function writeCommit(directory: string, commit: Omit<Commit, 'sha'>): string {
  return writeObject(directory, 'commit', formatCommit(commit));
}

/** Moves a ref only if it still stands at `from` (null: does not exist yet). `to` null deletes it. */
export async function moveRef(directory: string, ref: string, to: string | null, from: string | null) {
  const before = from ?? '0'.repeat(40);
  const args = to === null ? ['-d', ref, before] : [ref, to, before];
  const run = await tryGit(directory, ['update-ref', ...args]);
  return run.code === 0;
}

export async function isValidRefName(directory: string, ref: string): Promise<boolean> {
  return !ref.startsWith('-') && (await tryGit(directory, ['check-ref-format', ref])).code === 0;
}
