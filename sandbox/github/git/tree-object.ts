/** One line of a tree as git stores it: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_tree_objects */
export interface TreeLine {
  readonly name: string;
  /** Octal, e.g. `100644`. */
  readonly mode: string;
  readonly type: 'tree' | 'blob' | 'commit';
  readonly sha: string;
}

/** Reads the raw bytes of a tree object: mode, space, name, NUL, and an id of 20 bytes, again and again. */
export function parseTree(content: Buffer): TreeLine[] {
  const lines: TreeLine[] = [];
  let at = 0;
  while (at < content.length) {
    const space = content.indexOf(0x20, at);
    const end = content.indexOf(0, space);
    if (space < 0 || end < 0) throw new Error('a tree object ends too early');
    const mode = content.toString('latin1', at, space).padStart(6, '0');
    lines.push({
      name: content.toString('utf8', space + 1, end),
      mode,
      type: mode === '040000' ? 'tree' : mode === '160000' ? 'commit' : 'blob',
      sha: content.toString('hex', end + 1, end + 21),
    });
    at = end + 21;
  }
  return lines;
}
