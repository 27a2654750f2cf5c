import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Signature } from './commit-object.js';
import { runGit, tryGit } from './run-git.js';

export interface TreeChange {
  readonly path: string;
  /** Octal, as git writes it; a plain file where it is left out. */
  readonly mode?: string;
  /** Null removes the file. */
  readonly content: Buffer | null;
}

export async function writeBlob(directory: string, content: Buffer): Promise<string> {
  return (await runGit(directory, ['hash-object', '-w', '--stdin'], content)).toString('utf8').trim();
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
        lines.push(`${mode} ${await writeBlob(directory, content)}\t${path}\0`);
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

/** Writes a commit object and gives its id; no ref moves. */
export async function writeCommit(
  directory: string,
  commit: {
    readonly tree: string;
    readonly parents: readonly string[];
    readonly message: string;
    readonly author: Signature;
    readonly committer: Signature;
  },
): Promise<string> {
  const parents = commit.parents.flatMap((parent) => ['-p', parent]);
  const out = await runGit(directory, ['commit-tree', ...parents, '-F', '-', commit.tree], commit.message, {
    GIT_AUTHOR_NAME: commit.author.name,
    GIT_AUTHOR_EMAIL: commit.author.email,
    GIT_AUTHOR_DATE: `@${Math.floor(commit.author.at / 1000)} +0000`,
    GIT_COMMITTER_NAME: commit.committer.name,
    GIT_COMMITTER_EMAIL: commit.committer.email,
    GIT_COMMITTER_DATE: `@${Math.floor(commit.committer.at / 1000)} +0000`,
  });
  return out.toString('utf8').trim();
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
