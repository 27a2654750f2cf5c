/** Does the work for each item, `most` of them at once at the most; the results are in the order of the items. */
export async function doSideBySide<T, R>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  // One iterator for all, so that each item is taken once, by whoever is free first.
  const waiting = items.entries();
  async function takeTurns(): Promise<void> {
    for (const [index, item] of waiting) results[index] = await work(item);
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, takeTurns));
  return results;
}
