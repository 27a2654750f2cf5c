import type { Grant } from '../access/grant.js';
import type { Instant } from '../access/instant.js';
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

/** An ended request, and what is known of its end. */
export interface EndedLife {
  readonly grant: Grant;
  /** The pull request that it came with; null: none is known. */
  readonly original: number | null;
  /** When the provider showed that nothing of it is left (law 8). */
  readonly goneAt: Instant;
}

/** The pull request that takes an ended request off the branch, and its commit: the life of the grant. */
export function renderRevert(grant: Grant, original: number | null, goneAt: Instant): RenderedRevert {
  const title =
    original === null ? `Revert ${grant.name}: it has ended` : `Revert #${original}: ${grant.name} has ended`;
  const opening = original === null ? 'Takes an ended request off the branch.' : `Reverts #${original}`;
  return {
    title,
    body: [opening, '', ...listRequest(grant), ...describeTimes(grant, goneAt)].join('\n'),
    message: [opening, '', ...describeTimes(grant, goneAt)].join('\n'),
  };
}

/** The pull request that takes all ended requests of a system off the branch, and its commit: a line for each life. */
export function renderRevertBatch(system: string, lives: readonly EndedLife[]): RenderedRevert {
  const plain = lives.map(({ grant, original, goneAt }) => {
    const opening = original === null ? grant.name : `Reverts #${original}: ${grant.name}`;
    return `- ${[opening, ...describeTimes(grant, goneAt).map((line) => line.slice('- '.length))].join(', ')}`;
  });
  const requests = lives.length === 1 ? '1 ended request' : `${lives.length} ended requests`;
  return {
    title: `Revert ${requests} of ${system}`,
    // The words of the requests stay out: a hundred reasons would not fit, and each stands in its own pull request.
    body: [`Takes ${requests} off the branch.`, '', ...plain].join('\n'),
    message: plain.join('\n'),
  };
}

/** The one line on a revert that is closed. */
export function renderStale(why: string): string {
  return `Closed: ${why}.`;
}

/** Whether a commit of ours says that the end has come, and not that somebody commanded it (render-commanded.ts). */
export function saysEnded(headline: string): boolean {
  return headline.startsWith('Revert ');
}

/** What was asked for, as a Markdown list. */
export function listRequest(grant: Pick<Grant, 'beneficiary' | 'system' | 'role' | 'request'>): string[] {
  const lines = [`- beneficiary: ${quoteMarkdown(grant.beneficiary)}`];
  if (grant.role !== null) lines.push(`- role: ${quoteMarkdown(grant.role)} of ${quoteMarkdown(grant.system)}`);
  if (grant.request !== null) lines.push(`- reason: ${quoteMarkdown(grant.request.reason)}`);
  if (grant.request?.ticket) lines.push(`- ticket: ${quoteMarkdown(grant.request.ticket)}`);
  return lines;
}

function describeTimes(grant: Grant, goneAt: Instant): string[] {
  const lines: string[] = [];
  if (grant.window !== null) {
    lines.push(`- began: ${formatInstant(grant.window.start)}`, `- ended: ${formatInstant(grant.window.end)}`);
  }
  lines.push(`- gone at the provider: ${formatInstant(goneAt)} (read back)`);
  if (grant.addedIn !== null) lines.push(`- merged in ${grant.addedIn}`);
  return lines;
}
