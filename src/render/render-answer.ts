import { formatDuration } from '../access/duration.js';
import type { Instant, Milliseconds } from '../access/instant.js';
import { formatInstant } from '../access/instant-text.js';
import { neutraliseMarkdown, quoteMarkdown } from './neutralise-markdown.js';
import { endSentence } from './sentence.js';

/** What became of a command in a comment. Grants are `<system>/<login>/<name>`; what is a sentence may be hostile. */
export type Answer =
  /** A revert pull request of each grant is open. */
  | { readonly kind: 'revoke-opened'; readonly opened: readonly Opened[] }
  /** A pull request that moves the end of each grant is open. */
  | { readonly kind: 'extend-opened'; readonly opened: readonly Opened[]; readonly length: Milliseconds }
  | { readonly kind: 'not-merged' }
  /** The pull request was merged, and of the grants that the command means none is on the default branch any more. */
  | { readonly kind: 'nothing-stands' }
  | {
      readonly kind: 'over-maximum';
      readonly grant: string;
      readonly role: string;
      readonly maximum: Milliseconds;
    }
  /** `endedAt` is null where it is not known. */
  | { readonly kind: 'already-ended'; readonly grant: string; readonly endedAt: Instant | null }
  /** The file is there, and the App cannot write the new end into it. `message`: why, one sentence. */
  | { readonly kind: 'cannot-edit'; readonly grant: string; readonly path: string; readonly message: string }
  /** It cannot be done for this grant, for any other reason. `message`, `cure`: one sentence each. */
  | { readonly kind: 'refused'; readonly grant: string; readonly message: string; readonly cure: string }
  /** Begins with `/lapse`, and is no command: as `Command` says it. */
  | { readonly kind: 'unknown-command'; readonly message: string; readonly cure: string };

/** One pull request that the App opened, or found open, for one grant. */
export interface Opened {
  readonly grant: string;
  readonly pullRequest: number;
}

/** The answer to a command: one line of Markdown. */
export function renderAnswer(answer: Answer): string {
  switch (answer.kind) {
    case 'revoke-opened':
      return `✅ ${listOpened(answer.opened)} ${answer.opened.length === 1 ? 'takes' : 'take'} the access away, and ${needs(answer.opened)} no approval.`;
    case 'extend-opened':
      return `✅ ${listOpened(answer.opened)} ${answer.opened.length === 1 ? 'moves' : 'move'} the end by ${formatDuration(answer.length)}, and ${needs(answer.opened)} approval like any request.`;
    case 'not-merged':
      return '❌ This pull request is not merged, so it has given nothing yet. Close it, or change its files.';
    case 'nothing-stands':
      return '❌ Nothing of this pull request stands any more. Add a new file to ask again.';
    case 'over-maximum':
      return `❌ ${quoteMarkdown(answer.grant)} would be longer than ${formatDuration(answer.maximum)}, the most that ${quoteMarkdown(answer.role)} allows. Extend it by less, or add a new file.`;
    case 'already-ended': {
      const when = answer.endedAt === null ? '' : ` at ${formatInstant(answer.endedAt)}`;
      return `❌ ${quoteMarkdown(answer.grant)} has ended${when}. Add a new file to ask again.`;
    }
    case 'cannot-edit':
      return `❌ ${quoteMarkdown(answer.grant)}: ${plain(answer.message)} Edit ${quoteMarkdown(answer.path)} by hand, in a pull request of your own.`;
    case 'refused':
      return `❌ ${quoteMarkdown(answer.grant)}: ${plain(answer.message)} ${plain(answer.cure)}`;
    case 'unknown-command':
      return `❌ ${plain(answer.message)} ${plain(answer.cure)}`;
  }
}

function listOpened(opened: readonly Opened[]): string {
  return opened.map(({ grant, pullRequest }) => `#${pullRequest} (${quoteMarkdown(grant)})`).join(', ');
}

function needs(opened: readonly Opened[]): string {
  return opened.length === 1 ? 'needs' : 'need';
}

function plain(text: string): string {
  return neutraliseMarkdown(endSentence(text));
}
