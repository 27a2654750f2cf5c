import type { Instant } from '../access/instant.js';
import { parseInstant } from '../access/instant-text.js';
import { readTargetNames } from '../use-cases/pick-targets.js';
import { UsageError } from '../use-cases/usage-error.js';

const DAY = 24 * 60 * 60 * 1000;
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

/**
 * Reads a time option: RFC 3339, or a date, which is its first instant in UTC.
 * @throws {UsageError} where it is neither.
 */
export function readTime(option: string, text: string): Instant {
  const instant = parseInstant(DATE.test(text) ? `${text}T00:00:00Z` : text);
  if (instant !== null) return instant;
  throw new UsageError(
    `${option} ${JSON.stringify(text)} is not a time`,
    'write a date such as 2026-11-23, or a time such as 2026-11-23T18:00:00Z',
  );
}

/** The same for the end of a period: a date is its last instant, so that `--until 2026-11-30` has all of that day in. */
export function readEnd(option: string, text: string): Instant {
  const instant = readTime(option, text);
  return DATE.test(text) ? instant + DAY : instant;
}

/**
 * The names of `--targets`.
 * @throws {UsageError} for an empty list: it is a slip, such as a variable that is not set, and must not mean all.
 */
export function readNames(text: string): readonly string[] {
  const names = readTargetNames(text);
  if (names !== undefined) return names;
  throw new UsageError('--targets names no target', 'name some, or leave the option out for all');
}
