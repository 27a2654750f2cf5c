const NUMBER = new Intl.NumberFormat('en-GB');

/** `10,000`. */
export function formatCount(count: number): string {
  return NUMBER.format(count);
}

/** `1 grant`, `10,000 grants`: of what makes its plural with an s. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
