const CUT = '\n\n… GitHub takes no more text here.';

/** Longer comments are refused with “body is too long (maximum is 65536 characters)”. */
export const MAXIMUM_COMMENT = 65_536;

/** Text of at most so many characters (UTF-16 units, which are never fewer than GitHub's count), cut at a line end where there is one. */
export function cutAtLine(text: string, maximum: number): string {
  if (text.length <= maximum) return text;
  const ending = CUT.length * 4 <= maximum ? CUT : '…';
  const room = maximum - ending.length;
  const lineEnd = text.lastIndexOf('\n', room);
  // Half of a character outside the basic plane would be no text any more.
  const end = lineEnd > 0 ? lineEnd : isHighSurrogate(text, room - 1) ? room - 1 : room;
  return text.slice(0, end) + ending;
}

function isHighSurrogate(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xd800;
}
