/** Markdown of ours as people see it: numeric references decoded, without `code` elements and zero-width spaces. */
export function asShown(markdown: string): string {
  return markdown
    .replace(/<\/?code>/g, '')
    .replace(/&#(\d+);/g, (_reference, code) => String.fromCodePoint(Number(code)))
    .replaceAll('\u200b', '');
}
