/** The rows of the table whose first column has this heading, as their cells. */
export function readTable(page: string, heading: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let isOwn = false;
  for (const line of page.split('\n')) {
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (!line.startsWith('|')) isOwn = false;
    else if (cells[0] === heading) isOwn = true;
    else if (isOwn && cells[0]?.startsWith('---') === false) rows.push(cells);
  }
  return rows;
}
