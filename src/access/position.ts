/** A place in a file. */
export interface Position {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 code units. */
  readonly column: number;
}

/** Where the values of a YAML file stand, by JSON pointer (RFC 6901); `''` is the whole. */
export interface Positions {
  /** Of the key that a value belongs to; of an item of a list, the item itself. */
  key(pointer: string): Position;
  /** Of the value; where it is empty, of its key. What is not in the file has the place of what would contain it. */
  value(pointer: string): Position;
}

const TOP: Position = { line: 1, column: 1 };

/** For files of which nothing can be located. */
export const NOWHERE: Positions = { key: () => TOP, value: () => TOP };

/** One more step of a JSON pointer: https://www.rfc-editor.org/rfc/rfc6901#section-3 */
export function childPointer(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The steps of a JSON pointer. */
export function pointerSteps(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** A pointer, and those of whatever contains its value. */
export function* pointersUpFrom(pointer: string): Iterable<string> {
  yield pointer;
  for (let end = pointer.lastIndexOf('/'); end >= 0; end = pointer.lastIndexOf('/', end - 1)) {
    yield pointer.slice(0, end);
    if (end === 0) return;
  }
}

/** The offset at which each line starts. Only LF breaks lines, and CR LF does: a lone CR is refused before. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Turns an offset into a place, by binary search. */
export function positionAt(starts: readonly number[], offset: number): Position {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}
