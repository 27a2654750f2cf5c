import type { Refusal } from '../plan/run-report.js';
import { neutraliseMarkdown, quoteMarkdown } from './neutralise-markdown.js';
import { endSentence } from './sentence.js';

/** Of the one issue about what stands on the branch and is not given. */
export const UNAPPROVED_TITLE = 'Lapse: merged without approval, and not given';

const INTRODUCTION = `These requests stand on the default branch, and what they ask for is **not given**: they, or the policy that they rest on, did not come with their approvals. Lapse keeps this list up to date, and closes it when nothing is left.`;

export const UNAPPROVED_CLOSING =
  'Nothing stands on the default branch any more that is not given for want of an approval.';

/** More would not fit into an issue together with the other systems'; the summary of the run has all. */
const MOST_ROWS = 25;

/** A system's name holds lower-case letters, digits and hyphens: nothing that ends a comment of HTML. */
const MARKER = /^<!-- lapse:system ([a-z0-9-]+) -->$/m;

/** Of one system, what is refused and why. Direct pushes have no pull request: the message has their commit. */
export function renderUnapproved(system: string, refusals: readonly Refusal[]): string {
  const rows = [...refusals]
    .sort((a, b) => ((a.grant ?? '') < (b.grant ?? '') ? -1 : 1))
    .map(({ grant, pullRequest, message, cure, rule }) => {
      const where = pullRequest === null ? '' : ` (#${pullRequest})`;
      return `- ${quoteMarkdown(grant ?? system)}${where}: ${neutraliseMarkdown(endSentence(message))} ${neutraliseMarkdown(cure)} (${rule})`;
    });
  const more =
    rows.length > MOST_ROWS ? [`- and ${rows.length - MOST_ROWS} more: the summary of the run has them`] : [];
  return [`### ${quoteMarkdown(system)}`, '', ...rows.slice(0, MOST_ROWS), ...more].join('\n');
}

/** @param sections system → {@link renderUnapproved}. */
export function renderUnapprovedIssue(sections: ReadonlyMap<string, string>): string {
  const sorted = [...sections].sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = sorted.map(([system, section]) => `<!-- lapse:system ${system} -->\n${section}`);
  return [INTRODUCTION, ...parts].join('\n\n');
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
