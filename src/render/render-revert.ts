import type { Grant } from '../access/grant.js';
import { formatInstant } from '../access/instant-text.js';
import { quoteMarkdown } from './neutralise-markdown.js';
import { showInvisible } from './show-invisible.js';

export interface RenderedRevert {
  /** Of the pull request and of its commit: a grant's name holds nothing that is syntax anywhere. */
  readonly title: string;
  /** Markdown, for the pull request. */
  readonly body: string;
  /** Plain text, for the commit: it is read in a terminal. */
  readonly message: string;
}

/** The pull request that takes an ended request off the branch, and its commit: the life of the grant. */
export function renderRevert(grant: Grant, original: number | null): RenderedRevert {
  const title =
    original === null ? `Revert ${grant.name}: it has ended` : `Revert #${original}: ${grant.name} has ended`;
  const opening = original === null ? 'Takes an ended request off the branch.' : `Reverts #${original}`;
  return {
    title,
    body: [opening, '', ...describeLife(grant, quoteMarkdown)].join('\n'),
    message: [opening, '', ...describeLife(grant, showInvisible)].join('\n'),
  };
}

function describeLife(grant: Grant, quote: (text: string) => string): string[] {
  const lines = [`- beneficiary: ${quote(grant.beneficiary)}`];
  if (grant.role !== null) lines.push(`- role: ${quote(grant.role)} of ${quote(grant.system)}`);
  if (grant.request !== null) lines.push(`- reason: ${quote(grant.request.reason)}`);
  if (grant.request?.ticket) lines.push(`- ticket: ${quote(grant.request.ticket)}`);
  if (grant.window !== null) {
    lines.push(`- began: ${formatInstant(grant.window.start)}`, `- ended: ${formatInstant(grant.window.end)}`);
  }
  if (grant.addedIn !== null) lines.push(`- merged in ${grant.addedIn}`);
  return lines;
}
