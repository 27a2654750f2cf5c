import type { Instant, Milliseconds } from '../../access/instant.js';
import { formatInstant } from '../../access/instant-text.js';
import { describeLag } from '../describe-lag.js';

/** `2026-11-23 18:00 UTC`; exact: with its seconds. */
export function describeInstant(instant: Instant, exact = false): string {
  const [day = '', time = ''] = formatInstant(instant).split('T');
  return `${day} ${time.slice(0, exact ? 8 : 5)} UTC`;
}

/** `4 h 12 min left`, or `ended 3 min ago`. */
export function describeLeft(end: Instant, now: Instant): string {
  const left: Milliseconds = end - now;
  return left > 0 ? `${describeLag(left)} left` : `ended ${describeLag(-left)} ago`;
}

/** The page's script finds it by its element and can write it in another time zone. */
export function renderTime(instant: Instant, exact = false): string {
  const kind = exact ? ' class="exact"' : '';
  return `<time${kind} datetime="${formatInstant(instant)}">${describeInstant(instant, exact)}</time>`;
}
