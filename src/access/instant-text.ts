import type { Instant } from './instant.js';

const FORM =
  /^(20[0-9]{2})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]{1,9})?(?:Z|([+-])([0-9]{2}):([0-9]{2}))$/;

/** The years 2000 to 2099 in UTC: the only ones that the schemas have. */
const FIRST_INSTANT: Instant = Date.UTC(2000, 0, 1);
export const LAST_INSTANT: Instant = Date.UTC(2099, 11, 31, 23, 59, 59);

/**
 * Reads a time of RFC 3339 (https://www.rfc-editor.org/rfc/rfc3339#section-5.6) in the years 2000 to 2099, as it is written
 * and in UTC, so that what was read can be written again; with `T`, seconds, and `Z` or an offset; a day that the calendar
 * has; no leap second. Fractions of a second are dropped, so that every time that was written down is a whole second, as at
 * the providers.
 *
 * @returns null where it is no such time.
 */
export function parseInstant(text: string): Instant | null {
  const match = FORM.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  if (year === undefined || month === undefined || day === undefined) return null;
  if (hour === undefined || minute === undefined || second === undefined) return null;
  if (month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;

  const offsetHours = Number(match[8] ?? 0);
  const offsetMinutes = Number(match[9] ?? 0);
  if (offsetHours > 23 || offsetMinutes > 59) return null;
  const offset = (offsetHours * 60 + offsetMinutes) * 60_000 * (match[7] === '-' ? -1 : 1);
  const instant = Date.UTC(year, month - 1, day, hour, minute, second) - offset;
  return instant >= FIRST_INSTANT && instant <= LAST_INSTANT ? instant : null;
}

/** Writes a time as `2026-11-23T18:00:00Z`, in UTC; parts of a second are dropped. */
export function formatInstant(instant: Instant): string {
  return new Date(Math.floor(instant / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}

function daysOfMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
