import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import { childPointer, lineStarts, type Position, type Positions, positionAt } from './position.js';

/** Something in the notation that Lapse refuses, at an offset of the text. */
export interface NotationFault {
  readonly rule: string;
  readonly offset: number;
  readonly message: string;
  readonly cure: string;
}

export interface YamlEvents {
  readonly positions: Positions;
  readonly faults: readonly NotationFault[];
}

/** An open list or mapping on the way through the events. */
interface Frame {
  readonly pointer: string;
  readonly kind: 'document' | 'sequence' | 'mapping';
  readonly keys: Set<string>;
  index: number;
  /** The key whose value comes next; null: a key comes next. */
  key: string | null;
  /** True while what is open is itself a key, which the loader refuses. */
  readonly isKey: boolean;
}

interface Place {
  key: number;
  value: number;
}

/**
 * Walks js-yaml's events of one document: where every key and value stands, and what YAML can do but a request has no
 * need of (anchors, aliases, tags, duplicate keys, numbers with leading zeros).
 */
export function walkEvents(text: string, events: readonly Event[]): YamlEvents {
  const places = new Map<string, Place>();
  const faults: NotationFault[] = [];
  const frames: Frame[] = [];

  for (const event of events) {
    if (event.type === EVENT_ID.POP) {
      frames.pop();
      continue;
    }
    if (event.type === EVENT_ID.DOCUMENT) {
      frames.push({ pointer: '', kind: 'document', keys: new Set(), index: 0, key: null, isKey: false });
      continue;
    }
    faults.push(...notationFaults(text, event));
    const frame = frames.at(-1);
    if (frame === undefined) continue;

    const offset = offsetOf(event);
    if (frame.kind === 'mapping' && frame.key === null && event.type === EVENT_ID.SCALAR) {
      const key = getScalarValue(text, event);
      if (frame.keys.has(key)) faults.push(duplicateKey(key, offset));
      frame.keys.add(key);
      frame.key = key;
      const place = childPointer(frame.pointer, key);
      if (!frame.isKey && !places.has(place)) places.set(place, { key: offset, value: offset });
      continue;
    }
    const isComplexKey = frame.kind === 'mapping' && frame.key === null;
    const isKey = frame.isKey || isComplexKey;
    const pointer = pointerOfValue(frame);
    if (!isKey) {
      const place = places.get(pointer);
      // An empty value has no place of its own: then its key's stands for it.
      if (place === undefined) places.set(pointer, { key: offset, value: offset });
      else if (offset >= 0 && place.value === place.key) place.value = offset;
      if (event.type === EVENT_ID.SCALAR) {
        faults.push(...leadingZero(text, event), ...wordOfCoreSchema(text, event), ...roundedNumber(text, event));
      }
    }
    frame.index += 1;
    frame.key = isComplexKey ? '' : null;
    if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) {
      const kind = event.type === EVENT_ID.SEQUENCE ? 'sequence' : 'mapping';
      frames.push({ pointer, kind, keys: new Set(), index: 0, key: null, isKey });
    }
  }
  return { positions: toPositions(text, places), faults };
}

function pointerOfValue(frame: Frame): string {
  if (frame.kind === 'document') return '';
  return childPointer(frame.pointer, frame.kind === 'sequence' ? frame.index : (frame.key ?? ''));
}

type NodeEvent = Exclude<Event, { type: typeof EVENT_ID.DOCUMENT } | { type: typeof EVENT_ID.POP }>;

function offsetOf(event: NodeEvent): number {
  switch (event.type) {
    case EVENT_ID.ALIAS:
      return event.anchorStart - 1;
    case EVENT_ID.SCALAR: {
      const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
      return quoted ? event.valueStart - 1 : event.valueStart;
    }
    default:
      return event.start;
  }
}

function notationFaults(text: string, event: NodeEvent): NotationFault[] {
  const faults: NotationFault[] = [];
  if (event.anchorStart >= 0) {
    const what = event.type === EVENT_ID.ALIAS ? 'an alias' : 'an anchor';
    const message = `There is ${what}; Lapse reads neither anchors nor aliases.`;
    faults.push({ rule: 'alias', offset: event.anchorStart - 1, message, cure: 'Write the value out.' });
  }
  if (event.type !== EVENT_ID.ALIAS && event.tagStart >= 0) {
    const tag = text.slice(event.tagStart, Math.min(event.tagEnd, event.tagStart + 40));
    const message = `There is a YAML tag, ${JSON.stringify(tag)}.`;
    faults.push({ rule: 'tag', offset: event.tagStart, message, cure: 'Remove the tag.' });
  }
  return faults;
}

function duplicateKey(key: string, offset: number): NotationFault {
  const message = `The key ${JSON.stringify(key.slice(0, 80))} stands here a second time.`;
  return { rule: 'duplicate-key', offset, message, cure: 'Keep one of the two.' };
}

/**
 * In YAML 1.2's JSON schema `012345678901` is text, for many other readers a number without its zero
 * (https://yaml.org/spec/1.2.2/#103-core-schema): nobody is to be left guessing which account that is.
 */
function leadingZero(text: string, event: ScalarEvent): NotationFault[] {
  if (event.style !== SCALAR_STYLE.PLAIN || event.valueStart < 0 || event.tagStart >= 0) return [];
  const value = text.slice(event.valueStart, event.valueEnd);
  if (!/^[+-]?0[0-9_]+$/.test(value)) return [];
  const message = `${value.slice(0, 40)} without quotes is a number to some readers and text to others.`;
  return [{ rule: 'unquoted', offset: event.valueStart, message, cure: `Quote it: "${value.slice(0, 40)}".` }];
}

function toPositions(text: string, places: ReadonlyMap<string, Place>): Positions {
  const starts = lineStarts(text);
  function find(pointer: string, side: keyof Place): Position {
    let at = pointer;
    let place = places.get(at);
    while (place === undefined && at !== '') {
      at = at.slice(0, at.lastIndexOf('/'));
      place = places.get(at);
    }
    // Of something that is missing, the key of what should contain it is the clearer place.
    const offset = place?.[at === pointer ? side : 'key'] ?? 0;
    return positionAt(starts, Math.max(0, offset));
  }
  return { key: (pointer) => find(pointer, 'key'), value: (pointer) => find(pointer, 'value') };
}

/**
 * What is text in YAML's JSON schema, which Lapse reads by, and a null, boolean or number in its core schema, which most
 * editors read by: https://yaml.org/spec/1.2.2/#1032-tag-resolution
 */
const CORE_ONLY =
  /^(?:~|Null|NULL|True|TRUE|False|FALSE|0o[0-7]+|0x[\da-fA-F]+|\+(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|-?\.\d+(?:[eE][-+]?\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** Two readers must not take one file for two requests, nor leave an author guessing which of them is right. */
function wordOfCoreSchema(text: string, event: ScalarEvent): NotationFault[] {
  if (event.style !== SCALAR_STYLE.PLAIN) return [];
  const word = text.slice(event.valueStart, event.valueEnd);
  if (!CORE_ONLY.test(word)) return [];
  const message = `${word.slice(0, 80)} is text to some readers of YAML and something else to others.`;
  return [
    {
      rule: 'unquoted',
      offset: event.valueStart,
      message,
      cure: `Quote it ("${word.slice(0, 80)}"), or write it plainly.`,
    },
  ];
}

/** JSON's numbers, which YAML's JSON schema has too: https://yaml.org/spec/1.2.2/#1022-tag-resolution */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][-+]?\d+)?$/;

/** What is written is what is reviewed: a number of which floating point leaves another one is none of ours. */
function roundedNumber(text: string, event: ScalarEvent): NotationFault[] {
  if (event.style !== SCALAR_STYLE.PLAIN) return [];
  const written = text.slice(event.valueStart, event.valueEnd);
  if (!NUMBER.test(written) || significantDigits(written) === significantDigits(String(Number(written)))) return [];
  const shown = written.slice(0, 40);
  const message = `${shown} is more exact, or larger, than a number can be here.`;
  return [{ rule: 'unquoted', offset: event.valueStart, message, cure: `Round it, or quote it: "${shown}".` }];
}

/** Without sign, point, exponent, and zeros before and behind. */
function significantDigits(number: string): string {
  const [mantissa = ''] = number.toLowerCase().split('e');
  const digits = mantissa.replace(/[-.]/g, '').replace(/^0+/, '');
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}
