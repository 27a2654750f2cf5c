import type { Grant } from '../access/grant.js';
import { formatInstant } from '../access/instant-text.js';
import { quoteMarkdown } from './neutralise-markdown.js';

/** Title and Markdown of the pull request (and its commit) that takes an ended request off the branch: the life of the grant. */
export function renderRevert(grant: Grant, original: number | null): { title: string; body: string } {
  const title =
    original === null ? `Revert ${grant.name}: it has ended` : `Revert #${original}: ${grant.name} has ended`;
  return { title, body: describeLife(grant, original) };
}

function describeLife(grant: Grant, original: number | null): string {
  const lines = [original === null ? 'Takes an ended request off the branch.' : `Reverts #${original}`, ''];
  lines.push(`- beneficiary: ${quoteMarkdown(grant.beneficiary)}`);
  if (grant.role !== null) lines.push(`- role: ${quoteMarkdown(grant.role)} of ${quoteMarkdown(grant.system)}`);
  if (grant.request !== null) lines.push(`- reason: ${quoteMarkdown(grant.request.reason)}`);
  if (grant.request?.ticket) lines.push(`- ticket: ${quoteMarkdown(grant.request.ticket)}`);
  if (grant.window !== null) {
    lines.push(`- began: ${formatInstant(grant.window.start)}`, `- ended: ${formatInstant(grant.window.end)}`);
  }
  if (grant.addedIn !== null) lines.push(`- merged in ${grant.addedIn}`);
  return lines.join('\n');
}
