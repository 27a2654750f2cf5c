import type { Drift, DriftPart } from '../plan/drift.js';
import { describeDrift, describeFate, describeLastingFate } from './describe-drift.js';
import { renderSection, renderSections } from './issue-sections.js';
import { neutraliseMarkdown, quoteMarkdown } from './neutralise-markdown.js';

/** Of the one issue about what providers hold otherwise than the branch says. */
export const DRIFT_TITLE = 'Lapse: a provider holds what the branch does not say';

const INTRODUCTION = `What stood at a provider with the mark of this repository was **not what the default branch says**: somebody, or something, wrote there past Lapse. The provider's own log says who. Lapse keeps this list up to date: what was mended is gone from it with the next run, and it closes by itself when nothing is left.`;

const CLOSING = 'What the providers hold with the mark of this repository is what the default branch says.';

const HEADINGS = { unexplained: ': no grant explains it', given: ': not as it was given' } as const;

/** Of one system and part. Holds no times and no answers, so that it says the same for as long as the same is so. */
export function renderDriftSection(system: string, part: DriftPart, drift: readonly Drift[]): string {
  const rows = [...drift]
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    .map((one) => renderRow(one, describeLastingFate(one)));
  return renderSection(system, HEADINGS[part], rows);
}

/** @param sections system and part, between them a blank → {@link renderDriftSection}. */
export function renderDriftIssue(sections: ReadonlyMap<string, string>): string {
  return `${INTRODUCTION}\n\n${renderSections(sections)}`;
}

/** What stays in it when it is closed: what was mended in the meantime is not to be forgotten. */
export function renderDriftClosing(sections: ReadonlyMap<string, string>): string {
  return sections.size === 0 ? CLOSING : `${CLOSING} This was found:\n\n${renderSections(sections)}`;
}

function keyOf({ target, entitlement }: Drift): string {
  return `${target} ${entitlement}`;
}

/** One line of a summary's list. */
export function renderDriftRow(drift: Drift): string {
  return renderRow(drift, describeFate(drift));
}

function renderRow(drift: Drift, fate: string): string {
  const { grant, entitlement, target } = drift;
  const subject = grant === null ? '' : `${quoteMarkdown(grant)}: `;
  const where = `${quoteMarkdown(entitlement)} at ${quoteMarkdown(target)}`;
  return `- ${subject}${where} ${describeDrift(drift)}: ${neutraliseMarkdown(fate)}`;
}
