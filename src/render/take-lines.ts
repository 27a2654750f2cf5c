/** As many lines as fit into so many characters, and how many more there would be: nothing is left out in silence. */
export function takeLines(lines: readonly string[], maximum: number): readonly string[] {
  let room = maximum;
  for (const [index, line] of lines.entries()) {
    room -= line.length + 1;
    if (room < 0) return [...lines.slice(0, index), '', `… and ${lines.length - index} more lines.`];
  }
  return lines;
}
