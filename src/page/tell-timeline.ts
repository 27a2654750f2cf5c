import { STATES } from '../render/html/words.js';
import { element, named, svgElement } from './element.js';
import type { Bar, Lane, Timeline } from './lay-timeline.js';
import { timeOf } from './times.js';

/** The timeline in words, for whoever does not see it. */
export function tellTimeline({ lanes }: Timeline): HTMLElement {
  return element('details', {}, element('summary', {}, 'The timeline in words'), ...lanes.map(tellLane));
}

function tellLane({ name, bars }: Lane): HTMLElement {
  return element('div', {}, element('h3', {}, named(name)), element('ul', {}, ...bars.map(tellBar)));
}

function tellBar({ row, start, end }: Bar): HTMLElement {
  const gone = row.removal === null ? [] : ['; its absence was read back at ', timeOf(row.removal.goneAt)];
  const state = STATES[row.state].label;
  return element('li', {}, named(row.name), `, ${state}: `, timeOf(start), ' to ', timeOf(end), ...gone);
}

/** What the marks in the drawing mean. */
export function tellMarks(): HTMLElement {
  const states = Object.entries(STATES).map(([state, { label }]) => {
    const bar = svgElement('rect', { class: `bar ${state}`, x: '2', y: '2', width: '16', height: '10', rx: '2' });
    return tellMark(bar, label);
  });
  const tail = svgElement('line', { class: 'tail', x1: '0', x2: '20', y1: '7', y2: '7' });
  const now = svgElement('line', { class: 'now', x1: '10', x2: '10', y1: '0', y2: '14' });
  return element(
    'ul',
    { class: 'marks' },
    ...states,
    tellMark(tail, 'until its absence was read back'),
    tellMark(now, 'the time of the report'),
  );
}

function tellMark(mark: SVGElement, meaning: string): HTMLElement {
  const picture = svgElement('svg', { width: '20', height: '14', 'aria-hidden': 'true' }, mark);
  return element('li', {}, picture, meaning);
}
