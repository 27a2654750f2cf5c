import type { Instant, Milliseconds, Window } from '../access/instant.js';
import type { CutStatement } from './entitlement.js';

/** A while in which one person could open sessions of one role by one grant. */
export interface SessionSpan extends Window {
  /** The instant up to which sessions may have been opened: an early end shows at the provider only after a run. */
  readonly reach: Instant;
  /** Over at the time of asking, by itself or early. */
  readonly hasEnded: boolean;
  /** It was given rightly, so the sessions of others live on under it (law 6). */
  readonly isGiven: boolean;
  readonly maxSession: Milliseconds;
}

/**
 * What has to be denied so that no session of a person outlives the grants that carried it (design §6): one statement
 * for all that is over, and one for each end to come. Windows of given grants that touch or overlap are one while: a
 * session that was opened in it lives to the end of it. What was not given carries nobody's session.
 */
export function cutStatements(spans: readonly SessionSpan[], now: Instant): CutStatement[] {
  const coming = joinWindows(spans.filter((span) => span.isGiven)).filter(({ end }) => end > now);
  const statements: CutStatement[] = [];
  const over = spans.filter((span) => span.hasEnded && !coming.some(({ start }) => start <= span.end));
  if (over.length > 0) {
    // What was opened later, was opened under what is given.
    const openedBefore = Math.min(furthest(over), coming[0]?.start ?? Number.POSITIVE_INFINITY);
    const maxSession = Math.max(...over.map((span) => span.maxSession));
    const from = Math.max(...over.map(({ end }) => end));
    if (now < openedBefore + maxSession) statements.push({ from, openedBefore });
  }
  for (const [index, { end }] of coming.entries()) {
    const next = coming[index + 1]?.start ?? Number.POSITIVE_INFINITY;
    const before = spans.filter((span) => (span.isGiven || span.hasEnded) && span.start < next);
    statements.push({ from: end, openedBefore: Math.min(Math.max(end, furthest(before)), next) });
  }
  return withoutImplied(statements);
}

/**
 * The part of what stands already that still may end a session, where nobody can tell by now for what it was put. It
 * never reaches what was opened under what is given.
 */
export function keepStatements(
  held: readonly CutStatement[],
  spans: readonly SessionSpan[],
  maxSession: Milliseconds,
  now: Instant,
): CutStatement[] {
  const given = joinWindows(spans.filter((span) => span.isGiven));
  return held.flatMap((statement) => {
    const carried = given.find(({ end }) => end > statement.from && end > now);
    const openedBefore = Math.min(statement.openedBefore, carried?.start ?? Number.POSITIVE_INFINITY);
    return now < openedBefore + maxSession ? { ...statement, openedBefore } : [];
  });
}

/** In order of time, without those that another one contains. */
export function withoutImplied(statements: readonly CutStatement[]): CutStatement[] {
  const ordered = [...statements].sort((a, b) => a.from - b.from || b.openedBefore - a.openedBefore);
  const kept: CutStatement[] = [];
  for (const statement of ordered) {
    if (!kept.some(({ openedBefore }) => openedBefore >= statement.openedBefore)) kept.push(statement);
  }
  return kept;
}

function furthest(spans: readonly SessionSpan[]): Instant {
  return Math.max(...spans.map(({ reach }) => reach));
}

function joinWindows(windows: readonly Window[]): Window[] {
  const joined: Window[] = [];
  for (const { start, end } of windows.filter((one) => one.start < one.end).sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last === undefined || start > last.end) joined.push({ start, end });
    else joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, end) };
  }
  return joined;
}
