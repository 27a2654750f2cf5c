import { lineStarts, type Position, type Positions, pointerSteps, positionAt } from './position.js';

/**
 * Where a value stands, as offsets. Those of what it holds stand below it and not in one map by pointer: each pointer repeats
 * the keys above it, so that one long key would be written, and looked up, as often as there are keys below it.
 */
export interface Place {
  key: number;
  value: number;
  below: Map<string, Place> | null;
}

export function placeAt(offset: number): Place {
  return { key: offset, value: offset, below: null };
}

/** What stands at a step below a place; where nothing does yet, something at the offset does from now on. */
export function stepInto(place: Place, step: string, offset: number): Place {
  place.below ??= new Map();
  const known = place.below.get(step);
  if (known !== undefined) return known;
  const added = placeAt(offset);
  place.below.set(step, added);
  return added;
}

/** @param top of the whole; null where there is nothing. */
export function toPositions(text: string, top: Place | null): Positions {
  const starts = lineStarts(text);
  function find(pointer: string, side: 'key' | 'value'): Position {
    let place = top;
    let at = side;
    for (const step of pointerSteps(pointer)) {
      const next = place?.below?.get(step);
      // Of something that is missing, the key of what should contain it is the clearer place.
      if (next === undefined) {
        at = 'key';
        break;
      }
      place = next;
    }
    return positionAt(starts, Math.max(0, place?.[at] ?? 0));
  }
  return { key: (pointer) => find(pointer, 'key'), value: (pointer) => find(pointer, 'value') };
}
