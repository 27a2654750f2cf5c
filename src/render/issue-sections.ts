import { quoteMarkdown } from './neutralise-markdown.js';

/** Names of systems hold lower-case letters, digits and hyphens: nothing that ends a comment of HTML. */
const MARKER = /^<!-- lapse:system ([a-z0-9-]+(?: [a-z]+)?) -->$/m;

/** More would not fit into an issue together with the other systems'; the summary of the run has all. */
const MOST_ROWS = 25;

/** One section of an issue: a heading and a list. @param title after the system's name; empty: nothing. */
export function renderSection(system: string, title: string, rows: readonly string[]): string {
  const more =
    rows.length > MOST_ROWS ? [`- and ${rows.length - MOST_ROWS} more: the summary of the run has them`] : [];
  return [`### ${quoteMarkdown(system)}${title}`, '', ...rows.slice(0, MOST_ROWS), ...more].join('\n');
}

/** @param sections a system's name, or that and one word → {@link renderSection}. */
export function renderSections(sections: ReadonlyMap<string, string>): string {
  const sorted = [...sections].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([key, section]) => `<!-- lapse:system ${key} -->\n${section}`).join('\n\n');
}

/** The sections of such an issue, so that a run that looks after some systems leaves the others' as they are. */
export function readSections(body: string): Map<string, string> {
  // Whoever edits it in a browser leaves CR LF behind.
  const [, ...parts] = body.replaceAll('\r\n', '\n').split(MARKER);
  const sections = new Map<string, string>();
  for (let index = 0; index + 1 < parts.length; index += 2) {
    sections.set(parts[index] ?? '', (parts[index + 1] ?? '').trim());
  }
  return sections;
}
