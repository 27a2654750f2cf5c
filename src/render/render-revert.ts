import type { Grant } from '../access/grant.js';
import { formatInstant } from '../access/instant-text.js';
import { quoteMarkdown } from './neutralise-markdown.js';

export interface RenderedRevert {
  /** Of the pull request and of its commit: a grant's name holds nothing that is syntax anywhere. */
  readonly title: string;
  /** Markdown, for the pull request. */
  readonly body: string;
  /**
   * Plain text, for the commit. Nothing in it is the requester's: GitHub obeys words of a commit message, such as
   * `[skip ci]` and `Fixes #1` (https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs).
   */
  readonly message: string;
}

/** The pull request that takes an ended request off the branch, and its commit: the life of the grant. */
export function renderRevert(grant: Grant, original: number | null): RenderedRevert {
  const title =
    original === null ? `Revert ${grant.name}: it has ended` : `Revert #${original}: ${grant.name} has ended`;
  const opening = original === null ? 'Takes an ended request off the branch.' : `Reverts #${original}`;
  return {
    title,
    body: [opening, '', ...listRequest(grant), ...describeTimes(grant)].join('\n'),
    message: [opening, '', ...describeTimes(grant)].join('\n'),
  };
}

/** What was asked for, as a Markdown list. */
export function listRequest(grant: Pick<Grant, 'beneficiary' | 'system' | 'role' | 'request'>): string[] {
  const lines = [`- beneficiary: ${quoteMarkdown(grant.beneficiary)}`];
  if (grant.role !== null) lines.push(`- role: ${quoteMarkdown(grant.role)} of ${quoteMarkdown(grant.system)}`);
  if (grant.request !== null) lines.push(`- reason: ${quoteMarkdown(grant.request.reason)}`);
  if (grant.request?.ticket) lines.push(`- ticket: ${quoteMarkdown(grant.request.ticket)}`);
  return lines;
}

function describeTimes(grant: Grant): string[] {
  const lines: string[] = [];
  if (grant.window !== null) {
    lines.push(`- began: ${formatInstant(grant.window.start)}`, `- ended: ${formatInstant(grant.window.end)}`);
  }
  if (grant.addedIn !== null) lines.push(`- merged in ${grant.addedIn}`);
  return lines;
}
