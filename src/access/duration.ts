import type { Milliseconds } from './instant.js';

const MINUTE = 60_000;

/** The longest duration that can be written: a leap year. */
export const MAXIMUM_DURATION: Milliseconds = 366 * 24 * 60 * MINUTE;

interface Unit {
  readonly letter: string;
  readonly length: Milliseconds;
  /** How many of it make one of the next larger unit, so that a length has few spellings. */
  readonly carriesAt: number;
}

const UNITS: readonly Unit[] = [
  { letter: 'w', length: 7 * 24 * 60 * MINUTE, carriesAt: Number.POSITIVE_INFINITY },
  { letter: 'd', length: 24 * 60 * MINUTE, carriesAt: 7 },
  { letter: 'h', length: 60 * MINUTE, carriesAt: 24 },
  { letter: 'm', length: MINUTE, carriesAt: 60 },
];

const FORM = /^(?:([1-9][0-9]{0,5})w)?(?:([1-9][0-9]{0,5})d)?(?:([1-9][0-9]{0,5})h)?(?:([1-9][0-9]{0,5})m)?$/;

/**
 * Reads `30m`, `4h`, `1d`, `1h30m`: weeks, days, hours and minutes, largest first, each once and none of them zero.
 * After a larger unit a smaller one stays below it (`90m` or `1h30m`, not `1h90m`): only so can the pattern in the
 * public schema accept exactly the same texts, limit included.
 *
 * @returns milliseconds, at most {@link MAXIMUM_DURATION}; null where it is no duration.
 */
export function parseDuration(text: string): Milliseconds | null {
  const match = FORM.exec(text);
  if (match === null || text === '') return null;
  let total = 0;
  for (const [index, unit] of UNITS.entries()) {
    const digits = match[index + 1];
    if (digits === undefined) continue;
    const count = Number(digits);
    if (total > 0 && count >= unit.carriesAt) return null;
    total += count * unit.length;
  }
  return total <= MAXIMUM_DURATION ? total : null;
}

/**
 * Writes a length of time in the form that {@link parseDuration} reads, in days, hours and minutes: `1d4h`.
 * Parts of a minute are dropped; less than a minute is `0m`.
 */
export function formatDuration(length: Milliseconds): string {
  let rest = length;
  let text = '';
  for (const unit of UNITS) {
    // People say 14 days more often than two weeks, and `10d` more often than `1w3d`.
    if (unit.letter === 'w') continue;
    const count = Math.floor(rest / unit.length);
    rest -= count * unit.length;
    if (count > 0) text += `${count}${unit.letter}`;
  }
  return text === '' ? '0m' : text;
}
