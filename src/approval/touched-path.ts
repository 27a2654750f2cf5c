import { type AccessPath, isPolicyPath, readAccessPath } from '../access/access-path.js';
import type { SourceFile } from '../access/source-file.js';
import type { ChangedFile } from './facts.js';

/** One path that a pull request changes, and what it means to Lapse. */
export interface TouchedPath {
  readonly path: string;
  readonly access: AccessPath;
  readonly change: 'added' | 'modified' | 'removed';
  readonly before: SourceFile | null;
  readonly after: SourceFile | null;
}

/**
 * The paths that changed files touch. A rename is a removal and an addition (design §3: a request's name is its path). A policy file
 * that something was copied from is touched as well: its owners see where its text goes.
 */
export function listTouchedPaths(files: readonly ChangedFile[]): readonly TouchedPath[] {
  return files.flatMap((file) => [touch(file), ...touchPrevious(file)]);
}

function touch(file: ChangedFile): TouchedPath {
  const { path, after } = file;
  const access = readAccessPath(path);
  switch (file.status) {
    case 'removed':
      return { path, access, change: 'removed', before: file.before, after: null };
    case 'added':
    case 'renamed':
    case 'copied':
      return { path, access, change: 'added', before: null, after };
    default:
      return { path, access, change: 'modified', before: file.before, after };
  }
}

function touchPrevious(file: ChangedFile): readonly TouchedPath[] {
  if (file.previousPath === null || file.previousPath === file.path) return [];
  const path = file.previousPath;
  const access = readAccessPath(path);
  if (file.status !== 'copied') return [{ path, access, change: 'removed', before: file.before, after: null }];
  return isPolicyPath(path) ? [{ path, access, change: 'modified', before: null, after: null }] : [];
}

/** A request, or what stands where only requests may: the check of requests reports it, and nobody can approve it. */
export function isRequest(access: AccessPath): boolean {
  return access.kind === 'request' || access.kind === 'unknown';
}
