import { knownEnd } from '../access/change-of-request.js';
import { formatDuration } from '../access/duration.js';
import type { Instant, Milliseconds } from '../access/instant.js';
import { formatInstant } from '../access/instant-text.js';
import type { Request } from '../access/request.js';
import { describeWindow } from './describe-request.js';
import { quoteMarkdown } from './neutralise-markdown.js';
import { listRequest, type RenderedRevert } from './render-revert.js';

/** A grant that somebody commanded something about, in a comment on the merged pull request that it came with. */
export interface CommandedGrant {
  readonly name: string;
  readonly system: string;
  readonly beneficiary: string;
  /** null where the file cannot be read. */
  readonly request: Request | null;
  readonly original: number;
  /** The login of whoever commanded it. */
  readonly by: string;
}

/** The pull request that takes a standing request off the branch because somebody said so, and its commit. */
export function renderRevocation(grant: CommandedGrant): RenderedRevert {
  const opening = `Reverts #${grant.original}`;
  const told = `- commanded by ${quoteMarkdown(grant.by)} with <code>/lapse revoke</code>, in #${grant.original}`;
  return {
    title: `Revoke #${grant.original}: ${grant.name}`,
    body: [opening, '', told, ...describe(grant)].join('\n'),
    message: opening,
  };
}

/** The pull request that moves the end of a standing request because somebody asked so, and its commit. */
export function renderExtension(
  grant: CommandedGrant,
  extension: {
    readonly length: Milliseconds;
    readonly before: Request;
    readonly after: Request;
    /** null where the first merge of the request is not known. */
    readonly mergedAt: Instant | null;
  },
): RenderedRevert {
  const { length, before, after, mergedAt } = extension;
  const opening = `Extends #${grant.original}`;
  const times = `- from: ${sayTime(before, mergedAt)}\n- to: ${sayTime(after, mergedAt)}`;
  const told = `- asked for by ${quoteMarkdown(grant.by)} with <code>/lapse extend ${formatDuration(length)}</code>, in #${grant.original}`;
  return {
    title: `Extend #${grant.original}: ${grant.name} by ${formatDuration(length)}`,
    body: [opening, '', told, ...describe(grant), times].join('\n'),
    message: [opening, '', times].join('\n'),
  };
}

function describe(grant: CommandedGrant): string[] {
  return listRequest({ ...grant, role: grant.request?.role ?? null });
}

/** The end; of a duration whose beginning is not known, the length. */
function sayTime(request: Request, mergedAt: Instant | null): string {
  const end = knownEnd(request, mergedAt);
  return end === null ? describeWindow(request, 'its first merge') : formatInstant(end);
}
