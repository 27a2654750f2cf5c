import type { Instant, Milliseconds } from '../access/instant.js';
import type { PageRow } from '../render/html/page-data.js';

/** Shares are parts of the whole axis, from 0 to 1. */
export interface Timeline {
  readonly from: Instant;
  readonly to: Instant;
  readonly ticks: readonly { readonly at: Instant; readonly share: number }[];
  readonly lanes: readonly Lane[];
  /** Where the report's own time stands; null: beside the axis. */
  readonly now: number | null;
}

export interface Lane {
  readonly name: string;
  /** How many bars stand one above the other. */
  readonly depth: number;
  readonly bars: readonly Bar[];
}

export interface Bar {
  readonly row: PageRow;
  readonly start: Instant;
  readonly end: Instant;
  readonly left: number;
  readonly width: number;
  /** To the instant at which its absence was read back; null: it was not, or no later than the end. */
  readonly tail: number | null;
  readonly level: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Round lengths that a reader can count by. */
const HOURS_OF_STEPS = [0.25, 1, 3, 6, 12, 24, 48, 7 * 24, 14 * 24, 30 * 24, 91 * 24, 182 * 24, 365 * 24];
const MOST_TICKS = 4;

/** Lays bars of the rows that have a window into lanes of one name each. null: none has. */
export function layTimeline(rows: readonly PageRow[], laneOf: (row: PageRow) => string, at: Instant): Timeline | null {
  const spans = rows.flatMap((row) => spanOf(row) ?? []).sort((one, other) => one.start - other.start);
  if (spans.length === 0) return null;
  const from = Math.min(...spans.map(({ start }) => start));
  const to = Math.max(from + MINUTE, ...spans.map(({ end, gone }) => Math.max(end, gone ?? end)));
  const shareOf = (instant: Instant): number => (instant - from) / (to - from);
  const byLane = new Map<string, Span[]>();
  for (const span of spans) {
    const lane = byLane.get(laneOf(span.row));
    if (lane === undefined) byLane.set(laneOf(span.row), [span]);
    else lane.push(span);
  }
  const lanes = [...byLane].map(([name, found]) => layLane(name, found, shareOf));
  const now = at >= from && at <= to ? shareOf(at) : null;
  return { from, to, ticks: layTicks(from, to, shareOf), lanes: lanes.sort(byName), now };
}

interface Span {
  readonly row: PageRow;
  readonly start: Instant;
  readonly end: Instant;
  readonly gone: Instant | null;
}

/** What was removed before its end ended then. */
function spanOf(row: PageRow): Span | null {
  if (row.window === null) return null;
  const { start, end } = row.window;
  const cut = row.state === 'removed' ? (row.removed?.at ?? end) : end;
  return { row, start, end: Math.max(start, Math.min(end, cut)), gone: row.removal?.goneAt ?? null };
}

/** Each bar takes the first level that is free from its start on. */
function layLane(name: string, spans: readonly Span[], shareOf: (instant: Instant) => number): Lane {
  const freeFrom: Instant[] = [];
  const bars = spans.map(({ row, start, end, gone }) => {
    const free = freeFrom.findIndex((instant) => instant <= start);
    const level = free === -1 ? freeFrom.length : free;
    freeFrom[level] = end;
    const left = shareOf(start);
    const tail = gone !== null && gone > end ? shareOf(gone) - shareOf(end) : null;
    return { row, start, end, left, width: shareOf(end) - left, tail, level };
  });
  return { name, depth: freeFrom.length, bars };
}

/** At round times, in UTC. */
function layTicks(from: Instant, to: Instant, shareOf: (instant: Instant) => number): Timeline['ticks'] {
  const step = stepOf(to - from);
  const ticks: { at: Instant; share: number }[] = [];
  for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step)
    ticks.push({ at: tick, share: shareOf(tick) });
  return ticks;
}

function stepOf(length: Milliseconds): Milliseconds {
  const hours = length / HOUR;
  const years = Math.ceil(hours / (365 * 24) / MOST_TICKS);
  return (HOURS_OF_STEPS.find((step) => hours / step <= MOST_TICKS) ?? years * 365 * 24) * HOUR;
}

function byName(one: Lane, other: Lane): number {
  return one.name < other.name ? -1 : 1;
}
