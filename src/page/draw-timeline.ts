import { describeInstant } from '../render/html/instant-words.js';
import { STATES } from '../render/html/words.js';
import { element, named, svgElement } from './element.js';
import type { Bar, Lane, Timeline } from './lay-timeline.js';

const BAR_PIXELS = 14;
const GAP_PIXELS = 4;
const DAY = 24 * 60 * 60_000;

/** Places are shares of the width, so that the picture fits any screen. Colours and dashes are the style's. */
export function drawTimeline(timeline: Timeline, label: string): HTMLElement {
  const lanes = timeline.lanes.map((lane) => {
    return element('div', { class: 'lane' }, element('p', {}, named(lane.name)), drawLane(lane, timeline));
  });
  return element('div', { class: 'timeline', role: 'img', 'aria-label': label }, drawAxis(timeline), ...lanes);
}

function drawAxis({ from, to, ticks }: Timeline): HTMLElement {
  // The same shape as a lane, so that the labels stand above its lines.
  const labels = ticks.map(({ at, share }) => {
    const text = to - from > 2 * DAY ? describeInstant(at).slice(0, 10) : describeInstant(at).slice(5);
    const anchor = share < 0.15 ? 'start' : share > 0.85 ? 'end' : 'middle';
    return svgElement('text', { x: percent(share), y: '12', 'text-anchor': anchor }, text);
  });
  return element('div', { class: 'lane axis' }, element('p', {}), svgElement('svg', { height: '18' }, ...labels));
}

function drawLane({ depth, bars }: Lane, { ticks, now }: Timeline): SVGElement {
  const height = String(depth * (BAR_PIXELS + GAP_PIXELS) + GAP_PIXELS);
  const lines = ticks.map(({ share }) => drawLine('tick', share, height));
  if (now !== null) lines.push(drawLine('now', now, height));
  return svgElement('svg', { height }, ...lines, ...bars.flatMap(drawBar));
}

function drawLine(kind: string, share: number, height: string): SVGElement {
  const x = percent(share);
  return svgElement('line', { class: kind, x1: x, x2: x, y1: '0', y2: height });
}

function drawBar(bar: Bar): readonly SVGElement[] {
  const top = GAP_PIXELS + bar.level * (BAR_PIXELS + GAP_PIXELS);
  const place = {
    x: percent(bar.left),
    y: String(top),
    width: percent(bar.width),
    height: String(BAR_PIXELS),
    rx: '2',
  };
  const { row, start, end } = bar;
  const title = `${row.name}: ${describeInstant(start)} to ${describeInstant(end)}, ${STATES[row.state].label}`;
  const drawn = svgElement('rect', { ...place, class: `bar ${row.state}` }, svgElement('title', {}, title));
  if (bar.tail === null) return [drawn];
  const middle = String(top + BAR_PIXELS / 2);
  const right = bar.left + bar.width;
  return [
    svgElement('line', { class: 'tail', x1: percent(right), x2: percent(right + bar.tail), y1: middle, y2: middle }),
    drawn,
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
