import type { Milliseconds } from '../access/instant.js';
import { formatInstant } from '../access/instant-text.js';
import type { RunReport } from '../plan/run-report.js';

/** `12 s`, `4 min`, `1 h 12 min`, `2 d 3 h`. */
export function describeLag(lag: Milliseconds): string {
  const seconds = Math.floor(lag / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? pair(hours, 'h', minutes % 60, 'min') : pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function pair(large: number, unit: string, small: number, smaller: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smaller}`;
}

/** Sentences, in plain text: that no run came for so long, what it meant, and the cure. Empty: the schedule is in order. */
export function describeLate({ late, startedAt }: Pick<RunReport, 'late' | 'startedAt'>): readonly string[] {
  const [longest, ...others] = late;
  if (longest === undefined) return [];
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  const { grant, endedAt } = longest;
  const fact = `The schedule is late: ${grant}${more} ended at ${formatInstant(endedAt)}, and ${describeLag(startedAt - endedAt)} later no run had taken it away.`;
  const open = late.filter(({ floor }) => floor === null || floor > startedAt);
  const meant =
    open.length === 0
      ? 'The floor did not need it: the provider itself had ended the access.'
      : `The provider had not ended all of it by itself: ${open[0]?.grant ?? ''}${open.length === 1 ? '' : ` and ${open.length - 1} more`}.`;
  const cure =
    "GitHub's scheduler starts runs late and drops some, and switches schedules off where a public repository rests for 60 days: look at the runs of access-expire, and start it by hand or from another scheduler.";
  return [fact, meant, cure];
}
