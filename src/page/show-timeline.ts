import type { Instant } from '../access/instant.js';
import { countOf, formatCount } from '../render/html/count-words.js';
import type { PageRow } from '../render/html/page-data.js';
import { drawTimeline } from './draw-timeline.js';
import { element, find } from './element.js';
import { layTimeline } from './lay-timeline.js';
import { tellMarks, tellTimeline } from './tell-timeline.js';
import type { View } from './view.js';

/** More than these are no picture any more. */
const MOST_BARS = 400;

interface Subject {
  readonly name: string;
  readonly rows: PageRow[];
  readonly laneOf: (row: PageRow) => string;
}

/** One person's or one system's grants on an axis of time, and the same in words. */
export class TimelineSection {
  /** `person:alice`, `system:aws-sandbox`. */
  readonly subjects: ReadonlySet<string>;
  readonly #known: ReadonlyMap<string, Subject>;
  readonly #at: Instant;
  readonly #select = find('subject', HTMLSelectElement);
  readonly #place = find('timeline', HTMLElement);
  #shown = '';

  constructor(rows: readonly PageRow[], at: Instant, choose: (subject: string) => void) {
    this.#at = at;
    const people = gather('person', rows, systemAndRole);
    const systems = gather('system', rows, ({ person }) => person);
    this.#known = new Map([...people, ...systems]);
    this.subjects = new Set(this.#known.keys());
    this.#select.append(listSubjects('People', people), listSubjects('Systems', systems));
    this.#select.addEventListener('change', () => choose(this.#select.value));
  }

  show(view: View): void {
    const chosen = this.#choose(view);
    const subject = this.#known.get(chosen);
    if (subject === undefined || chosen === this.#shown) return;
    this.#shown = chosen;
    this.#select.value = chosen;
    this.#place.replaceChildren(...draw(subject, this.#at));
  }

  /** Without a choice it goes with the filters, and otherwise stays. */
  #choose({ subject, wanted }: View): string {
    if (subject !== '') return subject;
    if (wanted.person !== '') return `person:${wanted.person}`;
    if (wanted.system !== '') return `system:${wanted.system}`;
    return this.#shown === '' ? this.#select.value : this.#shown;
  }
}

function draw({ name, rows, laneOf }: Subject, at: Instant): readonly Node[] {
  const withWindow = rows.filter(({ window }) => window !== null).sort(newestFirst);
  const drawn = withWindow.slice(0, MOST_BARS);
  const timeline = layTimeline(drawn, laneOf, at);
  if (timeline === null) {
    return [element('p', { class: 'empty' }, 'None of these grants has a window that could be read.')];
  }
  const label = `Timeline of ${name}: ${countOf(drawn.length, 'grant')}. The same stands below in words.`;
  const note = describeLeftOut(rows.length, withWindow.length, drawn.length);
  return [
    ...(note === '' ? [] : [element('p', {}, note)]),
    drawTimeline(timeline, label),
    tellMarks(),
    tellTimeline(timeline),
  ];
}

function describeLeftOut(all: number, withWindow: number, drawn: number): string {
  const parts: string[] = [];
  if (drawn < withWindow) parts.push(`The newest ${formatCount(drawn)} of ${countOf(withWindow, 'grant')} are drawn.`);
  if (withWindow < all) parts.push(`Left out, because no window could be read: ${countOf(all - withWindow, 'grant')}.`);
  return parts.join(' ');
}

function gather(
  kind: 'person' | 'system',
  rows: readonly PageRow[],
  laneOf: Subject['laneOf'],
): ReadonlyMap<string, Subject> {
  const subjects = new Map<string, Subject>();
  for (const row of rows) {
    const name = row[kind];
    const known = subjects.get(`${kind}:${name}`);
    if (known === undefined) subjects.set(`${kind}:${name}`, { name, rows: [row], laneOf });
    else known.rows.push(row);
  }
  return subjects;
}

function listSubjects(label: string, subjects: ReadonlyMap<string, Subject>): HTMLElement {
  const sorted = [...subjects].sort(([one], [other]) => (one < other ? -1 : 1));
  const options = sorted.map(([value, { name, rows }]) => {
    return element('option', { value }, `${name} (${formatCount(rows.length)})`);
  });
  return element('optgroup', { label }, ...options);
}

function systemAndRole({ system, role }: PageRow): string {
  return `${system}: ${role === '' ? 'unknown role' : role}`;
}

function newestFirst(one: PageRow, other: PageRow): number {
  return (other.window?.start ?? 0) - (one.window?.start ?? 0);
}
