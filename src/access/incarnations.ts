import { type RequestPath, readAccessPath } from './access-path.js';
import type { GrantVersion } from './grant.js';
import type { HistoryChange, HistoryCommit } from './history.js';
import type { Instant } from './instant.js';
import { readRequest } from './read-request.js';
import { MAXIMUM_FILE_BYTES, type SourceFile } from './source-file.js';
import { resolveWindow } from './window.js';

/** One life of a request file: from the commit that added its path to the one that removed it. */
export interface Incarnation {
  /** `<system>/<login>/<name>`. */
  readonly grant: string;
  readonly path: string;
  readonly request: RequestPath;
  /** null: it was added before the history that was read begins. */
  readonly addedIn: string | null;
  readonly addedAt: Instant | null;
  /** Oldest first; the windows of each count from the addition, and are null where that is not known. */
  readonly versions: readonly GrantVersion[];
  /** null: it stands. */
  readonly removedIn: { readonly commit: string; readonly at: Instant } | null;
}

interface Draft {
  readonly request: RequestPath;
  readonly path: string;
  readonly addedIn: string | null;
  readonly addedAt: Instant | null;
  readonly versions: GrantVersion[];
  removedIn: { readonly commit: string; readonly at: Instant } | null;
}

/**
 * Every incarnation of every request file, in order of name and then of time.
 *
 * @param history the first-parent line, newest first.
 * @param blobs the bytes of every version by object id; one that is not there counts as unreadable.
 */
export function resolveIncarnations(
  history: readonly HistoryCommit[],
  blobs: ReadonlyMap<string, Uint8Array>,
): Incarnation[] {
  const finished: Draft[] = [];
  const open = new Map<string, Draft>();
  for (const commit of [...history].reverse()) {
    for (const change of commit.changes) {
      const path = readAccessPath(change.path);
      if (path.kind !== 'request') continue;
      const standing = open.get(change.path);
      if (change.status === 'D') {
        const ended = standing ?? newDraft(path, change.path, null);
        ended.removedIn = { commit: commit.sha, at: commit.committedAt };
        finished.push(ended);
        open.delete(change.path);
        continue;
      }
      // Only a history that lacks its beginning changes what it has not added.
      const draft =
        change.status === 'A' || standing === undefined
          ? newDraft(path, change.path, change.status === 'A' ? commit : null)
          : standing;
      if (standing !== undefined && draft !== standing) finished.push(standing);
      draft.versions.push(readVersion(commit, change, draft.addedAt, blobs));
      open.set(change.path, draft);
    }
  }
  return [...finished, ...open.values()].map(toIncarnation).sort(byNameAndTime);
}

function newDraft(request: RequestPath, path: string, addition: HistoryCommit | null): Draft {
  return {
    request,
    path,
    addedIn: addition?.sha ?? null,
    addedAt: addition?.committedAt ?? null,
    versions: [],
    removedIn: null,
  };
}

function readVersion(
  commit: HistoryCommit,
  change: HistoryChange,
  addedAt: Instant | null,
  blobs: ReadonlyMap<string, Uint8Array>,
): GrantVersion {
  const oid = change.oid ?? '';
  const request = readRequest(toSourceFile(change, oid, blobs.get(oid) ?? null)).value;
  const window = request === null || addedAt === null ? null : resolveWindow(request, addedAt);
  return { commit: commit.sha, committedAt: commit.committedAt, oid, request, window };
}

/** A blob that was not read is one that is too large: the port to git leaves such out. */
function toSourceFile(change: HistoryChange, oid: string, bytes: Uint8Array | null): SourceFile {
  return { path: change.path, mode: change.mode, oid, size: bytes?.length ?? MAXIMUM_FILE_BYTES + 1, bytes };
}

function toIncarnation(draft: Draft): Incarnation {
  return { grant: draft.request.grant, ...draft };
}

/** Two lives of one path keep the order of the history, whatever their commits say of the time. */
function byNameAndTime(a: Incarnation, b: Incarnation): number {
  if (a.grant === b.grant) return 0;
  return a.grant < b.grant ? -1 : 1;
}
