const CUT = '\n\n… GitHub takes no more text here.';

/** Longer comments are refused with “body is too long (maximum is 65536 characters)”. */
export const MAXIMUM_COMMENT = 65_536;

/**
 * Text of at most so many characters (UTF-16 units, which are never fewer than GitHub's count), cut at a line end where
 * there is one. What is open there, a code block or folded details, is closed behind the cut: it would swallow the words
 * about it, and whatever stands below on the page.
 */
export function cutAtLine(text: string, maximum: number): string {
  if (text.length <= maximum) return text;
  const ending = CUT.length * 4 <= maximum ? CUT : '…';
  const room = maximum - ending.length;
  const cut = findCut(text, room);
  if (cut !== null) return text.slice(0, cut.end) + cut.closing + ending;
  // Half of a character outside the basic plane would be no text any more.
  const end = isHighSurrogate(text, room - 1) ? room - 1 : room;
  return text.slice(0, end) + ending;
}

/** The last line end that leaves room for what has to be closed there; null where the first line is too long already. */
function findCut(text: string, room: number): { readonly end: number; readonly closing: string } | null {
  let cut: { end: number; closing: string } | null = null;
  let open: Open = { fence: null, details: 0 };
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1 && end <= room; end = text.indexOf('\n', start)) {
    open = readLine(text.slice(start, end), open);
    const closing = close(open);
    if (end > 0 && end + closing.length <= room) cut = { end, closing };
    start = end + 1;
  }
  return cut;
}

/** What is open at the end of a line of Markdown. */
interface Open {
  /** The backticks or tildes that a code block began with. */
  readonly fence: string | null;
  /** How many `<details>`. */
  readonly details: number;
}

/** https://spec.commonmark.org/0.31.2/#fenced-code-blocks: closed by at least as many of the same, and nothing else. */
function readLine(line: string, { fence, details }: Open): Open {
  const [, marks = '', rest = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/s.exec(line) ?? [];
  if (fence !== null) {
    const isEnd = marks.startsWith(fence) && rest.trim() === '';
    return { fence: isEnd ? null : fence, details };
  }
  if (marks !== '' && !(marks.startsWith('`') && rest.includes('`'))) return { fence: marks, details };
  const opened = line.match(/<details[\s>]/gi)?.length ?? 0;
  const closed = line.match(/<\/details\s*>/gi)?.length ?? 0;
  return { fence, details: Math.max(0, details + opened - closed) };
}

function close({ fence, details }: Open): string {
  // A closing tag needs an empty line before it: https://spec.commonmark.org/0.31.2/#html-blocks
  return (fence === null ? '' : `\n${fence}`) + '\n\n</details>'.repeat(details);
}

function isHighSurrogate(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xd800;
}
