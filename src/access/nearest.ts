/**
 * The names that somebody may have meant, nearest first, at most three: those that differ by two letters or fewer, or
 * that begin with what was written.
 */
export function nearestNames(written: string, known: Iterable<string>): string[] {
  // Names of ours are at most 63 characters long: what is much longer is near none, and would be slow to compare.
  if (written.length > 100) return [];
  const near: { name: string; distance: number }[] = [];
  for (const name of known) {
    const distance = editDistance(written, name);
    if (distance <= Math.min(2, Math.floor(name.length / 2))) near.push({ name, distance });
    else if (written.length >= 3 && name.startsWith(written)) near.push({ name, distance: 3 });
  }
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return near.slice(0, 3).map(({ name }) => name);
}

/** Levenshtein's distance: insertions, deletions and replacements of a letter. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
