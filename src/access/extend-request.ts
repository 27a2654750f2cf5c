import { decodeText } from './decode-text.js';
import { formatDuration, MAXIMUM_DURATION, parseDuration } from './duration.js';
import type { Milliseconds } from './instant.js';
import { formatInstant, parseInstant } from './instant-text.js';
import { lineStarts, type Positions } from './position.js';
import { readRequest } from './read-request.js';
import type { Request } from './request.js';
import type { SourceFile } from './source-file.js';

/** A request with its end moved later, or why a machine does not do it. */
export type Extension =
  | { readonly kind: 'extended'; readonly text: string; readonly before: Request; readonly after: Request }
  | { readonly kind: 'impossible'; readonly reason: 'unreadable' | 'too-long' | 'by-hand'; readonly because: string };

/**
 * Moves the end of a request later by a length of time. Only the one scalar of the file's text is written anew: comments,
 * quotes and line endings stay. The result is read again, and given only where nothing but the end has changed. It is a
 * function of its input alone, so a pull request that says it did this can be held to it (law 5).
 */
export function extendRequest(file: SourceFile, length: Milliseconds): Extension {
  const { value: before, positions } = readRequest(file);
  const text = file.bytes === null ? null : decodeText(file.path, file.bytes).text;
  if (before === null || text === null) {
    return { kind: 'impossible', reason: 'unreadable', because: 'The request cannot be read as it stands.' };
  }
  const end = moveEnd(before.end, length);
  if (end === null)
    return { kind: 'impossible', reason: 'too-long', because: 'That is longer than any request may be.' };
  const written = replaceEnd(text, before.end, positions, writeEnd(end));
  const after = written === null ? null : readText(file, written);
  if (written === null || after === null || !isSame(after, { ...before, end })) {
    const because = `The file writes ${before.end.kind} in a way that has to be edited by hand.`;
    return { kind: 'impossible', reason: 'by-hand', because };
  }
  return { kind: 'extended', text: written, before, after };
}

function moveEnd(end: Request['end'], length: Milliseconds): Request['end'] | null {
  if (!(length > 0) || length > MAXIMUM_DURATION) return null;
  if (end.kind === 'duration') {
    const total = end.length + length;
    return total > MAXIMUM_DURATION ? null : { kind: 'duration', length: total };
  }
  const at = end.at + length;
  return parseInstant(formatInstant(at)) === at ? { kind: 'expires', at } : null;
}

function writeEnd(end: Request['end']): string {
  return end.kind === 'duration' ? formatDuration(end.length) : formatInstant(end.at);
}

/** The scalar as it stands there, in plain or quoted style; sticky, and linear. */
const SCALAR = /(["']?)([0-9A-Za-z.:+-]+)\1/y;

/** null where what stands at the value's place is not the value as people write it, such as one with escapes. */
function replaceEnd(text: string, end: Request['end'], positions: Positions, scalar: string): string | null {
  const { line, column } = positions.value(`/${end.kind}`);
  const start = (lineStarts(text)[line - 1] ?? 0) + column - 1;
  SCALAR.lastIndex = start;
  const [whole, quote = '', written = ''] = SCALAR.exec(text) ?? [];
  if (whole === undefined || !saysEnd(written, end)) return null;
  return `${text.slice(0, start)}${quote}${scalar}${quote}${text.slice(start + whole.length)}`;
}

function saysEnd(written: string, end: Request['end']): boolean {
  return end.kind === 'duration' ? parseDuration(written) === end.length : parseInstant(written) === end.at;
}

function readText(file: SourceFile, text: string): Request | null {
  const bytes = new TextEncoder().encode(text);
  return readRequest({ ...file, bytes, size: bytes.length }).value;
}

function isSame(a: Request, b: Request): boolean {
  return (
    a.role === b.role &&
    a.starts === b.starts &&
    a.reason === b.reason &&
    a.ticket === b.ticket &&
    writeEnd(a.end) === writeEnd(b.end) &&
    a.end.kind === b.end.kind
  );
}
