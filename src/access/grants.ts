import { type RequestPath, readAccessPath } from './access-path.js';
import { checkChange } from './change-of-request.js';
import { checkRequest } from './check-request.js';
import { fileProblem } from './fault.js';
import type { Grant, GrantState, GrantVersion } from './grant.js';
import type { HistoryCommit } from './history.js';
import { type Incarnation, resolveIncarnations } from './incarnations.js';
import type { Instant, Window } from './instant.js';
import type { Policy } from './policy.js';
import { NOWHERE } from './position.js';
import type { Problem } from './problem.js';
import { readRequest } from './read-request.js';
import { separateGrants } from './separate-grants.js';
import type { SourceFile } from './source-file.js';

export interface GrantsInput {
  /** `access/` at the tip; other files are passed over. */
  readonly files: readonly SourceFile[];
  /** The first-parent line, newest first, as far back as it was read: at least to `historyHorizon`. */
  readonly history: readonly HistoryCommit[];
  /** Object id → bytes of every version in the history. */
  readonly blobs: ReadonlyMap<string, Uint8Array>;
  /** What `resolveIncarnations` makes of the history and the blobs, where it has been worked out already. */
  readonly lives?: readonly Incarnation[];
  /** Of the tip. */
  readonly policy: Policy;
  readonly now: Instant;
}

/**
 * The grants of a tree at a time, by name: a pure function of the history and the time (law 1). It never throws; what
 * cannot be read or resolved is an `invalid` grant with its problems and takes no other with it (law 7).
 */
export function resolveGrants(input: GrantsInput): Grant[] {
  const standing = new Map<string, Incarnation>();
  for (const incarnation of input.lives ?? resolveIncarnations(input.history, input.blobs)) {
    if (incarnation.removedIn === null) standing.set(incarnation.path, incarnation);
  }
  const grants: Grant[] = [];
  for (const file of input.files) {
    const path = readAccessPath(file.path);
    if (path.kind === 'request') grants.push(resolveGrant(file, path, standing.get(file.path), input));
  }
  return separateGrants(
    grants.sort((a, b) => (a.name < b.name ? -1 : 1)),
    input,
  );
}

function resolveGrant(
  file: SourceFile,
  path: RequestPath,
  incarnation: Incarnation | undefined,
  { policy, now }: GrantsInput,
): Grant {
  const { value: request, problems: unreadable, positions } = readRequest(file);
  const base = { name: path.grant, path: file.path, system: path.system, beneficiary: path.login, request };
  // Older than any grant can be (design §3), so it is over, readable or not.
  if (incarnation === undefined || incarnation.addedIn === null || incarnation.addedAt === null) {
    const role = request?.role ?? null;
    return { ...base, role, window: null, state: 'expired', addedIn: null, versions: [], problems: [] };
  }
  const { addedIn, addedAt, versions } = incarnation;
  const edits = followEdits(path, versions, addedAt);
  const sound = { ...base, role: edits.lastGood?.request?.role ?? null, addedIn, versions };
  const broken = [...unreadable, ...edits.problems, ...checkTip(file, versions)];
  if (request === null || broken.length > 0) {
    return { ...sound, window: edits.lastGood?.window ?? null, state: 'invalid', problems: broken };
  }
  const window = edits.lastGood?.window ?? null;
  const problems = checkRequest({ path, request, positions, policy, now: addedAt }).filter(isError);
  // Nobody ever had what was over before it was merged.
  if (window !== null && window.end <= window.start) return { ...sound, window, state: 'invalid', problems };
  // What has ended has ended, whatever today's policy says of it: its removal needs no guard.
  const state = problems.length > 0 && !isOver(window, now) ? 'invalid' : stateOf(window, now);
  return { ...sound, window, state, problems: state === 'invalid' ? problems : [] };
}

export interface Edits {
  /** The newest readable version before the first that was not allowed. */
  readonly lastGood: GrantVersion | null;
  readonly problems: readonly Problem[];
}

/** Goes through the versions as they were merged; after one that was not allowed, none counts any more (design §3). */
export function followEdits(path: RequestPath, versions: readonly GrantVersion[], addedAt: Instant): Edits {
  let lastGood: GrantVersion | null = null;
  for (const version of versions) {
    if (version.request === null) continue;
    const before = lastGood?.request;
    if (before != null) {
      const change = { path, before, after: version.request, positions: NOWHERE };
      const problems = checkChange({ ...change, mergedAt: addedAt, now: version.committedAt });
      if (problems.length > 0) return { lastGood, problems };
    }
    lastGood = version;
  }
  return { lastGood, problems: [] };
}

/** The newest version that the history tells of has to be the file that stands; else the history lacks something. */
function checkTip(file: SourceFile, versions: readonly GrantVersion[]): Problem[] {
  if (versions.at(-1)?.oid === file.oid) return [];
  const message = 'The history that was read does not lead to this version of the file.';
  return [fileProblem(file.path, 'history-mismatch', message, 'Run again on a full clone (fetch-depth: 0).')];
}

function stateOf(window: Window | null, now: Instant): GrantState {
  if (window === null) return 'invalid';
  if (isOver(window, now)) return 'expired';
  return now < window.start ? 'pending' : 'active';
}

/** A window does not contain its end. */
function isOver(window: Window | null, now: Instant): boolean {
  return window !== null && now >= window.end;
}

function isError(problem: Problem): boolean {
  return problem.severity === 'error';
}
