import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import type { Positions } from './position.js';
import { type Place, placeAt, stepInto, toPositions } from './yaml-places.js';

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
  readonly kind: 'document' | 'sequence' | 'mapping';
  /** Null while what is open is itself a key, which the loader refuses. */
  readonly place: Place | null;
  readonly keys: Set<string>;
  index: number;
  /** The key whose value comes next; null: a key comes next. */
  key: string | null;
}

/** The longest key that any schema of ours takes, a condition key of IAM, is shorter. */
const LONGEST_KEY = 300;

/**
 * Walks js-yaml's events of one document: where every key and value stands, and what YAML can do but a request has no
 * need of (anchors, aliases, tags, duplicate keys, numbers with leading zeros).
 */
export function walkEvents(text: string, events: readonly Event[]): YamlEvents {
  const faults: NotationFault[] = [];
  const document = placeAt(0);
  const frames: Frame[] = [];

  for (const event of events) {
    if (event.type === EVENT_ID.POP) {
      frames.pop();
      continue;
    }
    if (event.type === EVENT_ID.DOCUMENT) {
      frames.push({ kind: 'document', place: document, keys: new Set(), index: 0, key: null });
      continue;
    }
    faults.push(...notationFaults(text, event));
    const frame = frames.at(-1);
    if (frame === undefined) continue;

    const offset = offsetOf(event);
    if (frame.kind === 'mapping' && frame.key === null && event.type === EVENT_ID.SCALAR) {
      const key = getScalarValue(text, event);
      if (key.length > LONGEST_KEY) faults.push(longKey(key, offset));
      if (frame.keys.has(key)) faults.push(duplicateKey(key, offset));
      frame.keys.add(key);
      frame.key = key;
      if (frame.place !== null) stepInto(frame.place, key, offset);
      continue;
    }
    const isComplexKey = frame.kind === 'mapping' && frame.key === null;
    const place = isComplexKey ? null : placeOfValue(frame, offset);
    if (place !== null && event.type === EVENT_ID.SCALAR) {
      faults.push(...leadingZero(text, event), ...wordOfCoreSchema(text, event), ...roundedNumber(text, event));
    }
    frame.index += 1;
    frame.key = isComplexKey ? '' : null;
    if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) {
      const kind = event.type === EVENT_ID.SEQUENCE ? 'sequence' : 'mapping';
      frames.push({ kind, place, keys: new Set(), index: 0, key: null });
    }
  }
  return { positions: toPositions(text, document.below?.get('') ?? null), faults };
}

/** Null within a key. */
function placeOfValue({ kind, place: parent, index, key }: Frame, offset: number): Place | null {
  if (parent === null) return null;
  const place = stepInto(parent, kind === 'sequence' ? String(index) : (key ?? ''), offset);
  // An empty value has no place of its own: then its key's stands for it.
  if (offset >= 0 && place.value === place.key) place.value = offset;
  return place;
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

/** What is compared with keys costs by their length, and V8 finds texts of more than 16,383 characters only by their length. */
function longKey(key: string, offset: number): NotationFault {
  const message = `Lapse knows no key ${JSON.stringify(`${key.slice(0, 80)}…`)}, nor any of ${key.length} characters.`;
  return { rule: 'unknown-key', offset, message, cure: 'Remove it.' };
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
