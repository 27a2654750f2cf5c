import { markdownTable } from 'markdown-table';
import { neutraliseMarkdown, quoteMarkdown } from '../../src/render/neutralise-markdown.js';
import type { PlacedEffect, PolicyChange } from '../../src/use-cases/describe-policy-change.js';

/** Rows of the table: it shares the 1 MiB of a job summary with the other one, and the most serious come first. */
const MOST_ROWS = 100;

/** What a change of policy does to the grants that stand, as Markdown for the job summary; empty where it changes none of the terms. */
export function renderEffects(change: PolicyChange): string {
  if (change.kind === 'none') return '';
  return `\n### What it does to grants\n\n${describe(change)}\n`;
}

function describe(change: Exclude<PolicyChange, { kind: 'none' }>): string {
  if (change.kind === 'unknown') {
    return `What this does to the grants that stand cannot be worked out: ${neutraliseMarkdown(change.message)}. To mend it, ${neutraliseMarkdown(change.cure)}.`;
  }
  const { effects } = change;
  if (effects.length === 0) return 'No grant that stands is changed.';
  const rows = effects
    .slice(0, MOST_ROWS)
    .map(({ grant, beneficiary, kind, because }) => [
      quoteMarkdown(grant),
      quoteMarkdown(beneficiary),
      kind,
      neutraliseMarkdown(because),
    ]);
  const table = markdownTable([['Grant', 'Whose', 'Effect', 'Why'], ...rows], { alignDelimiters: false });
  const further = effects.length > MOST_ROWS ? `\n\n${effects.length - MOST_ROWS} further grants are not shown.` : '';
  return `${table}${further}\n\nWhose grant is widened or redirected may not approve this change.`;
}

/** What stands on the line of a policy file. */
export function describeEffect({ grant, beneficiary, kind, because }: PlacedEffect): string {
  const bar = kind === 'widened' || kind === 'redirected' ? ` ${beneficiary} may not approve this change.` : '';
  return `${grant} is ${kind} by it. ${because}${bar}`;
}
