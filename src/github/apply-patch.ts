/** A part of a patch begins so: where the old lines stand, and how many there are. */
const HUNK = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@/;

/**
 * A text with a patch applied exactly where it says, as GitHub gives it for a changed file: hunks without the lines
 * before them. null where the text is not what the patch was made from.
 * https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
 */
export function applyPatch(text: string, patch: string): string | null {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const rows = patch.split('\n');
  const result: string[] = [];
  let at = 0;
  for (const [index, row] of rows.entries()) {
    const [whole, first, count] = HUNK.exec(row) ?? [];
    if (whole !== undefined) {
      // What only adds names the line before.
      const start = count === '0' ? Number(first) : Number(first) - 1;
      if (start < at || start > lines.length) return null;
      result.push(...lines.slice(at, start));
      at = start;
      continue;
    }
    const line = row.slice(1) + (rows[index + 1]?.startsWith('\\') ? '' : '\n');
    if (row.startsWith('+')) result.push(line);
    else if (row.startsWith(' ') || row.startsWith('-')) {
      if (lines[at] !== line) return null;
      at += 1;
      if (row.startsWith(' ')) result.push(line);
    } else if (!row.startsWith('\\')) return null;
  }
  return [...result, ...lines.slice(at)].join('');
}
