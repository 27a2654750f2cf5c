import type { Refusal } from '../plan/run-report.js';
import { renderSection, renderSections } from './issue-sections.js';
import { neutraliseMarkdown, quoteMarkdown } from './neutralise-markdown.js';
import { endSentence } from './sentence.js';

/** Of the one issue about what stands on the branch and is not given. */
export const UNAPPROVED_TITLE = 'Lapse: merged without approval, and not given';

const INTRODUCTION = `These requests stand on the default branch, and what they ask for is **not given**: they, or the policy that they rest on, did not come with their approvals. Lapse keeps this list up to date, and closes it when nothing is left.`;

export const UNAPPROVED_CLOSING =
  'Nothing stands on the default branch any more that is not given for want of an approval.';

/** Of one system, what is refused and why. Direct pushes have no pull request: the message has their commit. */
export function renderUnapproved(system: string, refusals: readonly Refusal[]): string {
  const rows = [...refusals]
    .sort((a, b) => ((a.grant ?? '') < (b.grant ?? '') ? -1 : 1))
    .map(({ grant, pullRequest, message, cure, rule }) => {
      const where = pullRequest === null ? '' : ` (#${pullRequest})`;
      return `- ${quoteMarkdown(grant ?? system)}${where}: ${neutraliseMarkdown(endSentence(message))} ${neutraliseMarkdown(cure)} (${rule})`;
    });
  return renderSection(system, '', rows);
}

/** @param sections system → {@link renderUnapproved}. */
export function renderUnapprovedIssue(sections: ReadonlyMap<string, string>): string {
  return `${INTRODUCTION}\n\n${renderSections(sections)}`;
}
