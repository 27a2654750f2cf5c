import type { GrantVersion } from '../access/grant.js';
import type { HistoryCommit } from '../access/history.js';
import type { Incarnation } from '../access/incarnations.js';
import type { Instant, Window } from '../access/instant.js';
import { formatInstant } from '../access/instant-text.js';
import type { StoryEntry, StoryKind } from './story.js';

/**
 * What the history tells of a life up to a time, oldest first: the merges of its file, and how it ended.
 *
 * @param commits of the history, by id.
 */
export function tellLife(
  life: Incarnation,
  commits: ReadonlyMap<string, HistoryCommit>,
  until: Instant,
): readonly StoryEntry[] {
  const entries: StoryEntry[] = [];
  const say = (at: Instant, kind: StoryKind, text: string, commit: string | null): void => {
    const about = { grant: life.grant, addedIn: life.addedIn };
    if (at <= until) entries.push({ at, kind, ...about, text, commit, pullRequest: null, run: null });
  };
  let before: GrantVersion | null = null;
  for (const [index, version] of life.versions.entries()) {
    const author = commits.get(version.commit)?.authorName ?? 'somebody';
    const text = index === 0 ? describeAsking(version, author) : describeEdit(before, version, author);
    say(version.committedAt, index === 0 ? 'asked' : 'edited', text, version.commit);
    if (version.request !== null) before = version;
  }
  const window = life.versions.findLast((version) => version.window !== null)?.window ?? null;
  const removedAt = life.removedIn?.at ?? null;
  if (window !== null && hasEnded(window, removedAt)) say(window.end, 'ended', 'Its window ended.', null);
  if (life.removedIn !== null) {
    const { commit, at } = life.removedIn;
    const author = commits.get(commit)?.authorName ?? 'somebody';
    const isEarly = window !== null && at < window.end;
    say(at, 'removed', `${author} removed its file${isEarly ? ', which ended it early' : ''}.`, commit);
  }
  return entries;
}

/** An empty window never began; one that was still open when the file went has no end of its own. */
function hasEnded(window: Window, removedAt: Instant | null): boolean {
  return window.start < window.end && (removedAt === null || window.end <= removedAt);
}

function describeAsking({ request, window }: GrantVersion, author: string): string {
  if (request === null) return `${author} brought a file that cannot be read.`;
  const ticket = request.ticket === null ? '' : ` (${request.ticket})`;
  return `${author} asked for ${request.role} ${describeWindow(window)}: ${request.reason}${ticket}`;
}

/** @param before the last version that could be read; null: none could. */
function describeEdit(before: GrantVersion | null, { request, window }: GrantVersion, author: string): string {
  if (request === null) return `${author} changed it so that it cannot be read.`;
  if (before?.window == null || window === null) return `${author} changed it: ${describeWindow(window)}.`;
  if (window.end > before.window.end) return `${author} extended it to ${formatInstant(window.end)}.`;
  if (window.end < before.window.end) return `${author} shortened it to ${formatInstant(window.end)}.`;
  return `${author} changed its words: ${request.reason}${request.ticket === null ? '' : ` (${request.ticket})`}`;
}

function describeWindow(window: Window | null): string {
  if (window === null) return 'for a time that is not known';
  return `from ${formatInstant(window.start)} to ${formatInstant(window.end)}`;
}
