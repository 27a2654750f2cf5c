import type { Instant } from '../access/instant.js';
import { formatInstant } from '../access/instant-text.js';
import { describeInstant } from '../render/html/instant-words.js';
import { element } from './element.js';

let local = false;

/** A time in the zone that the reader has chosen; exact: with its seconds. */
export function timeOf(instant: Instant, exact = false): HTMLTimeElement {
  const attributes = { datetime: formatInstant(instant), ...(exact ? { class: 'exact' } : {}) };
  return element('time', attributes, write(instant, exact));
}

/** Writes every time of the page in the reader's zone, or in UTC again. */
export function showTimesIn(zone: 'local' | 'utc'): void {
  local = zone === 'local';
  for (const time of document.querySelectorAll('time')) {
    time.textContent = write(Date.parse(time.dateTime), time.classList.contains('exact'));
  }
}

function write(instant: Instant, exact: boolean): string {
  return local ? describeLocal(new Date(instant), exact) : describeInstant(instant, exact);
}

/** `2026-11-23 19:00 +01:00`. */
function describeLocal(date: Date, exact: boolean): string {
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(pad).join('-');
  const parts = [date.getHours(), date.getMinutes(), ...(exact ? [date.getSeconds()] : [])];
  const offset = -date.getTimezoneOffset();
  const away = Math.abs(offset);
  const zone = `${offset < 0 ? '-' : '+'}${pad(Math.floor(away / 60))}:${pad(away % 60)}`;
  return `${day} ${parts.map(pad).join(':')} ${zone}`;
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
